"""The filter bar: one line to type in, and below it the completions and what is wrong, at its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import Input

from holdfast_tui.commands import bindings
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import pad, safe
from holdfast_tui.widgets.choice_list import Choice, ChoiceList
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from holdfast.filters.complete import Completion
    from holdfast.filters.errors import FilterError

DEBOUNCE_SECONDS: Final = 0.03
MOST_COMPLETIONS: Final = 8
PROMPT: Final = " / "
EXAMPLE: Final = "rep:ana segment:smb flag:overdue revenue>10k"


class FilterInput(Input):
    """The line to type in; its keys are declared commands like all others."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("filter"))

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False, placeholder=EXAMPLE, id="filter-input")
        # A blinking cursor costs 3 KB a second on the wire.
        self.cursor_blink = False

    def render_line(self, y: int) -> Strip:
        """The typed text, which may have come from the data, made inert."""
        line = super().render_line(y)
        return Strip([Segment(safe(s.text) if s.text else "", s.style, s.control) for s in line])


class FilterBar(Horizontal):
    """Prompt and input. The screen puts `menu` and `fault` on the layer above its panes."""

    class Typed(Message):
        """The text changed, and typing paused."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Asked(Message):
        """Completions are wanted for the text up to the cursor."""

        def __init__(self, text: str, cursor: int) -> None:
            super().__init__()
            self.text = text
            self.cursor = cursor

    class Entered(Message):
        """The bar got the focus."""

    class Left(Message):
        """The bar lost the focus."""

    def __init__(self) -> None:
        super().__init__(id="filter")
        self.prompt = Lines(id="filter-prompt")
        self.input = FilterInput()
        self.menu = ChoiceList(id="filter-menu")
        self.fault = Lines(id="filter-fault")
        self._completions: tuple[Completion, ...] = ()
        self._debounce: Timer | None = None
        self._error: FilterError | None = None
        self._is_closed = False

    def compose(self) -> ComposeResult:
        """Prompt and input."""
        yield self.prompt
        yield self.input

    def on_mount(self) -> None:
        """The prompt never changes."""
        self.prompt.show_line([span(PROMPT, "accent")])

    @property
    def text(self) -> str:
        """What is typed."""
        return self.input.value

    @property
    def error(self) -> FilterError | None:
        """What is wrong with the text, as far as the engine has said."""
        return self._error

    @property
    def is_menu_open(self) -> bool:
        """Whether completions are on show."""
        return bool(self._completions)

    def show_text(self, where: str) -> None:
        """Show a filter that came from elsewhere; a filter being typed is left alone."""
        if not self.input.has_focus and self.input.value != where:
            with self.input.prevent(Input.Changed):
                self.input.value = where
                self.input.cursor_position = len(where)

    def replace_text(self, where: str) -> None:
        """Put a text back, whoever has the focus."""
        with self.input.prevent(Input.Changed):
            self.input.value = where
            self.input.cursor_position = len(where)
        self.show_error(None)

    def show_error(self, error: FilterError | None) -> None:
        """Underline the culprit and say what is wrong with it, or that nothing is."""
        self._error = error
        lines: list[list[Span]] = []
        if error is not None:
            width = max(20, self.app.size.width)
            left = len(PROMPT) + min(error.start, len(self.text)) - self.input.scroll_offset.x
            left = max(len(PROMPT), min(left, width - 2))
            carets = "^" * max(1, min(error.end - error.start, width - left - 1))
            lines.append([span(" " * left), span(carets, "error")])
            message = safe(error.message, width - 2)
            start = max(1, min(left, width - 1 - len(message)))
            lines.append([span(" " * start), Span(message, "error")])
        self.fault.show_lines(lines)
        self.fault.display = bool(lines)
        self._place_menu()

    def show_completions(self, completions: Sequence[Completion]) -> None:
        """Offer these completions, none of them marked."""
        self._completions = () if self._is_closed else tuple(completions)[:MOST_COMPLETIONS]
        choices = [
            Choice(str(i), (span("  "), Span(pad(safe(c.text), 30)), Span(safe(c.description), "muted")))
            for i, c in enumerate(self._completions)
        ]
        self.menu.show(choices, cursor=None)
        self._place_menu()

    def close_menu(self) -> bool:
        """Take the completions away; False where there were none."""
        was_open = self.is_menu_open
        self._is_closed = True
        self.show_completions(())
        return was_open

    def accept(self) -> bool:
        """Take over the marked completion, or the first; False where there is none."""
        if not self._completions:
            return False
        chosen = self._completions[self.menu.cursor or 0]
        text = self.text
        self.input.value = text[: chosen.start] + chosen.text + text[chosen.end :]
        self.input.cursor_position = chosen.start + len(chosen.text)
        return True

    @property
    def is_marked(self) -> bool:
        """Whether a completion is marked."""
        return self.menu.cursor is not None and self.is_menu_open

    def flush(self) -> None:
        """Send what was typed last, without waiting for a pause."""
        if self._debounce is not None:
            self._debounce.stop()
            self._send()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a pause in typing."""
        event.stop()
        self._is_closed = False
        if self._debounce is not None:
            self._debounce.stop()
        self._debounce = self.set_timer(DEBOUNCE_SECONDS, self._send)

    def _send(self) -> None:
        self._debounce = None
        self.post_message(self.Typed(self.text))
        if self.input.has_focus:
            self.post_message(self.Asked(self.text, self.input.cursor_position))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Typing begins."""
        self._is_closed = False
        self.post_message(self.Entered())
        self.post_message(self.Asked(self.text, self.input.cursor_position))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Typing ended."""
        self.flush()
        self.close_menu()
        self.post_message(self.Left())

    def _place_menu(self) -> None:
        self.menu.display = self.is_menu_open
        if self.is_menu_open:
            self.menu.styles.height = len(self._completions)
