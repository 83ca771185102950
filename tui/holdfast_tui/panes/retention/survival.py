"""Survival: the curve of the group under the cursor with its band, and a line for every group."""

from __future__ import annotations

from typing import Final

from holdfast.views.retention.results import Curve, CurveSubject, RetentionView, SurvivalPart
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.grid.plot import floor_of, plot
from holdfast_tui.grid.steps import Step, axis
from holdfast_tui.look import present
from holdfast_tui.messages import AddFilter, OpenFigure
from holdfast_tui.panes.base import NotedPane
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.safe_text import SafeText, literal, pad, safe

MONTH: Final = 30.4375
YEAR: Final = 365.25
LEAST_CHART: Final = 4
MOST_GROUPS_BELOW: Final = 5
"""Groups on show under the chart at once; more scroll."""
TITLES: Final[dict[CurveSubject, str]] = {
    "customers": "Survival · share not yet lost",
    "second": "Second order · share without one yet",
}
METRICS: Final[dict[CurveSubject, str]] = {
    "customers": "survival.median",
    "second": "repeat.second_median",
}


class SurvivalPane(NotedPane):
    """A step plot over the groups; up and down choose whose curve is drawn."""

    name_of_pane = "Survival"
    foot_height = 3
    foot_follows_cursor = True
    marks_place = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.part: SurvivalPart | None = None
        self._until = 0.0
        self._floor = 0.0

    def show(self, view: RetentionView) -> None:
        """Show a result; the cursor stays on its group."""
        current = self._curve
        self.part = view.survival
        self._until = max((curve.until for curve in self.part.curves), default=0.0)
        # One scale for all groups, so that moving among them compares them.
        self._floor = min((floor_of(_steps(curve)) for curve in self.part.curves), default=0.0)
        self.set_title(literal(TITLES[self.part.subject]))
        self.ready()
        groups = [curve.group for curve in self.part.curves]
        self.resized()
        row = groups.index(current.group) if current and current.group in groups else 0
        self.set_rows(len(groups) + len(self._comparison), row)
        if self.part.locked:
            self.set_state(locked(self.part.locked))
        elif not groups:
            self.set_state(empty("Fewer than 5 customers could be followed: there is no curve to draw."))

    @property
    def _curve(self) -> Curve | None:
        curves = self.part.curves if self.part else ()
        # The lines that compare the groups stand below them, beside the curve of everyone.
        return curves[self.row if self.row < len(curves) else 0] if curves else None

    @property
    def _comparison(self) -> tuple[str, ...]:
        return self.part.notes if self.part and len(self.part.curves) > 1 else ()

    def resized(self) -> None:
        """The chart takes what the groups leave."""
        height = self.scrollable_content_region.height
        groups = min(len(self.part.curves) + len(self._comparison) if self.part else 1, MOST_GROUPS_BELOW)
        self.foot_height = 3 if height >= 11 else 0
        self.head_height = max(0, height - self.foot_height - groups)
        if self.head_height < LEAST_CHART + 1:
            self.head_height = 0

    def move_to(self, row: int, shift: int = 0) -> None:
        """Another group, another curve."""
        old = self.row
        super().move_to(row, shift)
        if old != self.row:
            self.invalidate()

    # Painting

    def paint_head(self, index: int, width: int) -> Line:
        """The chart, then the axis."""
        curve = self._curve
        if curve is None or width < 12:
            return ()
        if index == self.head_height - 1:
            in_years = self._until > 4 * YEAR
            return [
                Span(
                    axis(self._until, YEAR if in_years else MONTH, "years" if in_years else "months", width),
                    "muted",
                )
            ]
        lines = plot(
            _steps(curve),
            self._until,
            width,
            self.head_height - 1,
            self.glyphs,
            floor=self._floor,
            marked=curve.median,
        )
        return lines[index]

    def paint_row(self, row: int, width: int) -> Line:
        """A group: its share at the end of its curve, and its median."""
        assert self.part is not None
        if row >= len(self.part.curves):
            return [span("  "), Span(safe(self._comparison[row - len(self.part.curves)], width - 2), "muted")]
        curve = self.part.curves[row]
        last = curve.points[-1] if curve.points else None
        share = present.percent(last.survival, of=0) if last else literal(present.DASH)
        band = present.interval(last.low, last.high) if last else literal("")
        median = (
            phrase("half by {median} d", median=number_text(curve.median))
            if curve.median is not None
            else tr("half not reached")
        )
        name = safe(curve.group) if curve.group is not None else literal("Everyone")
        mark = self.glyphs.crumb if row == self.row else " "
        left: list[Span] = [span(f"{mark} ", "accent"), Span(name, "header" if row == self.row else "text")]
        right = [
            Span(share, "text bold"),
            span(" "),
            Span(pad(band, 8), "muted"),
            Span(pad(safe(f" {median}"), 17), "muted"),
        ]
        return paint.beside(left, right, width)

    @property
    def note_for_focused(self) -> SafeText:
        """What the curve says, or how the groups compare."""
        curve = self._curve
        if curve is None or self.part is None:
            return literal("")
        below = self.row - len(self.part.curves)
        return safe(self._comparison[below] if 0 <= below < len(self._comparison) else curve.sentence)

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure the curve is drawn for."""
        return METRICS[self.part.subject] if self.part else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter of the group."""
        curve = self._curve
        return (curve.clause or None) if curve else None

    def open_row(self, row: int) -> None:
        """The customers behind everyone's curve, or the room filtered by the group."""
        curve = self._curve
        if curve is None or self.part is None:
            return
        if curve.clause:
            self.post_message(AddFilter(curve.clause))
        else:
            self.post_message(OpenFigure(METRICS[self.part.subject]))


def _steps(curve: Curve) -> list[Step]:
    return [Step(point.t, point.survival, point.low, point.high) for point in curve.points]
