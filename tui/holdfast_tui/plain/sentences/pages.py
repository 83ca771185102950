"""A page to hand out as sentences: drawings are left out, tables become a sentence a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.pages.document import Headline, Headlines, Pairs, Paragraph, Points
from holdfast_tui.plain.sentences.spoken import ended
from holdfast_tui.plain.sentences.tables import grid_sentences
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast_tui.command_line.pages.document import Block, HandOut, PageSection


def section_sentences(page: HandOut, title: str) -> list[SafeText]:
    """A section of a page, its title before its first sentence; nothing where there is no such section."""
    found = next((section for section in page.sections if section.title == title), None)
    return [] if found is None else headed(found)


def headed(section: PageSection) -> list[SafeText]:
    """The sentences of a section, its title before the first."""
    first, *rest = [line for block in section.blocks for line in block_sentences(block)] or [
        safe(said("Nothing."))
    ]
    return [safe(f"{section.title}. {first}"), *rest]


def block_sentences(block: Block) -> Iterator[SafeText]:
    """The sentences of a block."""
    match block:
        case Paragraph(text, kind):
            yield ended(said('They say: "{text}"', text=text) if kind == "quote" else text)
        case Points(points):
            for point in points:
                yield safe(" ".join(ended(text) for text in (point.head, *point.lines)))
        case Pairs(rows):
            for name, value in rows:
                yield ended(f"{name}: {value}")
        case Headlines(figures):
            yield safe(" ".join(map(_headline, figures)))
        case TextTable():
            yield from grid_sentences(block)


def _headline(figure: Headline) -> SafeText:
    return ended(f"{figure.name}: {', '.join(filter(None, (figure.value, figure.interval, figure.beside)))}")
