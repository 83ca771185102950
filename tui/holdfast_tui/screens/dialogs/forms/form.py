"""A form over a room: a few lines, enter writes, esc keeps what was typed for the next time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from holdfast.errors import UsageError
from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.safe_text import pad, safe
from holdfast_tui.screens.dialogs.base import FRAME, Dialog, dialog_height, said_keys
from holdfast_tui.screens.dialogs.forms.message import KEPT
from holdfast_tui.screens.dialogs.forms.plan import FormLine, FormPlan, filled
from holdfast_tui.screens.dialogs.forms.row import FormRow
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

KEPT_AFTER_SECONDS: Final = 0.5
"""What is typed is kept on disk when nothing was typed for so long: a crash takes no more than that."""
SAID_LINES: Final = 3
"""Lines for what is said below: a refusal says what to do."""
MOST_CHOICES: Final = 6
WIDEST: Final = 100

Ended = Callable[[str | None], None]
"""Hears how writing went: None where all is on disk, else why it is not."""


def make_room(frame: Vertical, listing: ChoiceList, plan: FormPlan, line: FormLine) -> None:
    """As high as the lines of a plan and what one of them offers."""
    listed = min(len(line.choices), MOST_CHOICES)
    listing.styles.height = listed
    frame.styles.height = dialog_height(len(plan.lines) + listed + SAID_LINES)


def stop(timer: Timer | None) -> None:
    """Wait no longer."""
    if timer is not None:
        timer.stop()


class EntryForm(Dialog[bool]):
    """Lines of a plan, with what is `known` and what was `typed` before.

    `save` writes what they hold and tells `Ended`; `keep` keeps what is not written.

    Answers True once it is written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "line(1)", show=False, priority=True),
        Binding("shift+tab", "line(-1)", show=False, priority=True),
        Binding("down,ctrl+n", "choice(1)", show=False, priority=True),
        Binding("up,ctrl+p", "choice(-1)", show=False, priority=True),
    ]

    def __init__(
        self,
        plan: FormPlan,
        typed: Mapping[str, str],
        save: Callable[[Mapping[str, str], Ended], object],
        keep: Callable[[Mapping[str, str] | None], object],
        *,
        known: Mapping[str, str],
    ) -> None:
        super().__init__()
        self.plan, self._save, self._keep = plan, save, keep
        # An input shows what it holds as it is: text from a book is made safe before it gets there.
        self._typed: Mapping[str, str] = {name: safe(text) for name, text in {**known, **typed}.items()}
        self._known, self._was_kept = known, bool(typed)
        self._pausing: Timer | None = None
        self._saving = False
        self._saved = False
        self.said = Lines(id="form-said")
        self.listing = ChoiceList(id="choices")
        self._rows = {line.name: FormRow(line, self._typed.get(line.name, "")) for line in plan.lines}

    # On screen

    def compose(self) -> ComposeResult:
        """Title, the lines, what can be chosen, and what is said."""
        with Vertical(classes="dialog form") as frame:
            # Now, not once it is mounted: every later height is another layout of the screen.
            make_room(frame, self.listing, self.plan, self.plan.lines[0])
            yield Lines(id="dialog-title")
            yield from self._rows.values()
            yield self.listing
            yield self.said

    def on_mount(self) -> None:
        """The first line has the keys, after what was typed before."""
        keys = "enter writes, esc keeps it for later"
        self.query_one("#dialog-title", Lines).show_line(
            [span(" "), Span(safe(self.plan.title), "header"), span("   "), *said_keys(keys)]
        )
        for line in self.plan.lines:
            self._tell(line)
        before = "Typed before and not written yet." if self._was_kept else self.plan.advice
        self._say(before)
        self._stand_on(self.plan.lines[0])

    def _stand_on(self, line: FormLine) -> None:
        field = self._field(line)
        self.set_focus(field)
        field.action_end()
        self._offer(line)

    def _field(self, line: FormLine) -> Input:
        return self._rows[line.name].field

    @property
    def typed(self) -> Mapping[str, str]:
        """What stands in the lines."""
        return {line.name: self._field(line).value for line in self.plan.lines}

    @property
    def _line(self) -> FormLine:
        focused = self.focused.id if self.focused is not None else None
        return next((one for one in self.plan.lines if f"line-{one.name}" == focused), self.plan.lines[0])

    def _say(self, words: str, token: str = "muted") -> None:  # noqa: S107 - the token of a style
        width = max(20, min(self.size.width, WIDEST) - 4)
        told: list[Line] = [[span(" "), Span(part, token)] for part in wrapped(safe(words), width)]
        self.said.show_lines(told[:SAID_LINES])

    def _tell(self, line: FormLine) -> bool:
        """Say beside a line what is understood by it; False where nothing is."""
        text, where = self._field(line).value, self._rows[line.name]
        try:
            told = line.told(line.taken(text)) if text.strip() else line.empty
        except UsageError as error:
            where.show_line([span(" "), span("?", "severity-high")])
            self._say(str(error), "severity-high")
            return False
        where.show_line([span(" "), Span(safe(told), "muted")])
        return True

    def _offer(self, line: FormLine) -> None:
        """Show what the line may hold, as far as it fits what is typed."""
        make_room(self.query_one(FRAME, Vertical), self.listing, self.plan, line)
        width = max((len(value) for value, _ in line.choices), default=0) + 2
        found = line.matching(self._field(line).value)
        lines = [
            ChoiceLine(value, (Span(pad(safe(value), width)), Span(safe(words), "muted")))
            for value, words in found
        ]
        taken, ids = line.taken(self._field(line).value), [one.id for one in lines]
        self.listing.show(lines, ids.index(taken) if taken in ids else None)

    # Typing

    def on_resize(self) -> None:
        """Another width wraps what is said another way."""
        if not self._saving:
            self._tell(self._line)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is understood, and keep what is typed once it rests."""
        line = next(one for one in self.plan.lines if f"line-{one.name}" == event.input.id)
        if event.value == self._typed.get(line.name, ""):
            # An input says so of what it was given, too.
            return
        self._typed = {**self._typed, line.name: event.value}
        if self._tell(line):
            self._say(self.plan.advice)
        if line is self._line:
            self._offer(line)
        stop(self._pausing)
        self._pausing = self.set_timer(KEPT_AFTER_SECONDS, self.keep_now)

    def action_line(self, step: int) -> None:
        """The next line, or the one before; what the list offers is taken over on the way."""
        self._take_choice()
        lines = self.plan.lines
        self._stand_on(lines[(lines.index(self._line) + step) % len(lines)])

    def action_choice(self, step: int) -> None:
        """Move in what is offered; where nothing is, to another line."""
        if self.listing.choices:
            self.listing.move(step)
        else:
            self.action_line(step)

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A choice was clicked."""
        message.stop()
        if self.listing.stand_on(message.choice):
            self._take_choice()

    def _take_choice(self) -> None:
        current = self.listing.current
        if current is not None:
            field = self._field(self._line)
            field.value = safe(current.id)
            field.action_end()

    # Leaving

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it, or say why not; what is typed stays."""
        event.stop()
        if self._saving or self._saved:
            return
        self._take_choice()
        try:
            found = filled(self.plan, self.typed)
        except UsageError as error:
            self._say(str(error), "severity-high")
            return
        self._saving = True
        self._save(found, self._ended)

    def _ended(self, problem: str | None) -> None:
        self._saving = False
        if problem is not None:
            self.keep_now()
            self._say(problem, "error")
            return
        self._saved = True
        stop(self._pausing)
        self._keep(None)
        self.answer(True)

    def action_leave(self) -> None:
        """Close, and keep what was typed."""
        stop(self._pausing)
        self.keep_now()
        self.answer(None)

    def keep_now(self) -> None:
        """Keep what is typed, unless it is written or known anyway."""
        if not self._saved:
            self._keep(self.typed if self._is_new else None)

    @property
    def _is_new(self) -> bool:
        return any(text != self._known.get(name, "") for name, text in self.typed.items())

    @property
    def unsaved(self) -> str:
        """What is typed is kept."""
        return KEPT if self._is_new else ""
