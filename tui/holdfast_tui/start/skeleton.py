"""The frame of the desk before there is anything in it, from the size and the theme alone.

What stands here stays where it is when the desk comes up: a cell that both paint is sent once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

from holdfast.words.interface.catalogue import tr
from holdfast_tui.look.colours import codes
from holdfast_tui.look.looks import Looks
from holdfast_tui.safe_text import cell_width, literal
from holdfast_tui.start.shape import PANES, PROMPT, READING, ROOMS, ROOMY, rooms_gap, shows_rooms
from holdfast_tui.terminal.capabilities import glyphs

LEAST_SIZE: Final = (30, 10)
"""Columns and rows below which there is nothing worth to be shown for so short."""
_SIDE: Final = 0.4, 46, 62
"""The right half of the desk (`styles/desk.tcss`): its share of the width, the least and the most of it."""
_BORDERS: Final[Mapping[str, str]] = MappingProxyType({"round": "╭─╮│╰╯", "ascii": "+-+|++"})
"""Corners and edges as Textual draws them: the upper line, the side, the lower corners."""
_ATTRIBUTES: Final = MappingProxyType({"bold": 1, "dim": 2, "italic": 3, "underline": 4, "reverse": 7})


class Piece(NamedTuple):
    """A text in the style of a token on the ground of another; `bold` in place of the token's attributes."""

    text: str
    style: str = "text"
    ground: str = "background"
    bold: bool | None = None


Line = list[Piece]


def frame(columns: int, rows: int, looks: Looks) -> str:
    """The bytes of the frame: text, colours and positions alone, as Textual writes its own."""
    lines = chain.from_iterable(
        (f"\x1b[{row};1H", *(_written(piece, looks) for piece in line))
        for row, line in enumerate(_lines(columns, rows, looks), 1)
    )
    return "".join(lines)


def _lines(columns: int, rows: int, looks: Looks) -> Iterator[Line]:
    marks = glyphs(looks.capabilities)
    border = _BORDERS[marks.border]
    reading = literal(READING)
    room = columns - 1 - len("Holdfast") - cell_width(reading) - 1
    yield [
        Piece(" "),
        Piece("Holdfast", "header"),
        Piece(" " * room),
        Piece(reading, "severity-high"),
        Piece(" "),
    ]
    if shows_rooms(columns, rows):
        yield _filled(_rooms(columns), columns)
    yield _filled([Piece(PROMPT, "accent")], columns)
    yield _filled([Piece(" "), Piece(reading, "muted")], columns)
    yield _filled([], columns)
    titles = [tr(title, "pane") for _, title in PANES]
    if columns < ROOMY[0] or rows < ROOMY[1]:
        yield _filled(_tabs(titles, columns), columns)
        yield from _box(titles[0], columns, rows - 6, border, has_keys=True)
    else:
        share, least, most = _SIDE
        side = max(least, min(most, int(columns * share)))
        height = rows - 6
        upper = height // 2
        left = _box(titles[0], columns - side, height, border, has_keys=True)
        right = chain(_box(titles[1], side, upper, border), _box(titles[2], side, height - upper, border))
        yield from ([*one, *other] for one, other in zip(left, right, strict=True))
    yield _filled([], columns)


def _rooms(columns: int) -> Line:
    line, gap = [Piece(" ")], " " * rooms_gap(columns)
    for command, key, title in ROOMS:
        here = command == ROOMS[0][0]
        line += [
            Piece(key, "accent"),
            Piece(f" {tr(title, 'room')}", "header" if here else "muted"),
            Piece(gap),
        ]
    return line


def _tabs(titles: list[str], columns: int) -> Line:
    line = [Piece(" ")]
    for title in titles:
        on = title == titles[0]
        line += [Piece("[" if on else " ", "accent"), Piece(title, "header" if on else "muted")]
        line += [Piece("]" if on else " ", "accent"), Piece(" ")]
    keys = [Piece(f"{key} ", "header" if command == ROOMS[0][0] else "accent") for command, key, _ in ROOMS]
    room = columns - _cells(line) - _cells(keys)
    return [*line, Piece(" " * room), *keys] if room > 0 else line


def _box(title: str, width: int, height: int, border: str, *, has_keys: bool = False) -> Iterator[Line]:
    """A pane of this size with nothing in it; that which has the keys stands out."""
    left, edge, right, side, below_left, below_right = tuple(border)

    def drawn(text: str) -> Piece:
        # Frames take the colour of their token alone.
        return Piece(text, "border-focus" if has_keys else "border", "surface", bold=False)

    named = Piece(f" {title} ", "header", "surface", bold=has_keys)
    yield [drawn(f"{left}{edge}"), named, drawn(edge * (width - cell_width(title) - 5) + right)]
    for _ in range(height - 2):
        yield [drawn(side), Piece(" " * (width - 2), ground="surface"), drawn(side)]
    yield [drawn(f"{below_left}{edge * (width - 2)}{below_right}")]


def _filled(line: Line, columns: int) -> Line:
    return [*line, Piece(" " * (columns - _cells(line)))]


def _cells(line: Line) -> int:
    return sum(cell_width(piece.text) for piece in line)


def _written(piece: Piece, looks: Looks) -> str:
    paint, depth = looks.theme.paint(piece.style, piece.ground), looks.capabilities.colour
    attributes = paint.attributes if piece.bold is None else ("bold",) * piece.bold
    numbers = [str(_ATTRIBUTES[name]) for name in attributes]
    numbers += [codes(paint.colour, depth), codes(paint.ground, depth, ground=True)]
    return f"\x1b[{';'.join(number for number in numbers if number)}m{piece.text}\x1b[m"
