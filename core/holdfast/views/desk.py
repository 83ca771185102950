"""The desk: the figures that matter most, the list, the flags and the reps on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.answers.order import BY_SEVERITY
from holdfast.metrics.registry import METRICS
from holdfast.risk.needs import locked
from holdfast.risk.summary import summarise
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.figures import metric_figures
from holdfast.views.reps.pane import reps_pane
from holdfast.views.results import DeskView
from holdfast.views.risk.waves import waves_of
from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

HEADLINES: Final = (
    "retention.customers",
    "retention.revenue.gross",
    "retention.revenue.net",
    "repeat.rate",
    "nps.customers",
    "risk.revenue.flagged",
    "revenue.period",
    "mrr.end",
    "customers.active",
)
"""The usual figures of the desk, most important first; rep retention has its own pane."""

TAKES_A_LOOK_BACK: Final = ("risk.revenue.expected",)
"""Figures that no desk waits for."""


def usual_headlines(book: Book) -> tuple[str, ...]:
    """The usual figures of a book: without surveys there is no score to look for."""
    return tuple(metric for metric in HEADLINES if metric != "nps.customers" or book.has("surveys"))


def desk_view(
    store: FactsStore, answer: Answer, chosen: tuple[str, ...] = (), *, patient: bool = False
) -> DeskView:
    """Everything the desk shows, its figures as `chosen`: the usual ones where none is, or none is known.

    Without patience customers stand by severity as long as nobody has made the rates they are ordered by:
    `rank` makes them.
    """
    known = tuple(metric for metric in chosen if metric in METRICS and metric not in TAKES_A_LOOK_BACK)
    headlines = known or usual_headlines(store.book)
    sort = answer.query.sort or store.usual_sort(answer, at_once=not patient)
    return DeskView(
        query=answer.query,
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=headlines)},
        customers=customer_rows(store, answer, sort),
        flags=summarise(answer.chosen, locked(store.book), store.thresholds.preset),
        reps=reps_pane(store, answer),
        waves=waves_of(store, answer),
        ranked=sort is not BY_SEVERITY,
        headlines=headlines,
        names={metric: tr(METRICS[metric].name, "metric") for metric in headlines},
    )
