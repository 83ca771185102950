"""The rows behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from holdfast.schema.fields import FIELDS
from holdfast.schema.row_kinds import row_kind
from holdfast.views.results import FigureRows, KeyedRows, RowSource
from holdfast.views.selection import Selection
from holdfast_tui.grid import paint
from holdfast_tui.grid.columns import GridColumn, column_of_kind
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import AddFilter, OpenCustomer, OpenRows
from holdfast_tui.panes.base import Pane, evidence_lines, rule
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import cell_width, safe

MOST_SENTENCE_LINES = 3
SAMPLED = 200
MOST_WORDS = 40
"""Cells of the widest value that is shown whole."""
LOW_PANE = 10
"""A pane with fewer lines has no foot."""
WHOLE_SENTENCE = 70
"""Where the sentences of flags have this many cells, they need no lines of their own below the list."""


class RowsPane(Pane, Grid):
    """One sentence that says which rows these are, what they come to, and the rows."""

    name_of_pane = "Rows"
    rows_in = "rows"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._view: FigureRows | None = None

    def show(self, view: FigureRows) -> None:
        """Show the rows of a figure; for the same figure the cursor stays on its line."""
        row = self.row if self._view is not None and self._view.metric == view.metric else 0
        self._view = view
        self.subject = view.subject if _have_identity(view.rows) else ""
        self.currency = view.moment.currency
        self.ready()
        self.set_title(safe(view.title))
        self.column = 0
        self.show_columns(_columns(view))
        self.show_source(view.rows, row=row)
        if not len(view.rows):
            self.set_state(empty(view.sentence))

    def resized(self) -> None:
        """The sentence takes the lines it needs; one stays free between it and the titles."""
        sentence = self._sentence(self.line_width)
        self.head_height = len(sentence) + 2 if sentence else 1
        super().resized()
        cut = 0 < self.cell_width_of("why") < WHOLE_SENTENCE
        self.foot_height = 3 if cut and self.scrollable_content_region.height >= LOW_PANE else 0

    def _sentence(self, width: int) -> list[Line]:
        if self._view is None or width < 1:
            return []
        lines = paint.wrapped(safe(self._view.sentence), width)
        total = present.total_words(self._view)
        summed = [[Span(line, "text bold") for line in paint.wrapped(total, width)[:1]]] if total else []
        return [*([Span(line)] for line in lines[:MOST_SENTENCE_LINES]), *summed]

    def paint_head(self, index: int, width: int) -> Line:
        """The sentence, then the titles."""
        if index == self.head_height - 1:
            return super().paint_head(index, width)
        sentence = self._sentence(width)
        return sentence[index] if index < len(sentence) else ()

    def paint_foot(self, index: int, width: int) -> Line:
        """The sentence of the row under the cursor, in full."""
        if index == 0:
            return rule(width, self.glyphs)
        if not self.rows:
            return ()
        severity = self.value(self.row, "risk") if self.cell_width_of("risk") else None
        said = self.value(self.row, "why")
        return evidence_lines(severity, said or "", width, self.foot_height - 1, self.glyphs)[index - 1]

    @property
    def opens(self) -> bool:
        """Whether enter leads on from a row."""
        found = (self._customer_at, self._selection_at, self._clause_at)
        return any(one is not None for one in found)

    @property
    def _customer_at(self) -> Callable[[int], int | None] | None:
        return getattr(self._view.rows, "customer_at", None) if self._view else None

    @property
    def _selection_at(self) -> Callable[[int], Selection] | None:
        return getattr(self._view.rows, "selection_at", None) if self._view else None

    @property
    def _clause_at(self) -> Callable[[int], str | None] | None:
        return getattr(self._view.rows, "clause_at", None) if self._view else None

    def open_row(self, row: int) -> None:
        """Open the customer of a row, or what else stands behind it; filter by a value."""
        if self._clause_at is not None:
            self.post_message(AddFilter(self._clause_at(row) or ""))
            return
        if self._selection_at is not None:
            self.post_message(OpenRows(self._selection_at(row)))
        elif self._customer_at is not None and (customer := self._customer_at(row)) is not None:
            self.post_message(OpenCustomer(customer))


def _have_identity(rows: RowSource) -> bool:
    return isinstance(rows, KeyedRows) and len(rows) > 0 and rows.key_at(0) is not None


def _holding_words(column: GridColumn, values: Sequence[object]) -> GridColumn:
    cells = max((cell_width(safe(value)) for value in values), default=0)
    if column.is_never_cut:
        return replace(column, instead="")
    return replace(column, instead="", width=max(column.width, min(cells, MOST_WORDS)))


def _columns(view: FigureRows) -> tuple[GridColumn, ...]:
    # What a value is, is read from the first there is: a day nobody left yet says nothing.
    named = [name for name, _ in view.columns if name not in FIELDS]
    first = view.rows.fetch(0, min(SAMPLED, len(view.rows)), named)
    samples = {name: next((one for one in first[name] if one is not None), None) for name in named}
    columns = (
        column_of_kind(name, title, row_kind(name, samples.get(name), view.kinds))
        for name, title in view.columns
    )
    if view.subject == "value":
        # Few rows, told by their first column: it holds them whole.
        return tuple(_holding_words(column, first.get(column.name, ())) for column in columns)
    # Not every list that names a rep has another column to stand in for a blank one.
    return tuple(
        column if _holds(view.rows, column.instead) else replace(column, instead="") for column in columns
    )


def _holds(rows: RowSource, name: str) -> bool:
    holds = getattr(rows, "holds", None)
    return holds is not None and bool(holds([name]))
