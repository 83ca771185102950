"""The strip of the tour: two or three lines above the footer of the room in front."""

from __future__ import annotations

from typing import Final

from textual import events

from holdfast_tui.grid.paint import Line, Span, beside, span, width_of
from holdfast_tui.help.page import words, wrapped
from holdfast_tui.safe_text import safe
from holdfast_tui.widgets.line import Lines

LEAST_HEIGHT: Final = 3
"""A heading and two lines, so that rooms are not laid out again at every step."""


class TourStrip(Lines):
    """What the tour says in one room."""

    ground = "surface"

    def __init__(self) -> None:
        super().__init__(classes="tour")
        self._heading = self._aside = self._text = ""
        self.styles.height = LEAST_HEIGHT

    def tell(self, heading: str, aside: str, text: str) -> None:
        """Say a step: its question, the keys of the tour at the right, and the text with keys as `code`."""
        self._heading, self._aside, self._text = heading, aside, text
        self._paint()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for another width."""
        self._paint()

    def _paint(self) -> None:
        width = self.size.width
        if not width:
            return
        aside: Line = [Span(safe(self._aside), "muted"), span(" ")]
        room = width - width_of(aside) - 3
        head: Line = beside([span(" "), Span(safe(self._heading, max(room, 10)), "header")], aside, width)
        lines = [
            [span(" "), *(Span(safe(word.text), "accent" if word.bold else "text") for word in line)]
            for line in wrapped(words(self._text), width - 2)
        ]
        self.styles.height = max(LEAST_HEIGHT, 1 + len(lines))
        self.show_lines([head, *lines])
