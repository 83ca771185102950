"""The keys of a place are searched by what they do, and carried out from there; no key is silent."""

from __future__ import annotations

import pytest
from tests.tui.shared_desk import SharedDesk

from holdfast_tui.commands.declared import Keys
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.unbound import unbound


async def test_a_key_is_found_by_what_it_does_and_carried_out(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("?").sees("On the desk", "Sort the list by the column under the cursor")
        await (
            desk.types("columns")
            .sees("Choose which columns the list shows and in which")
            .misses("On the desk")
        )
        await desk.press("enter").sees("Columns   space show or hide").press("escape")


async def test_escape_first_empties_the_search_then_closes(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("?").types("critical").sees("‼ critical").misses("On the desk")
        await desk.press("enter").sees("‼ critical")
        await desk.press("escape").sees("On the desk").press("escape").misses("On the desk")
        await desk.press("?").types("undo").sees("Not now: There is nothing to undo.")
        await desk.press("?").misses("Keys of this place")


async def test_a_key_that_does_nothing_here_says_what_it_does_elsewhere(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("D").sees("D does nothing here; in the room risk: Changes since.")
        await desk.press("left", "left", "left").misses("left does nothing")
        await desk.press("4", "x").sees("x does nothing here; on customers and reps: Exit interview.")


@pytest.mark.parametrize(
    ("key", "place", "said"),
    [
        ("left_parenthesis", "desk", "( does nothing here; on a customer's screen: Previous section."),
        ("w", "desk", "w does nothing here; in the room retention: Cohort cells (+3 more)."),
        ("exclamation_mark", "desk", "! does nothing here: ? shows the keys of this place."),
        ("ctrl+left", "desk", ""),
        ("pagedown", "customer", ""),
    ],
)
def test_a_key_is_called_by_what_stands_on_it_and_movement_is_silent(
    key: str, place: Place, said: str
) -> None:
    assert unbound(key, place, Keys()) == said
