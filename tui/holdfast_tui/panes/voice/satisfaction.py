"""Satisfaction month by month, and how scores spread over customers."""

from __future__ import annotations

from typing import Final

from holdfast.figures import Figure
from holdfast.views.selection import SatisfactionOf, ScoredCustomers
from holdfast.views.voice.results import SatisfactionMonth, ScoreCount, VoiceRoomView
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane, bar, interval_bar
from holdfast_tui.safe_text import literal, safe

CSAT: Final = "csat.customers"
NPS: Final = "nps.customers"
BAR: Final = 10
SCORE_BAR: Final = 12
MARKS: Final = {1: ("promoters", "good"), 0: ("passives", "text"), -1: ("detractors", "bad")}


class SatisfactionPane(TablePane):
    """A row per month of the period; enter opens its answers."""

    name_of_pane = "Satisfaction by month"
    lead = "Month"
    lead_width = 8, 9
    table = (
        TableColumn("counts", "Of", 8),
        TableColumn("share", "CSAT", 5),
        TableColumn("interval", "95 %", 8, "left", rank=1),
        TableColumn("scale", "", BAR, "left", rank=2),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.months: tuple[SatisfactionMonth, ...] = ()

    def show(self, view: VoiceRoomView) -> None:
        """Show the months."""
        self.months = view.months
        self.show_rows([month.start for month in self.months])
        if "satisfaction" in view.locked:
            self.set_state(locked(view.locked["satisfaction"]))
        elif not any(month.figure.denominator for month in self.months):
            self.set_state(empty("None of these customers was asked how content they are in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """Satisfaction."""
        return CSAT if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The month; one that is not over is marked."""
        month = self.months[row]
        mark = "" if month.complete else self.glyphs.incomplete
        return [Span(literal(f"{present.month(month.start)}{mark}"))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a month."""
        figure = self.months[row].figure
        if figure.value is None:
            return [span(present.DASH, "muted")] if name == "share" else ()
        few = figure.status == "few"
        cells: dict[str, Line] = {
            "counts": [Span(present.counts(figure), "text bold" if few else "text")],
            "share": [Span(present.percent(figure.value, of=0), "few" if few else "text bold")],
            "interval": [Span(present.interval(figure.low, figure.high), "muted")],
            "scale": [
                Span(
                    interval_bar(figure.value, figure.low, figure.high, BAR, self.glyphs),
                    "muted" if few else "spark",
                )
            ],
        }
        return cells[name]

    def note(self, row: int) -> str:
        """A month in a sentence."""
        month = self.months[row]
        return f"{present.month(month.start)}: {_said(month.figure)}."

    def open_row(self, row: int) -> None:
        """The answers of the month."""
        self.post_message(OpenRows(SatisfactionOf(self.months[row].start)))


def _said(figure: Figure) -> str:
    if figure.value is None:
        return figure.said or tr("no answers", "cell")
    share = present.percent(figure.value, of=figure.denominator)
    bounds = present.interval(figure.low, figure.high)
    return phrase(
        "{figure} answers content, {share}, 95 % interval {bounds}",
        figure=present.counts(figure),
        share=share,
        bounds=bounds,
    )


class ScoresPane(TablePane):
    """Customers by the score they came to; enter opens them."""

    name_of_pane = "Scores"
    lead = "Score"
    lead_width = 5, 6
    table = (
        TableColumn("customers", "Cust.", 5),
        TableColumn("bar", "", SCORE_BAR, "left"),
        TableColumn("mark", "Counts as", 10, "left", rank=1, words=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.scores: tuple[ScoreCount, ...] = ()

    def show(self, view: VoiceRoomView) -> None:
        """Show the scores, and in the title how many promote and detract."""
        self.scores = view.scores
        sums = {mark: sum(one.customers for one in self.scores if one.mark == mark) for mark in MARKS}
        told = [f"{present.count(sums[mark])} {tr(word, 'cell')}" for mark, (word, _) in MARKS.items()]
        self.set_title(literal(f" {self.glyphs.separator} ".join([self.name_shown, *told])))
        self.show_rows([(one.score, one.mark) for one in self.scores])
        if "waves" in view.locked:
            self.set_state(locked(view.locked["waves"]))
        elif not self.scores:
            self.set_state(empty("None of these customers answered the NPS question in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """The score they make together."""
        return NPS if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The score."""
        return [Span(present.number(self.scores[row].score))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a score."""
        one = self.scores[row]
        word, style = MARKS[one.mark]
        if name == "customers":
            return [Span(present.count(one.customers))]
        if name == "mark":
            return [Span(safe(tr(word, "cell")), style)]
        most = max(other.customers for other in self.scores)
        return [Span(bar(one.customers / most, SCORE_BAR, self.glyphs.bar), style)]

    def note(self, row: int) -> str:
        """A score in a sentence."""
        one = self.scores[row]
        return phrase(
            "{counted} with a score of {score}, the median of each contact's latest answer in the period: "
            "{counts_as}.",
            counted=present.plural(one.customers, "customer"),
            score=present.number(one.score),
            counts_as=tr(MARKS[one.mark][0], "cell"),
        )

    def open_row(self, row: int) -> None:
        """The customers with this score."""
        one = self.scores[row]
        self.post_message(OpenRows(ScoredCustomers(one.score, one.mark)))
