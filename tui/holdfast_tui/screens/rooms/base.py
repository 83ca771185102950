"""What every room is: header, body, footer, one question to the engine, and the helpers it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from holdfast.errors import UsageError
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import WITHOUT_CUSTOMERS, Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import OpenCustomer, OpenFigure, OpenRows, Said
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.controls import Controls
from holdfast_tui.screens.helpers.doing.keys import Doing
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.helpers.marks import Marks
from holdfast_tui.screens.helpers.scripts.breaks import BreaksKey
from holdfast_tui.screens.helpers.scripts.command import ScreenCommand
from holdfast_tui.screens.helpers.scripts.frequency import FrequencyKey
from holdfast_tui.screens.helpers.scripts.own import OwnCommands
from holdfast_tui.screens.helpers.scripts.why import WhyKey
from holdfast_tui.screens.helpers.taking import Taking
from holdfast_tui.screens.helpers.time_keys import BasisKey, IntervalsKey, TimeKeys
from holdfast_tui.screens.helpers.way_back import WayBack
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import DeskState, PaneState
from holdfast_tui.sitting.state import Place as Step
from holdfast_tui.start.shape import ROOMY

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.figures import Figure
    from holdfast.query import Query


class HasMoment(Protocol):
    """What every answer says of itself."""

    @property
    def moment(self) -> Moment:
        """When, and of how many customers."""


View = TypeVar("View", bound=HasMoment)
Shown_contra = TypeVar("Shown_contra", contravariant=True)


class Part(Protocol):
    """What a room asks of a pane."""

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer result is computed."""

    def set_state(self, state: PaneState) -> None:
        """Show a sentence instead of a result."""


class Shows(Part, Protocol[Shown_contra]):
    """A pane that shows an answer."""

    def show(self, view: Shown_contra) -> None:
        """Show a result."""


def show_state(panes: Iterable[Part], state: PaneState) -> None:
    """Show one sentence in every pane."""
    for pane in panes:
        pane.set_state(state)


class Room(Screen[None], Generic[View]):
    """A screen over the engine: it asks one question and shows the newest answer, a `View`.

    What it does beside that, its helpers do: `asking`, `bars` (header and footer), `marks`, `way_back`, and
    `controls`, which gets the commands of all of them and those that a room adds.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("everywhere", "doing", "list"))
    # mypy takes what Textual declares for attributes of an instance.
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-slim"), (ROOMY[0], "-wide")]  # type: ignore[misc]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-short"), (ROOMY[1], "-tall")]  # type: ignore[misc]
    place: ClassVar[Place]

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.session = session
        self.view: View | None = None
        self.bars = Bars(session)
        self.asking: Asking[View] = Asking(self, session, self.bars, self.place, self)
        self.marks = Marks(self, session.store, self.bars, self.panes)
        self.way_back = WayBack(self, session.store, self.bars)
        self.looks: Sequence[LookBack[Any]] = ()
        self.taking = Taking(self, session, self.bars, self.marks, self.asking.again)
        self.doing = Doing(self, self.asking, self.bars, self.marks)
        self.way_back.take_back = self.doing.writing.take_back
        self.way_back.leave_first = session.leave_tour
        self.controls = Controls(self, session, self.bars, self.situation, self.way_back.switch)
        for helper in (
            TimeKeys(self, session.store, self.bars),
            BasisKey(self, session.store, self.bars),
            IntervalsKey(session.store, self.bars),
            self.taking,
            ScreenCommand(self, session, self.bars, self.taking),
            FrequencyKey(self, session.store),
            WhyKey(self, session.store, self.situation),
            BreaksKey(self, session.store, self.situation),
            self.marks,
            self.way_back,
            *(() if self.place in WITHOUT_CUSTOMERS else (self.doing,)),
            OwnCommands(self.asking, self.bars, self.doing.whom, self.place),
        ):
            self.controls.add(helper.actions)
        self.controls.hear(OpenCustomer, self.way_back.open_customer)
        self.controls.hear(OpenFigure, self.way_back.open_figure)
        self.controls.hear(OpenRows, self.way_back.open_rows)

    # What a room defines

    def answering(self) -> Sequence[Shows[View]]:
        """The panes that show the answer."""
        raise NotImplementedError

    def panes(self) -> Sequence[Part]:
        """Every pane, those with questions of their own, too."""
        return self.answering()

    def question(self, engine: Engine, query: Query) -> View:
        """Ask the engine, in the worker thread."""
        raise NotImplementedError

    def part_asked(self, query: Query) -> Query:
        """The part of a query that the answer depends on: all of it."""
        return query

    def figure(self, metric: str) -> Figure | None:
        """A figure on show in this room."""
        return None

    def returned(self, step: Step) -> None:
        """Back from a place that was opened from here."""

    # Answers

    def show_answer(self, view: View) -> None:
        """Show the newest answer."""
        self.view = view
        self.show_view(view)
        self.marks.show()
        asked = self.asking.asked
        self.bars.show_moment(view.moment, asked.period if asked is not None else str(view.moment.period))
        self.show_hints()

    def show_view(self, view: View) -> None:
        """Show the answer in every pane that it is for."""
        for pane in self.answering():
            pane.show(view)

    def show_refusal(self, error: UsageError) -> None:
        """The question cannot be answered; what is shown stays, if anything is."""
        if self.view is not None:
            self.bars.say(str(error), "error")
        else:
            show_state(self.panes(), PaneState("failed", str(error)))

    def show_hints(self) -> None:
        """What the keys do now."""
        self.bars.show_hints(self.situation(), self.marks.words)

    # Life of a room

    def _screen_resized(self, size: Size) -> None:
        """Lay out for another size; every dialog above says its size anew, which is that of before."""
        if size != self._size:
            super()._screen_resized(size)

    def compose(self) -> ComposeResult:
        """Header, panes, footer."""
        yield self.bars.header
        for pane in self.panes():
            if isinstance(pane, Widget):
                yield pane
        yield from self.bars.below()

    def on_mount(self) -> None:
        """Show where we are, and ask."""
        show_state(self.panes(), PaneState("loading", self.session.reading))
        self.give_keys()
        self.bars.show_path()
        self.show_hints()
        self.asking.ask()

    def on_unmount(self) -> None:
        """Nobody waits for the past any more."""
        for look in self.looks:
            look.leave()

    def give_keys(self) -> None:
        """Give the keys to the pane that gets them where none has them."""
        self.set_focus(next(pane for pane in self.panes() if isinstance(pane, Widget)))

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Another room may have moved the time or marked rows meanwhile."""
        if self.is_mounted:
            if self.focused is None and self.app.app_focus:
                # The terminal lost the focus just when another screen came up.
                self.give_keys()
            self.bars.show_path()
            self.marks.show()
            self.show_hints()
            self.asking.ask()

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """The store was written while this room is in front."""
        if before.query != after.query:
            self.asking.ask()
        if before.breadcrumbs != after.breadcrumbs:
            self.bars.show_path()
        if before.marks != after.marks:
            self.marks.show()
        if before.trail != after.trail or before.marks != after.marks:
            self.show_hints()

    # Commands and messages

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        state = self.session.store.state
        span, as_of = state.span, state.as_of
        at = Situation(
            place=self.place,
            reading=None if self.session.engine is not None else self.session.reading,
            earliest=bool(span and as_of and as_of <= span[0]),
            latest=bool(span and as_of and as_of >= span[1]),
            rows=int(self.view is not None),
            has_colours=self.session.capabilities.colour != "none",
            touring=self.session.is_touring,
            other_basis=self.view.moment.other_basis if self.view is not None else None,
        )
        return self.doing.situate(self.marks.situate(self.way_back.situate(at)))

    async def action_command(self, command_id: str) -> None:
        """Run a declared command, or say why it cannot run now."""
        await self.controls.run(command_id)

    @on(Said)
    def heed(self, message: Said) -> None:
        """Do what a pane asks for."""
        self.controls.told(message)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Another pane has other keys."""
        self.show_hints()
