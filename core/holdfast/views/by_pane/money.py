"""The panes of the room of money as tables: losses by year, revenue by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.revenue.mix import ORDERS
from holdfast.views.by_pane.made import list_of
from holdfast.views.figures.scopes import scope_of
from holdfast.views.money.sides import revenue_months
from holdfast.views.money.years import loss_years
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

IN_PERIOD: Final = "new: orders of customers whose first order lies in the period"

_YEARS: Final = {
    "year": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "lost": pl.Int64,
    "at_start": pl.Int64, "status": pl.String, "note": pl.String,
}  # fmt: skip
_MONTHS: Final = {
    "month": pl.Date, "new": pl.Float64, "earlier": pl.Float64, "complete": pl.Boolean,
}  # fmt: skip


def losses_by_year(store: FactsStore, answer: Answer) -> TableView:
    """Yearly churn of each year of the data, oldest first. Raises UsageError where nobody is ever active."""
    _needs(store, ACTIVITY)
    rows = (
        (
            one.label,
            one.figure.value,
            one.figure.low,
            one.figure.high,
            _whole(one.figure.numerator),
            _whole(one.figure.denominator),
            one.figure.status,
            one.note or one.figure.note,
        )
        for one in loss_years(store, answer)
    )
    return TableView("loss-years", answer.moment, list_of(rows, _YEARS))


def revenue_by_month(store: FactsStore, answer: Answer) -> TableView:
    """Orders of each month of the period, new customers beside earlier ones. Raises UsageError."""
    _needs(store, ORDERS)
    months = revenue_months(scope_of(store.book, answer, answer.facts))
    rows = ((one.start, one.new, one.earlier, one.complete) for one in months)
    return TableView("revenue-months", answer.moment, list_of(rows, _MONTHS), (IN_PERIOD,))


def _needs(store: FactsStore, tables: tuple[tuple[str, ...], ...]) -> None:
    if (lacking := locks.missing(tables, store.book)) is not None:
        raise UsageError(locks.sentence(lacking))


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
