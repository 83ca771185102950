"""When something broke, at the desk: by one key from a rep, its sides open into who was lost then."""

from __future__ import annotations

import pytest
from tests.tui.shared_desk import SharedDesk

from holdfast_tui.screens.rooms.customer import CustomerScreen


async def test_a_key_opens_when_groups_broke_and_that_into_who_was_lost(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("J").sees("Breaks by").types("rep").press("enter")
        await desk.sees("Breaks: Rep", "Luc Tessier", "broke", "too few losses to say")
        await desk.press("enter").sees(
            "Break: Luc Tessier", "broke from its usual on 12 Jan 2025", "All others"
        )
        await desk.press("down", "enter").sees("Luc Tessier: since 12 Jan 2025", "Customers lost: 8 rows")
        await desk.press("enter")
        assert isinstance(desk.app.room, CustomerScreen)


@pytest.mark.thorough
async def test_in_the_room_of_reps_it_is_about_the_one_under_the_cursor(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("5", "J").sees("Break")
