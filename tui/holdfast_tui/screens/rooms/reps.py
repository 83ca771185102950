"""The reps room: the team by year, tenure, every rep raw and adjusted, orphans, and what departures cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from holdfast.views.rooms import RepsRoomView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.panes.reps.departures import DeparturesPane
from holdfast_tui.panes.reps.effects import RepEffectsPane
from holdfast_tui.panes.reps.orphans import OrphansPane
from holdfast_tui.panes.reps.table import RepTablePane
from holdfast_tui.panes.reps.team_years import TeamYearsPane
from holdfast_tui.panes.reps.tenure import TenurePane
from holdfast_tui.panes.reps.thanks import ThanksPane
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query


class RepsScreen(PanesRoom[RepsRoomView]):
    """Whether the team is kept, and what departures leave behind."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("reps"))
    place: ClassVar[Place] = "reps"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("rep-table", "Reps"),
            ("team-years", "Team by year"),
            ("tenure", "Tenure"),
            ("orphans", "Without a rep"),
            ("rep-effects", "Effects"),
            ("departures", "Departures"),
            ("thanks", "Thanks"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = RepTablePane(id="rep-table")
        self.years = TeamYearsPane(id="team-years")
        self.tenure = TenurePane(id="tenure")
        self.orphans = OrphansPane(id="orphans")
        self.effects = RepEffectsPane(id="rep-effects")
        self.departures = DeparturesPane(id="departures")
        self.thanks = ThanksPane(id="thanks")

    def answering(self) -> Sequence[Shows[RepsRoomView]]:
        """Every pane of the room."""
        return (
            self.table,
            self.years,
            self.tenure,
            self.orphans,
            self.effects,
            self.departures,
            self.thanks,
        )

    def arrangement(self) -> ComposeResult:
        """The team by year over the reps; below what departures left and cost, the figures, whom to thank."""
        with Vertical(id="reps-room", classes="pane-group"):
            with Horizontal(id="reps-history", classes="pane-group"):
                yield self.years
                yield self.tenure
            yield self.table
            with Horizontal(id="reps-below", classes="pane-group"):
                with Vertical(id="reps-left", classes="pane-group"):
                    yield self.orphans
                    yield self.departures
                with Vertical(id="reps-right", classes="pane-group"):
                    yield self.effects
                    yield self.thanks

    def question(self, engine: Engine, query: Query) -> RepsRoomView:
        """Everything the room shows."""
        return engine.reps_room(query)

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None
