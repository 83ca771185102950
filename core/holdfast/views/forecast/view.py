"""The forecast of a query: revenue and customers of the next 12 months, with the record of earlier ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.forecast.history import (
    YEAR,
    ForecastKind,
    basis_of,
    customer_history,
    revenue_history,
)
from holdfast.views.forecast.making import QUARTER, Making
from holdfast.views.forecast.results import ForecastView

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.forecast.making import Chosen

KINDS: Final[tuple[ForecastKind, ...]] = ("revenue", "customers")
NOTHING: Final[dict[ForecastKind, str]] = {
    "revenue": "needs orders.csv, or subscriptions.csv or mrr_events.csv",
    "customers": "nobody was ever active",
}
MANY: Final = 20_000
"""Beyond so many customers, as under a filter, which chooses anew each time, earlier forecasts take long."""


def forecast_view(store: FactsStore, answer: Answer) -> ForecastView:
    """The forecast at the close of the as-of date, beside that of a year ago and all others of the past."""
    chosen = chosen_by(store, answer)
    found = {kind: making_of(store, answer, kind, chosen) for kind in KINDS}
    now, year_ago, record, lacking, unchecked = {}, {}, {}, {}, {}
    for kind, making in found.items():
        made = NOTHING[kind] if making is None else making.made(0)
        if making is None or isinstance(made, str):
            lacking[kind] = str(made)
            continue
        now[kind], record[kind] = made, making.record()
        before = making.made(-YEAR)
        if isinstance(before, str):
            unchecked[kind] = before
        else:
            year_ago[kind] = before
    basis = basis_of(store.book, answer.query.basis)
    return ForecastView(answer.moment, basis, now, year_ago, record, lacking, unchecked)


def making_of(store: FactsStore, answer: Answer, kind: ForecastKind, chosen: Chosen) -> Making | None:
    """The forecasts of one kind over the chosen customers; None where there is nothing to go by."""
    book, end = store.book, answer.facts.as_of + ONE_DAY
    basis = basis_of(book, answer.query.basis)
    history = revenue_history(book, end, basis) if kind == "revenue" else customer_history(book, end)
    if history is None:
        return None
    of_contracts = basis == "mrr" if kind == "revenue" else book.has_recurring_revenue
    step = QUARTER if answer.filtered or book.customers.height > MANY else 1
    return Making(book, kind, history, chosen, answer.filtered, step, of_contracts)


def chosen_by(store: FactsStore, answer: Answer) -> Chosen:
    """Whom the filter keeps at the close of a month; each is looked up once."""
    if not answer.filtered:
        return lambda _: None

    @cache
    def chosen(month: int) -> pl.Series:
        if month == 0:
            return answer.mask
        as_of = add_months(answer.facts.as_of + ONE_DAY, month) - ONE_DAY
        return store.answer(replace(answer.query, as_of=as_of, by=None, sort=(), columns=())).mask

    return chosen
