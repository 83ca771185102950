"""Rows are marked with space, stay marked whatever the list shows, and copies and exports go by them."""

from __future__ import annotations

import base64
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import FakeRows, screen_text
from tests.tui.desk_run import FakeEngine
from tests.tui.desk_story import Story, sitting
from tests.tui.shared_desk import SharedDesk
from textual.strip import Strip

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.rows.rowset import RowSet
from holdfast_tui.screens.rooms.desk import DeskScreen

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
SIZES = [(120, 40), (80, 24), (60, 20)]


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


MADE_UP = FakeEngine()


def made_up(
    desks: SharedDesk, size: tuple[int, int] = (120, 40), environ: dict[str, str] | None = None
) -> AbstractAsyncContextManager[Story]:
    """A desk over customers that nobody has."""
    return desks.at(size, MADE_UP, environ)


def marked(desk: Story, subject: str = "customer") -> RowSet:
    return desk.app.session.store.state.marks.get(subject, RowSet())


def lines_of(desk: Story) -> list[str]:
    return screen_text(desk.app).splitlines()


def said(desk: Story) -> str:
    return desk.app.room.bars.footer.said


def path(desk: Story) -> tuple[str, ...]:
    return desk.app.session.store.state.breadcrumbs


def customers(desk: Story) -> Any:
    room = desk.app.room
    assert isinstance(room, DeskScreen)
    return room.customers


# Marking


@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_space_marks_the_row_and_steps_down(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with made_up(desks, size) as desk:
        await desk.press("space", "space").sees("2 marked", "✓‼ Acme GmbH", "✓‼ Borgo SpA")
        assert customers(desk).row == 2
        await desk.press("k", "space").sees("1 marked").misses("✓‼ Borgo")
        assert customers(desk).row == 2


async def test_the_last_row_is_marked_too(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("G", "space").sees("1 marked")
        assert customers(desk).row == 141
        assert marked(desk) == RowSet.of(241)


async def test_a_mark_is_a_glyph_where_there_are_no_colours_and_only_ascii(desks: SharedDesk) -> None:
    async with made_up(desks, environ={"NO_COLOR": "1", "HOLDFAST_ASCII": "1"}) as desk:
        await desk.press("j", "space").sees("xX Borgo SpA", " X Acme GmbH", "1 marked")


@pytest.mark.thorough
async def test_marks_stay_when_the_list_is_sorted_filtered_and_moved_in_time(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("space", "G", "space").sees("2 marked").misses("not shown")
        await desk.press("/").types("flag:overdue").press("enter").sees("2 marked · 1 not shown")
        await desk.press("u").sees("Undone: filter", "2 marked").misses("not shown")
        await desk.press("[").press("s").sees("2 marked")
        assert marked(desk) == RowSet.of(100) | RowSet.of(241)


async def test_undo_leaves_marks_alone(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("space", "u")
        assert said(desk) == "There is nothing to undo."
        assert len(marked(desk)) == 1


async def test_escape_goes_back_and_leaves_marks_alone(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("space", "enter").sees("Acme GmbH")
        assert path(desk) == ("Desk", "Acme GmbH")
        await desk.press("escape").sees("1 marked")
        assert path(desk) == ("Desk",)
        await desk.press("escape")
        assert said(desk).startswith("This is where you started")
        assert len(marked(desk)) == 1


async def test_all_rows_shown_are_marked_and_the_others_are_left_as_they_are(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("G", "space").press("/").types("flag:overdue").press("enter", "M")
        await desk.sees("13 marked · 1 not shown")


async def test_marks_are_turned_round_for_the_rows_shown_only(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("G", "space").press("/").types("flag:overdue").press("enter", "g", "space", "*")
        await desk.sees("12 marked · 1 not shown")
        assert 100 not in marked(desk)
        assert 101 in marked(desk)
        assert 241 in marked(desk)


async def test_clearing_unmarks_also_what_is_not_shown(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("G", "space").press("/").types("flag:overdue").press("enter", "space", "C")
        assert said(desk) == "Unmarked 2 rows."
        assert not marked(desk)
        await desk.misses(" marked", "✓")


async def test_a_mark_command_that_cannot_run_says_why(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("C")
        assert said(desk) == "No row is marked: space marks the one under the cursor."
        await desk.press("&")
        assert said(desk) == "No row is marked: space marks the one under the cursor."
        await desk.press("tab", "space")
        assert said(desk).startswith("Nothing can be marked here")
        await desk.press("shift+tab", "enter", "space")
        assert said(desk).startswith("Nothing can be marked here")


async def test_a_space_typed_into_the_filter_is_a_space(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("/").types("name:a tier:B")
        assert desk.app.session.store.query.where == "name:a tier:B"
        assert not marked(desk)


# What acts on marks


async def test_export_writes_the_marked_rows_and_says_so(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with made_up(desks) as desk:
        await desk.press("space", "j", "space", "e", "enter")
        assert said(desk) == f"Wrote 2 marked rows to {tmp_path / 'customers-marked-2025-06-30.csv'}"
        written = (tmp_path / "customers-marked-2025-06-30.csv").read_text(encoding="utf-8")
        assert "C00000" in written
        assert "C00002" in written
        assert "C00001" not in written
        await desk.press("C", "e", "enter")
        assert said(desk) == f"Wrote 142 customers to {tmp_path / 'customers-2025-06-30.csv'}"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("steps", "ending"), [(0, "csv"), (1, "xlsx"), (2, "parquet"), (3, "json"), (4, "md")]
)
async def test_export_asks_for_the_format_and_writes_it(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with made_up(desks) as desk:
        await desk.press("e", *["down"] * steps, "enter")
        path = tmp_path / f"customers-2025-06-30.{ending}"
        assert said(desk) == f"Wrote 142 customers to {path}"
        assert path.stat().st_size > 0
        await desk.press("e", "escape")
        assert list(tmp_path.iterdir()) == [path]


@pytest.mark.thorough
async def test_export_writes_marked_customers_that_the_filter_leaves_out(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at((120, 40)) as desk:
        view = customers(desk).source
        first, last = (
            view.fetch(row, row + 1, ["customer_id"])["customer_id"][0] for row in (0, len(view) - 1)
        )
        await desk.press("space", "G", "space").press("/").types(f"id={last}").press("enter")
        await desk.sees("2 marked · 1 not shown").press("e", "enter")
        assert "Wrote 2 marked rows" in said(desk)
        (written,) = tmp_path.iterdir()
        rows = [line for line in written.read_text(encoding="utf-8").splitlines() if line[0] != "#"][1:]
        assert [row.split(",")[0] for row in rows] == [last, first]


async def test_copying_takes_the_marked_rows_or_one_column_of_them(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        sent: list[str] = []
        desk.app.session.write_to_terminal = sent.append
        await desk.press("space", "space", "g", "l", "y")
        assert said(desk).startswith("Sent one column of 2 marked rows to the terminal's clipboard")
        await desk.press("Y")
        assert said(desk).startswith("Sent 2 marked rows to the terminal's clipboard")
        column, rows = (base64.b64decode(text[7:-1]).decode() for text in sent)
        assert len(column.splitlines()) == 2
        assert [row.split("\t")[1] for row in rows.splitlines()] == ["Acme GmbH", "Borgo SpA"]


async def test_more_marked_rows_than_a_clipboard_takes_are_refused_with_the_way_out() -> None:
    async with sitting(Large(9_000), (120, 40)) as desk:
        await desk.press("M", "Y")
        assert said(desk) == "9,000 marked rows are too many to copy: export them with e."


@pytest.mark.thorough
async def test_only_the_marked_customers_are_left_until_it_is_taken_back(
    desks: SharedDesk, engine: Engine
) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("space", "j", "space", "&").sees("2 of", "2 marked")
        query = desk.app.session.store.query
        assert query.where.startswith("customer_id=")
        assert engine.desk(query).customers.keys() == marked(desk)
        assert path(desk) == ("Desk", "2 marked")
        await desk.press("escape")
        assert desk.app.session.store.query.where == ""
        assert len(marked(desk)) == 2
        await desk.press("&", "u")
        assert desk.app.session.store.query.where == ""


async def test_too_many_marked_customers_make_no_filter(desks: SharedDesk) -> None:
    async with made_up(desks) as desk:
        await desk.press("M", "&")
        assert said(desk) == "142 rows are marked, and a filter takes 100 at most: export them with e."


# Lists beside that of the desk


@pytest.mark.thorough
async def test_a_customer_marked_on_the_desk_is_marked_behind_a_figure_and_among_orphans(
    desks: SharedDesk,
) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("M", "shift+tab", "enter").sees("active at start and at end", "marked", "not shown")
        assert all("✓" in line for line in lines_of(desk)[6:20])
        await desk.press("C").misses("✓").press("space", "escape", "tab").sees("1 marked")
        await desk.press("1").press("M", "5").press(*["shift+tab"] * 4)
        pane = desk.app.focused
        assert pane is not None
        assert pane.id == "orphans"
        await desk.sees("not shown", "✓")


@pytest.mark.thorough
async def test_reps_are_marked_by_themselves_copied_and_exported(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at((120, 40)) as desk:
        sent: list[str] = []
        desk.app.session.write_to_terminal = sent.append
        await desk.press("space", "5").misses("marked").press("j", "space", "space").sees("2 marked")
        assert len(marked(desk)) == 1
        assert len(marked(desk, "rep")) == 2
        await desk.press("Y")
        assert len(base64.b64decode(sent[0][7:-1]).decode().splitlines()) == 2
        await desk.press("e", "down", "down", "enter")
        assert said(desk).startswith("Wrote 2 marked rows to")
        (written,) = tmp_path.iterdir()
        assert set(pl.read_parquet(written)["rep_id"]) == marked(desk, "rep").ids
        await desk.press("&")
        assert said(desk).startswith("Only marked customers can be filtered by")


@pytest.mark.thorough
async def test_a_list_that_shows_less_than_its_rows_hold_is_exported_whole(
    desks: SharedDesk, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at((120, 40)) as desk:
        await desk.press("space", "tab", "e", "down", "down", "enter")
        (written,) = tmp_path.iterdir()
        assert written.name.startswith("flags-")
        assert pl.read_parquet(written).equals(engine.flags(Query()).frame)
        await desk.press("4", "e")
        assert said(desk).startswith("This cannot be exported")


@pytest.mark.thorough
async def test_contracts_are_marked_by_contract_and_exported(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at((120, 40)) as desk:
        await desk.press("6", "tab", "tab", "tab", "space", "space", "e", "enter")
        assert said(desk).startswith("Wrote 2 marked rows to")
        assert len(marked(desk, "contract")) == 2
        (written,) = tmp_path.iterdir()
        assert written.name.startswith("contracts-marked-")


# What it costs


class Large(FakeEngine):
    """A book of so many customers."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def desk(self, query: Query) -> Any:
        view = super().desk(query)
        object.__setattr__(view, "customers", FakeRows(self.count))
        return view


@pytest.mark.thorough
async def test_marking_paints_the_row_and_the_cursor_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with sitting(Large(1_000_000), (120, 40)) as desk:
        await desk.press("j")
        pane = customers(desk)
        pane.foot_follows_cursor = False
        painted: list[tuple[Any, ...]] = []
        paint_line = pane.paint_line

        def spy(key: tuple[Any, ...]) -> Strip:
            painted.append(key)
            line: Strip = paint_line(key)
            return line

        monkeypatch.setattr(pane, "paint_line", spy)
        await desk.press("space")
        assert {key for key in painted if key[0] == "row"} <= {
            ("row", 1, "cursor", True, 0),
            ("row", 1, "surface", True, 0),
            ("row", 2, "cursor", False, 0),
        }
        assert all(key[0] in ("row", "foot") for key in painted)
        painted.clear()
        await desk.press("j")
        assert {key[:2] for key in painted if key[0] == "row"} <= {("row", 2), ("row", 3)}
        await desk.press("M").sees("1,000,000 marked")
        await desk.press("*", "space").sees("1 marked")
