"""The virtual table: rows are fetched slice by slice, painted once and kept as finished lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar

from textual.geometry import Region

from holdfast.query import SortKey
from holdfast.rows.rowset import NO_ROWS, RowKey, RowSet
from holdfast.views.results import KeyedRows, RowSource
from holdfast_tui.grid import paint
from holdfast_tui.grid.columns import GridColumn, Layout, first_frozen, place, reveal
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.paint import Line
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import SafeText, widest


class Grid(LineList):
    """A table over a `RowSource` of any length, with a row cursor and a current column.

    Its rows can be marked where it has a `subject` and its source is one of `KeyedRows`.
    """

    head_height = 1
    rows_in: ClassVar[str] = ""
    """Where in the answer its rows are (`win_back.rows`), where sentences are written in them beforehand."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.columns: tuple[GridColumn, ...] = ()
        self.column = 0
        self.sort: tuple[SortKey, ...] = ()
        self.currency = ""
        self._source: RowSource | None = None
        self.keyed: KeyedRows | None = None
        self._first_column = 0
        self._layout = Layout((), 1)
        self._holding: dict[str, int] = {}
        self._measured: Mapping[str, Sequence[Any]] = {}
        self._sized: tuple[GridColumn, ...] = ()
        self._fetched: tuple[int, int, Mapping[str, Sequence[Any]]] = (0, 0, {})

    def show_source(self, source: RowSource, *, row: int = 0, top: int | None = None) -> None:
        """Show other rows, the cursor on `row` and `top` the first in view."""
        # Until the rows have their place there is nothing of the new ones in view.
        self._source = None
        self._fetched = (0, 0, {})
        self._holding = {}
        self.resized()
        self.set_rows(len(source), row, top)
        self._source = source
        self.keyed = source if isinstance(source, KeyedRows) else None
        self.came_into_view()
        self.rows_are_there()

    @property
    def source(self) -> RowSource | None:
        """The rows on show."""
        return self._source

    def picks(self) -> Callable[[Any], RowSource] | None:
        """What finds the rows on show in the same answer, given in another language; None where need not be.

        Rows whose sentences are written when they are fetched come in the language of whoever fetches them.
        """
        return attrgetter(self.rows_in) if self.rows_in else None

    def identity_at(self, row: int) -> RowKey | None:
        """The identity of a row, where it has one."""
        return self.keyed.key_at(row) if self.keyed is not None and row < len(self.keyed) else None

    def keys(self) -> RowSet:
        """The identities of all rows."""
        return NO_ROWS if self.keyed is None else self.keyed.keys()

    def customer_of(self, row: int) -> int | None:
        """The customer that a row is about, by its number in the book."""
        customer_at = getattr(self._source, "customer_at", None)
        if customer_at is None or self._source is None or row >= len(self._source):
            return super().customer_of(row)
        found = customer_at(row)
        return found if isinstance(found, int) else None

    def row_of(self, customer: int) -> int | None:
        """The row that is about a customer, where the list can tell."""
        index_of = getattr(self._source, "index_of", None)
        found = index_of(customer) if index_of is not None else None
        return found if isinstance(found, int) else None

    def column_within(self, column: int) -> int:
        """The column nearest to one that may not be there."""
        return max(0, min(column, len(self.columns) - 1))

    def let_rows_go(self) -> None:
        """Other rows follow: columns shown before them are not asked of these, which may lack them."""
        self._source = None

    def show_columns(self, columns: Sequence[GridColumn]) -> None:
        """Show other columns."""
        current = self.columns[self.column].name if self.columns else ""
        self.columns = first_frozen(columns)
        names = [column.name for column in self.columns]
        self.column = names.index(current) if current in names else min(1, len(names) - 1)
        self._first_column = 0
        self._fetched = (0, 0, {})
        self._holding = {}
        self.resized()
        self._fit_virtual_size()
        self.invalidate()

    def show_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show another order in the header."""
        if sort != self.sort:
            self.sort = sort
            self.refresh_head()

    def resized(self) -> None:
        """Share the width among the columns: once for a view size, and again where a number needs more."""
        if self.columns:
            self._look_at_view()
            unit = present.heading_code(self.currency)
            self._sized = tuple(
                column.holding(self._holding.get(column.name, 0), unit if column.kind == "money" else "")
                for column in self.columns
            )
            self._first_column = reveal(self._sized, self.line_width, self._first_column, self.column)
            self._layout = place(self._sized, self.line_width, self._first_column)

    def came_into_view(self) -> None:
        """Numbers are never cut: a wider one than any before makes its column wider."""
        before = dict(self._holding)
        self._look_at_view()
        if self._holding != before:
            self.resized()
            self.invalidate()

    def _look_at_view(self) -> None:
        """Measure the numbers in view. Columns stay as wide as the widest that was ever in view."""
        top, last = self.viewport.top, min(self.viewport.top + self.viewport.height, self._rows) - 1
        if self._source is None or last < top:
            return
        for row in (top, last):
            _, fetched = self._slice_with(row)
            if fetched is not self._measured:
                self._measured = fetched
                self._measure(fetched)

    def _measure(self, fetched: Mapping[str, Sequence[Any]]) -> None:
        for column in self.columns:
            if column.is_never_cut:
                texts = (paint.value_text(column, value, self.currency) for value in fetched[column.name])
                self._holding[column.name] = widest(texts, self._holding.get(column.name, 0))

    def cell_width_of(self, name: str) -> int:
        """Width of a column in cells; 0 when it is out of view."""
        return next(
            (self._layout.width_of(i) for i, column in enumerate(self.columns) if column.name == name), 0
        )

    def value(self, row: int, name: str) -> Any:
        """One raw value of a fetched or fetchable row."""
        start, columns = self._slice_with(row)
        return columns[name][row - start]

    def cells_of_cursor(self, line: Line) -> tuple[int, int]:
        """The first column that is no severity."""
        for at in self._layout.placed:
            if not self.columns[at.index].is_severity:
                return self.mark_cells + at.x, self.mark_cells + at.x + at.width
        return super().cells_of_cursor(line)

    def paint_head(self, index: int, width: int) -> Line:
        """The titles, with marks where more columns lie beyond an edge."""
        glyphs = look_of(self).glyphs
        line = paint.header_line(self._sized, self._layout, self.sort, self.column, glyphs)
        if self._layout.more_right:
            line = [*paint.beside(line, [paint.span(">", "accent")], width)]
        if self._layout.more_left and len(line) > 1:
            line = [*line[:1], paint.span("<" * self._layout.gap, "accent"), *line[2:]]
        return line

    def paint_row(self, row: int, width: int) -> Line:
        """One row from the fetched slice."""
        start, columns = self._slice_with(row)
        values = [self._cell_value(column, columns, row - start) for column in self.columns]
        if self.row_height > 1:
            values = [
                self._lines_of(column, value)[0] if column.flexible and value else value
                for column, value in zip(self.columns, values, strict=True)
            ]
        return paint.row_line(self._sized, self._layout, values, self.currency, look_of(self).glyphs)

    def paint_more(self, row: int, line: int, width: int) -> Line:
        """What is left of a sentence, below its beginning."""
        glyphs = look_of(self).glyphs
        for placed in self._layout.placed:
            column = self._sized[placed.index]
            if column.flexible and (value := self.value(row, column.name)):
                rest = self._lines_of(column, value)[line:][:1]
                told = [paint.cell(column, text, placed.width, self.currency, glyphs) for text in rest]
                return [paint.span(" " * placed.x), *told]
        return ()

    def _lines_of(self, column: GridColumn, value: str) -> list[SafeText]:
        """A sentence laid into the lines of its row; what does not fit stays in the last one, to be cut."""
        text = paint.value_text(column, value, self.currency)
        lines = paint.wrapped(text, self.cell_width_of(column.name)) or [text]
        kept = lines[: self.row_height - 1]
        rest = lines[self.row_height - 1 :]
        return [*kept, SafeText(" ".join(rest))] if rest else kept

    def _cell_value(self, column: GridColumn, columns: Mapping[str, Sequence[Any]], index: int) -> Any:
        value = columns[column.name][index]
        if value is None and column.instead and columns[column.instead][index] is not None:
            return paint.Instead(columns[column.instead][index])
        return value

    def _slice_with(self, row: int) -> tuple[int, Mapping[str, Sequence[Any]]]:
        start, stop, columns = self._fetched
        if not start <= row < stop and self._source is not None:
            start, stop = self.viewport.slice_to_fetch()
            if not start <= row < stop:
                start, stop = row, min(self.rows, row + 1)
            columns = self._source.fetch(start, stop, self._fetched_names())
            self._fetched = (start, stop, columns)
        return start, columns

    def _fetched_names(self) -> list[str]:
        own = [column.name for column in self.columns]
        return list(dict.fromkeys([*own, *(column.instead for column in self.columns if column.instead)]))

    def action_column(self, step: int) -> None:
        """Make the column to the left or right the current one; scroll sideways where it is out of view."""
        self.select_column(max(0, min(self.column + step, len(self.columns) - 1)))

    def select_column(self, index: int) -> None:
        """Make a column the current one."""
        if index == self.column or not self.columns:
            return
        self.column = index
        first = reveal(self._sized, self.line_width, self._first_column, index)
        if first != self._first_column:
            self._first_column = first
            self.resized()
            self.invalidate()
            return
        self._forget("head")
        self.refresh(Region(0, self.head_height - 1, self.size.width, 1))

    def head_clicked(self, x: int, y: int) -> None:
        """A click on a title makes its column the current one."""
        self.cell_clicked(x)

    def cell_clicked(self, x: int) -> None:
        """A click on a cell makes its column the current one."""
        index = self._layout.column_at(x)
        if index is not None:
            self.select_column(index)
