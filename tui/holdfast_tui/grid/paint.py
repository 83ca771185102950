"""Cells → one styled line of exact width: pure, tested without an app."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from holdfast.query import SortKey
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.columns import GridColumn, Layout
from holdfast_tui.look import present, wrapping
from holdfast_tui.safe_text import SafeText, cell_width, fit, literal, pad, safe
from holdfast_tui.terminal.capabilities import Glyphs

StyleOf = Callable[[str, str], Style]
"""A theme's style of a token on a ground (`surface`, `cursor`, `selection`)."""
MARK_CELLS: Final = 2
"""Cells of a mark and of a gap; what is wider says something."""


wrapped: Final = wrapping.wrapped


class Span(NamedTuple):
    """A piece of a line and the token of its style; attributes may follow it: `header underline`.

    `heat-3/heat-3` stands on a ground of its own, not on that of its line. `does`: the command, or what the
    owner of the line makes of it, that a click on the piece stands for.
    """

    text: SafeText
    style: str = "text"
    does: str = ""


Line = Sequence[Span]


class Instead(NamedTuple):
    """What is shown, dimmed and in brackets, for a cell that has no value of its own."""

    value: Any


def span(text: str, style: str = "text", does: str = "") -> Span:
    """A span of the program's own words."""
    return Span(literal(text), style, does)


def width_of(line: Line) -> int:
    """Cells a line takes."""
    return sum(cell_width(piece.text) for piece in line)


def fitted(line: Line, width: int) -> list[Span]:
    """The line cut to `width` cells, with an ellipsis where something was lost."""
    if width_of(line) <= width:
        return [piece for piece in line if piece.text]
    # Cut as a whole: a number must not lose its end to the next piece.
    text = fit("".join(piece.text for piece in line), width)
    kept: list[Span] = []
    for piece in line:
        shown, text = text[: len(piece.text)], text[len(piece.text) :]
        if not text and shown != piece.text:
            return [*kept, piece._replace(text=SafeText(shown))] if shown else kept
        kept.append(piece)
    return kept


def beside(left: Line, right: Line, width: int) -> list[Span]:
    """`left` and `right` at the two edges; where both do not fit, the left one is cut."""
    room = width - width_of(right) - 1
    if room < 8:
        return fitted([*left, span("  "), *right], width)
    left = fitted(left, room)
    return [*left, span(" " * (width - width_of(left) - width_of(right))), *right]


def strip(line: Line, width: int, style: StyleOf, ground: str = "surface") -> Strip:
    """A line as a finished strip of `width` cells on one ground."""
    segments = []
    used = 0
    for piece in fitted(line, width):
        segments.append(Segment(piece.text, _styled(piece.style, style, ground)))
        used += cell_width(piece.text)
    if used < width:
        segments.append(Segment(" " * (width - used), style("text", ground)))
    return Strip(segments, width)


def strip_at_cursor(line: Line, width: int, style: StyleOf, ground: str, cells: tuple[int, int]) -> Strip:
    """A finished line of which the cells from the first up to the second lie on another ground.

    A row that changes its ground is sent again letter by letter: that of its name alone costs a third.
    """
    plain, marked = strip(line, width, style), strip(line, width, style, ground)
    first, end = (min(cell, width) for cell in cells)
    return Strip.join([plain.crop(0, first), marked.crop(first, end), plain.crop(end, width)])


def named_cells(line: Line) -> tuple[int, int]:
    """Where a row says its name, first cell and end: its first piece that is more than a mark or a gap."""
    used = 0
    for piece in line:
        cells = cell_width(piece.text)
        if cells > MARK_CELLS:
            return used, used + cells
        used += cells
    return 0, used


def _styled(token: str, style: StyleOf, ground: str) -> Style:
    name, _, attributes = token.partition(" ")
    name, _, own_ground = name.partition("/")
    ground = own_ground or ground
    return style(name, ground) + Style.parse(attributes) if attributes else style(name, ground)


def cell(column: GridColumn, value: Any, width: int, currency: str, glyphs: Glyphs) -> Span:
    """One value in exactly `width` cells."""
    if column.is_severity and (value is None or isinstance(value, str)) and value in _SEVERITY_WORDS:
        return Span(pad(present.severity(value, glyphs, width), width), present.severity_token(value))
    if column.kind == "trend":
        return Span(pad(present.trend(value, glyphs, width), width, "right"), "spark")
    if isinstance(value, Instead):
        room = max(1, width - len(_BEFORE_INSTEAD) - 1)
        text = SafeText(f"{literal(_BEFORE_INSTEAD)}{present.person(value.value, room)})")
        return Span(pad(text, width, column.align), "muted")
    is_person = column.name in _PEOPLE and value is not None
    text = present.person(value, width) if is_person else value_text(column, value, currency)
    return Span(pad(text, width, column.align), "muted" if value is None else "text")


def value_text(column: GridColumn, value: Any, currency: str) -> SafeText:
    """A value of a column as it stands below the heading, however wide."""
    if column.name in _OUR_WORDS:
        return literal(tr(str(value), "state"))
    if column.is_ours and value is not None:
        return safe(tr(str(value), "cell"))
    return present.cell(column.kind, value, currency, in_column=True)


_BEFORE_INSTEAD: Final = f"{present.DASH} ("
_OUR_WORDS: Final = ("change",)
"""Columns of words of the program: shown in the language chosen, and never typed into a filter."""
_PEOPLE: Final = ("rep", "former_rep")


_SEVERITY_WORDS = (None, "none", "opportunity", "info", "watch", "high", "critical")


def row_line(
    columns: Sequence[GridColumn], layout: Layout, values: Sequence[Any], currency: str, glyphs: Glyphs
) -> list[Span]:
    """One row: `values` in the order of `columns`, those in view painted."""
    line: list[Span] = []
    gap = span(" " * layout.gap)
    for placed in layout.placed:
        if line:
            line.append(gap)
        column = columns[placed.index]
        line.append(cell(column, values[placed.index], placed.width, currency, glyphs))
    return line


def header_line(
    columns: Sequence[GridColumn], layout: Layout, sort: Iterable[SortKey], current: int, glyphs: Glyphs
) -> list[Span]:
    """The titles with the order of the sort (`1▲ 2▼`); the current column stands out."""
    order = {
        key.field: f"{position}{glyphs.down if key.descending else glyphs.up}"
        for position, key in enumerate(sort, 1)
    }
    line: list[Span] = []
    for placed in layout.placed:
        if line:
            line.append(span(" " * layout.gap, "header"))
        column = columns[placed.index]
        mark = order.get(column.name, "")
        title = titled(_title(column, placed.width), mark, placed.width, column.unit)
        line.append(Span(pad(title, placed.width, column.align), "header"))
        if placed.index == current:
            line[-1] = line[-1]._replace(style="header underline")
    return line


def _title(column: GridColumn, width: int) -> str:
    if column.kind == "trend":
        # A narrow column shows fewer months, and says so in the words of a period: 6m.
        return phrase("{n} months", n=width) if width >= 8 else phrase("{n}m", n=width)
    # A column of bare glyphs explains itself; half a word would not.
    return "" if column.is_severity and width < cell_width(column.title_shown) else column.title_shown


def titled(title: str, mark: str, width: int, unit: str = "") -> SafeText:
    """A column's title with its unit and sort mark; whole words of the title give way to both."""
    tail = f"{unit} {mark}".strip()
    words = title.split()
    while len(words) > 1 and len(" ".join(words)) + len(tail) + bool(tail) > width:
        words.pop()
    shown = " ".join(words)
    if not tail:
        return pad(literal(shown), min(width, len(shown)))
    room = width - len(tail) - 1
    if room > 0:
        return SafeText(f"{pad(literal(shown), min(room, len(shown)))} {tail}")
    # Less than its unit and mark: the order of the sort is told nowhere else.
    return next((SafeText(one) for one in (tail, mark) if len(one) <= width), SafeText(mark[-1:]))
