"""The segment table: retention, GRR, NRR and repeat rate of every group of a dimension."""

from __future__ import annotations

from typing import Final

from holdfast.figures import Figure
from holdfast.views.figures.prospects import beside_words
from holdfast.views.retention.results import RetentionView, SegmentRow
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import AddFilter
from holdfast_tui.panes.figure_words import figure_sentence, looks_words
from holdfast_tui.panes.state import empty
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, safe

KEPT: Final = "retention.customers"
FIGURES: Final = {
    KEPT: "Kept",
    "retention.revenue.gross": "GRR",
    "retention.revenue.net": "NRR",
    "repeat.rate": "Repeat",
}


class SegmentsPane(TablePane):
    """A row per group; enter filters the room by it."""

    name_of_pane = "Segments"
    lead_width = 8, 24
    table = (
        TableColumn("customers", "Cust.", 5, rank=3),
        TableColumn(KEPT, "Kept", 5),
        TableColumn("interval", "95 %", 8, "left", rank=4),
        TableColumn("retention.revenue.gross", "GRR", 5, rank=1),
        TableColumn("retention.revenue.net", "NRR", 5, rank=2),
        TableColumn("repeat.rate", "Repeat", 6, rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.segments: tuple[SegmentRow, ...] = ()

    def show(self, view: RetentionView) -> None:
        """Show a result; the cursor stays on its group."""
        self.segments, self.currency = view.segments.rows, view.moment.currency
        title = phrase("Segments · by {by}", by=present.dimension(view.segments.title))
        self.set_title(safe(f"{title}{looks_words(view.moment, self.glyphs)}"))
        self.show_rows([row.group for row in self.segments])
        if not self.segments:
            self.set_state(empty("There is no group to compare."))

    def lead_cell(self, row: int) -> Line:
        """The group."""
        return [Span(safe(self.segments[row].group))]

    def cell(self, row: int, name: str) -> Line:
        """A figure of the group; few cases are dimmed, the note gives their counts."""
        segment = self.segments[row]
        if name == "customers":
            return [Span(present.count(segment.customers), "muted")]
        if name == "interval":
            kept = segment.figures.get(KEPT)
            return [Span(present.interval(kept.low, kept.high), "muted")] if kept and _told(kept) else []
        figure = segment.figures.get(name)
        if figure is None or not _told(figure):
            return [span(present.DASH, "muted")]
        mark = self.glyphs.incomplete if figure.status == "incomplete" else ""
        text = SafeText(f"{present.percent(figure.value, of=0)}{mark}")
        return [Span(text, "few" if _is_few(figure) else "text bold" if name == KEPT else "text")]

    def note(self, row: int) -> str:
        """The kept customers of the group in words, then what the others rest on."""
        segment = self.segments[row]
        said = [
            str(figure_sentence(label, segment.figures[metric], self.currency, self.glyphs))
            for metric, label in FIGURES.items()
            if metric == KEPT and metric in segment.figures
        ]
        kept = segment.figures.get(KEPT)
        if kept is not None and kept.beside is not None:
            said.append(beside_words(kept.beside))
        few = [label for metric, label in FIGURES.items() if _is_few(segment.figures.get(metric))]
        if few:
            said.append(phrase("{few}: fewer than 10 cases", few=", ".join(few)))
        return f"{segment.group}: {'. '.join(said)}"

    @property
    def metric_under_cursor(self) -> str | None:
        """The metric the table is sorted out for."""
        return KEPT if self.segments else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter of the group."""
        return self.segments[self.row].clause if self.row < len(self.segments) else None

    def open_row(self, row: int) -> None:
        """Filter by the group."""
        self.post_message(AddFilter(self.segments[row].clause))


def _told(figure: Figure) -> bool:
    return figure.value is not None and figure.status not in ("n/a", "needs", "hidden")


def _is_few(figure: Figure | None) -> bool:
    return figure is not None and figure.status == "few"
