"""Which panes are on show and which has the keys, on a bare screen."""

from __future__ import annotations

import pytest
from tests.tui.desk_fakes import desk_view
from tests.tui.screens.helpers.bench import Bench, bench

from holdfast_tui.panes import CustomersPane, FlagsPane, KpiStrip, RepsPane
from holdfast_tui.screens.helpers.layout import PaneLayout, PanePlan

PLAN = PanePlan(
    tabs=(("customers", "Customers"), ("flags", "Flags"), ("reps", "Reps")), above=("kpis",), roomy=(100, 30)
)
ROOMY, SMALL = (100, 30), (99, 30)


def parts() -> tuple[KpiStrip, CustomersPane, FlagsPane, RepsPane]:
    return KpiStrip(id="kpis"), CustomersPane(id="customers"), FlagsPane(id="flags"), RepsPane(id="reps")


def layout(screen: Bench, plan: PanePlan = PLAN) -> PaneLayout:
    arranged = PaneLayout(screen, plan, screen.bars, lambda: screen.parts)
    arranged.lay_out()
    return arranged


@pytest.mark.parametrize(("size", "narrow"), [(ROOMY, False), (SMALL, True), ((100, 29), True)])
async def test_one_pane_at_a_time_below_the_size_that_has_room_for_all(
    size: tuple[int, int], narrow: bool
) -> None:
    async with bench(*parts(), size=size) as (screen, _):
        arranged = layout(screen)
        assert arranged.is_narrow is narrow
        assert arranged.is_on_show("customers")
        assert arranged.is_on_show("flags") is not narrow


async def test_the_keys_go_round_and_what_they_come_to_is_shown() -> None:
    async with bench(*parts(), size=SMALL) as (screen, _):
        arranged = layout(screen)
        shown: list[str] = []
        arranged.when_shown = lambda: shown.append(arranged.tab)
        arranged.focus("customers")
        for _ in range(3):
            arranged.actions["pane.next"]()
        assert (arranged.focused_name, arranged.tab) == ("kpis", "reps"), "figures stay above the tabs"
        arranged.actions["pane.previous"]()
        assert arranged.focused_name == "reps"
        assert shown == ["customers", "flags", "reps", "reps"]
        assert [pane.has_class("-off-tab") for pane in screen.parts[1:]] == [True, True, False]


async def test_a_pane_fills_the_room_and_gives_it_back_where_there_is_room_for_all() -> None:
    async with bench(*parts(), size=ROOMY) as (screen, _):
        arranged = layout(screen)
        for narrow in (True, False):
            arranged.actions["pane.fill"]()
            assert arranged.is_narrow is narrow
        assert screen.said == ""


async def test_where_there_is_room_for_one_pane_filling_says_so() -> None:
    async with bench(*parts(), size=SMALL) as (screen, _):
        layout(screen).actions["pane.fill"]()
        assert screen.said == "This terminal shows one pane at a time: tab goes to the next."


async def test_panes_stand_on_the_way_back_where_they_stood() -> None:
    async with bench(*parts()) as (screen, pilot):
        arranged = layout(screen)
        await pilot.pause()
        customers, flags = screen.parts[1:3]
        assert isinstance(customers, CustomersPane)
        assert isinstance(flags, FlagsPane)
        for pane in (customers, flags):
            pane.show(desk_view())
        customers.move_to(90)
        flags.move_to(2)
        stood = arranged.cursors()
        customers.move_to(3)
        flags.move_to(0)
        arranged.stand_at(stood)
        assert (customers.row, flags.row) == (90, 2)


async def test_a_room_may_remember_some_of_its_panes_only() -> None:
    async with bench(*parts()) as (screen, _):
        plan = PanePlan(PLAN.tabs, PLAN.above, remembered=("customers",))
        assert [cursor.pane for cursor in layout(screen, plan).cursors()] == ["customers"]
        assert [cursor.pane for cursor in layout(screen).cursors()] == list(PLAN.order)
