"""The question that ctrl+c asks once, wherever it is pressed: leave, or stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height
from holdfast_tui.widgets.line import Lines

WIDEST: Final = 56


class LeaveQuestion(Dialog[bool]):
    """Answers True where somebody wants to leave; `told` says what becomes of what is not saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,q", "leave_desk", show=False),
        Binding("n", "leave", show=False),
    ]

    def __init__(self, told: Sequence[str]) -> None:
        super().__init__()
        self._told = tuple(told)

    def compose(self) -> ComposeResult:
        """The question, and what is told with it."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield Lines(id="page")

    def on_mount(self) -> None:
        """Say it."""
        keys = span("   ctrl+c or enter leaves, esc stays", "muted")
        self.query_one("#dialog-title", Lines).show_line([span(" Leave Holdfast?", "header"), keys])
        self._show()

    def on_resize(self) -> None:
        """Another width wraps what is told another way."""
        self._show()

    def _show(self) -> None:
        width = max(20, min(self.size.width, WIDEST) - 4)
        lines: list[Line] = [
            [span(" "), Span(part)] for one in self._told for part in wrapped(safe(one), width)
        ]
        self.query_one("#page", Lines).show_lines(lines)
        self.query_one(".dialog").styles.height = dialog_height(len(lines))

    def action_leave_desk(self) -> None:
        """Yes."""
        self.answer(True)
