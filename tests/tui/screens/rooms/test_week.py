"""The week of the room of today: whom to call on which day, opened into its customers; the past if asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio
from tests.core.today_book import engine
from tests.tui.shared_desk import SharedDesk

from holdfast.own.user import UserSettings
from holdfast_tui.sitting.journal.journaling import Journaling

WIDE = (120, 40)
SMALL = (80, 24)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks() -> AsyncIterator[SharedDesk]:
    async with SharedDesk(engine()) as shared:
        yield shared


def sitting_down() -> Journaling:
    return Journaling(None, user=UserSettings(calls_a_day=1), today=lambda: date(2025, 6, 30))


async def test_a_day_says_who_is_called_and_opens_into_them(desks: SharedDesk) -> None:
    """Ana has Café, whose notice ends on Sunday, then Acme; Luc has Borgo, Dolce and Fado: one call a day.

    Nothing is open about Ema, who gets a call that is left.
    """
    async with desks.at(WIDE) as desk:
        desk.app.session.journaling = sitting_down()
        await desk.press("7", "tab", "tab").sees("Week · 6 of 10 calls")
        await desk.press("f").sees("Mon 30 Jun", "2/2", "Ana Ruiz", "2/5", "2 of 2 calls: Cafe, Borgo.")
        await desk.sees("Everybody who should be called in these days fits.")
        await desk.press("enter").sees("Calls on 30 Jun 2025", "6 days left to give notice", "At stake €140")
        await desk.press("enter").sees("Cafe · 1 of 2").press("escape", "escape").sees("Week ·")


@pytest.mark.thorough
async def test_the_past_is_looked_at_when_it_is_asked_for(desks: SharedDesk) -> None:
    async with desks.at(SMALL) as desk:
        desk.app.session.journaling = sitting_down()
        await desk.press("7", "tab", "tab", "G").sees("What it reached", "Enter looks how much")
        await desk.press("enter").sees("too few", "cannot be told").press("enter")
        await desk.sees("What the plan had reached", "and it takes 20")
