"""A filter that nobody passes: every command says so with the nearest value, and nothing reads as clear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfast_tui.command_line.options import OF_PANES, VIEWS

from .conftest import Run, write

SAID = "No customer passes the filter 'rep:Na'. No customer has the rep 'Na': did you mean rep:Ana?"
NEEDS_MORE = ("pipeline", "contracts", "voice", "frequency", "rows", "what-if")
"""Views of tables that the small book lacks, and those that ask of which column, behind what, or if what."""


@pytest.fixture
def shop(shop_read: Path) -> Path:
    return shop_read


@pytest.mark.thorough
def test_the_brief_says_that_nobody_is_left_instead_of_no_flag_open(run: Run, shop: Path) -> None:
    for style in ("text", "md", "html"):
        ran = run("brief", shop, "--where", "rep:Na", "--format", style)
        assert ran.status == 0
        assert f"holdfast: {SAID}" in ran.err
        assert "did you mean rep:Ana?" in " ".join(ran.out.split())
        assert "0 of 3 customers" in ran.out
        for all_clear in ("none open", "None open", "no flag", "flags open", "TO CALL", "To call"):
            assert all_clear not in ran.out


@pytest.mark.thorough
def test_every_view_says_that_nobody_is_left(run: Run, shop: Path) -> None:
    for view in (view for view in VIEWS if view not in NEEDS_MORE):
        ran = run("show", view, shop, "--where", "rep:Na")
        if view in OF_PANES and ran.status == 2:
            assert "needs " in ran.err.lower(), view
            continue
        assert ran.status == 0, view
        assert f"holdfast: {SAID}" in ran.err, view
        assert SAID in ran.out, view
        document = json.loads(run("show", view, shop, "--where", "rep:Na", "--format", "json").out)
        assert document["note"] == SAID, view


@pytest.mark.thorough
def test_tables_for_other_programs_keep_their_form(run: Run, shop: Path) -> None:
    asked = ("show", "customers", shop, "--columns", "id,name", "--where", "rep:Na", "--format")
    assert run(*asked, "csv").out == "customer_id,name\n"
    assert run(*asked, "md").out.startswith(f"{SAID}\n\n| ")
    assert "note" not in json.loads(run(*asked[:-3], "--format", "json").out)


def test_a_filter_without_a_wrong_value_is_named_alone(run: Run, shop: Path) -> None:
    ran = run("show", "customers", shop, "--where", "revenue>10m")
    assert "No customer passes the filter 'revenue>10m'.\n" in ran.err


@pytest.mark.thorough
def test_a_day_before_anybody_was_known_says_so_without_a_filter(
    run: Run, shop: Path, tmp_path: Path
) -> None:
    orders = "order_id,customer_id,order_date,amount\no1,1,2025-01-01,5\n"
    ran = run("brief", write(tmp_path / "young", orders=orders), "--as-of", "2024-06-30")
    assert ran.status == 0
    assert "No customer was known on 2024-06-30." in ran.out
    assert "No customer was known on 2024-06-30." in ran.err


def test_a_book_of_reps_alone_still_tells_of_its_reps(run: Run, tmp_path: Path) -> None:
    reps = "rep_id,name,hire_date\nr1,Ana,2020-01-01\nr2,Luc,2020-01-01\n"
    page = run("brief", write(tmp_path / "team", reps=reps)).out
    assert "No customer was known on" in page
    assert "TO CALL" not in page
    assert "Original team retention" in page[page.index("REPS") :]


@pytest.mark.thorough
def test_nothing_is_said_where_somebody_is_left(run: Run, shop: Path) -> None:
    for words in (("brief", shop), ("show", "flags", shop, "--where", "rep:Ana")):
        ran = run(*words)
        assert "No customer" not in ran.out + ran.err
