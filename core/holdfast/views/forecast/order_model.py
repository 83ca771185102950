"""The next 12 months of a book with less than two years of orders, by the model of orders (BG/NBD).

Orders of those who are there by what the model expects of each, times what an order of theirs is worth;
newcomers at the rate of late, each as the model expects of a customer just won. The season is not known.
Fader, Hardie & Lee (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.worth.forecast import order_models, purchase_history
from holdfast.keeping import keeps
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.models.beta import beta_quantile
from holdfast.timeline import ONE_DAY
from holdfast.views.forecast.arrivals import arrivals
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import Expected, ForecastPath, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.statistics.models.bgnbd import Bgnbd
    from holdfast.views.forecast.history import History

_NODES: Final = 8
"""Points of the distribution of who leaves after an order, where orders of a later stretch are asked for."""

_WEEK: Final = 7.0
_ORDER_SPREAD: Final = 2.0
"""The mean square of an order is about twice the square of its mean, as where amounts are exponential."""

_MONTHS: Final = [f"m{h}" for h in range(1, YEAR + 1)]


@dataclass(frozen=True, eq=False)
class _Fitted:
    """`customers`: `customer`, `x`, `t_x`, `T`, `alive`, `spend` an order; `newcomer`: that of who is new."""

    model: Bgnbd
    customers: pl.DataFrame
    newcomer: float


@keeps(16)
def _fitted(book: Book, as_of: date) -> _Fitted | str:
    history = purchase_history(book, as_of)
    models = order_models(history, at_edge=True)
    if isinstance(models, str):
        return models
    model, spend_model, _ = models
    repeats = int(history.get_column("x").sum())
    mean = exact_sum(history.select(pl.col("x") * pl.col("mean_spend")).to_series()) / repeats
    # Where the model of spend does not hold, the mean of all repeat orders is right for their sum.
    each = (
        pl.lit(mean)
        if spend_model is None
        else spend_model.expected_spend(pl.col("x"), pl.col("mean_spend").fill_null(0.0))
    )
    kept = _kept(book, as_of)
    customers = history.select("customer", "x", "t_x", "T", alive=model.p_alive(), spend=each * kept)
    return _Fitted(model, customers, kept * (mean if spend_model is None else spend_model.mean))


def _kept(book: Book, as_of: date) -> float:
    """What credit notes leave of orders."""
    paid, bought = (
        int(frame.filter(pl.col("day") <= as_of).get_column("amount").sum())
        for frame in (book.sales, book.purchases)
    )
    return max(0.0, paid / bought) if bought else 1.0


def order_path(book: Book, history: History, month: int, chosen: pl.Series | None) -> ForecastPath | str:
    """The forecast of revenue or of active customers at the close of a month, or what is lacking."""
    fitted = _fitted(book, history.close(month) - ONE_DAY)
    if isinstance(fitted, str):
        return fitted
    customers = fitted.customers
    if chosen is not None:
        customers = customers.filter(chosen.gather(customers.get_column("customer")))
    existing = _summed(expected_of(book, fitted, customers, history, month), history)
    came = arrivals(history, month, chosen)
    if history.is_count:
        new = came.expected(_active_by_age(book, fitted.model), months_add_up=False)
    else:
        later = [fitted.newcomer * orders for orders in _orders_by_age(fitted.model)]
        new = came.expected([came.first_value, *later])
    return path_of("order model", existing, new, customers.height, is_count=history.is_count)


def order_shares(book: Book, history: History, month: int, chosen: pl.Series | None, h: int) -> pl.DataFrame:
    """`customer` and what of a month (or, `h` 0, of the year) is expected of each who is there."""
    fitted = _fitted(book, history.close(month) - ONE_DAY)
    assert not isinstance(fitted, str)
    customers = fitted.customers
    if chosen is not None:
        customers = customers.filter(chosen.gather(customers.get_column("customer")))
    found = expected_of(book, fitted, customers, history, month)
    orders = pl.col(f"m{h}") if h else pl.sum_horizontal(_MONTHS)
    each = orders if history.is_count else orders * pl.col("spend")
    return found.select("customer", each.alias("expected"))


def expected_of(
    book: Book, fitted: _Fitted, customers: pl.DataFrame, history: History, month: int
) -> pl.DataFrame:
    """`customer`, its `spend`, and Float64 `m1` to `m12`: orders of each month, or the chance to be active."""
    weeks = _weeks(history, month)
    if history.is_count:
        return _active(book, fitted.model, customers, history, month)
    pairs = customers.select("x", "T").unique().sort("x", "T")
    until = [fitted.model.expected_if_alive(pairs, week) for week in weeks]
    each = [(until[h] - (until[h - 1] if h else 0.0)).alias(name) for h, name in enumerate(_MONTHS)]
    joined = customers.join(pairs.with_columns(each), on=["x", "T"], how="left", maintain_order="left")
    return joined.select("customer", "spend", *(pl.col(name) * pl.col("alive") for name in _MONTHS))


def _summed(found: pl.DataFrame, history: History) -> Expected:
    if history.is_count:
        sums = [exact_sum(found.get_column(name)) for name in _MONTHS]
        spreads = [exact_sum(found.select(pl.col(name) * (1 - pl.col(name))).to_series()) for name in _MONTHS]
        return Expected(tuple(sums), tuple(spreads), 0.0, 0.0)
    values = [exact_sum(found.select(pl.col(name) * pl.col("spend")).to_series()) for name in _MONTHS]
    squares = [
        _ORDER_SPREAD * exact_sum(found.select(pl.col(name) * pl.col("spend") ** 2).to_series())
        for name in _MONTHS
    ]
    return Expected(tuple(values), tuple(squares), sum(values), sum(squares))


def _weeks(history: History, month: int) -> list[float]:
    start = history.close(month)
    return [(history.close(month + h) - start).days / _WEEK for h in range(1, YEAR + 1)]


def _active(book: Book, model: Bgnbd, customers: pl.DataFrame, history: History, month: int) -> pl.DataFrame:
    """Whoever ordered inside the window that is open at the close of a month, or is likely to by then."""
    window, start, weeks = book.settings.active_window, history.close(month), _weeks(history, month)
    is_long = window.before(history.close(month + YEAR)) <= start
    leaving = customers if is_long else _leaving(model, customers)
    columns = []
    for h, name in enumerate(_MONTHS, 1):
        opens = window.before(history.close(month + h))
        since = max(0, (opens - start).days) / _WEEK
        # Days from the last order to the close of the month of the forecast.
        still = (pl.col("T") - pl.col("t_x")) * _WEEK < (start - opens).days
        chance = pl.col("alive") * chance_of_order(model, since, weeks[h - 1])
        columns.append(pl.when(still).then(1.0).otherwise(chance).alias(name))
    return leaving.select("customer", "spend", *columns)


def _leaving(model: Bgnbd, customers: pl.DataFrame) -> pl.DataFrame:
    """Beside each customer the middles `p0`, `p1` … of equal parts of its chance to leave after an order."""
    counts = customers.get_column("x").unique().sort()
    points = {
        f"p{node}": [beta_quantile((node + 0.5) / _NODES, model.a, model.b + x) for x in counts]
        for node in range(_NODES)
    }
    table = pl.DataFrame({"x": counts, **points}, schema_overrides=dict.fromkeys(points, pl.Float64))
    return customers.join(table, on="x", how="left", maintain_order="left")


def chance_of_order(model: Bgnbd, since: float, until: float) -> pl.Expr:
    """The chance of at least one order between two times ahead, if the customer is still there.

    Over columns `x`, `T` and those of `_leaving`. Who is there leaves at the rate p·λ and orders at λ, with
    λ ~ Gamma(r + x, alpha + T) and p ~ Beta(a, b + x): E[e^(−λps) − e^(−λ(ps + t − s))], by the gamma
    transform of λ and the middles of equal parts of p; exact where `since` is 0. Source: derived from Fader,
    Hardie & Lee (2005).
    """
    reach = model.alpha + pl.col("T")
    power = model.r + pl.col("x").cast(pl.Float64)

    def left(at: pl.Expr) -> pl.Expr:
        return (-power * (1 + at / reach).log()).exp()

    if since <= 0:
        return 1 - left(pl.lit(until))
    gone = [pl.col(f"p{node}") * since for node in range(_NODES)]
    return pl.sum_horizontal(left(at) - left(at + (until - since)) for at in gone) / _NODES


_NEWCOMER: Final = pl.DataFrame({"x": [0], "T": [0.0]})
_MONTH_WEEKS: Final = 365.25 / 12 / _WEEK


def _orders_by_age(model: Bgnbd) -> list[float]:
    """Repeat orders of a newcomer in each month after the first, who came in the middle of that."""
    until = [float(model.expected_if_alive(_NEWCOMER, (age + 0.5) * _MONTH_WEEKS)[0]) for age in range(YEAR)]
    return [later - before for before, later in pairwise(until)]


def _active_by_age(book: Book, model: Bgnbd) -> Sequence[float]:
    """The chance of a newcomer to be active at the close of its first month, its second and so on."""
    window = book.settings.active_window.approximate_days / _WEEK
    newcomer = _leaving(model, _NEWCOMER)
    ages = [(age + 0.5) * _MONTH_WEEKS for age in range(YEAR)]
    later = [chance_of_order(model, max(0.0, age - window), age).alias(f"{age}") for age in ages]
    chances = newcomer.select(later).row(0)
    return [1.0 if age < window else float(chance) for age, chance in zip(ages, chances, strict=True)]
