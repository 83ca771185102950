"""The desk in the languages of the interface, as accepted: every word and number in its place at two sizes.

English is what every other picture shows.
"""

from __future__ import annotations

import pytest
from tests.examples import some_by_day
from tests.spoken import speaking
from tests.tui.desk_story import sitting
from tests.tui.snapshots.picture import matches, picture

from holdfast.engine import Engine
from holdfast.words.interface.chosen import INTERFACE_LANGUAGES

ROOMS = {"risk": "3", "retention": "4", "reps": "5", "today": "7"}
LOOKED_AT = tuple(
    f"{name}-{language}"
    for language in INTERFACE_LANGUAGES[1:]
    for name in (
        *("desk-120x40", "customer-120x40", "help-120x40", "desk-80x24"),
        *(f"{room}-80x24" for room in ROOMS),
    )
)


@pytest.mark.thorough
@pytest.mark.parametrize("language", some_by_day(INTERFACE_LANGUAGES[1:]))
async def test_the_desk_speaks_a_language_as_accepted(sample_engine: Engine, language: str) -> None:
    with speaking(language):
        async with sitting(sample_engine, (120, 40)) as desk:
            matches(f"desk-120x40-{language}", picture(desk.app))
            await desk.press("enter")
            await desk.settled()
            matches(f"customer-120x40-{language}", picture(desk.app))
            await desk.press("escape", "?")
            await desk.settled()
            matches(f"help-120x40-{language}", picture(desk.app))
            await desk.press("escape")
            await desk.resizes(80, 24)
            matches(f"desk-80x24-{language}", picture(desk.app))
            for room, key in ROOMS.items():
                await desk.press(key)
                await desk.settled()
                matches(f"{room}-80x24-{language}", picture(desk.app))
