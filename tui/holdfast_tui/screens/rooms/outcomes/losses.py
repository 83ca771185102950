"""The losses room: why customers left, what they said before, and who may come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from holdfast.views.losses.results import LossesRoomView
from holdfast.views.losses.sayings.results import WordsView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.panes.losses.competitors import CompetitorsPane
from holdfast_tui.panes.losses.conduct import ConductPane
from holdfast_tui.panes.losses.groups import LossGroupsPane
from holdfast_tui.panes.losses.reasons import LossReasonsPane
from holdfast_tui.panes.losses.recurring import RecurringPane
from holdfast_tui.panes.losses.said import SilencePane
from holdfast_tui.panes.losses.topics import TopicsPane
from holdfast_tui.panes.losses.winback import WinBackPane
from holdfast_tui.panes.losses.words import WordsPane
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.screens.splitting import Splitting
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.risk.watch import Watch

GROUPINGS: Final = ("segment", "rep", "team", "region", "tier", "industry", "country", "source")
"""Dimensions by which the losses are split; the first at first."""


class LossesScreen(PanesRoom[LossesRoomView]):
    """Why customers left, who left without a word, and whom to win back."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("losses"))
    place: ClassVar[Place] = "losses"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("loss-reasons", "Reasons"),
            ("silence", "Silence"),
            ("win-back", "Win back"),
            ("loss-groups", "Groups"),
            ("competitors", "Rivals"),
            ("topics", "Topics"),
            ("recurring", "Again"),
            ("words", "Words"),
            ("conduct", "Staff"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="losses")
        self.reasons = LossReasonsPane(id="loss-reasons")
        self.silence = SilencePane(id="silence")
        self.win_back = WinBackPane(id="win-back")
        self.groups = LossGroupsPane(id="loss-groups")
        self.competitors = CompetitorsPane(id="competitors")
        self.topics = TopicsPane(id="topics")
        self.recurring = RecurringPane(id="recurring")
        self.words = WordsPane(id="words")
        self.conduct = ConductPane(id="conduct")
        self.splitting = Splitting(self, session, self.place, GROUPINGS)
        self.controls.add({"losses.split": self.splitting.choose})
        self.saying = LookBack(self.asking, loss_words, self._show_words)
        self.looks = self.way_back.stoppable = (self.saying,)
        self.arranged.when_shown = self._look_back

    def answering(self) -> Sequence[Shows[LossesRoomView]]:
        """Every pane of the room."""
        return (
            self.reasons,
            self.silence,
            self.win_back,
            self.groups,
            self.competitors,
            self.topics,
            self.recurring,
            self.words,
            self.conduct,
        )

    def arrangement(self) -> ComposeResult:
        """Why, and what was said; below whom to win back, then where it happened."""
        with Vertical(id="losses-room", classes="pane-group"):
            with Horizontal(id="losses-why", classes="pane-group"):
                yield self.reasons
                yield self.silence
            yield self.win_back
            with Horizontal(id="losses-where", classes="pane-group"):
                with Vertical(id="losses-left", classes="pane-group"):
                    yield self.groups
                    yield self.competitors
                with Vertical(id="losses-right", classes="pane-group"):
                    with Vertical(id="losses-topics", classes="pane-group"):
                        yield self.topics
                        yield self.recurring
                        yield self.words
                    yield self.conduct

    def question(self, engine: Engine, query: Query) -> LossesRoomView:
        """Everything the room shows."""
        return engine.losses_room(query, self.splitting.by)

    def _look_back(self) -> None:
        """All that was said is listened to once its pane is chosen: until then others have its place."""
        view = self.view
        if view is not None and view.moment.shown and self.arranged.tab == "words":
            self.saying.want(view.moment)

    def _show_words(self, found: WordsView) -> None:
        if self.view is not None and self.view.moment == found.moment:
            self.words.show_words(found)
            # Rows that come later than the answer can be opened, too.
            self.show_hints()

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None


def loss_words(engine: Engine, query: Query, watch: Watch) -> WordsView:
    """The question which words go with losses."""
    return engine.loss_words(query, watch)
