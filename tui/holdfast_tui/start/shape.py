"""What the desk shows before there are data: declared once for its widgets and for the skeleton."""

from __future__ import annotations

from typing import Final

READING: Final = "Reading the book …"
"""What stands in the header, and where figures and rows will be."""
PROMPT: Final = " / "
"""The left edge of the filter bar."""
PANES: Final = (("customers", "Customers"), ("flags", "Risk flags"), ("reps", "Rep retention"))
"""Id and title of each pane of the desk, in the order of the keys; the first has them."""
ROOMY: Final = (100, 30)
"""Columns and rows from which on all panes of a room are on show at once."""
