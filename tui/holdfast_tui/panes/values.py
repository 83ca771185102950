"""Lifetime value: every figure with the assumptions it rests on, and a case to try."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.figures import Figure
from holdfast.metrics.what_if import WhatIf
from holdfast.views.retention.results import LifetimeValues, RetentionView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import percent_text
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenFigure, Said
from holdfast_tui.panes.base import NotedPane
from holdfast_tui.panes.figure_words import figure_in, first_fitting
from holdfast_tui.panes.state import LOADING
from holdfast_tui.safe_text import SafeText, literal, safe

LABELS: Final = {
    "clv.historic": "To date",
    "clv.simple": "Margin ÷ churn",
    "clv.discounted": "Discounted, margin now",
    "clv.discounted.end": "Discounted, margin at year end",
    "clv.predicted": "Predicted by the model",
    "clv.what_if": "If more stayed, as assumed",
}
LOW_PANE: Final = 7
LEAST_LABEL: Final = 9
_WHAT_IF: Final = "What if …"
_TRY: Final = "Enter changes retention, margin and discount and shows what a customer would be worth."


class AskWhatIf(Said):
    """Enter on the case to try."""


class ValuesPane(NotedPane):
    """A line per figure; its assumptions stand below."""

    name_of_pane = "Lifetime value of a customer"
    foot_height = 4
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.figures: tuple[Figure, ...] = ()
        self._case: WhatIf | None = None
        self._typed: WhatIf | None = None
        self._currency = ""

    def show(self, view: RetentionView) -> None:
        """The room has an answer; the values follow. The case is there at once where the reader typed it."""
        self._typed = view.options.what_if
        if self.state.phase != "ready":
            self.set_state(LOADING)
        self.set_stale(stale=True)

    def show_values(self, values: LifetimeValues) -> None:
        """Show a result."""
        self.figures, self._currency = values.figures, values.moment.currency
        self._case = self._typed or values.what_if
        self.ready()
        self.invalidate()
        self.resized()
        self.set_rows(len(self.figures) + 1, self.row)

    def resized(self) -> None:
        """A low pane keeps its lines for the figures."""
        height = self.scrollable_content_region.height
        self.foot_height = max(2, min(5, height - len(self.figures) - 1)) if height >= LOW_PANE else 0

    def paint_row(self, row: int, width: int) -> Line:
        """One figure, or the case to try."""
        if row == len(self.figures):
            case = first_fitting(self._case_ways(), width - len(_WHAT_IF) - 1)
            return paint.beside([span(_WHAT_IF, "accent")], case, width)
        figure = self.figures[row]
        label = LABELS.get(figure.id, figure.id)
        right = figure_in(width - LEAST_LABEL, figure, self._currency, self.glyphs, detail="change")
        return paint.beside([span(label)], right, width)

    @property
    def case(self) -> WhatIf | None:
        """The case on show."""
        return self._case

    def _case_ways(self) -> Iterator[list[Span]]:
        """The case in fewer and fewer words."""
        case = self._case
        if case is None:
            yield [span("type the inputs", "muted")]
            return
        now, then = present.percent(case.retention, of=0), present.percent(case.raised, of=0)
        stay = phrase("{now} {crumb} {then} stay  ", now=now, crumb=self.glyphs.crumb, then=then)
        lift = f" {percent_text(case.lift, signed=True)}" if case.lift is not None else ""
        value = [
            Span(present.money(case.before, self._currency)),
            Span(safe(f" {self.glyphs.crumb} "), "muted"),
            Span(present.money(case.after, self._currency), "text bold"),
            Span(safe(lift), "good" if case.after >= case.before else "bad"),
        ]
        yield [Span(safe(stay), "muted"), *value]
        yield value

    @property
    def note_for_focused(self) -> SafeText:
        """What the figure under the cursor rests on."""
        if self.row >= len(self.figures):
            return literal(_TRY)
        figure = self.figures[self.row]
        value = present.figure_value(figure, self._currency) if figure.value is not None else present.DASH
        return safe(f"{value}: {figure.said}" if figure.said else value)

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure under the cursor."""
        return self.figures[self.row].id if self.row < len(self.figures) else None

    def open_row(self, row: int) -> None:
        """The rows behind the figure, or the inputs of the case."""
        if row == len(self.figures):
            self.post_message(AskWhatIf())
            return
        self.post_message(OpenFigure(self.figures[row].id))
