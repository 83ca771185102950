"""Filtering a room by what is under its cursor, on a bare screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tui.desk_fakes import desk_view
from tests.tui.screens.helpers.bench import Bench, bench
from textual.screen import Screen

from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import AddFilter
from holdfast_tui.panes import CustomersPane, FlagsPane
from holdfast_tui.screens.helpers.layout import PaneLayout, PanePlan
from holdfast_tui.screens.helpers.marks import Marks
from holdfast_tui.screens.helpers.narrowing import Narrowing


@asynccontextmanager
async def room() -> AsyncIterator[tuple[Bench, Narrowing, PaneLayout]]:
    panes = CustomersPane(id="customers"), FlagsPane(id="flags")
    async with bench(*panes) as (screen, _):
        layout = PaneLayout(
            screen,
            PanePlan((("customers", "Customers"), ("flags", "Flags"))),
            screen.bars,
            lambda: screen.parts,
        )
        marks = Marks(screen, screen.store, screen.bars, lambda: screen.parts)
        for pane in panes:
            pane.show(desk_view())
        yield screen, Narrowing(screen, screen.store, screen.bars, layout, marks), layout


async def test_a_clause_is_added_to_the_filter_as_a_step_of_its_own() -> None:
    async with room() as (screen, narrowing, _):
        went: list[str] = []
        narrowing.narrowed = lambda: went.append("list")
        screen.store.change(where="tier:A")
        narrowing.add(AddFilter("flag:overdue"))
        assert screen.store.query.where == "tier:A flag:overdue"
        assert screen.store.state.breadcrumbs == ("Desk", "flag:overdue")
        assert went == ["list"]
        screen.store.back()
        assert screen.store.query.where == "tier:A"


async def test_a_click_that_comes_after_the_room_is_covered_narrows_nothing() -> None:
    async with room() as (screen, narrowing, _):
        await screen.app.push_screen(Screen())
        narrowing.add(AddFilter("flag:overdue"))
        assert screen.store.query.where == ""


async def test_a_filter_that_cannot_be_added_to_says_why() -> None:
    async with room() as (screen, narrowing, _):
        screen.store.change(where="(tier:A")
        narrowing.add(AddFilter("flag:overdue"))
        assert screen.store.query.where == "(tier:A"
        assert screen.said


async def test_what_can_be_done_follows_the_pane_with_the_keys() -> None:
    async with room() as (screen, narrowing, layout):
        layout.focus("flags")
        at = narrowing.situate(Situation())
        assert (at.rows, at.metric) == (layout.pane("flags").rows, layout.pane("flags").metric_under_cursor)
        assert at.metric is not None
        layout.focus("customers")
        assert narrowing.situate(Situation()).metric is None
        screen.set_focus(None)
        assert narrowing.situate(Situation(rows=9)).rows == 0
