"""The room of pipeline and contracts: funnel, win rates, renewals, attrition clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.views.rooms import PipelineRoomView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.panes.pipeline.contracts import ClausesPane, RenewalsPane
from holdfast_tui.panes.pipeline.deal_groups import DealGroupsPane
from holdfast_tui.panes.pipeline.figures import PipelineFiguresPane
from holdfast_tui.panes.pipeline.funnel import FunnelPane
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.screens.splitting import Splitting
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query

GROUPINGS: Final = ("rep", "team", "region", "segment", "tier", "industry", "country", "source")
"""Dimensions of a deal that do not move with it; the first at first."""


class PipelineScreen(PanesRoom[PipelineRoomView]):
    """Where deals fall away, what comes due, what falls short."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("pipeline"))
    place: ClassVar[Place] = "pipeline"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("funnel", "Funnel"),
            ("deal-groups", "Win rate"),
            ("pipeline-figures", "Figures"),
            ("renewals", "Renewals"),
            ("clauses", "Clauses"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="pipeline")
        self.funnel = FunnelPane(id="funnel")
        self.groups = DealGroupsPane(id="deal-groups")
        self.figures = PipelineFiguresPane(id="pipeline-figures")
        self.renewals = RenewalsPane(id="renewals")
        self.clauses = ClausesPane(id="clauses")
        self.splitting = Splitting(self, session, self.place, GROUPINGS)
        self.controls.add({"pipeline.split": self.splitting.choose})

    def answering(self) -> Sequence[Shows[PipelineRoomView]]:
        """Every pane of the room."""
        return (self.funnel, self.groups, self.figures, self.renewals, self.clauses)

    def arrangement(self) -> ComposeResult:
        """Deals on the left, figures and contracts on the right."""
        with Vertical(id="pipeline-deals", classes="pane-group"):
            yield self.funnel
            yield self.groups
        with Vertical(id="pipeline-contracts", classes="pane-group"):
            yield self.figures
            yield self.renewals
            yield self.clauses

    def question(self, engine: Engine, query: Query) -> PipelineRoomView:
        """Everything the room shows."""
        return engine.pipeline_room(query, self.splitting.by)

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None
