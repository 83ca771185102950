"""How long reps stay: the tenure curve with its band; left and right go from departure to departure."""

from __future__ import annotations

from typing import Final

from holdfast.views.rooms import RepsRoomView, Tenure
from holdfast.views.selection import TeamTenure
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.grid.plot import plot
from holdfast_tui.grid.steps import Step, axis
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.base import Pane, note_lines
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.safe_text import SafeText, literal, safe

YEAR: Final = 365.25
NOTE_LINES: Final = 2
METRIC: Final = "tenure.reps"


class TenurePane(Pane):
    """One curve; the foot says what it reads at the marked departure."""

    name_of_pane = "Tenure of reps"
    has_cursor = False
    foot_height = NOTE_LINES + 1
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.tenure: Tenure | None = None
        self.marked: int | None = None
        self._lines: list[list[Span]] = []

    def show(self, view: RepsRoomView) -> None:
        """Show the curve."""
        if self.tenure is None or len(self.tenure.steps) != len(view.tenure.steps):
            self.marked = None
        self.tenure = view.tenure
        self.ready()
        self._draw()
        if view.locked:
            self.set_state(locked(view.locked))
        elif view.tenure.note:
            self.set_state(empty(phrase("No curve: {note}.", note=view.tenure.note)))

    @property
    def metric_under_cursor(self) -> str | None:
        """What the curve is."""
        return METRIC if self.tenure is not None else None

    def on_resize(self) -> None:
        """Draw the curve for this size."""
        self._draw()

    def _draw(self) -> None:
        height = max(1, self.scrollable_content_region.height - self.foot_height)
        if self.tenure is None or self.line_width < 1:
            return
        marked = self.tenure.steps[self.marked].days if self.marked is not None else None
        self._lines = plot(
            _drawn(self.tenure), self.tenure.until, self.line_width, height, self.glyphs, marked=marked
        )
        self.set_rows(len(self._lines))

    def refresh_theme(self) -> None:
        """Take the glyphs and colours of the app's theme."""
        super().refresh_theme()
        self._draw()

    def paint_row(self, row: int, width: int) -> Line:
        """One line of the chart."""
        return self._lines[row] if row < len(self._lines) else ()

    def paint_foot(self, index: int, width: int) -> Line:
        """The years, and what the curve says."""
        if self.tenure is None:
            return ()
        if index == 0:
            return [Span(axis(self.tenure.until, YEAR, "years", width), "muted")]
        return note_lines(self.note_for_focused, width, NOTE_LINES)[index - 1]

    @property
    def note_for_focused(self) -> SafeText:
        """The marked departure in words, or the whole curve."""
        if self.tenure is None:
            return literal("")
        if self.marked is None or self.marked >= len(self.tenure.steps):
            return safe(f"{self.tenure.sentence}.")
        step = self.tenure.steps[self.marked]
        share = f"{present.percent(step.survival, of=0)} {present.interval(step.low, step.high)}".strip()
        return safe(
            phrase(
                "After {years} years {share} are still here: {counted} left then, of {at_risk} who had "
                "served as long.",
                years=number_text(step.days / YEAR, 1),
                share=share,
                counted=present.plural(step.gone, "rep"),
                at_risk=step.at_risk,
            )
        )

    def action_column(self, step: int) -> None:
        """Mark the departure before or after."""
        if self.state.phase != "ready" or self.tenure is None or not self.tenure.steps:
            return
        start = -1 if step > 0 else 0
        now = start if self.marked is None else self.marked
        self.marked = max(0, min(now + step, len(self.tenure.steps) - 1))
        self._draw()

    def open_row(self, row: int) -> None:
        """Everybody the curve counts."""
        self.post_message(OpenRows(TeamTenure()))


def _drawn(tenure: Tenure) -> list[Step]:
    """The steps, and after the last departure the level as far as the curve can speak."""
    steps = [Step(step.days, step.survival, step.low, step.high) for step in tenure.steps]
    level = steps[-1] if steps else Step(0.0, 1.0, None, None)
    return [*steps, level._replace(x=tenure.until)]
