"""Conduct of staff: counts by rep from 5 on; whoever stays below is counted together, unnamed."""

from __future__ import annotations

from typing import Final

from holdfast.views.losses.results import ConductCount, LossesRoomView
from holdfast.views.selection import FigureGroup
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import literal, safe

COUNT: Final = "losses.count"
BELOW: Final = "<5"
_CALLED: Final = {
    "lost": "lost",
    "staff": "lost for a reason that names people",
    "tickets": "tickets",
    "complaints": "complaints (low scores, tickets escalated or reopened)",
}


class ConductPane(LossesTablePane):
    """A row per rep with a count of 5 or more; enter opens the customers it lost."""

    name_of_pane = "Conduct of staff"
    part = "reps"
    lead = "Rep"
    lead_width = 12, 22
    table = (
        TableColumn("lost", "Lost", 4),
        TableColumn("staff", "Over people", 11, rank=1),
        TableColumn("complaints", "Complaints", 10),
        TableColumn("tickets", "Tickets", 7, rank=2),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.reps: tuple[ConductCount, ...] = ()

    def show(self, view: LossesRoomView) -> None:
        """Show the counts; the cursor stays on its rep."""
        self.reps = view.conduct
        self.show_rows([one.rep or "" for one in self.reps])
        self.explain_nothing(view, shown=len(self.reps), nothing="No rep answers for any of these customers.")

    def resized(self) -> None:
        """That numbers of people prove little stands in the frame."""
        super().resized()
        self.set_caution("counts from 5: no judgement of a person")

    @property
    def metric_under_cursor(self) -> str | None:
        """What is counted."""
        return COUNT if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The rep, or how many stay below."""
        one = self.reps[row]
        if one.rep is None:
            return [Span(literal(_others(one)), "muted")]
        return [Span(safe(one.rep))]

    def cell(self, row: int, name: str) -> Line:
        """One count."""
        count = getattr(self.reps[row], name)
        return [span(BELOW, "muted")] if count is None else [Span(present.count(count))]

    def note(self, row: int) -> str:
        """A rep in full sentences."""
        one = self.reps[row]
        told = [
            f"{count} {words}" for name, words in _CALLED.items() if (count := getattr(one, name)) is not None
        ]
        below = [words for name, words in _CALLED.items() if getattr(one, name) is None]
        said = "; ".join([*told, phrase("fewer than 5: {below}", below=", ".join(below))] if below else told)
        return f"{one.rep or _others(one)}: {said}."

    def open_row(self, row: int) -> None:
        """The customers lost, where there are enough to be counted."""
        one = self.reps[row]
        if one.rep is not None and one.lost is not None:
            self.post_message(OpenRows(FigureGroup(COUNT, "rep", one.rep)))


def _others(one: ConductCount) -> str:
    return "1 other, all below 5" if one.reps == 1 else phrase("{reps} others together", reps=one.reps)
