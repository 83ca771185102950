"""What dialogs share: a frame over the room, closed by escape."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Self, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.css.styles import RulesMap
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Input

from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import Touched
from holdfast_tui.screens.leaving import leave
from holdfast_tui.widgets.filter_bar import MOST_CHARACTERS

Result = TypeVar("Result")

TALLEST: Final = 34
COMPACT: Final = "-textual-compact"
PRESS: Final = "key:"
"""What words that stand for a key of a dialog begin with."""
_FRAME: Final = 3
"""Lines a dialog needs besides its content: title and frame."""


def dialog_height(lines: int) -> int:
    """Lines of a dialog around `lines` of content; the stylesheet keeps it inside the terminal."""
    return min(lines + _FRAME, TALLEST)


_SAID: Final = {"esc": "escape", "enter": "enter", "space": "space", "tab": "tab"}
"""What keys with a name are called where they are said."""


def said_keys(said: str) -> list[Span]:
    """`space show or hide, enter, esc` as words that a click takes for their key."""
    line: list[Span] = []
    for part in said.split(", "):
        word = part.partition(" ")[0]
        key = _SAID.get(word, word if len(word) == 1 and " " in part else "")
        line += [span(", ", "muted")] if line else []
        line.append(span(part, "muted", f"{PRESS}{key}" if key else ""))
    return line


class RoomBelow(Visual):
    """The screen under a dialog as it stands. Textual's own way, through Rich, takes 30 ms more.

    Its lines are put together once, not for every frame of the dialog, until `forget` says that they changed.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self.screen = screen
        self._strips: tuple[Size, list[Strip]] | None = None

    def forget(self) -> None:
        """The screen has changed."""
        self._strips = None

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Its lines."""
        size = self.screen.size
        if self._strips is None or self._strips[0] != size:
            # As Textual's own background does.
            self._strips = size, self.screen._compositor.render_strips()  # noqa: SLF001
        return [strip.crop(0, width) for strip in self._strips[1][:height]]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """That of the screen."""
        return self.screen.size.height


class Dialog(ModalScreen[Result | None]):
    """A dialog that answers a value, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    _below: RoomBelow | None = None

    @property
    def unsaved(self) -> str:
        """What becomes of what is not saved here, for whoever is about to leave; or nothing."""
        return ""

    def keep_now(self) -> None:
        """Keep what was typed here and would be lost: the desk is being left."""

    def render(self) -> Any:
        """The room below, by its finished lines: that a form opens at once matters more than a tint."""
        below = super().render()
        if not isinstance(below, BackgroundScreen):
            return below
        if self._below is None or self._below.screen is not below.screen:
            self._below = RoomBelow(below.screen)
        return self._below

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint again; where regions are named, the room below has changed in them."""
        if regions and self._below is not None:
            self._below.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _screen_resized(self, size: Size) -> None:
        """Lay out for another size; Textual says the first one twice, and would lay out twice."""
        if size != self._size:
            super()._screen_resized(size)

    @on(Touched)
    def press(self, message: Touched) -> None:
        """Words that stand for a key press it."""
        message.stop()
        if message.command.startswith(PRESS):
            self.app.simulate_key(message.command.removeprefix(PRESS))

    def answer(self, result: Result | None) -> None:
        """Close with an answer; the first one counts."""
        leave(self, result)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.answer(None)


class CompactInput(Input):
    """An input of one line from the start: set later, as Textual does, all rules are weighed again.

    Its cursor stands still unless things may move: blinking costs 3 KB a second on the wire.
    """

    compact = reactive(True, toggle_class=COMPACT)

    def on_mount(self) -> None:
        """Once it is known how things look here."""
        self.cursor_blink = look_of(self).moves


def quiet_input(*, id: str, value: str = "", selected: bool = False) -> Input:  # noqa: A002 - Textual's word
    """An input of one line, as quiet as the desk is.

    `selected`: what stands in it is selected when it gets the keys, so that typing replaces it.
    """
    return CompactInput(
        value=value,
        compact=True,
        classes=COMPACT,
        select_on_focus=selected,
        max_length=MOST_CHARACTERS,
        id=id,
    )
