"""One of a few answers, each by a key of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import literal, pad, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, said_keys
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

Answers = Sequence[tuple[str, str, str, str]]
"""Key, id, title and what follows from it."""


class KeyedChooser(Dialog[str]):
    """A list whose lines are answered by their keys, or by enter on the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, title: str, answers: Answers, current: str = "") -> None:
        super().__init__()
        self._title, self._answers, self._current = title, answers, current
        self.listing = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Title and list."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield self.listing

    def on_mount(self) -> None:
        """Everything is on offer."""
        self.query_one("#dialog-title", Lines).show_line(
            [span(" "), Span(safe(self._title), "header"), span("   "), *said_keys("press its key, esc")]
        )
        width = max(len(title) for _, _, title, _ in self._answers) + 2
        lines = [
            ChoiceLine(
                one,
                (
                    span(f"{key}  ", "accent"),
                    Span(pad(literal(title), width)),
                    Span(safe(told), "muted"),
                ),
            )
            for key, one, title, told in self._answers
        ]
        ids = [one for _, one, _, _ in self._answers]
        self.listing.show(lines, ids.index(self._current) if self._current in ids else 0)
        self.query_one(".dialog").styles.height = dialog_height(len(lines))

    def on_key(self, event: events.Key) -> None:
        """The key of a line answers it."""
        found = next((one for key, one, _, _ in self._answers if key == event.character), None)
        if found is not None:
            event.stop()
            self.answer(found)

    def action_move(self, steps: int) -> None:
        """Move the cursor of the list."""
        self.listing.move(steps)

    def action_take(self) -> None:
        """Answer the line under the cursor."""
        if self.listing.current is not None:
            self.answer(self.listing.current.id)

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A line was clicked."""
        message.stop()
        self.answer(message.choice.id)
