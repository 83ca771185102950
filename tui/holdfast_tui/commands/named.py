"""Where a figure is found that somebody looks for by name."""

from __future__ import annotations

from typing import Final

from holdfast_tui.commands.standing import SPOTS

ROWS: Final = "opens its rows"


def place_of(metric: str) -> str:
    """The room in which a figure stands, in words; one that stands nowhere opens its rows."""
    spot = SPOTS.get(metric)
    return ROWS if spot is None else f"in the room {spot.words}"
