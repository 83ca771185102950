"""What plays achieved, where an account manager looks for it: in the room of today, with how sure that is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from tests.core.books import make_book
from tests.tui.desk_story import Story, sitting
from tests.tui.played_book import played_engine, played_journal
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast.journal.journal import Journal
from holdfast.own.user import UserSettings
from holdfast_tui.sitting.journal.journaling import LEFT_OUT, Journaling

WIDE = (120, 40)
CAUTION = "Whom to call was chosen, not drawn"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks() -> AsyncIterator[SharedDesk]:
    async with SharedDesk(played_engine()) as shared:
        yield shared


def sit_down(desk: Story, journal: Journal, hold_out: float = 0.0) -> None:
    desk.app.session.journaling = Journaling(
        journal, user=UserSettings(hold_out=hold_out), today=lambda: date(2025, 6, 30)
    )


async def test_plays_stand_in_the_place_of_week_and_done_and_open_into_their_rows(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, played_journal(tmp_path))
        await desk.press("7").sees("Week ·", "what plays achieved: E").misses("Plays · 27")
        # 23 of 24 kept with it, 32 of 40 without: 95.8 − 80 points.
        await desk.press("E").sees("Plays · 27 started", "+15.8 [−2.8, +31.0]", "not yet", CAUTION)
        await desk.sees("which chance alone could", "told apart about").misses("Week ·")
        await desk.press("enter").sees("24 starts, and what became of the customer", "h23")
        await desk.press("escape").sees("Plays · 27 started")
        await desk.press("right", "enter").sees("64 customers, compared").press("escape", "shift+tab")
        await desk.sees("Done · 0 today").misses("Plays · 27")


@pytest.mark.thorough
async def test_a_filter_counts_its_own_customers_and_few_are_called_too_few(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, played_journal(tmp_path))
        await desk.press("/").types("customer_id:h00,a08,a09").press("enter", "7", "E")
        await desk.sees("Plays · 1 started", "too few", "Too few to compare").misses("+15.8")


@pytest.mark.thorough
async def test_with_a_share_held_out_the_effect_by_lot_stands_beside_it(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, played_journal(tmp_path), hold_out=0.4)
        await desk.press("7", "E", "f").sees("By lot", "By lot, whatever was")
        await desk.press("right", "right", "enter").sees("newly flagged, held out or not")


@pytest.mark.thorough
async def test_without_a_start_without_a_journal_and_without_activity_the_pane_says_why(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, Journal(tmp_path, "book", "ana"))
        await desk.press("7", "E").sees("No play has been started yet").misses(CAUTION)
    async with desks.at(WIDE) as desk:
        desk.app.session.journaling = Journaling(why_none=LEFT_OUT)
        await desk.press("7", "E").sees("opened with --no-journal")
    async with sitting(Engine(make_book(customers=[{"customer_id": "c1"}])), WIDE) as desk:
        await desk.press("7", "E").sees("Needs orders.csv", "Add the file")
