"""What the desk shows before there are data: declared once for its widgets and for the skeleton."""

from __future__ import annotations

from typing import Final

from holdfast.words.interface.catalogue import tr
from holdfast_tui.commands.places import NUMBERED_ROOMS

READING: Final = "Reading the book …"
"""What stands in the header, and where figures and rows will be."""
PROMPT: Final = " / "
"""The left edge of the filter bar."""
PANES: Final = (("customers", "Customers"), ("flags", "Risk flags"), ("reps", "Rep retention"))
"""Id and title of each pane of the desk, in the order of the keys; the first has them."""
ROOMY: Final = (100, 30)
"""Columns and rows from which on all panes of a room are on show at once."""
ROOMS: Final = (
    ("room.desk", "1", "Desk"),
    ("room.customer", "2", "Customer"),
    *((f"room.{room.place}", room.key, room.title) for room in NUMBERED_ROOMS),
)
"""Command, key and title of every room that a key leads to."""


def shows_rooms(columns: int, rows: int) -> bool:
    """Whether the header has a line for the names of the rooms; else their keys stand beside the tabs."""
    return columns >= ROOMY[0] and rows >= ROOMY[1]


def rooms_gap(columns: int) -> int:
    """Cells between two names of that line: two where there is room for them."""
    names = sum(len(key) + 1 + len(tr(title, "room")) for _, key, title in ROOMS)
    return 2 if names + 2 * len(ROOMS) <= columns else 1
