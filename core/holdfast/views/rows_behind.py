"""The rows behind what is under the cursor of a room: which view answers which selection."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdfast.views import selection as at
from holdfast.views.customers.behind import customers_behind
from holdfast.views.pipeline.funnel_rows import funnel_rows
from holdfast.views.reps.behind import prompts_of_rep, rows_behind_prompt
from holdfast.views.reps.rows import rep_customers, team_of_year, team_tenure
from holdfast.views.risk.behind import rows_behind_flag
from holdfast.views.risk.waves import wave_losses_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.results import FigureRows

VIEWS: Final[Mapping[type, Callable[[FactsStore, Answer, Any], FigureRows]]] = MappingProxyType(
    {
        at.CohortCell: customers_behind,
        at.MovementBar: customers_behind,
        at.TeamOfYear: team_of_year,
        at.TeamTenure: team_tenure,
        at.RepCustomers: rep_customers,
        at.FunnelPart: funnel_rows,
        at.FlagOfCustomer: rows_behind_flag,
        at.PromptsOfRep: prompts_of_rep,
        at.FlagOfRep: rows_behind_prompt,
        at.WaveOfSegment: wave_losses_of,
    }
)
"""The view of every selection but `FigureGroup`."""


def rows_behind_selection(store: FactsStore, answer: Answer, selection: at.Selection) -> FigureRows:
    """The rows behind a selection; `FigureGroup` is a figure, which the engine answers.

    Raises UsageError where its period, its year or its flag does not exist here.
    """
    return VIEWS[type(selection)](store, answer, selection)
