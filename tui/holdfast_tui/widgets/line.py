"""A widget painted line by line, which repaints only when what it says has changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from holdfast_tui.grid.paint import Line, Span, span, strip
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import Touched
from holdfast_tui.safe_text import cell_width


class Lines(Widget):
    """Fixed lines of spans. Updating one never lays the screen out again, unlike `Static.update`."""

    ground = "background"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, classes=classes)
        self._shown: tuple[tuple[Span, ...], ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Paint these lines; nothing is sent where they are the same as before."""
        shown = tuple(tuple(line) for line in lines)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def show_line(self, line: Line) -> None:
        """Paint this one line."""
        self.show_lines((line,))

    def style_of(self, token: str, ground: str) -> Style:
        """The running theme's style of a token on a ground."""
        return look_of(self).theme_tokens.style(token, ground)

    def render_line(self, y: int) -> Strip:
        """One finished line."""
        line = self._shown[y] if 0 <= y < len(self._shown) else (span(""),)
        return strip(line, self.size.width, self.style_of, self.ground)

    def on_click(self, event: events.Click) -> None:
        """Words that stand for a command run it."""
        does = self.does_at(event.x, event.y)
        if does:
            event.stop()
            command, _, times = does.partition("*")
            self.post_message(Touched(command, int(times or 1)))

    def does_at(self, x: int, y: int) -> str:
        """What a click on a cell stands for; nothing for most."""
        used = 0
        for piece in self._shown[y] if 0 <= y < len(self._shown) else ():
            used += cell_width(piece.text)
            if x < used:
                return piece.does
        return ""

    @property
    def plain(self) -> str:
        """What is painted, without styles."""
        return "\n".join("".join(piece.text for piece in line) for line in self._shown)
