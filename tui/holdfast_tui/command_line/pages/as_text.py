"""A page as plain text for 80 columns, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from holdfast.export.results import markdown_cell, to_markdown
from holdfast.words.interface.catalogue import tr
from holdfast_tui.command_line.pages.document import Drawing, Headlines, Pairs, Paragraph, Points
from holdfast_tui.safe_text import cell_width

if TYPE_CHECKING:
    from holdfast_tui.command_line.pages.document import Block, HandOut

WIDTH: Final = 80


def as_text(page: HandOut) -> str:
    """Plain text, wrapped at 80 columns."""
    lines = [*wrapped(f"{page.title}", 0), *wrapped(page.kind, 0), *wrapped(page.scope, 0)]
    for block in page.lead:
        lines += ["", *_lines(block)]
    for section in page.sections:
        lines += ["", section.title.upper()]
        for place, block in enumerate(section.blocks):
            lines += [*([""] if place and not isinstance(block, Paragraph) else []), *_lines(block)]
    lines += ["", *wrapped(page.foot, 0)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph(text, kind):
            return list(wrapped(f"“{text}”" if kind == "quote" else text, 2))
        case Points(points, numbered):
            return [
                line
                for number, point in enumerate(points, 1)
                for line in (
                    *wrapped(f"{f'{number}.' if numbered else '-'} {point.head}", 5, first=2),
                    *(line for text in point.lines for line in wrapped(text, 5)),
                )
            ]
        case Pairs(rows):
            width = max((cell_width(name) for name, _ in rows), default=0)
            return [
                line
                for name, value in rows
                for line in wrapped(value, width + 4, prefix=f"  {name}{' ' * (width - cell_width(name))}  ")
            ]
        case Headlines(figures):
            width = max((cell_width(one.name) for one in figures), default=0)
            return [
                line
                for one in figures
                for line in wrapped(
                    " ".join(filter(None, (one.value, one.interval, one.beside))),
                    width + 4,
                    prefix=f"  {one.name}{' ' * (width - cell_width(one.name))}  ",
                )
            ]
        case Drawing(_, lines):
            return [f"  {line}" for line in lines]
    return [f"  {line}" for line in block.as_text(WIDTH - 2).splitlines()]


def wrapped(text: str, indent: int, first: int | None = None, prefix: str = "") -> Iterator[str]:
    """Lines of at most 80 cells; `first` is the indent of the first line, or `prefix` what begins it."""
    line = prefix or " " * (indent if first is None else first)
    start = len(line)
    for word in _pieces(text, WIDTH - indent):
        if len(line) > start and cell_width(line) + 1 + cell_width(word) > WIDTH:
            yield line
            line, start = " " * indent, indent
        line += word if len(line) == start else f" {word}"
    if line.strip():
        yield line


def _pieces(text: str, most: int) -> Iterator[str]:
    """The words of a text, those that no line could hold in pieces."""
    for word in text.split():
        rest = word
        while cell_width(rest) > most:
            end = next(end for end in range(len(rest), 0, -1) if cell_width(rest[:end]) <= most or end == 1)
            yield rest[:end]
            rest = rest[end:]
        if rest:
            yield rest


def as_markdown(page: HandOut) -> str:
    """Markdown as GitHub shows it."""
    parts = [f"# {markdown_cell(page.title)}", markdown_cell(page.kind), markdown_cell(page.scope)]
    parts += [_markdown(block) for block in page.lead]
    for section in page.sections:
        parts += [f"## {markdown_cell(section.title)}", *(_markdown(block) for block in section.blocks)]
    parts += ["---", markdown_cell(page.foot)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Paragraph(text, kind):
            return f"> {markdown_cell(text)}" if kind == "quote" else markdown_cell(text)
        case Points(points, numbered):
            return "\n".join(
                f"{f'{number}.' if numbered else '-'} **{markdown_cell(point.head)}**"
                + "".join(f"  \n   {markdown_cell(line)}" for line in point.lines)
                for number, point in enumerate(points, 1)
            )
        case Pairs(rows):
            return to_markdown(("", ""), rows, (False, False)).rstrip()
        case Headlines(figures):
            told = [
                (one.name, " ".join(filter(None, (one.value, one.interval))), one.beside) for one in figures
            ]
            return to_markdown((tr("Figure"), tr("Value"), ""), told, (False, True, False)).rstrip()
        case Drawing(_, lines):
            # Indented by four, Markdown shows it as it is.
            return "\n".join(f"    {line}" for line in lines)
    return block.as_markdown().rstrip()
