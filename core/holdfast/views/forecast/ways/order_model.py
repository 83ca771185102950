"""The next 12 months of a book with less than two years of orders, by the model of orders (BG/NBD).

Orders of those who are there by what the model expects of each, times what an order of theirs is worth. The
season is not known. Fader, Hardie & Lee (2005).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.worth.forecast import order_models, purchase_history
from holdfast.keeping import keeps
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.orders_ahead import orders_ahead
from holdfast.timeline import ONE_DAY
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import MONTHS, Existing, modelled

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.statistics.models.bgnbd import Bgnbd
    from holdfast.statistics.models.gamma_gamma import GammaGamma
    from holdfast.views.forecast.history import MonthlyHistory

_WEEK: Final = 7.0


@keeps(64)
def _fitted(book: Book, as_of: date) -> tuple[Bgnbd, GammaGamma | None] | str:
    models = order_models(purchase_history(book, as_of), at_edge=True)
    return models if isinstance(models, str) else models[:2]


def _customers(book: Book, as_of: date, model: Bgnbd, spend_model: GammaGamma | None) -> pl.DataFrame:
    """`customer`, `x`, `t_x`, `T`, `alive`, `spend` an order."""
    history = purchase_history(book, as_of)
    if spend_model is None:
        # Where the model of spend does not hold, the mean of all repeat orders is right for their sum.
        repeats = int(history.get_column("x").sum())
        spend = pl.lit(exact_sum(history.select(pl.col("x") * pl.col("mean_spend")).to_series()) / repeats)
    else:
        spend = spend_model.expected_spend(pl.col("x"), pl.col("mean_spend").fill_null(0.0))
    kept = _kept(book, as_of)
    return history.select("customer", "x", "t_x", "T", alive=model.p_alive(), spend=spend * kept)


def _kept(book: Book, as_of: date) -> float:
    """What credit notes leave of orders."""
    paid, bought = (
        int(frame.filter(pl.col("day") <= as_of).get_column("amount").sum())
        for frame in (book.sales, book.purchases)
    )
    return max(0.0, paid / bought) if bought else 1.0


def order_model_months(
    book: Book, history: MonthlyHistory, month: int, chosen: pl.Series | None
) -> Existing | str:
    """Net orders or active customers expected at the close of a month, or what is lacking."""
    as_of = history.close(month) - ONE_DAY
    fitted = _fitted(book, as_of)
    if isinstance(fitted, str):
        return fitted
    customers = _customers(book, as_of, *fitted)
    if chosen is not None:
        customers = customers.filter(chosen.gather(customers.get_column("customer")))
    find = _active if history.is_count else _spending
    return modelled("order model", customers.height, find(book, fitted[0], customers, history, month))


def _spending(
    _book: Book, model: Bgnbd, customers: pl.DataFrame, history: MonthlyHistory, month: int
) -> pl.DataFrame:
    """What each is expected to spend in each month."""
    ahead, weeks = orders_ahead(model), [0.0, *_weeks(history, month)]
    spent = pl.col("alive") * pl.col("spend")
    each = (
        (spent * ahead.orders(since, until)).alias(name)
        for name, (since, until) in zip(MONTHS, pairwise(weeks), strict=True)
    )
    return ahead.weighed(customers).select("customer", *each)


def _weeks(history: MonthlyHistory, month: int) -> list[float]:
    start = history.close(month)
    return [(history.close(month + h) - start).days / _WEEK for h in range(1, YEAR + 1)]


def _active(
    book: Book, model: Bgnbd, customers: pl.DataFrame, history: MonthlyHistory, month: int
) -> pl.DataFrame:
    """Whoever ordered inside the window that is open at the close of a month, or is likely to by then."""
    window, start = book.settings.active_window, history.close(month)
    ahead = orders_ahead(model)
    columns = []
    for h, (name, week) in enumerate(zip(MONTHS, _weeks(history, month), strict=True), 1):
        opens = window.before(history.close(month + h))
        since = max(0, (opens - start).days) / _WEEK
        # Days from the last order to the close of the month of the forecast.
        still = (pl.col("T") - pl.col("t_x")) * _WEEK < (start - opens).days
        chance = pl.col("alive") * ahead.chance(since, week)
        columns.append(pl.when(still).then(1.0).otherwise(chance).alias(name))
    return ahead.weighed(customers).select("customer", *columns)
