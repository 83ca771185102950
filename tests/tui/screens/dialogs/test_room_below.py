"""The room below an open dialog: what changes in it is seen, and it follows the size of the terminal."""

from __future__ import annotations

from tests.tui.desk_story import sitting
from tests.tui.played_book import played_engine

from holdfast_tui.safe_text import literal
from holdfast_tui.screens.rooms.desk import DeskScreen


async def test_a_change_in_the_room_below_an_open_form_is_seen_at_once_and_at_another_size() -> None:
    async with sitting(played_engine(), (120, 40)) as desk:
        await desk.press("n").sees("Note on", "65 customers")
        room = desk.app.room
        assert isinstance(room, DeskScreen)
        room.customers.set_title(literal("Changed below"))
        await desk.settled()
        await desk.sees("Note on", "Changed below").misses("╭─ 65 customers")
        # Below a small terminal the panes are tabs.
        await desk.resizes(80, 24)
        await desk.sees("Note on", "[Customers]")
        await desk.press("escape").misses("Note on").sees("[Customers]", "Changed below")
