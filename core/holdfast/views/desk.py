"""The desk: the figures that matter most, the list, the flags and the reps on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.answers.order import BY_SEVERITY
from holdfast.risk.needs import locked
from holdfast.risk.summary import summarise
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.figures import metric_figures
from holdfast.views.reps.pane import reps_pane
from holdfast.views.results import DeskView
from holdfast.views.risk.waves import waves_of

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

HEADLINES: Final = (
    "retention.customers",
    "retention.revenue.gross",
    "retention.revenue.net",
    "repeat.rate",
    "revenue.period",
    "mrr.end",
    "risk.revenue.flagged",
    "customers.active",
)
"""The figures of the desk, most important first; rep retention has its own pane."""


def desk_view(store: FactsStore, answer: Answer, *, patient: bool = False) -> DeskView:
    """Everything the desk shows.

    Without patience customers stand by severity as long as nobody has made the rates they are ordered by:
    `rank` makes them.
    """
    sort = answer.query.sort or store.usual_sort(answer, at_once=not patient)
    return DeskView(
        query=answer.query,
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=HEADLINES)},
        customers=customer_rows(store, answer, sort),
        flags=summarise(answer.chosen, locked(store.book)),
        reps=reps_pane(store, answer),
        waves=waves_of(store, answer),
        ranked=sort is not BY_SEVERITY,
    )
