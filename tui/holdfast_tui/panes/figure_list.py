"""Figures one under the other: value, interval and change, and in the note what each rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from holdfast.figures import Figure
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import interval_text, number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.messages import OpenFigure
from holdfast_tui.panes.figure_words import figure_in, figure_sentence, first_fitting
from holdfast_tui.panes.table import GAP, TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, cell_width, literal, safe

LEAST_VALUE: Final = 14


class FigureListPane(TablePane):
    """A row per figure of the view; one that waits for a file names it."""

    LABELS: ClassVar[Mapping[str, str]]
    """Metric id → what it is called here, in the order of the rows; two spaces in front of a detail."""
    DIFFERENCES: ClassVar[tuple[str, ...]] = ()
    """Differences of two shares: told in points, with their sign."""

    head_height = 0
    lead_width = 16, 28
    note_height = 3

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.figures: tuple[Figure, ...] = ()
        self._wanted: str | None = None

    def show(self, view: Any) -> None:
        """Show the figures that the view has."""
        self.currency = view.moment.currency
        self.figures = tuple(view.figures[metric] for metric in self.LABELS if metric in view.figures)
        self.list_figures()

    def list_figures(self) -> None:
        """Show the figures there are; the cursor goes to the one that was wanted."""
        self.show_rows([figure.id for figure in self.figures])
        if self._wanted is not None:
            self.stand_on_figure(self._wanted)

    def stand_on_figure(self, metric: str) -> None:
        """Put the cursor on a figure, or wait for it."""
        ids = [figure.id for figure in self.figures]
        self._wanted = None if metric in ids else metric
        if metric in ids:
            self.set_rows(len(ids), ids.index(metric))

    def resized(self) -> None:
        """The value takes what the names leave."""
        named = max((cell_width(literal(self.LABELS[figure.id])) for figure in self.figures), default=0)
        self.table = (
            TableColumn("value", "", max(LEAST_VALUE, self.line_width - named - GAP), "left", words=True),
        )
        super().resized()

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure under the cursor."""
        return self.figures[self.row].id if self.row < len(self.figures) else None

    def lead_cell(self, row: int) -> Line:
        """What the figure is called here."""
        label = self.LABELS[self.figures[row].id]
        return [Span(literal(label), "muted" if label.startswith(" ") else "text")]

    def cell(self, row: int, name: str) -> Line:
        """The figure, or in a word why there is none."""
        figure = self.figures[row]
        if figure.status == "needs":
            return [span(self.glyphs.unknown, "accent"), Span(safe(f" {figure.said}"), "muted")]
        if figure.status == "hidden":
            return [span("hidden: fewer than 5", "muted")]
        if figure.id in self.DIFFERENCES and figure.value is not None:
            difference = Span(points(figure.value), "text bold")
            return first_fitting(([difference, Span(_bounds(figure), "muted")], [difference]), self._room)
        return figure_in(self._room, figure, self.currency, self.glyphs)

    @property
    def _room(self) -> int:
        """Cells of the value."""
        return self.table[0].width

    def note(self, row: int) -> str:
        """A figure in a sentence."""
        figure = self.figures[row]
        label = _sentence_case(tr(self.LABELS[figure.id].strip()))
        if figure.id in self.DIFFERENCES and figure.value is not None:
            bounds = (
                phrase(", 95 % interval{figure}", figure=_bounds(figure)) if figure.low is not None else ""
            )
            return f"{label} {points(figure.value)}{bounds}: {figure.said}."
        return str(figure_sentence(label, figure, self.currency, self.glyphs))

    def open_row(self, row: int) -> None:
        """The rows behind the figure, where it has any."""
        figure = self.figures[row]
        if figure.status != "needs":
            self.post_message(OpenFigure(figure.id))


def _sentence_case(label: str) -> str:
    """`new hires` → `New hires`; `eNPS` keeps its spelling."""
    return label if label[1:2].isupper() else label[:1].upper() + label[1:]


def points(value: float) -> SafeText:
    """A difference of two shares: `+5.7 points`."""
    return literal(phrase("{value} points", value=number_text(100 * value, 1, signed=True)))


def _bounds(figure: Figure) -> SafeText:
    if figure.low is None or figure.high is None:
        return literal("")
    return literal(f" {interval_text(100 * figure.low, 100 * figure.high, 1, signed=True)}")
