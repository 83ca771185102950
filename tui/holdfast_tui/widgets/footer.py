"""The footer: the keys of this place, or the one thing that has to be said."""

from __future__ import annotations

from typing import Final, Literal

from textual import events
from textual.timer import Timer

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid.paint import Span, beside, span, width_of
from holdfast_tui.safe_text import safe
from holdfast_tui.widgets.line import Lines

SPEECH_SECONDS = 8.0

BACK: Final = "back"
"""The hint from which on none is left out."""

Tone = Literal["text", "severity-high", "error"]


class Footer(Lines):
    """One line. A message takes the place of the hints until the next command or a few seconds later."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._hints: tuple[tuple[str, str], ...] = ()
        self._marked = ""
        self._said: tuple[str, Tone] | None = None
        self._timer: Timer | None = None

    @property
    def said(self) -> str:
        """The message on show, or nothing."""
        return self._said[0] if self._said else ""

    def show_hints(self, hints: tuple[tuple[str, str], ...], marked: str = "") -> None:
        """The (key, word) pairs of this place; what does not fit is left to the help screen.

        `marked` stands before them: how many rows are marked. A message has it at its right.
        """
        if (hints, marked) != (self._hints, self._marked):
            self._hints, self._marked = hints, marked
            self._paint()

    def say(self, text: str, tone: Tone = "text") -> None:
        """Say one thing."""
        self.hush()
        self._said = (text, tone)
        self._timer = self.set_timer(SPEECH_SECONDS, self.hush)
        self._paint()

    def hush(self) -> None:
        """Back to the hints."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._said is not None:
            self._said = None
            self._paint()

    def on_resize(self, event: events.Resize) -> None:
        """Another width leaves room for other hints."""
        self._paint()

    def _paint(self) -> None:
        if not self.size.width:
            return
        if self._said:
            text, tone = self._said
            line = [span(" "), Span(safe(tr(text), self.size.width - 2), tone)]
            marked = [span(f"{self._marked} ", "header")] if self._marked else []
            fits = width_of(line) + width_of(marked) + 2 <= self.size.width
            self.show_line(beside(line, marked, self.size.width) if marked and fits else line)
            return
        # The way back and the way to all the other keys are never crowded out.
        always = next((n for n, hint in enumerate(self._hints) if hint[1] == BACK), len(self._hints) - 1)
        last = [part for hint in self._hints[max(always, 0) :] for part in self._entry(hint)]
        room = self.size.width - width_of(last) - 1
        line = [span(" ")]
        if self._marked:
            line = [span(f" {self._marked}   ", "header")]
        for hint in self._hints[: max(always, 0)]:
            entry = self._entry(hint)
            if width_of(line) + width_of(entry) > room:
                break
            line += entry
        self.show_line([*line, *last])

    @staticmethod
    def _entry(hint: tuple[str, str]) -> list[Span]:
        key, word = hint
        return [span(tr(key, "hint"), "accent"), span(f" {tr(word, 'hint')}  ", "muted")]
