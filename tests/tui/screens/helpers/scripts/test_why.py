"""Why a figure moved, at the desk: by one key from the figure, each part opens what it stands for."""

from __future__ import annotations

import pytest
from tests.tui.shared_desk import SharedDesk

from holdfast_tui.screens.rooms.customer import CustomerScreen
from holdfast_tui.screens.rooms.figure import FigureScreen


async def test_a_figure_opens_into_what_moved_it_and_that_into_another_split(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("shift+tab", "O").sees(
            "Why: Customer retention", "points from 30 Jun 2024", "of its rate"
        )
        room = desk.app.room
        assert isinstance(room, FigureScreen)
        assert room.view is not None
        rows = room.view.rows
        effects = rows.fetch(0, len(rows), ["effect"])["effect"]
        # What hurts most stands first.
        assert effects[0] == min(effects)
        await desk.press("O").types("segment").press("enter").sees("Segment", "SMB", "of the mix")
        await desk.press("enter").sees("Customer retention", "below the line")
        await desk.press("escape", "escape").press("enter")
        assert isinstance(desk.app.room, CustomerScreen)


@pytest.mark.thorough
async def test_the_page_of_a_customer_opens_into_what_moved_its_health(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("enter", "O").sees("Why: Health", "Health ", " from 31 May 2025 to 30 Jun 2025")


async def test_where_no_figure_is_the_key_says_so(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("O").sees("No figure is under the cursor")
