"""Opening, leaving, stopping and taking back, on a bare screen."""

from __future__ import annotations

from tests.tui.screens.helpers.bench import bench
from textual.screen import Screen

from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.screens.helpers.way_back import WayBack
from holdfast_tui.sitting.state import PaneCursor, Place

STOOD = (PaneCursor("flags", row=3),)


class Look:
    """A look at the past that is slow until it is stopped."""

    def __init__(self) -> None:
        self.is_slow = True

    def stop(self) -> None:
        self.is_slow = False


async def test_a_place_is_opened_with_where_the_lists_stood() -> None:
    async with bench() as (screen, _):
        way = WayBack(screen, screen.store, screen.bars)
        way.cursors = lambda: STOOD
        way.open_customer(OpenCustomer(3))
        assert screen.store.state.here == Place("customer", "Customer", 3)
        assert screen.store.state.trail[-1].cursors == STOOD
        way.actions["back"]()
        assert screen.store.state.here.cursors == STOOD


async def test_what_was_clicked_in_a_room_that_is_covered_opens_nothing() -> None:
    async with bench() as (screen, _):
        way = WayBack(screen, screen.store, screen.bars)
        await screen.app.push_screen(Screen())
        way.open_customer(OpenCustomer(3))
        assert screen.store.state.trail == ()


async def test_esc_stops_a_long_look_before_it_leaves() -> None:
    async with bench() as (screen, _):
        way = WayBack(screen, screen.store, screen.bars)
        look = Look()
        way.stoppable = (look,)
        way.go(Place("reps", "Reps"))
        assert way.situate(Situation()).can_go_back
        way.actions["back"]()
        assert (look.is_slow, screen.store.state.here.room) == (False, "reps")
        assert "The look at the past is stopped." in screen.said
        way.actions["back"]()
        assert screen.store.state.here.room == "desk"
        assert not way.situate(Situation()).can_go_back


async def test_undo_says_what_was_taken_back() -> None:
    async with bench() as (screen, _):
        way = WayBack(screen, screen.store, screen.bars)
        screen.store.change(where="tier:A", period="90d")
        assert way.situate(Situation()).can_undo
        way.actions["undo"]()
        assert (screen.store.query.where, screen.said) == ("", "Undone: filter, period")
        screen.store.change(basis="orders")
        way.actions["undo"]()
        assert (screen.store.query.basis, screen.said) == (None, "Undone: basis of revenue")
        assert not way.situate(Situation()).can_undo


async def test_a_number_key_keeps_the_filter_and_esc_takes_that_of_the_place_back() -> None:
    async with bench() as (screen, _):
        way = WayBack(screen, screen.store, screen.bars)
        way.switch(Place("reps", "Reps"))
        screen.store.change(where="tier:A")
        way.actions["room.desk"]()
        assert (screen.store.state.here.room, screen.store.query.where) == ("desk", "tier:A")
