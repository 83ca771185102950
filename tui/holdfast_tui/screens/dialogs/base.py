"""What dialogs share: a frame over the room, closed by escape."""

from __future__ import annotations

from typing import ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from holdfast_tui.screens.leaving import leave
from holdfast_tui.widgets.filter_bar import MOST_CHARACTERS

Result = TypeVar("Result")

TALLEST: Final = 34
_FRAME: Final = 3
"""Lines a dialog needs besides its content: title and frame."""


def dialog_height(lines: int) -> int:
    """Lines of a dialog around `lines` of content; the stylesheet keeps it inside the terminal."""
    return min(lines + _FRAME, TALLEST)


class Dialog(ModalScreen[Result | None]):
    """A dialog that answers a value, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def answer(self, result: Result | None) -> None:
        """Close with an answer; the first one counts."""
        leave(self, result)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.answer(None)


def quiet_input(*, id: str, value: str = "") -> Input:  # noqa: A002 - Textual's word
    """An input whose cursor stands still: blinking costs 3 KB a second on the wire."""
    field = Input(value=value, compact=True, select_on_focus=False, max_length=MOST_CHARACTERS, id=id)
    field.cursor_blink = False
    return field
