"""The filter bar: one line to type in, and below it the completions and what is wrong, at its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import Input

from holdfast.words.interface.sentences import FAULTS, worded
from holdfast_tui.commands.declared import bindings
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import Said
from holdfast_tui.safe_text import cell_width, pad, safe
from holdfast_tui.start.shape import PROMPT
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from holdfast.filters.complete import Completion
    from holdfast.filters.errors import FilterError

DEBOUNCE_SECONDS: Final = 0.03
MOST_LINES: Final = 9
FEWEST_LINES: Final = 3
"""Lines of the completions, the last of which counts the rest."""
MOST_CHARACTERS: Final = 5_000
"""A hundred long ids fit; a document that was pasted would keep the engine busy for minutes."""
_PLAIN: Final = Style.null()
_UNDERLINED: Final = Style(underline=True)


class FilterInput(Input):
    """The line to type in; its keys are declared commands like all others."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("filter"))

    class TooLong(Said):
        """More was typed or pasted than a filter takes; the text is as it was."""

    def __init__(self) -> None:
        super().__init__(
            compact=True,
            select_on_focus=False,
            max_length=MOST_CHARACTERS,
            id="filter-input",
        )
        self.wrong: tuple[int, int] | None = None
        """The cells of what is wrong."""

    def on_mount(self) -> None:
        """A blinking cursor costs 3 KB a second on the wire: only where things may move."""
        self.cursor_blink = look_of(self).moves

    def restricted(self) -> None:
        """Say so, where Textual would only ring."""
        self.post_message(self.TooLong())

    def render_line(self, y: int) -> Strip:
        """The typed text, which may have come from the data, made inert."""
        line = super().render_line(y)
        shown = Strip([Segment(safe(s.text) if s.text else "", s.style, s.control) for s in line])
        if self.wrong is None:
            return shown
        first, end = (max(0, at - self.scroll_offset.x) for at in self.wrong)
        style = look_of(self).theme_tokens.style("error", "background") + _UNDERLINED
        culprit = Strip([Segment(s.text, (s.style or _PLAIN) + style) for s in shown.crop(first, end)])
        return Strip.join((shown.crop(0, first), culprit, shown.crop(end)))

    def mark_wrong(self, characters: tuple[int, int] | None) -> None:
        """Underline some characters, from the first to before the last, or none."""
        wrong = None
        if characters is not None:
            start, end = (cell_width(safe(self.value[:at])) for at in characters)
            wrong = start, max(end, start + 1)
        if wrong != self.wrong:
            self.wrong = wrong
            self.refresh()


class FilterBar(Horizontal):
    """Prompt and input. The screen puts `menu` and `fault` on the layer above its panes."""

    class Typed(Said):
        """The text changed, and typing paused."""

    class Entered(Said):
        """The bar got the focus."""

    class Left(Said):
        """The bar lost the focus."""

    def __init__(self) -> None:
        super().__init__(id="filter")
        self.prompt = Lines(id="filter-prompt")
        self.input = FilterInput()
        self.menu = ChoiceList(id="filter-menu")
        self.menu.counts_rest = True
        self.body: Callable[[], Region] = lambda: self.screen.region
        """Where the panes stand, of which completions leave the first rows in sight."""
        self.fault = Lines(id="filter-fault")
        self._completions: tuple[Completion, ...] = ()
        self._completed = ""
        self._debounce: Timer | None = None
        self._error: FilterError | None = None
        self._refused = ""
        self._is_closed = False
        self.is_typing = False

    def compose(self) -> ComposeResult:
        """Prompt and input."""
        yield self.prompt
        yield self.input

    def on_mount(self) -> None:
        """The prompt never changes."""
        self.prompt.show_line([span(PROMPT, "accent")])

    def show_example(self, example: str) -> None:
        """What may be typed here, while nothing is."""
        self.input.placeholder = example

    @property
    def text(self) -> str:
        """What is typed."""
        return self.input.value

    @property
    def error(self) -> FilterError | None:
        """What is wrong with the text, as far as is known."""
        return self._error if self._refused == self.text else None

    @property
    def is_waiting(self) -> bool:
        """Whether a pause in typing is still waited for."""
        return self._debounce is not None

    @property
    def is_menu_open(self) -> bool:
        """Whether completions are on show."""
        return bool(self._completions)

    def begin(self) -> None:
        """From here to `end` the text belongs to whoever types: nothing else changes it."""
        self.is_typing, self._is_closed = True, False

    def end(self) -> None:
        """What is typed is applied or given up; what was on its way for it is not wanted any more."""
        self.is_typing = False
        self._stop_waiting()
        self.close_menu()

    def show_text(self, where: str) -> None:
        """Show a filter that came from elsewhere; a filter being typed is left alone."""
        if not self.is_typing and self.input.value != where:
            self._put(where)

    def replace_text(self, where: str) -> None:
        """Put a text back, and nothing is wrong with it."""
        self._put(where)
        self.show_error(None)

    def put_behind(self, words: str) -> None:
        """Type words behind what stands here."""
        before = self.text.rstrip()
        self.input.value = f"{before} {words}" if before else words
        self.input.cursor_position = len(self.text)

    def recall(self, where: str) -> None:
        """Put an earlier text there as if it were typed; nothing is offered for it until it is changed."""
        self._put(where)
        self.close_menu()
        self._wait()

    def _put(self, where: str) -> None:
        with self.input.prevent(Input.Changed):
            self.input.value = where
            self.input.cursor_position = len(where)

    def show_error(self, error: FilterError | None, text: str = "") -> None:
        """Underline the culprit in a text and say what is wrong with it, or that nothing is.

        That stands above the panes, under what stands over them: figures stay in sight.
        """
        self._error, self._refused = error, text
        if error is None:
            self.input.mark_wrong(None)
        else:
            self.input.mark_wrong((min(error.start, len(self.text)), min(error.end, len(self.text))))
            width = max(20, self.app.size.width)
            message = safe(worded(error.message, FAULTS), width - 2)
            left = len(PROMPT) + min(error.start, len(self.text)) - self.input.scroll_offset.x
            start = max(1, min(left, width - 1 - cell_width(message)))
            self.fault.show_line([span(" " * start), Span(message, "error")])
            self.fault.styles.margin = (self.body().y, 0, 0, 0)
        self.fault.display = error is not None
        self._place_menu()

    def show_completions(self, completions: Sequence[Completion], text: str, said: str = "") -> None:
        """Offer these completions of a text, none of them marked; `said` stands above them, or alone."""
        self._completions = () if self._is_closed else tuple(completions)
        self._completed = text
        said = "" if self._is_closed else said
        choices = [
            ChoiceLine(str(i), (span("  "), Span(pad(safe(c.text), 30)), Span(safe(c.description), "muted")))
            for i, c in enumerate(self._completions)
        ]
        if said:
            heading = ChoiceLine("", (span("  "), Span(safe(said), "severity-high")), is_heading=True)
            choices.insert(0, heading)
        self.menu.show(choices, cursor=None)
        self._place_menu()

    def close_menu(self) -> None:
        """Take the completions away."""
        self._is_closed = True
        self.show_completions((), "")

    def accept(self) -> bool:
        """Take over the marked completion, or the first; False where there is none for what is typed now."""
        if not self._completions or self._completed != self.text:
            return False
        current = self.menu.current
        chosen = self._completions[int(current.id) if current is not None else 0]
        text = self.text
        self.input.value = text[: chosen.start] + chosen.text + text[chosen.end :]
        self.input.cursor_position = chosen.start + len(chosen.text)
        return True

    @property
    def is_marked(self) -> bool:
        """Whether a completion of what is typed now is marked."""
        return self.menu.cursor is not None and self.is_menu_open and self._completed == self.text

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a pause in typing."""
        event.stop()
        self._is_closed = False
        self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._debounce = self.set_timer(DEBOUNCE_SECONDS, self._pause)

    def _pause(self) -> None:
        self._debounce = None
        self.post_message(self.Typed())

    def _stop_waiting(self) -> None:
        if self._debounce is not None:
            self._debounce.stop()
            self._debounce = None

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """By key or by mouse."""
        self.post_message(self.Entered())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """By key or by mouse."""
        self.post_message(self.Left())

    def _place_menu(self) -> None:
        self.menu.display = bool(self.menu.choices)
        if self.menu.choices:
            # It comes up from the lower edge: figures and first rows are what a filter is about.
            most = max(FEWEST_LINES, min(MOST_LINES, self.body().height // 2))
            self.menu.styles.height = min(len(self.menu.choices), most)
