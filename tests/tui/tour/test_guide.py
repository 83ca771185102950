"""The guided tour at the desk: said in the room in front, gone on with by what it asks for, left at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def desks(sample_engine: Engine) -> AsyncIterator[SharedDesk]:
    async with SharedDesk(sample_engine) as shared:
        yield shared


async def test_the_tour_is_done_by_keys(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.misses("Tour 1/5").press("Q").sees("Tour 1/5: Whom do I call today", "Press 7:")
        await desk.press("7").sees("Tour 1/5", "Press enter on a line", "Due ·")
        await desk.press("enter").sees("Tour 2/5", "press 4:")
        await desk.press("4").sees("Every figure opens").press("enter").sees("Tour 3/5", "Press 8:")
        await desk.press("8").sees("Press 3:").press("3").sees("Press /, type flag:overdue")
        await desk.press("/").types("flag:overdue").sees("type flag:overdue and press enter")
        await desk.press("enter").sees("Press u:").press("u").sees("Tour 4/5", "Press 5:")
        await desk.press("5").sees("tab goes on").press("enter").sees("Tour 5/5", "Press F:")
        await (
            desk.press("F").sees("Press ; to end it.").press(";").misses("Tour 5/5").sees("The tour is over")
        )


@pytest.mark.thorough
async def test_a_step_can_be_passed_and_the_tour_left_and_begun_anew_from_the_palette(
    desks: SharedDesk,
) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press(";").sees("No tour is under way")
        await desk.press(":").types("guided tour").press("enter").sees("Tour 1/5")
        await desk.press("7", "1").sees("Press enter on a line")  # whoever looks around loses nothing
        await desk.press(";").sees("Tour 2/5", "; next", "esc ends")
        await desk.press("?", "escape").sees("Tour 2/5")  # esc closes what lies over the desk first
        await desk.press("7", "enter").press("escape").misses("Tour 2/5").sees("The tour is over")
        await desk.press("escape").sees("Due ·").misses("Tour 2/5")  # nor in the room behind
        await desk.press("Q").sees("Tour 1/5", "Press enter on a line").press("escape").misses("Tour 1/5")
