"""What dialogs share: a frame over the room, closed by escape."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Self, TypeVar

from textual import events, messages, on
from textual._time import get_time
from textual.binding import Binding, BindingType
from textual.css.styles import RulesMap
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget
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
FRAME: Final = ".dialog"
"""The frame of a dialog. It lets nothing through of the room below."""
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


def is_at_rest(screen: Screen[Any]) -> bool:
    """Whether the frame that was last painted of a screen shows all it has to say."""
    waits = screen._layout_required or screen._repaint_required or screen._scroll_required  # noqa: SLF001
    return not (waits or screen._dirty_widgets or screen._compositor._dirty_regions)  # noqa: SLF001


def is_room_on_show(dialog: Screen[Any]) -> bool:
    """Whether the terminal shows the screen below a dialog, and nothing there waits to be painted."""
    below = dialog.app._background_screens[-1:]  # noqa: SLF001
    return [look_of(dialog).shown_screen] == below and is_at_rest(below[0])


class Dialog(ModalScreen[Result | None]):
    """A dialog that answers a value, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    _below: RoomBelow | None = None
    _comes_up: tuple[int, Size] | None = None
    """Changes of its children and its size when it was laid out first, until it has come up."""
    _laid_out_since = 0.0
    """What asked for a layout before this moment has had it."""
    _was_painted = False
    _covers_all = False

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
        if layout and self._comes_up == (self._nodes._updates, self._size):  # noqa: SLF001
            # Textual asks once more when what was composed is mounted: it is laid out and painted by then.
            self._comes_up = None
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _screen_resized(self, size: Size) -> None:
        """Lay out for another size; Textual says the first one twice, and would lay out twice."""
        if size != self._size:
            super()._screen_resized(size)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come up: styles weighed, laid out and painted once.

        Textual would do all of it again, the layout because widgets learn their sizes by it.
        """
        event.prevent_default()
        is_new = not self._was_painted
        before = get_time()
        event.refresh_styles &= not is_new
        super()._on_screen_resume(event)
        if not (is_new and self._was_painted):
            return
        self._repaint_required = False
        if not any(child.show_vertical_scrollbar for child in self.query(Widget)):
            self._comes_up = self._nodes._updates, self._size  # noqa: SLF001
            self._layout_required = False
            self._laid_out_since = before
            for child in self.query(Widget):
                child._layout_required = False  # noqa: SLF001

    async def _on_layout(self, message: messages.Layout) -> None:
        """Lay out again, unless it was asked for before this came up."""
        if message.time < self._laid_out_since:
            message.stop()
            message.prevent_default()

    def _compositor_refresh(self) -> None:
        """Paint. The first frame leaves out the room where it stands on the terminal as it is."""
        dirty, whole = self._compositor._dirty_regions, self.size.region  # noqa: SLF001
        frames = [frame.region for frame in self.query(FRAME)]
        if not self._was_painted and whole in dirty and is_room_on_show(self):
            dirty.discard(whole)
            dirty.update(frames)
        self._was_painted |= self.is_current
        self._covers_all = bool(dirty) and all(
            any(frame.contains_region(region) for frame in frames) for region in dirty
        )
        super()._compositor_refresh()
        self._covers_all = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the room below; none of them is seen where only a frame over it is painted."""
        return [Strip.blank(crop.width)] * crop.height if self._covers_all else super().render_lines(crop)

    @on(Touched)
    def press(self, message: Touched) -> None:
        """Words that stand for a key press it."""
        message.stop()
        if message.command.startswith(PRESS):
            key = events.Key(message.command.removeprefix(PRESS), None)
            # A key that this dialog had sent would not come back to it.
            key.set_sender(self.app)
            self.app.post_message(key)

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
