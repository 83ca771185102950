"""The room of voice: NPS by wave, satisfaction, comments, loops, eNPS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.views.voice.results import VoiceRoomView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.panes.voice.figures import VoiceFiguresPane
from holdfast_tui.panes.voice.groups import VoiceGroupsPane
from holdfast_tui.panes.voice.said import CommentsPane, DetractorsPane
from holdfast_tui.panes.voice.satisfaction import SatisfactionPane, ScoresPane
from holdfast_tui.panes.voice.waves import WavesPane
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.screens.splitting import Splitting
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query

GROUPINGS: Final = ("segment", "rep", "team", "region", "tier", "industry", "country", "source")
"""Dimensions of who answers; the first at first."""


class VoiceScreen(PanesRoom[VoiceRoomView]):
    """What customers answer and write, and whether anybody comes back on it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("voice"))
    place: ClassVar[Place] = "voice"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("waves", "Waves"),
            ("detractors", "Detractors"),
            ("comments", "Comments"),
            ("voice-figures", "Figures"),
            ("voice-groups", "Groups"),
            ("scores", "Scores"),
            ("satisfaction", "CSAT"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="voice")
        self.waves = WavesPane(id="waves")
        self.groups = VoiceGroupsPane(id="voice-groups")
        self.scores = ScoresPane(id="scores")
        self.satisfaction = SatisfactionPane(id="satisfaction")
        self.figures = VoiceFiguresPane(id="voice-figures")
        self.detractors = DetractorsPane(id="detractors")
        self.comments = CommentsPane(id="comments")
        self.splitting = Splitting(self, session, self.place, GROUPINGS)
        self.controls.add({"voice.split": self.splitting.choose})

    def answering(self) -> Sequence[Shows[VoiceRoomView]]:
        """Every pane of the room."""
        return (
            self.waves,
            self.detractors,
            self.comments,
            self.figures,
            self.groups,
            self.scores,
            self.satisfaction,
        )

    def arrangement(self) -> ComposeResult:
        """Waves and words on the left, figures, groups and how scores spread on the right."""
        with Vertical(id="voice-words", classes="pane-group"):
            yield self.waves
            yield self.detractors
            yield self.comments
        with Vertical(id="voice-figures-side", classes="pane-group"):
            yield self.figures
            yield self.groups
            yield self.scores
            yield self.satisfaction

    def question(self, engine: Engine, query: Query) -> VoiceRoomView:
        """Everything the room shows."""
        return engine.voice_room(query, self.splitting.by)

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None
