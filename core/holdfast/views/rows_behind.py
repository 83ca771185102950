"""The rows behind what is under the cursor of a room: which view answers which selection."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from holdfast.views import selection as at
from holdfast.views.bisect.behind import break_customers, break_rows
from holdfast.views.customers.behind import customers_of_cell, customers_of_movement
from holdfast.views.figures.rows import rows_behind_group
from holdfast.views.forecast.behind import forecast_rows
from holdfast.views.frequency.table import frequency_rows
from holdfast.views.losses.behind import loss_rows
from holdfast.views.losses.sayings.quotes import quotes
from holdfast.views.money.behind import customers_of_side, losses_of_year, orders_of_month
from holdfast.views.pipeline.funnel_rows import funnel_rows
from holdfast.views.plays.behind import play_rows
from holdfast.views.reps.behind import rows_behind_prompt
from holdfast.views.reps.rows import rep_customers, team_of_year, team_tenure
from holdfast.views.risk.behind import rows_behind_flag
from holdfast.views.risk.waves import wave_losses_of
from holdfast.views.team.departures import departed_book
from holdfast.views.team.handover.plan import plan_rows
from holdfast.views.team.page import page_rows
from holdfast.views.today.plan.past import reached_rows
from holdfast.views.today.plan.rows import planned_calls
from holdfast.views.voice.behind import satisfaction_of_month, scored_customers, wave_customers
from holdfast.views.why.behind import health_rows, moved_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.results import FigureRows

Selected = TypeVar("Selected")


def _view(
    kind: type[Selected], find: Callable[[FactsStore, Answer, Selected], FigureRows]
) -> tuple[type, Callable[[FactsStore, Answer, Any], FigureRows]]:
    """A selection and the view of its own kind: neither fits another."""
    return kind, find


VIEWS: Final[Mapping[type, Callable[[FactsStore, Answer, Any], FigureRows]]] = MappingProxyType(
    dict(
        [
            _view(at.CohortCell, customers_of_cell),
            _view(at.MovementBar, customers_of_movement),
            _view(at.TeamOfYear, team_of_year),
            _view(at.TeamTenure, team_tenure),
            _view(at.RepCustomers, rep_customers),
            _view(at.DepartedBook, departed_book),
            _view(at.PlanOfRep, plan_rows),
            _view(at.FunnelPart, funnel_rows),
            _view(at.FigureGroup, rows_behind_group),
            _view(at.FlagOfCustomer, rows_behind_flag),
            _view(at.PageOfRep, page_rows),
            _view(at.FlagOfRep, rows_behind_prompt),
            _view(at.WaveOfSegment, wave_losses_of),
            _view(at.LossPart, loss_rows),
            _view(at.PhraseSaid, quotes),
            _view(at.WaveOfSurvey, wave_customers),
            _view(at.SatisfactionOf, satisfaction_of_month),
            _view(at.ScoredCustomers, scored_customers),
            _view(at.SideOfRevenue, customers_of_side),
            _view(at.RevenueOfMonth, orders_of_month),
            _view(at.LossesOfYear, losses_of_year),
            _view(at.ForecastOf, forecast_rows),
            _view(at.PlayPart, play_rows),
            _view(at.FrequencyOf, frequency_rows),
            _view(at.WhyMoved, moved_rows),
            _view(at.WhyHealth, health_rows),
            _view(at.BreakOf, break_rows),
            _view(at.BreakSide, break_customers),
            _view(at.PlannedCalls, planned_calls),
            _view(at.PlanReached, reached_rows),
        ]
    )
)
"""The view of every selection."""


def rows_behind_selection(store: FactsStore, answer: Answer, selection: at.Selection) -> FigureRows:
    """The rows behind what is under the cursor of a room.

    Raises UsageError where its period, its year or its flag does not exist here.
    """
    return VIEWS[type(selection)](store, answer, selection)
