"""The footer: the keys of this place, or the one thing that has to be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from textual import events
from textual.timer import Timer

from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.sentences import FAULTS, worded
from holdfast_tui.grid.paint import Span, beside, span, width_of, wrapped
from holdfast_tui.safe_text import safe
from holdfast_tui.widgets.line import Lines

SPEECH_SECONDS = 8.0

MOST_LINES: Final = 5
"""A message may take so many: what stands above is what it is about."""

BACK: Final = "back"
"""The hint from which on none is left out."""

Tone = Literal["text", "severity-high", "error"]


class Footer(Lines):
    """One line. A message takes the place of the hints until the next command or a few seconds later.

    It takes more lines where it is longer.
    """

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._hints: tuple[tuple[str, str], ...] = ()
        self._marked = ""
        self._commands: tuple[tuple[str, ...], ...] = ()
        self._said: tuple[str, Tone] | None = None
        self._timer: Timer | None = None
        self._height = 1
        self._follow_ups: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The message on show, or nothing."""
        return self._said[0] if self._said else ""

    def show_hints(
        self,
        hints: tuple[tuple[str, str], ...],
        marked: str = "",
        commands: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        """The (key, word) pairs of this place; what does not fit is left to the help screen.

        `marked` stands before them: how many rows are marked. A message has it at its right. `commands`: of
        each pair, the commands that its keys run, and a click on them.
        """
        if (hints, marked, commands) != (self._hints, self._marked, self._commands):
            self._hints, self._marked, self._commands = hints, marked, commands
            self._paint()

    def show_follow_ups(self, hints: tuple[tuple[str, str], ...]) -> None:
        """What can follow the key that was pressed, in the place of the hints; none takes them back."""
        if hints != self._follow_ups:
            self._follow_ups = hints
            self._paint()

    def say(self, text: str, tone: Tone = "text") -> None:
        """Say one thing."""
        self.hush()
        self._said = (worded(text, FAULTS), tone)
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
            self._paint_said(*self._said)
            return
        self._take_lines(1)
        if self._follow_ups:
            self.show_line(self._line([self._entry(hint, ()) for hint in self._follow_ups], self.size.width))
            return
        # The way back and the way to all the other keys are never crowded out.
        always = next((n for n, hint in enumerate(self._hints) if hint[1] == BACK), len(self._hints) - 1)
        commands = self._commands or ((),) * len(self._hints)
        entries = [self._entry(hint, ids) for hint, ids in zip(self._hints, commands, strict=True)]
        last = [part for entry in entries[max(always, 0) :] for part in entry]
        room = self.size.width - width_of(last) - 1
        self.show_line([*self._line(entries[: max(always, 0)], room), *last])

    def _line(self, entries: Sequence[list[Span]], room: int) -> list[Span]:
        """How many rows are marked, and as many of these hints as there is room for."""
        line = [span(f" {self._marked}   ", "header") if self._marked else span(" ")]
        for entry in entries:
            if width_of(line) + width_of(entry) > room:
                break
            line += entry
        return line

    def _paint_said(self, text: str, tone: Tone) -> None:
        """All of a message: where one line does not hold it, the footer takes more for as long."""
        width = self.size.width
        parts = wrapped(safe(tr(text)), width - 2)[:MOST_LINES]
        lines: list[list[Span]] = [[span(" "), Span(part, tone)] for part in parts]
        self._take_lines(max(1, len(lines)))
        marked = [span(f"{self._marked} ", "header")] if self._marked else []
        if marked and len(lines) == 1 and width_of(lines[0]) + width_of(marked) + 2 <= width:
            lines = [beside(lines[0], marked, width)]
        self.show_lines(lines)

    def _take_lines(self, lines: int) -> None:
        if self._height != lines:
            self._height = lines
            self.styles.height = lines

    @staticmethod
    def _entry(hint: tuple[str, str], commands: tuple[str, ...]) -> list[Span]:
        keys, word = hint
        shown = keys.split(" ")
        does = commands if len(commands) == len(shown) else commands[:1] * len(shown) or ("",) * len(shown)
        told = [
            span(f"{' ' if place else ''}{key}", "accent", command)
            for place, (key, command) in enumerate(zip(shown, does, strict=True))
        ]
        return [*told, span(f" {tr(word, 'hint')}", "muted", does[0]), span("  ")]
