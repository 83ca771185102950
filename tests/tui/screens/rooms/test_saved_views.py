"""Saved views on the desk: saved, opened in another room, renamed, deleted, and each taken back by u."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.tui.shared_desk import SharedDesk

from holdfast.own.saved import load_views
from holdfast_tui.sitting.files.saved import ViewFiles


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(120, 40)])
async def test_a_view_is_saved_opened_and_deleted_and_every_step_is_taken_back(
    desks: SharedDesk, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desks.at(size) as desk:
        session = desk.app.session
        session.views, session.last_visit = ViewFiles(tmp_path), date(2025, 5, 31)
        await desk.press("3", "/").types("segment:smb").press("enter", "v")
        await desk.sees("Save what is on show now").press("enter").types("small ones").press("enter")
        await desk.sees("A name is one word").press("ctrl+u").types("small").press("enter")
        await desk.sees("@small is saved. u takes it back.")
        assert load_views(tmp_path).views["small"].room == "risk"

        await desk.press("u")
        assert not load_views(tmp_path).views
        # The name stands ready. Elsewhere it is enough; its size and what it has grown by are told.
        await desk.press("v", "enter", "enter")
        await desk.press("1", "/", "ctrl+u").types("@small tier:A").press("enter")
        assert session.store.query.where == "(segment:smb) tier:A"
        await desk.press("v").sees("since 2025-05-31", "@small", "Risk, 12m, segment:smb").press("enter")
        assert desk.app.room.place == "risk"
        assert session.store.query.where == "segment:smb"
        await desk.sees("@small is open.").press("u")
        assert session.store.query.where == "(segment:smb) tier:A"

        await desk.press("v", "r", "ctrl+u").types("smb").press("enter").sees("@small is @smb now.")
        assert list(load_views(tmp_path).views) == ["smb"]
        await desk.press("u")
        assert list(load_views(tmp_path).views) == ["small"]
        await desk.press("v", "d").sees("@small is deleted. u takes it back.")
        assert not load_views(tmp_path).views
        await desk.press("u")
        assert list(load_views(tmp_path).views) == ["small"]


@pytest.mark.thorough
async def test_what_another_book_lacks_is_said_in_one_line_and_a_damaged_file_opens_nothing(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at((120, 40)) as desk:
        desk.app.session.views = ViewFiles(tmp_path)
        (tmp_path / "theirs.toml").write_text(
            'room = "attic"\nsort = ["-revenue"]\ncolumns = ["name", "x.seats"]\n', encoding="utf-8"
        )
        (tmp_path / "torn.toml").write_text("where = ", encoding="utf-8")
        await desk.press("v").sees("@torn", "is not valid TOML").press("j", "j", "enter").sees("Saved views")
        await desk.press("k", "enter").sees(
            "@theirs: Not restored on this book: the column x.seats. There is no room 'attic'."
        )
        query = desk.app.session.store.query
        assert (query.columns, query.sort[0].field) == (("name",), "revenue")
