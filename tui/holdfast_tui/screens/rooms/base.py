"""What every room has: header, footer, its commands, and one question to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from holdfast.errors import UsageError
from holdfast.timeline import parse_day
from holdfast_tui.commands.declared import (
    COMMANDS,
    PLACE_TITLES,
    Command,
    Place,
    Situation,
    bindings,
    hints,
)
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import AddFilter, OpenCustomer, OpenFigure, OpenRows
from holdfast_tui.screens.dialogs.prompt import date_prompt, period_prompt
from holdfast_tui.screens.helpers.leaving import while_open
from holdfast_tui.screens.helpers.marking import MarkingScreen
from holdfast_tui.sitting.jobs import Answer
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import DeskState, PaneState
from holdfast_tui.sitting.state import Place as Step
from holdfast_tui.sitting.time_travel import step_as_of, step_period
from holdfast_tui.widgets.footer import Footer, Tone
from holdfast_tui.widgets.header import Header

if TYPE_CHECKING:
    from holdfast.answers.answer import Moment
    from holdfast.figures import Figure
    from holdfast.query import Query

STALE_AFTER_SECONDS: Final = 0.1
"""An answer that comes sooner needs no dimming in between."""


class Pane(Protocol):
    """What a room asks of a pane."""

    def show(self, view: Any) -> None:
        """Show a result."""

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer result is computed."""

    def set_state(self, state: PaneState) -> None:
        """Show a sentence instead of a result."""


class Room(MarkingScreen):
    """A screen over the engine: it asks one question, shows the newest answer, and runs commands."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("everywhere", "list"))
    place: ClassVar[Place]

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.session = session
        self.header: Header | None = None
        self.footer = Footer()
        self._asked: Query | None = None
        self._dimming: Timer | None = None
        self._has_answer = False
        self._moment: Moment | None = None

    # What a room defines

    def body(self) -> ComposeResult:
        """The widgets between header and footer."""
        raise NotImplementedError

    def panes(self) -> Sequence[Pane]:
        """The panes that show the answer."""
        raise NotImplementedError

    def question(self, engine: Engine, query: Query) -> Any:
        """Ask the engine, in the worker thread."""
        raise NotImplementedError

    def show_answer(self, view: Any) -> None:
        """Show the newest answer."""
        self.show_panes(view)
        self.show_marks()
        self.show_moment(view.moment)
        self.show_hints()

    def show_panes(self, view: Any) -> None:
        """Show the answer in every pane it is for."""
        for pane in self.panes():
            pane.show(view)

    def show_refusal(self, error: UsageError) -> None:
        """The question cannot be answered; what is shown stays, if anything is."""
        if self._has_answer:
            self.say(str(error), "error")
        else:
            self.set_pane_states(PaneState("failed", str(error)))

    # Life of a room

    def compose(self) -> ComposeResult:
        """Header, body, footer."""
        self.header = Header(look_of(self).glyphs)
        yield self.header
        yield from self.body()
        yield self.footer

    def on_mount(self) -> None:
        """Show where we are, and ask."""
        self.set_pane_states(PaneState("loading", self.session.reading))
        self.give_keys()
        self.show_path()
        self.show_hints()
        self.ask()

    def give_keys(self) -> None:
        """Give the keys to the pane that gets them where none has them."""
        self.set_focus(next(pane for pane in self.panes() if isinstance(pane, Widget)))

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Another room may have moved the time or marked rows meanwhile."""
        if self.is_mounted:
            if self.focused is None and self.app.app_focus:
                # The terminal lost the focus just when another screen came up.
                self.give_keys()
            self.show_path()
            self.show_marks()
            self.show_hints()
            self.ask()

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """The store was written while this room is in front."""
        if before.query != after.query:
            self.ask()
        if before.breadcrumbs != after.breadcrumbs:
            self.show_path()
        if before.marks != after.marks:
            self.show_marks()
        if before.trail != after.trail or before.marks != after.marks:
            self.show_hints()

    def engine_ready(self) -> None:
        """The book is read."""
        self.footer.hush()
        if self.header is not None:
            self.header.show_waiting("")
        self.ask()

    def set_pane_states(self, state: PaneState) -> None:
        """Show one sentence in every pane."""
        for pane in self.panes():
            pane.set_state(state)

    # Asking

    @property
    def kind(self) -> str:
        """The kind of question: only the newest of a kind counts."""
        return f"{self.place}-{id(self)}"

    def ask(self) -> None:
        """Ask the question of this room, unless the same one was asked last."""
        engine, query = self.session.engine, self.session.store.query
        if engine is None:
            if self.header is not None:
                self.header.show_waiting(self.session.reading)
            return
        if self._asked is not None and not self.needs_asking(self._asked, query):
            return
        self._asked = query
        self.session.jobs.ask(
            self.kind, lambda: self.question(engine, query), while_open(self, self._answered)
        )
        if self._dimming is None:
            self._dimming = self.set_timer(STALE_AFTER_SECONDS, self._dim)

    def needs_asking(self, asked: Query, query: Query) -> bool:
        """Whether two queries have different answers here."""
        return asked != query

    def ask_again(self) -> None:
        """Ask even if the same question was asked last."""
        self.forget_answer()
        self.ask()

    def forget_answer(self) -> None:
        """What is shown is not the answer any more: ask when this room is in front."""
        self._asked = None

    def _dim(self) -> None:
        self._dimming = None
        if self.session.jobs.is_pending(self.kind):
            self._set_stale(stale=True)

    def _set_stale(self, *, stale: bool) -> None:
        for pane in self.panes():
            pane.set_stale(stale)

    def _answered(self, answer: Answer) -> None:
        if self._dimming is not None:
            self._dimming.stop()
            self._dimming = None
        self._set_stale(stale=False)
        if answer.error is None:
            self._has_answer = True
            self.show_answer(answer.value)
        elif isinstance(answer.error, UsageError):
            self.show_refusal(answer.error)
        else:
            raise answer.error

    # Showing

    def show_path(self) -> None:
        """The breadcrumbs."""
        if self.header is not None:
            self.header.show_path(self.session.store.state.breadcrumbs)

    def show_moment(self, moment: Moment) -> None:
        """As-of date, period and counts of the answer on screen."""
        self._moment = moment
        if self.header is not None:
            period = self._asked.period if self._asked else str(moment.period)
            self.header.show_moment(moment.book, moment.as_of, period, moment.shown, moment.total)
            self.header.show_problems(len(self.session.problems))

    def show_hints(self) -> None:
        """The keys of this place in the footer, after how many rows are marked."""
        self.footer.show_hints(hints(self.situation(), self.session.keys), self.marked_words())

    def say(self, text: str, tone: Tone = "text") -> None:
        """Say one thing at the bottom."""
        self.footer.say(text, tone)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Another pane has other keys."""
        self.show_hints()

    # Commands

    @property
    def place_now(self) -> Place:
        """Where the keys go now."""
        return self.place

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        state = self.session.store.state
        span, as_of = state.span, state.as_of
        at = Situation(
            place=self.place_now,
            reading=None if self.session.engine is not None else self.session.reading,
            can_undo=bool(state.past),
            can_go_back=bool(state.trail),
            earliest=bool(span and as_of and as_of <= span[0]),
            latest=bool(span and as_of and as_of >= span[1]),
            rows=1 if self._has_answer else 0,
            last_customer=state.last_customer,
            has_colours=self.session.capabilities.colour != "none",
        )
        return self.with_marks(at)

    async def action_command(self, command_id: str) -> None:
        """Run a declared command, or say why it cannot run now."""
        command = COMMANDS[command_id]
        self.footer.hush()
        if not self.can_run(command):
            where = PLACE_TITLES[command.place]
            self.say(f"{command.title} works {where[0].lower()}{where[1:]} only.", "severity-high")
            return
        if reason := command.enabled(self.situation()):
            self.say(reason, "severity-high")
            return
        await self.perform(command)

    def can_run(self, command: Command) -> bool:
        """Whether this room, its focused pane or the app has an action for a command."""
        name = f"action_{command.action}"
        return bool(command.pane_action or command.room) or hasattr(self, name) or hasattr(self.app, name)

    async def perform(self, command: Command) -> None:
        """Run the action of the focused pane, of this room, or of the app."""
        if command.pane_action:
            if self.focused is not None:
                await self.focused.run_action(command.pane_action)
            return
        if command.room is not None:
            self._switch(Step(command.room.place, command.room.title))
            return
        name = f"action_{command.action}"
        owner: Any = self if hasattr(self, name) else self.app
        result = getattr(owner, name)()
        if isawaitable(result):
            await result

    def action_asof_back(self) -> None:
        """Step the as-of date back."""
        self._step_as_of(-1)

    def action_asof_forward(self) -> None:
        """Step the as-of date forward."""
        self._step_as_of(1)

    def _step_as_of(self, months: int) -> None:
        store = self.session.store
        if store.state.as_of and store.state.span:
            store.change(as_of=step_as_of(store.state.as_of, months, store.state.span))

    def action_period_back(self) -> None:
        """Take the shorter or earlier period."""
        self._step_period(-1)

    def action_period_forward(self) -> None:
        """Take the longer or later period."""
        self._step_period(1)

    def _step_period(self, step: int) -> None:
        store = self.session.store
        if not store.state.as_of:
            return
        period = step_period(store.query.period, step, store.state.as_of)
        if period == store.query.period:
            word = "longer" if step > 0 else "shorter"
            self.say(f"{period} is the end of the ladder: p takes a {word} one.", "severity-high")
        else:
            store.change(period=period)

    def action_undo(self) -> None:
        """Take back the last change."""
        before = self.session.store.query
        self.session.store.undo()
        self.say(f"Undone: {described_change(self.session.store.query, before)}")

    def action_asof_set(self) -> None:
        """Type the as-of date."""
        state = self.session.store.state
        if state.as_of and state.span:
            self.app.push_screen(date_prompt(state.as_of, state.span), self._as_of_typed)

    def _as_of_typed(self, text: str | None) -> None:
        if text is not None:
            self.session.store.change(as_of=parse_day(text))

    def action_period_set(self) -> None:
        """Type the period."""
        state = self.session.store.state
        if state.as_of:
            self.app.push_screen(period_prompt(state.query.period, state.as_of), self._period_typed)

    def _period_typed(self, text: str | None) -> None:
        if text is not None:
            self.session.store.change(period=text)

    def action_back(self) -> None:
        """Go back."""
        self.session.store.back()

    def action_room_desk(self) -> None:
        """Go back as far as the desk, with the filter as it is now."""
        self._switch(Step("desk", "Desk"))

    def _switch(self, step: Step) -> None:
        focus = self.focused
        self.session.store.switch(step, cursor=self.cursor_state(), focus=focus.id if focus else None)

    def action_room_customer(self) -> None:
        """Open the customer opened last."""
        state = self.session.store.state
        if state.here.room != "customer" and state.last_customer is not None:
            self.post_message(OpenCustomer(state.last_customer))

    def on_open_customer(self, message: OpenCustomer) -> None:
        """Open a customer."""
        message.stop()
        self._go(Step("customer", "Customer", message.customer))

    def on_open_figure(self, message: OpenFigure) -> None:
        """Open the rows behind a figure."""
        message.stop()
        self._go(Step("figure", "Rows", message.metric_id))

    def on_open_rows(self, message: OpenRows) -> None:
        """Open the customers behind what is under the cursor."""
        message.stop()
        self._go(Step("figure", "Customers", message.selection))

    def on_add_filter(self, message: AddFilter) -> None:
        """Only rooms of panes have a filter."""
        message.stop()

    def _go(self, step: Step) -> None:
        if not self.is_in_front:
            return
        focus = self.focused
        self.session.store.go(step, cursor=self.cursor_state(), focus=focus.id if focus else None)

    @property
    def is_in_front(self) -> bool:
        """Whether this room is the one that is used; what was clicked in another comes too late."""
        return next((s for s in reversed(self.app.screen_stack) if isinstance(s, Room)), None) is self

    @property
    def currency(self) -> str:
        """The currency of the answer on show."""
        return self._moment.currency if self._moment else ""

    def moment_shown(self) -> Moment | None:
        """The moment of the answer on show."""
        return self._moment

    def figure(self, metric: str) -> Figure | None:
        """A figure on show in this room."""
        return None

    def cursor_state(self) -> Any:
        """Where the lists of this room stand, if it restores them."""
        return None

    def returned(self, step: Step) -> None:
        """Back from a place that was opened from here."""


def described_change(after: Query, before: Query) -> str:
    """In words, what differs between two queries."""
    parts = {
        "filter": after.where != before.where,
        "as-of date": after.as_of != before.as_of,
        "period": after.period != before.period,
        "sort": after.sort != before.sort,
        "columns": after.columns != before.columns,
        "day compared with": after.since != before.since,
    }
    return ", ".join(word for word, differs in parts.items() if differs) or "nothing"
