"""The room of today: whom to call and why, the week, and what was done. The list empties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from holdfast.views.today.results import TodayView
from holdfast_tui.commands.declared import COMMANDS, bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.messages import CursorMoved, LookWanted
from holdfast_tui.panes.today.achieved import AchievedPane
from holdfast_tui.panes.today.detail import DueDetailPane
from holdfast_tui.panes.today.done import DonePane
from holdfast_tui.panes.today.due import DuePane
from holdfast_tui.panes.today.line import TodayLine
from holdfast_tui.panes.today.week import WeekPane
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.helpers.look_back import LookBack, rank
from holdfast_tui.screens.rooms.base import Part, Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.screens.rooms.today.behind import BehindLines
from holdfast_tui.screens.rooms.today.calls import PlannedWeek
from holdfast_tui.screens.rooms.today.plays import PlaysSoFar
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.journal.entry import Entry
    from holdfast.query import Query
    from holdfast_tui.screens.helpers.doing.whom import Whom

DEALT_WITH: Final = frozenset({"outcome", "contact", "snooze", "done", "task", "play_started", "loss"})
"""Kinds of entry after which a line leaves the list, until the list says otherwise."""


class TodayScreen(PanesRoom[TodayView]):
    """Due, and behind the line at the cursor everything a call needs; the week; what was done."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("today"))
    place: ClassVar[Place] = "today"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("due", "Due"),
            ("due-detail", "Detail"),
            ("week", "Week"),
            ("done", "Done"),
            ("achieved", "Plays"),
        ),
        above=(),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="today")
        self.line = TodayLine(id="today-line")
        self.due = DuePane(id="due")
        self.detail = DueDetailPane(id="due-detail")
        self.week = WeekPane(id="week")
        self.done = DonePane(id="done")
        self.achieved = AchievedPane(id="achieved")
        self.marks.usual = self.due
        self.behind = BehindLines(self.asking, self.due, self.detail, self.line)
        self.ranking = LookBack(self.asking, rank, lambda _: self.asking.ask_again())
        self.plays = PlaysSoFar(self.asking, self.achieved)
        self.planned = PlannedWeek(self.asking, self.week, lambda: self._everybody)
        self.looks = (self.ranking, self.plays.look, self.planned.look)
        self.way_back.stoppable = (self.plays.look, self.planned.look)
        self.doing.writing.heard = self._dealt_with
        self.controls.hear(CursorMoved, self._another_line)
        self.controls.hear(LookWanted, lambda _: self.planned.look_back())
        self.controls.add(
            {"today.whose": self._turn, "today.achieved": lambda: self.arranged.focus("achieved")}
        )

    def above(self) -> ComposeResult:
        """How the list stands, and whose it is."""
        yield self.line

    def arrangement(self) -> ComposeResult:
        """What is due over what lies behind it, beside it week and done or what plays achieved."""
        with Vertical(id="today-room", classes="pane-group"):
            yield self.due
            with Horizontal(id="today-below", classes="pane-group"):
                yield self.detail
                with Vertical(id="today-right", classes="pane-group"):
                    with Vertical(id="today-written", classes="pane-group"):
                        yield self.week
                        yield self.done
                    yield self.achieved

    def answering(self) -> Sequence[Shows[TodayView]]:
        """The panes of the answer; what lies behind a line and what plays achieved is asked after it."""
        return (self.due, self.week, self.done)

    def panes(self) -> Sequence[Part]:
        """The panes in the order of the keys."""
        return (self.due, self.detail, self.week, self.done, self.achieved)

    def question(self, engine: Engine, query: Query) -> TodayView:
        """The list, the week, and what was done."""
        return engine.today(query, self.session.journaling.asked(engine, query, everybody=self._everybody))

    @property
    def _everybody(self) -> bool:
        return bool(self.session.store.state.choices.get(self.place))

    def _turn(self) -> None:
        """My list, or everybody's."""
        self.session.store.choose(self.place, not self._everybody)

    def show_view(self, view: TodayView) -> None:
        """The list, and then what lies behind its line."""
        super().show_view(view)
        self.line.show(view)
        self.behind.ask_anew(view)
        self.planned.want(view)
        self.done.show_more(self.session.keys.shown(COMMANDS["today.achieved"]))
        if not view.ranked:
            self.ranking.want((view.moment.as_of, view.query.sort))
        self.plays.want(view)

    def show_nobody(self, sentence: str) -> None:
        """The list says why it is empty; week and done say it of themselves."""
        self.due.set_state(PaneState("empty", sentence))

    def _another_line(self, message: CursorMoved) -> None:
        """Another customer: other evidence, and as on every row other keys."""
        self.behind.ask()
        self.show_hints()

    def _dealt_with(self, whom: Whom, entries: Sequence[Entry]) -> None:
        if any(entry.kind in DEALT_WITH for entry in entries):
            self.due.hide(frozenset(whom.ids))
            self.behind.ask()
