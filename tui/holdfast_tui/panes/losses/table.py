"""What the tables of the losses room share: a note as high as there is room, and why there is nothing."""

from __future__ import annotations

from typing import Final

from holdfast.views.losses.results import LossesRoomView
from holdfast_tui.panes.state import empty, locked, settled
from holdfast_tui.panes.table import TablePane

NOBODY: Final = "Nobody was lost in the period."
HIGH_PANE: Final = 14
"""From so many lines on the note has three."""


class LossesTablePane(TablePane):
    """A table of a part of the losses."""

    part = ""
    """What of the view may lack a file."""

    def resized(self) -> None:
        """A high pane has room for a longer note."""
        self.note_height = 3 if self.scrollable_content_region.height >= HIGH_PANE else 2
        super().resized()

    def explain_nothing(self, view: LossesRoomView, *, shown: int, nothing: str = NOBODY) -> None:
        """Say which file is missing, or that there is nothing to show."""
        if self.part in view.locked:
            self.set_state(locked(view.locked[self.part]))
        elif not shown:
            self.set_state(empty(nothing) if view.moment.where or nothing != NOBODY else settled(nothing))
