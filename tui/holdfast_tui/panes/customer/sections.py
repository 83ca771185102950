"""The sections of the customer page: in one column or two, where each begins, the strip that names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, span
from holdfast_tui.safe_text import SafeText, cell_width, literal
from holdfast_tui.terminal.capabilities import Glyphs

GUTTER: Final = 3


class Section(NamedTuple):
    """A part of the page under the name that the strip gives it; without lines it is left out."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class PageLayout:
    """The lines of a page and, from the top down, at which line each section begins."""

    lines: tuple[Line, ...] = ()
    starts: tuple[tuple[str, int], ...] = ()

    def line_of(self, name: str) -> int | None:
        """Where a section begins."""
        return dict(self.starts).get(name)

    def section_at(self, line: int) -> str:
        """The section that a line belongs to; of two that begin together the first."""
        begun = [start for _, start in self.starts if start <= line]
        return next((name for name, start in self.starts if begun and start == begun[-1]), "")

    def beside(self, name: str, step: int) -> str:
        """The section so many steps on, and no further than the first or the last."""
        names = [one for one, _ in self.starts]
        place = names.index(name) + step if name in names else 0
        return names[max(0, min(place, len(names) - 1))] if names else ""


def one_column(sections: Sequence[Section]) -> PageLayout:
    """Sections one below the other."""
    lines: list[Line] = []
    starts: list[tuple[str, int]] = []
    for name, part in sections:
        if part:
            starts.append((name, len(lines)))
            lines += part
    return PageLayout(tuple(lines), tuple(starts))


def two_columns(left: Sequence[Section], right: Sequence[Section], width: int) -> PageLayout:
    """Sections in two columns, the left one `width` cells wide."""
    first, second = one_column(left), one_column(right)
    lines: list[Line] = []
    for index in range(max(len(first.lines), len(second.lines))):
        line = list(paint.fitted(first.lines[index], width)) if index < len(first.lines) else []
        fill = span(" " * (width - paint.width_of(line) + GUTTER))
        lines.append([*line, fill, *(second.lines[index] if index < len(second.lines) else ())])
    starts = sorted((*first.starts, *second.starts), key=lambda start: start[1])
    return PageLayout(tuple(lines), tuple(starts))


def strip(page: PageLayout, current: str, room: int, glyphs: Glyphs) -> SafeText:
    """The names of the sections, the current one in brackets, and as many around it as have room."""
    names = [name for name, _ in page.starts]
    told = [tr(name, "pane") for name in names]
    if current not in names:
        return literal("")
    at = names.index(current)
    first = last = at
    while True:
        wider = [(a, b) for a, b in ((first, last + 1), (first - 1, last)) if a >= 0 and b < len(names)]
        fitting = [(a, b) for a, b in wider if cell_width(_told(told, at, a, b, glyphs)) <= room]
        if not fitting:
            return _told(told, at, first, last, glyphs)
        first, last = fitting[0]


def _told(names: Sequence[str], at: int, first: int, last: int, glyphs: Glyphs) -> SafeText:
    shown = [f"[{names[index]}]" if index == at else names[index] for index in range(first, last + 1)]
    before = [glyphs.ellipsis] if first > 0 else []
    after = [glyphs.ellipsis] if last < len(names) - 1 else []
    return literal("  ".join([*before, *shown, *after]))
