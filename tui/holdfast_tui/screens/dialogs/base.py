"""What dialogs share: a frame over the room, closed by escape."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.css.styles import RulesMap
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
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


class RoomBelow(Visual):
    """The screen under a dialog as it stands. Textual's own way, through Rich, takes 30 ms more."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Its lines."""
        strips = self._screen._compositor.render_strips()  # noqa: SLF001 - as Textual's own background does
        return [strip.crop(0, width) for strip in strips[:height]]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """That of the screen."""
        return self._screen.size.height


class Dialog(ModalScreen[Result | None]):
    """A dialog that answers a value, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def render(self) -> Any:
        """The room below, by its finished lines: that a form opens at once matters more than a tint."""
        below = super().render()
        return RoomBelow(below.screen) if isinstance(below, BackgroundScreen) else below

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
