"""Marking, copying and exporting the rows of a list, on a bare screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.tui.desk_fakes import FakeRows, desk_view
from tests.tui.screens.helpers.bench import Bench, bench

from holdfast.rows.rowset import RowSet
from holdfast_tui.commands.situation import Situation
from holdfast_tui.panes import CustomersPane, FlagsPane
from holdfast_tui.screens.helpers import taking
from holdfast_tui.screens.helpers.marks import MOST_FILTERED, Marks
from holdfast_tui.screens.helpers.taking import Taking


@asynccontextmanager
async def listed(rows: int = 30) -> AsyncIterator[tuple[Bench, Marks, Taking]]:
    customers = CustomersPane(id="customers")
    async with bench(customers, FlagsPane(id="flags")) as (screen, _):
        customers.show(desk_view(FakeRows(rows)))
        screen.set_focus(customers)
        marks = Marks(screen, screen.store, screen.bars, lambda: screen.parts)
        yield screen, marks, Taking(screen, screen.session, screen.bars, marks)


def marked(screen: Bench) -> RowSet:
    return screen.store.state.marks.get("customer", RowSet())


async def test_marking_steps_down_and_the_same_row_again_is_unmarked() -> None:
    async with listed() as (screen, marks, _):
        marks.actions["mark"]()
        marks.actions["mark"]()
        assert len(marked(screen)) == 2
        assert marks.words == "2 marked"
        customers = screen.parts[0]
        assert isinstance(customers, CustomersPane)
        assert customers.row == 2
        customers.move_to(0)
        marks.actions["mark"]()
        assert len(marked(screen)) == 1


async def test_all_none_and_the_others_are_marked() -> None:
    async with listed(30) as (screen, marks, _):
        marks.actions["mark"]()
        marks.actions["mark.invert"]()
        assert len(marked(screen)) == 29
        marks.actions["mark.all"]()
        assert len(marked(screen)) == 30
        marks.actions["mark.clear"]()
        assert len(marked(screen)) == 0
        assert screen.said == "Unmarked 30 rows."


async def test_marks_are_about_the_usual_list_where_no_list_has_the_keys() -> None:
    async with listed() as (screen, marks, _):
        screen.set_focus(None)
        assert marks.pane is None
        assert not marks.situate(Situation()).can_mark_all
        customers = screen.parts[0]
        assert isinstance(customers, CustomersPane)
        marks.usual = customers
        at = marks.situate(Situation())
        assert (at.can_mark_all, at.can_mark) == (True, False), "space marks only where the cursor is"


@pytest.mark.parametrize(("rows", "filterable"), [(MOST_FILTERED, True), (MOST_FILTERED + 1, False)])
async def test_as_many_marked_rows_are_filtered_by_as_can_be_read(rows: int, filterable: bool) -> None:
    async with listed(rows) as (_, marks, _):
        marks.actions["mark.all"]()
        assert (marks.situate(Situation()).no_marked_filter is None) is filterable


@pytest.mark.parametrize(
    ("most", "said"), [(30, "30 marked rows"), (29, "30 marked rows are too many to copy")]
)
async def test_as_many_marked_rows_are_copied_as_a_clipboard_takes(
    most: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_ROWS", most)
    async with listed(30) as (screen, marks, take):
        sent: list[str] = []
        screen.session.write_to_terminal = sent.append
        marks.actions["mark.all"]()
        marks.show()
        take.actions["copy.row"]()
        assert said in screen.said
        assert len(sent) == (most == 30)


async def test_what_is_under_the_cursor_is_copied_where_nothing_is_marked() -> None:
    async with listed() as (screen, _, take):
        sent: list[str] = []
        screen.session.write_to_terminal = sent.append
        take.actions["copy"]()
        take.actions["copy.row"]()
        assert len(sent) == 2
