"""The cohort heat map: a row per cohort, a column per bucket since, one cell under the cursor."""

from __future__ import annotations

from typing import Any, Final

from textual.strip import Strip

from holdfast.figures import FEW
from holdfast.timeline import Grain
from holdfast.views.retention.results import Cell, Cohort, CohortShown, CohortsPart, RetentionView
from holdfast.views.selection import CohortCell, CohortKind
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.grid.heat import CELL_WIDTH, heat_cell
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.base import NotedPane
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import SafeText, literal, pad, safe, widest
from holdfast_tui.sitting.state import PaneCursor

LABEL_WIDTH: Final = 9
SIZE_WIDTH: Final = 6
"""Cells of the sizes with the gap behind them; a larger cohort makes them wider."""
LOW_PANE: Final = 8
_OF_WHAT: Final[dict[CohortShown, str]] = {
    "customers": "% of customers active then",
    "revenue": "revenue, % of the first {by}",
    "on_or_after": "% of customers active then or later",
}


class CohortsPane(NotedPane):
    """Shares in digits and heat; incomplete cells are marked, cells beyond the as-of date blank."""

    name_of_pane = "Cohorts"
    head_height = 1
    foot_height = 3
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.part: CohortsPart | None = None
        self.column = 0
        self._first = 0
        self._size_width = SIZE_WIDTH
        self._currency = ""

    def show(self, view: RetentionView) -> None:
        """Show a result; the cursor stays on its cohort and offset."""
        here = self._cohort
        was_same = self.part is not None and self.part.by == view.cohorts.by
        self.part, self._currency = view.cohorts, view.moment.currency
        labels = [cohort.label for cohort in self.part.rows]
        self.set_title(
            safe(
                phrase(
                    "Cohorts · {what}",
                    what=phrase(_OF_WHAT[self.part.shown], by=tr(self.part.by, "vocabulary")),
                )
            )
        )
        self.ready()
        row = labels.index(here.label) if was_same and here and here.label in labels else 0
        self.column = min(self.column, max(0, self._columns - 1)) if was_same else min(1, self._columns - 1)
        self.column = max(0, self.column)
        self.resized()
        self.set_rows(len(labels), row)
        if not labels:
            self.set_state(empty("No customer has ordered yet."))

    @property
    def _rows_shown(self) -> tuple[Cohort, ...]:
        return self.part.rows if self.part else ()

    @property
    def _cohort(self) -> Cohort | None:
        rows = self._rows_shown
        return rows[self.row] if self.row < len(rows) else None

    @property
    def _columns(self) -> int:
        return max((len(cohort.cells) for cohort in self._rows_shown), default=0)

    @property
    def _visible(self) -> int:
        return max(1, (self.line_width - LABEL_WIDTH - self._size_width) // CELL_WIDTH)

    def resized(self) -> None:
        """A low pane keeps its lines for the cohorts; the cell under the cursor stays in view."""
        self.foot_height = 3 if self.scrollable_content_region.height >= LOW_PANE else 0
        sizes = (present.count(cohort.size) for cohort in self._rows_shown)
        self._size_width = 1 + widest(sizes, SIZE_WIDTH - 1)
        if self.line_width < LABEL_WIDTH + self._size_width + CELL_WIDTH:
            return
        self._first = max(0, min(self._first, self._columns - self._visible))
        if not self._first <= self.column < self._first + self._visible:
            self._first = max(0, min(self.column - self._visible // 2, self._columns - self._visible))

    # Painting

    def paint_head(self, index: int, width: int) -> Line:
        """The offsets, and how many buckets lie beyond either edge."""
        by = self.part.by if self.part else "month"
        offsets = range(self._first, min(self._first + self._visible, self._columns))
        line = [
            Span(pad(literal(by.capitalize()), LABEL_WIDTH), "header"),
            Span(pad(literal("Size"), self._size_width - 1, "right"), "header"),
            span(" "),
        ]
        for offset in offsets:
            first, last = offset == self._first, offset == self._first + self._visible - 1
            before = "<" if first and self._first else "+"
            after = ">" if last and offset < self._columns - 1 else " "
            style = "header underline" if offset == self.column else "header"
            line += [span(f"{before}{offset}".rjust(CELL_WIDTH - 1), style), span(after, "accent")]
        return line

    def paint_row(self, row: int, width: int) -> Line:
        """One cohort."""
        cohort = self._rows_shown[row]
        label = _label(cohort, self.part.by if self.part else "month")
        line = [
            Span(pad(label, LABEL_WIDTH), "header" if cohort.label is None else "text"),
            Span(
                pad(present.count(cohort.size), self._size_width - 1, "right"),
                "few" if cohort.size < FEW else "muted",
            ),
            span(" "),
        ]
        for offset in range(self._first, min(self._first + self._visible, len(cohort.cells) or 0)):
            cell = self._cell(cohort, offset)
            if cell is None:
                line.append(span(" " * CELL_WIDTH))
                continue
            line.append(
                heat_cell(
                    cell.share,
                    complete=cell.complete,
                    cursor=row == self.row and offset == self.column,
                    focus=self.has_focus,
                    dim=cell.denominator < FEW and self.part is not None and self.part.shown != "revenue",
                    mark=self.glyphs.incomplete,
                )
            )
        return line

    def paint_line(self, key: tuple[Any, ...]) -> Strip:
        """The cursor is a cell, not a line: every line lies on the same ground."""
        return super().paint_line((*key[:2], "surface", *key[3:]) if key[0] == "row" else key)

    @staticmethod
    def _cell(cohort: Cohort, offset: int) -> Cell | None:
        # Offsets are consecutive from 0, except where all cells of one are incomplete.
        if offset < len(cohort.cells) and cohort.cells[offset].offset == offset:
            return cohort.cells[offset]
        return next((cell for cell in cohort.cells if cell.offset == offset), None)

    @property
    def note_for_focused(self) -> SafeText:
        """The cell under the cursor in words: `Jan 2025, month 3: 12 of 40 (30%) [18–45]`."""
        cohort = self._cohort
        if cohort is None or self.part is None:
            return literal("")
        cell = self._cell(cohort, self.column)
        by = tr(self.part.by, "vocabulary")
        where = f"{_label(cohort, self.part.by)}, {by} {self.column}"
        if cell is None:
            return safe(phrase("{where}: not reached on this day", where=where))
        return safe(f"{where}: {_words(cell, self.part, self._currency)}")

    # Moving

    def action_column(self, step: int) -> None:
        """Go to the bucket before or after."""
        self.select_column(self.column + step)

    def select_column(self, column: int) -> None:
        """Put the cursor on a bucket."""
        column = max(0, min(column, self._columns - 1))
        if column == self.column or self.state.phase != "ready":
            return
        self.column = column
        self.resized()
        self.invalidate()

    def stand_at(self, cursor: PaneCursor) -> None:
        """Put the cursor back where it stood."""
        super().stand_at(cursor)
        self.column = max(0, min(cursor.column, self._columns - 1))
        self.resized()
        self.invalidate()

    def cell_clicked(self, x: int) -> None:
        """A click on a cell."""
        before = LABEL_WIDTH + self._size_width
        if x >= before:
            self.select_column(self._first + (x - before) // CELL_WIDTH)

    def open_row(self, row: int) -> None:
        """The customers of the cell."""
        cohort, part = self._rows_shown[row], self.part
        if part is None or self._cell(cohort, self.column) is None:
            return
        kind: CohortKind = "on_or_after" if part.shown == "on_or_after" else "exact"
        self.post_message(OpenRows(CohortCell(cohort.label, self.column, part.by, kind)))


def _label(cohort: Cohort, by: Grain) -> SafeText:
    if cohort.label is None:
        return literal("All")
    if by == "month":
        year, month = cohort.label.split("-")
        return literal(f"{present.month_name(int(month))} {year}")
    return literal(cohort.label)


def _words(cell: Cell, part: CohortsPart, currency: str) -> str:
    if cell.share is None:
        return tr("nothing to divide by")
    share = present.percent(cell.share, of=0)
    over = "" if cell.complete else phrase("; this {by} is not over", by=tr(part.by, "vocabulary"))
    if part.shown == "revenue":
        now, first = present.money(cell.numerator, currency), present.money(cell.denominator, currency)
        return phrase(
            "{now}, {share} of {first} in the first {by}{over}",
            now=now,
            share=share,
            first=first,
            by=tr(part.by, "vocabulary"),
            over=over,
        )
    counted = phrase(
        "{numerator} of {denominator}",
        numerator=number_text(cell.numerator),
        denominator=number_text(cell.denominator),
    )
    return f"{counted} ({share}) {present.interval(cell.low, cell.high)}{over}"
