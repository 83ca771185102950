"""Columns of a grid and how they share a width: computed once for a view size, never per row."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Final

from holdfast.schema.field_set import DECLARED, Fields
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS, FIELDS, NUMBER_KINDS, Field, FieldKind
from holdfast.words.interface.catalogue import tr
from holdfast_tui.safe_text import Align, cell_width, safe

WIDE: Final = 90
"""From this width on, columns stand two cells apart, if they fit that way."""

UNSORTABLE: Final = (*COMPUTED_FOR_VISIBLE_ROWS, "trend")
"""Written for visible rows only, or a series: neither has an order."""

MORE_WIDTH: Final = 2
_MINIMUM: Final[dict[str, int]] = {"name": 18, "rep": 10, "revenue": 8, "trend": 6, "why": 18, "risk": 1}
COMFORTABLE: Final = 40
"""Cells a flexible column gets before the others get more than their minimum: most of a sentence."""
KEEPS_SENTENCE: Final = 46
"""Cells beside the frozen columns from which the sentence stays in view; below, it has lines of its own."""
_DATE_WIDTH: Final = 11
_INSTEAD: Final = {"rep": "former_rep"}
"""A customer without a rep shows who held it last."""
NEVER_CUT: Final = (*NUMBER_KINDS, "date")
"""A number or a day cut short would be read as another one."""


@dataclass(frozen=True)
class GridColumn:
    """One column: `width` cells where there is room, not less than `minimum`; a flexible one takes the rest.

    Frozen columns stay in view when the others scroll. Where a cell is blank, that of the column `instead`
    is shown in brackets. `unit` stands in the heading, after whatever of the title there is room for; where
    there is room to spare the column is as wide as both, `headed` cells. `is_ours`: its values are words of
    the program, shown in the language chosen, and never typed into a filter.
    """

    name: str
    title: str
    kind: FieldKind = "text"
    width: int = 12
    minimum: int = 12
    flexible: bool = False
    frozen: bool = False
    sortable: bool = True
    instead: str = ""
    unit: str = ""
    headed: int = 0
    is_ours: bool = False

    @property
    def is_never_cut(self) -> bool:
        """Whether the column goes rather than the end of its cells."""
        return self.kind in NEVER_CUT

    @property
    def align(self) -> Align:
        """Numbers and dates stand to the right, words to the left."""
        return "right" if self.is_never_cut else "left"

    def holding(self, cells: int, unit: str = "") -> GridColumn:
        """The column with room for values of so many `cells`, and for `unit` in its heading."""
        if not self.is_never_cut:
            return self
        minimum = max(self.minimum, cells, len(unit))
        headed = cell_width(f"{self.title_shown} {unit}") if unit else 0
        return replace(self, unit=unit, minimum=minimum, width=max(self.width, minimum), headed=headed)

    @property
    def title_shown(self) -> str:
        """The title in the language chosen."""
        return tr(self.title, "column")

    @property
    def is_severity(self) -> bool:
        """Whether the cells are severities: glyph, word and colour."""
        return self.name in ("risk", "severity", "worst")


@dataclass(frozen=True)
class Placed:
    """A column on screen: `index` into the grid's columns, left edge and width in cells."""

    index: int
    x: int
    width: int


@dataclass(frozen=True)
class Layout:
    """The columns in view, left to right, and whether more lie beyond either edge."""

    placed: tuple[Placed, ...]
    gap: int
    more_left: bool = False
    more_right: bool = False

    def column_at(self, x: int) -> int | None:
        """The index of the column drawn at cell `x`."""
        return next((p.index for p in self.placed if p.x <= x < p.x + p.width + self.gap), None)

    def width_of(self, index: int) -> int:
        """Width of a column in cells; 0 when it is out of view."""
        return next((p.width for p in self.placed if p.index == index), 0)


def column_of(field: Field, *, sortable: bool = True) -> GridColumn:
    """The column that shows a field of a customer."""
    severity = field.name == "risk"
    width = max(field.width, _DATE_WIDTH) if field.kind == "date" else field.width
    return GridColumn(
        field.name,
        "Risk" if severity else safe(field.title),
        field.kind,
        width=width,
        minimum=min(width, _MINIMUM.get(field.name, width)),
        flexible=field.name == "why",
        frozen=field.name in ("risk", "name"),
        sortable=sortable,
        instead=_INSTEAD.get(field.name, ""),
    )


def column_of_kind(name: str, title: str, kind: FieldKind) -> GridColumn:
    """The column of rows that are not customers."""
    if name in FIELDS and kind == FIELDS[name].kind:
        return replace(column_of(FIELDS[name]), title=title)
    width = max({"text": 20, "money": 11, "date": _DATE_WIDTH}.get(kind, 9), min(len(title), 20))
    # A day cut short is another day: dates keep their width.
    return GridColumn(name, title, kind, width=width, minimum=width if kind == "date" else min(width, 10))


def place(columns: Sequence[GridColumn], width: int, first: int = 0) -> Layout:
    """Lay columns out over `width` cells; `first` counts the unfrozen columns scrolled out to the left.

    Everything at its own width, if that fits; then everything narrowed towards its minimum; then the
    frozen columns stay and the others scroll.
    """
    for gap in (2, 1) if width >= WIDE else (1,):
        fitted = _fitted(columns, width - gap * (len(columns) - 1))
        if fitted is not None:
            return Layout(_spread(list(enumerate(fitted)), gap), gap)
    return _scrolled(columns, width, 2 if width >= WIDE else 1, first)


def _fitted(columns: Sequence[GridColumn], room: int) -> list[int] | None:
    """Widths that fill `room` with no column below its minimum; None where that is impossible."""
    if sum(column.minimum for column in columns) > room:
        return None
    widths = [_wanted(column) for column in columns]
    for index, column in enumerate(columns):
        # Severities lose their word before a name loses a letter: glyph and colour still tell them apart.
        if column.is_severity and sum(widths) > room:
            widths[index] = column.minimum
    while sum(widths) > room:
        widths[_roomiest(columns, widths)] -= 1
    for index, column in enumerate(columns):
        widths[index] += max(0, min(column.headed - widths[index], room - sum(widths)))
    for index, column in enumerate(columns):
        if column.flexible:
            widths[index] += room - sum(widths)
    return widths


def _roomiest(columns: Sequence[GridColumn], widths: Sequence[int]) -> int:
    """The column that can best spare a cell; a flexible one only when the others are at their minimum."""
    return max(
        range(len(widths)),
        key=lambda index: (
            widths[index] > columns[index].minimum and not columns[index].flexible,
            widths[index] - columns[index].minimum,
        ),
    )


def _wanted(column: GridColumn) -> int:
    return max(column.minimum, min(column.width, COMFORTABLE)) if column.flexible else column.width


def _spread(widths: Sequence[tuple[int, int]], gap: int) -> tuple[Placed, ...]:
    x = 0
    placed = []
    for index, width in widths:
        placed.append(Placed(index, x, width))
        x += width + gap
    return tuple(placed)


def _scrolled(columns: Sequence[GridColumn], width: int, gap: int, first: int) -> Layout:
    frozen = [(index, column.minimum) for index, column in enumerate(columns) if column.frozen]
    if sum(cells + gap for _, cells in frozen) > width // 2:
        # What names the row stays, rather than a mark before it.
        frozen = [one for one in frozen if not columns[one[0]].is_severity][:1] or frozen[:1]
    pinned = {index for index, _ in frozen}
    last = _kept_last(columns, pinned, width - sum(cells + gap for _, cells in frozen), gap)
    moving = [(index, column) for index, column in enumerate(columns) if index not in {*pinned, last}]
    first = max(0, min(first, len(moving) - 1))
    shown: list[tuple[int, int]] = []
    reserved = 0 if last is None else columns[last].minimum + gap
    # Two cells at the right edge stay free for the mark that says that there is more.
    room = width - MORE_WIDTH - reserved - sum(cells + gap for _, cells in frozen)
    end = first
    for index, column in moving[first:]:
        if column.minimum > room and (end > first or last is not None):
            break
        if column.is_never_cut and column.minimum > room:
            break
        is_last = index == moving[-1][0]
        cells = max(1, room + MORE_WIDTH * is_last if column.flexible else min(column.width, room))
        shown.append((index, cells))
        room -= cells + gap
        end += 1
    wider = [(index, min(cells + max(0, room + gap), columns[index].width)) for index, cells in frozen[-1:]]
    if last is not None:
        wider = frozen[-1:]
        shown.append((last, columns[last].minimum + max(0, room)))
    return Layout(
        _spread([*frozen[:-1], *wider, *shown], gap), gap, more_left=first > 0, more_right=end < len(moving)
    )


def _kept_last(columns: Sequence[GridColumn], pinned: set[int], room: int, gap: int) -> int | None:
    """The flexible column: it stays at the right edge while others scroll, where there is room for both."""
    if room < KEEPS_SENTENCE:
        return None
    flexible = next((i for i, column in enumerate(columns) if column.flexible and i not in pinned), None)
    if flexible is None:
        return None
    others = (column.minimum for i, column in enumerate(columns) if i not in {*pinned, flexible})
    left = room - MORE_WIDTH - columns[flexible].minimum - gap
    return flexible if max(others, default=room) <= left else None


def reveal(columns: Sequence[GridColumn], width: int, first: int, index: int) -> int:
    """The `first` that brings column `index` into view with the least movement."""
    layout = place(columns, width, first)
    if layout.width_of(index):
        return first
    for candidate in _nearest(first, len(columns)):
        if place(columns, width, candidate).width_of(index):
            return candidate
    return first


def _nearest(first: int, count: int) -> list[int]:
    return sorted(range(count), key=lambda candidate: abs(candidate - first))


def customer_columns(
    names: Sequence[str],
    fields: Fields = DECLARED,
    blank: Container[str] = (),
    frozen: Container[str] | None = None,
) -> tuple[GridColumn, ...]:
    """Columns of the customer list; without names the listed fields, severity and name first.

    `fields` are those of the book. A listed field that is `blank` for everybody gives its room away; one
    asked for by name stays. `frozen`: which stay in view when the others scroll; None for the usual ones.
    """
    wanted = [name for name in names if name in fields] or ["risk", *_listed(fields, blank)]
    columns = [column_of(fields[name], sortable=name not in UNSORTABLE) for name in wanted]
    if frozen is not None:
        columns = [replace(column, frozen=column.name in frozen) for column in columns]
    return first_frozen(columns)


def first_frozen(columns: Sequence[GridColumn]) -> tuple[GridColumn, ...]:
    """The columns, the first of which stays in view where no other does: whoever scrolls knows of whom."""
    if not columns or any(column.frozen for column in columns):
        return tuple(columns)
    return (replace(columns[0], frozen=True), *columns[1:])


def _listed(fields: Fields, blank: Container[str]) -> list[str]:
    return [
        field.name
        for field in fields
        if field.listed and field.name != "risk" and (field.name == "name" or field.name not in blank)
    ]
