"""A table that paints its own cells: columns give way where it is narrow, the note says all in full."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Final

from holdfast.rows.rowset import NO_ROWS, RowKey, RowSet
from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.base import NotedPane
from holdfast_tui.safe_text import Align, SafeText, cell_width, literal, pad, safe
from holdfast_tui.terminal.capabilities import Glyphs

GAP: Final = 2
LOW_PANE: Final = 8
"""A pane with fewer lines has no foot."""
LEAST_LEAD: Final = 4
"""Where the numbers leave less than this to the name, the last of them go."""


@dataclass(frozen=True)
class TableColumn:
    """One column of `width` cells or as many as its numbers take; those of the highest `rank` go first.

    `words` may be cut. Amounts are `money`: the heading says their currency where that has no sign.
    """

    name: str
    title: str
    width: int
    align: Align = "right"
    rank: int = 0
    words: bool = False
    money: bool = False

    @property
    def title_shown(self) -> str:
        """The title in the language chosen."""
        return tr(self.title, "column")

    def holding(self, cells: int, currency: str) -> TableColumn:
        """The column with room for values of so many cells."""
        code = present.heading_code(currency) if self.money else ""
        title = f"{self.title_shown} {code}".rstrip()
        # A title of another language may need more than what was measured for English.
        named = cell_width(title) if code or self.title_shown != self.title else 0
        width = self.width if self.words else max(self.width, cells, named)
        return replace(self, title=title if code else self.title, width=width)


def taken(columns: Sequence[TableColumn]) -> int:
    """Cells of columns, each with the gap in front of it."""
    return sum(GAP + column.width for column in columns)


def fitting(columns: Sequence[TableColumn], room: int) -> tuple[TableColumn, ...]:
    """The columns that fit into `room` cells, in their order; those of rank 0 stay in any case."""
    kept = list(columns)
    for column in sorted(columns, key=lambda column: -column.rank):
        if column.rank == 0 or taken(kept) <= room:
            break
        kept.remove(column)
    return tuple(kept)


def aligned(cell: Line, width: int, align: Align) -> list[Span]:
    """A cell in exactly `width` cells."""
    cut = paint.fitted(cell, width)
    fill = span(" " * (width - paint.width_of(cut)))
    return [fill, *cut] if align == "right" else [*cut, fill]


class TablePane(NotedPane):
    """A row per subject. What the columns leave out at this width, the note of the row says in full.

    A number that is wider than its column takes cells from the name, then from columns that can go.

    Where the pane names its `subject`, the keys of `show_rows` are the identities by which rows are marked.
    """

    head_height = 1
    foot_height = 3
    foot_follows_cursor = True
    lead = ""
    lead_width = 12, 28
    """Least and most cells of the name."""
    table: tuple[TableColumn, ...] = ()
    note_height = 2
    pickable: tuple[str, ...] = ()
    """Columns that left and right go to, where enter opens something else in each; the first at first."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._keys: tuple[Hashable, ...] = ()
        self._shown: tuple[TableColumn, ...] = ()
        self._holding: dict[str, int] = {}
        self._lead_cells = 0
        self.currency = ""

    # What a table says.

    def lead_cell(self, row: int) -> Line:
        """The name of a row."""
        return ()

    def cell(self, row: int, name: str) -> Line:
        """One cell."""
        return ()

    def note(self, row: int) -> str:
        """A row in full sentences."""
        return ""

    def show_rows(self, keys: Sequence[Hashable]) -> None:
        """Show other rows; the cursor stays on its subject where it is still there."""
        current = self._keys[self.row] if self.row < len(self._keys) else None
        self._keys = tuple(keys)
        self._holding = {}
        self.ready()
        self.resized()
        self.set_rows(len(keys), self._keys.index(current) if current in self._keys else 0)
        self.came_into_view()

    def identity_at(self, row: int) -> RowKey | None:
        """The identity of a row, where the rows have a subject."""
        key = self._keys[row] if self.subject and row < len(self._keys) else None
        return key if isinstance(key, int | str) else None

    def keys(self) -> RowSet:
        """The identities of all rows."""
        found = (
            RowSet.of(key) for row in range(len(self._keys)) if (key := self.identity_at(row)) is not None
        )
        return reduce(or_, found, NO_ROWS)

    @property
    def picked(self) -> str:
        """The column under the cursor, where columns can be picked."""
        return self.pickable[min(self.column, len(self.pickable) - 1)] if self.pickable else ""

    def action_column(self, step: int) -> None:
        """Pick the column on the left or right, of those on show."""
        shown = [column.name for column in self._shown]
        there = self.column + step
        while 0 <= there < len(self.pickable) and self.pickable[there] not in shown:
            there += step
        if 0 <= there < len(self.pickable) and self.state.phase == "ready":
            self.column = there
            self.refresh_head()
            self._forget("foot")
            self.refresh_foot()

    # Mouse.

    def head_clicked(self, x: int, y: int) -> None:
        """A click on a title picks its column."""
        self.cell_clicked(x)

    def cell_clicked(self, x: int) -> None:
        """A click on a cell picks its column, where it can be picked."""
        edge = self._lead_cells
        for column in self._shown:
            edge += GAP + column.width
            if x < edge:
                if column.name in self.pickable:
                    self.action_column(self.pickable.index(column.name) - self.column)
                return

    # Painting.

    def resized(self) -> None:
        """Which columns fit, and whether there is room for the note."""
        roomy = self.scrollable_content_region.height >= LOW_PANE
        self.foot_height = self.note_height + 1 if roomy else 0
        least, most = self.lead_width
        named = max((paint.width_of(self.lead_cell(row)) for row in range(len(self._keys))), default=0)
        wanted = min(most, max(least, named))
        self._look_at_view()
        usual = fitting(self.table, self.line_width - wanted)
        holding = [column.holding(self._holding.get(column.name, 0), self.currency) for column in usual]
        shown = fitting(holding, self.line_width - least)
        while shown and taken(shown) > self.line_width - LEAST_LEAD:
            shown = shown[:-1]
        self._shown = shown
        self._lead_cells = max(1, min(self.line_width - taken(shown), wanted))

    def came_into_view(self) -> None:
        """A number wider than any before makes its column wider."""
        before = dict(self._holding)
        self._look_at_view()
        if self._holding != before:
            self.resized()
            self.invalidate()

    def _look_at_view(self) -> None:
        """Measure the cells in view. Columns stay as wide as the widest that was ever in view."""
        first = self.viewport.top
        for row in range(first, min(first + self.viewport.height, len(self._keys))):
            for column in self.table:
                cells = 0 if column.words else paint.width_of(self.cell(row, column.name))
                self._holding[column.name] = max(cells, self._holding.get(column.name, 0))

    def paint_head(self, index: int, width: int) -> Line:
        """The titles."""
        line = [Span(pad(literal(tr(self.lead, "column")), self._lead_cells), "header")]
        for column in self._shown:
            style = "header underline" if column.name == self.picked else "header"
            title = literal(column.title_shown)
            fill = span(" " * max(0, column.width - cell_width(title)), "header")
            named = Span(pad(title, min(column.width, cell_width(title))), style)
            line += [span(" " * GAP), *((fill, named) if column.align == "right" else (named, fill))]
        return line

    def paint_row(self, row: int, width: int) -> Line:
        """The name and the cells that fit."""
        line = aligned(self.lead_cell(row), self._lead_cells, "left")
        for column in self._shown:
            line += [span(" " * GAP), *aligned(self.cell(row, column.name), column.width, column.align)]
        return line

    @property
    def note_for_focused(self) -> SafeText:
        """The row under the cursor in full sentences."""
        return safe(self.note(self.row)) if self.row < len(self._keys) else literal("")


def interval_bar(value: float, low: float | None, high: float | None, width: int, glyphs: Glyphs) -> SafeText:
    """A share and its interval on a scale from 0 to 1."""
    cells = [" "] * width

    def place(share: float) -> int:
        return round(max(0.0, min(1.0, share)) * (width - 1))

    if low is not None and high is not None:
        for index in range(place(low), place(high) + 1):
            cells[index] = glyphs.rule
    cells[place(value)] = glyphs.yes
    return SafeText("".join(cells))


def bar(share: float, width: int, mark: str) -> SafeText:
    """A bar as long as a share of `width`; whatever is more than nothing shows."""
    cells = round(max(0.0, min(1.0, share)) * width)
    return SafeText(mark * max(cells, 1 if share > 0 else 0))
