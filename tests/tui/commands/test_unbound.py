"""A key that does nothing in a place is told by what it does elsewhere."""

from __future__ import annotations

import pytest

from holdfast_tui.commands.declared import Keys
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.unbound import unbound


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
def test_a_key_is_called_by_what_stands_on_it(key: str, place: Place, said: str) -> None:
    assert unbound(key, place, Keys()) == said
