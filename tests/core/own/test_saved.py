"""Saved views: what was saved is what is asked again, and a file that is damaged keeps no other from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.own.saved import SavedView, checked_name, load_views
from holdfast.query import Query, SortKey

EVERYTHING = Query(
    as_of=date(2025, 3, 31),
    period="2025Q1",
    where='rep:"Ana \\"A\\" Ruiz"',
    by="segment",
    sort=(SortKey("revenue", descending=True), SortKey("name")),
    columns=("name", "x.plan"),
    since=date(2025, 1, 31),
    basis="orders",
)


@pytest.mark.parametrize("query", [EVERYTHING, Query()])
def test_a_view_is_read_as_it_was_written(tmp_path: Path, query: Query) -> None:
    view = SavedView("smb-at-risk", query, "risk", ("name", "x.plan") if query.columns else None)
    (tmp_path / "smb-at-risk.toml").write_text(view.as_toml, encoding="utf-8")
    saved = load_views(tmp_path)
    assert saved.views == {"smb-at-risk": view}
    assert not saved.faults


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colums = ['name']", "'colums' is not a known key: did you mean 'columns'?"),
        ("sort = 'name'", "sort is 'name': write a list of names"),
        ("as_of = 'May'", "as_of is 'May': write a day"),
        ("basis = 'gut'", "basis is 'gut': write mrr or orders"),
        ("frozen = 'name'", "frozen is 'name': write a list of names in quotation marks"),
        ("room = 7", "room is 7: write its name in quotation marks"),
        ("where = ", "is not valid TOML"),
    ],
)
def test_a_damaged_view_is_named_and_the_others_are_there(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    (tmp_path / "good.toml").write_text('where = "tier:A"', encoding="utf-8")
    saved = load_views(tmp_path)
    assert list(saved.views) == ["good"]
    assert saved.faults["bad"].startswith("bad.toml: ")
    assert says in saved.faults["bad"]


def test_a_name_can_be_written_after_its_sign() -> None:
    assert checked_name(" @smb-2025 ") == "smb-2025"
    for text in ("", "two words", "../up", "-x", "a" * 41):
        with pytest.raises(UsageError):
            checked_name(text)
