"""The header: whose book, the way here, the as-of date, the period, how many of how many; and the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual import events

from holdfast.book.built import Built
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.interface.chosen import form
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line, Span, beside, span, width_of
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import safe
from holdfast_tui.sitting.files.unsettled import Unsettled
from holdfast_tui.start.shape import rooms_gap
from holdfast_tui.widgets.line import Lines

_DAY, _PERIOD, _FILTER, _DATA = "asof.set", "period.set", "filter", "room.data"
"""Commands that words of the header stand for."""


def long_day(day: date) -> str:
    """`30 Jun 2025`, as the locale of the reader writes it."""
    return form().day_text(day)


class Header(Lines):
    """One line; what matters most stays where the terminal is narrow. Where it has two, the rooms below it.

    Crumbs, date, period, count and rooms stand for commands.
    """

    def __init__(self) -> None:
        super().__init__(id="header")
        self._book = ""
        self._path: tuple[str, ...] = ()
        self._when: tuple[date, str] | None = None
        self._count: tuple[int, int] | None = None
        self._waiting = ""
        self._built = ""
        self._unsettled = Unsettled()
        self._key = ""
        self._rooms: tuple[tuple[str, str, str], ...] = ()
        self._here = ""

    def show_rooms(self, rooms: Sequence[tuple[str, str, str]], here: str) -> None:
        """Command, key and title of each room, and the command of the one that is on show."""
        if (tuple(rooms), here) != (self._rooms, self._here):
            self._rooms, self._here = tuple(rooms), here
            self._paint()

    def show_path(self, path: tuple[str, ...]) -> None:
        """The breadcrumbs, from the room reached by its number to here."""
        self._path = path
        self._paint()

    def show_moment(self, book: str, as_of: date, period: str, shown: int, total: int) -> None:
        """What the panes show now: that of the result on screen, not of the question under way."""
        self._book, self._when, self._count = book, (as_of, period), (shown, total)
        self._paint()

    def show_built(self, built: Built | None) -> None:
        """That the book is a mart, and from when."""
        self._built = "" if built is None else phrase("mart of {day}", day=long_day(built.moment().date()))

    def show_unsettled(self, unsettled: Unsettled, key: str) -> None:
        """What the files of the book leave to settle, beside every figure, and the key that leads there."""
        if (unsettled, key) != (self._unsettled, self._key):
            self._unsettled, self._key = unsettled, key
            self._paint()

    def show_waiting(self, sentence: str) -> None:
        """A word on what is under way; nothing when it is empty."""
        self._waiting = sentence
        self._paint()

    def on_resize(self, event: events.Resize) -> None:
        """Another width leaves room for other words."""
        self._paint()

    def _paint(self) -> None:
        width = self.size.width
        if not width:
            return
        lines = self._candidates()
        first = next((each for each in lines if self._fits(each, width)), lines[-1])
        self.show_lines((beside(*first, width), self._rooms_line(width))[: self.size.height])

    def _rooms_line(self, width: int) -> Line:
        line, gap = [span(" ")], " " * rooms_gap(width)
        for command, key, title in self._rooms:
            style = "header" if command == self._here else "muted"
            line += [
                Span(safe(key), "accent", command),
                Span(safe(f" {tr(title, 'room')}"), style, command),
                span(gap),
            ]
        return line

    @staticmethod
    def _fits(parts: tuple[Line, Line], width: int) -> bool:
        return width_of(parts[0]) + width_of(parts[1]) + 2 <= width

    def _candidates(self) -> list[tuple[Line, Line]]:
        """The same header in fewer and fewer words: (left, right) each."""
        left = self._left(self._path, built=True)
        short = self._left(self._path[-1:], brand=False)
        # Which room or customer this is matters more than whose book; the desk is known by its book alone.
        is_elsewhere = bool(self._path) and self._path != ("Desk",)
        shortest = (
            [span(" "), Span(safe(self._crumbs(self._path)[-1], 30), "header")] if is_elsewhere else short
        )
        return [
            (left, self._right(long=True)),
            (self._left(self._path, brand=False, built=True), self._right(long=True)),
            (self._left(self._path, brand=False), self._right(long=False)),
            (short, self._right(long=False)),
            (shortest, self._right(long=False)),
        ]

    def _left(self, path: tuple[str, ...], *, brand: bool = True, built: bool = False) -> list[Span]:
        line = (
            [span(" "), span("Holdfast", "header"), span("   ")] if brand or not self._book else [span(" ")]
        )
        line.append(Span(safe(self._book, 40), "accent"))
        if built and self._built:
            line += [span(f" {look_of(self).glyphs.separator} ", "muted"), Span(safe(self._built), "muted")]
        told = self._crumbs(path) if path == self._path else self._crumbs(self._path)[-1:]
        crumbs = told[1:] if path[:1] == ("Desk",) else told
        for back, title in zip(range(len(crumbs) - 1, -1, -1), crumbs, strict=True):
            does = f"back*{back}" if back else ""
            line += [span(f" {look_of(self).glyphs.crumb} ", "muted"), Span(safe(title, 30), "header", does)]
        return line

    @staticmethod
    def _crumbs(path: tuple[str, ...]) -> tuple[str, ...]:
        """The path in the language chosen: first a room; what was opened from there has its own name."""
        return tuple(title if place else tr(title, "room") for place, title in enumerate(path))

    def _right(self, *, long: bool) -> list[Span]:
        if self._waiting:
            return [Span(safe(tr(self._waiting)), "severity-high"), span(" ")]
        if not self._when or not self._count:
            return []
        (as_of, period), (shown, total) = self._when, self._count
        dot = f" {look_of(self).glyphs.separator} "
        before, _, after = tr("as of {day}").partition("{day}")
        line = [span(before, "muted", _DAY)] if long else []
        line += [span(long_day(as_of), "header", _DAY)]
        line += [span(after, "muted", _DAY)] if long and after else []
        line += [span(dot, "muted"), Span(safe(period), "header", _PERIOD)]
        told = {"shown": number_text(shown), "total": number_text(total)}
        count = phrase("{shown} of {total} customers", **told) if long else f"{told['shown']}/{told['total']}"
        line += [span("   " if long else "  "), span(count, does=_FILTER)]
        return [*line, *self._mark(long=long), span(" ")]

    def _mark(self, *, long: bool) -> list[Span]:
        """What is asked, wrong or set aside; rows and cells alone are no alarm."""
        left = self._unsettled
        if not left.count:
            return []
        severity = "high" if left.is_grave else "watch"
        mark = look_of(self).glyphs.severity(severity)
        words = f"{mark} {left.words if long else f'{left.count:,}'} "
        told = Span(safe(words), f"severity-{severity}", _DATA)
        return [span("   " if long else "  "), told, Span(safe(self._key), "accent", _DATA)]
