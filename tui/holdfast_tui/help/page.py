"""Markdown as a page of a terminal: wrapped to its width, headings and weighty words bold.

It knows what topics are written in: headings, paragraphs, lists, fences, tables, `code`, **bold**, links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from holdfast_tui.safe_text import cell_width, safe

BOLD: Final = "\x1b[1m"
PLAIN: Final = "\x1b[22m"
NARROWEST_COLUMN: Final = 8
WIDEST: Final = 100
"""Prose that is wider than this is hard to read, however wide the terminal."""

_INLINE: Final = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^]]+)\]\([^)]+\)")
_ITEM: Final = re.compile(r"(\s*)([-*]|\d+\.) +(.*)")
_FENCE: Final = "```"
_RULE: Final = re.compile(r"[\s|:-]+")


class PageWord(NamedTuple):
    """One word of a line, bold or not."""

    text: str
    bold: bool = False


class MarkdownBlock(NamedTuple):
    """Some lines of Markdown that belong together. `kind`: heading, code, table, item or text."""

    kind: str
    lines: tuple[str, ...]


def page(text: str, width: int, *, bold: bool = True) -> str:
    """A topic for a terminal of so many columns; without `bold` in plain letters."""
    room = max(20, min(width, WIDEST))
    lines = [line for block in blocks(text) for line in _laid_out(block, room, width)]
    painted = ["".join(_painted(line, bold=bold)).rstrip() for line in lines]
    return "\n".join(painted).strip("\n") + "\n"


def blocks(text: str) -> Iterator[MarkdownBlock]:
    """The blocks of a page; blank lines between them are kept as empty text."""
    fenced: list[str] | None = None
    held: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith(_FENCE):
            yield from _loose(held)
            held = []
            if fenced is not None:
                yield MarkdownBlock("code", tuple(fenced))
            fenced = [] if fenced is None else None
        elif fenced is not None:
            fenced.append(line)
        else:
            held.append(line)
    yield from _loose(held)


def _loose(lines: Sequence[str]) -> Iterator[MarkdownBlock]:
    """Blocks outside of fences."""
    kind, held = "", list[str]()
    for line in lines:
        own = _kind_of(line, kind)
        if own != "more":
            if held and (own != kind or own in ("heading", "item", "blank")):
                yield MarkdownBlock(kind, tuple(held))
                held = []
            kind = own
        held.append(line)
    if held:
        yield MarkdownBlock(kind, tuple(held))


def _kind_of(line: str, before: str) -> str:
    """What a line begins or goes on with; the further lines of an item belong to it."""
    if not line.strip():
        return "blank"
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    if _ITEM.match(line):
        return "item"
    if line.startswith("    ") and before in ("", "blank", "code"):
        return "code"
    return "more" if before == "item" else "text"


def _laid_out(block: MarkdownBlock, room: int, width: int) -> Iterator[list[PageWord]]:
    match block.kind:
        case "blank":
            yield []
        case "heading":
            line = [PageWord(word.text, bold=True) for word in words(block.lines[0].lstrip("# "))]
            yield from wrapped(line, room)
        case "code":
            indent = "" if all(line.startswith("    ") for line in block.lines if line) else "    "
            yield from ([PageWord(indent + safe(line))] for line in block.lines)
        case "table":
            yield from _table(block.lines, width)
        case "item":
            found = _ITEM.match(block.lines[0])
            assert found is not None
            lead = f"{found[1]}{found[2]} "
            yield from _hanging(lead, [found[3], *block.lines[1:]], room)
        case _:
            yield from _hanging("", block.lines, room)


def _hanging(lead: str, lines: Iterable[str], room: int) -> Iterator[list[PageWord]]:
    for number, line in enumerate(wrapped(words(" ".join(map(str.strip, lines))), room - len(lead))):
        yield [PageWord(lead if number == 0 else " " * len(lead)), *line]


def words(text: str) -> list[PageWord]:
    """The words of inline Markdown, without its marks."""
    found: list[PageWord] = []
    for piece in _pieces(text):
        parts = piece.text.split(" ")
        for number, part in enumerate(parts):
            if number:
                found.append(PageWord(" "))
            if part:
                found.append(PageWord(part, piece.bold))
    return found


def _pieces(text: str) -> Iterator[PageWord]:
    end = 0
    for found in _INLINE.finditer(text):
        yield PageWord(safe(text[end : found.start()]))
        code, strong, slanted, link = found.groups()
        yield PageWord(safe(code or strong or slanted or link), bold=bool(code or strong))
        end = found.end()
    yield PageWord(safe(text[end:]))


def wrapped(line: Iterable[PageWord], width: int) -> Iterator[list[PageWord]]:
    """Lines of at most so many cells, parted at spaces; a longer word stands alone."""
    shown: list[PageWord] = []
    used = 0
    for chunk in _chunks(line):
        wide = sum(cell_width(word.text) for word in chunk)
        if shown and used + 1 + wide > width:
            yield shown
            shown, used = [], 0
        if shown:
            shown.append(PageWord(" "))
            used += 1
        shown += chunk
        used += wide
    yield shown


def _chunks(line: Iterable[PageWord]) -> Iterator[list[PageWord]]:
    """What stands between two spaces: `**bold**,` are two words that belong together."""
    chunk: list[PageWord] = []
    for word in line:
        if word.text == " ":
            if chunk:
                yield chunk
            chunk = []
        else:
            chunk.append(word)
    if chunk:
        yield chunk


def _table(lines: Sequence[str], width: int) -> Iterator[list[PageWord]]:
    rows = [[words(cell) for cell in _cells(line)] for line in lines if not _RULE.fullmatch(line)]
    columns = max(map(len, rows), default=0)
    rows = [[*row, *([[]] * (columns - len(row)))] for row in rows]
    widths = _shrunk([max(map(_wide, column)) for column in zip(*rows, strict=True)], width)
    for number, row in enumerate(rows):
        bold = number == 0
        parts = [list(wrapped(_broken(cell, room), room)) for cell, room in zip(row, widths, strict=True)]
        for lying in range(max(map(len, parts))):
            yield _row([part[lying] if lying < len(part) else [] for part in parts], widths, bold=bold)


def _broken(cell: Sequence[PageWord], room: int) -> Iterator[PageWord]:
    """The words of a cell; one that is wider than the column goes on below itself."""
    for word in cell:
        text = word.text
        while cell_width(text) > room:
            yield PageWord(text[:room], word.bold)
            yield PageWord(" ")
            text = text[room:]
        yield PageWord(text, word.bold)


def _row(cells: Sequence[Sequence[PageWord]], widths: Sequence[int], *, bold: bool) -> list[PageWord]:
    line: list[PageWord] = []
    for cell, room in zip(cells, widths, strict=True):
        line += [PageWord(word.text, bold or word.bold) for word in cell]
        line.append(PageWord(" " * (room - _wide(cell) + 2)))
    return line


def _wide(cell: Sequence[PageWord]) -> int:
    return sum(cell_width(word.text) for word in cell)


def _shrunk(widths: list[int], width: int) -> list[int]:
    """Columns that fit beside each other, taken from the widest first."""
    room = max(width - 2 * len(widths), NARROWEST_COLUMN * len(widths))
    while sum(widths) > room and max(widths) > NARROWEST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cells(line: str) -> list[str]:
    """The cells of a row; a bar behind a backslash is one of the text."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _painted(line: Sequence[PageWord], *, bold: bool) -> Iterator[str]:
    on, spaces = False, ""
    for word in line:
        if word.text == " ":
            spaces += " "
            continue
        # Bold ends before a space, and goes on over one.
        if on and not word.bold:
            yield PLAIN
        yield spaces
        spaces = ""
        if bold and word.bold and not on:
            yield BOLD
        on = bold and word.bold
        yield word.text
    if on:
        yield PLAIN
