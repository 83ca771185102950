"""The room of pipeline and contracts: funnel, win rates, renewals, attrition clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.schema.fields import FIELDS
from holdfast_tui.commands.declared import Place, bindings
from holdfast_tui.panes.pipeline.contracts import ClausesPane, RenewalsPane
from holdfast_tui.panes.pipeline.deal_groups import DealGroupsPane
from holdfast_tui.panes.pipeline.figures import PipelineFiguresPane
from holdfast_tui.panes.pipeline.funnel import FunnelPane
from holdfast_tui.screens.dialogs.chooser import dimension_chooser
from holdfast_tui.screens.rooms.base import Pane
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.rooms import PipelineRoomView

GROUPINGS: Final = ("rep", "team", "region", "segment", "tier", "industry", "country", "source")
"""Dimensions of a deal that do not move with it; the first at first."""


class PipelineScreen(PanesRoom):
    """Where deals fall away, what comes due, what falls short."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("pipeline"))
    place: ClassVar[Place] = "pipeline"
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("funnel", "Funnel"),
        ("deal-groups", "Win rate"),
        ("pipeline-figures", "Figures"),
        ("renewals", "Renewals"),
        ("clauses", "Clauses"),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="pipeline")
        self.funnel = FunnelPane(id="funnel")
        self.groups = DealGroupsPane(id="deal-groups")
        self.figures = PipelineFiguresPane(id="pipeline-figures")
        self.renewals = RenewalsPane(id="renewals")
        self.clauses = ClausesPane(id="clauses")
        self.view: PipelineRoomView | None = None

    def panes(self) -> Sequence[Pane]:
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

    @property
    def by(self) -> str:
        """The dimension by which the deals are split."""
        return self.choice or GROUPINGS[0]

    def question(self, engine: Engine, query: Query) -> Any:
        """Everything the room shows."""
        return engine.pipeline_room(query, self.by)

    def needs_asking(self, asked: Query, query: Query) -> bool:
        """Order and columns of the customer list change nothing here."""
        return replace(asked, columns=(), sort=()) != replace(query, columns=(), sort=())

    def show_answer(self, view: PipelineRoomView) -> None:
        """Show the newest result."""
        self.view = view
        super().show_answer(view)

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None

    def action_pipeline_split(self) -> None:
        """Choose the dimension of win rate and cycle."""
        titles = [(name, FIELDS[name].title) for name in GROUPINGS if name in FIELDS]
        self.app.push_screen(dimension_chooser(titles, self.by), self._split_chosen)

    def _split_chosen(self, name: str | None) -> None:
        if name is not None:
            self.choose(name)
