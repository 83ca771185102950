"""The next 12 months of a book with less than two years of subscriptions, by how long they last.

Each runs on as long as the shifted beta-geometric model expects at its age, at what it pays now; newcomers
at the rate of late. Raised and lowered prices are not known to it. Fader & Hardie (2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.worth.forecast import contract_model, subscriber_months
from holdfast.keeping import keeps
from holdfast.statistics.exact import exact_sum
from holdfast.timeline import ONE_DAY
from holdfast.views.forecast.arrivals import arrivals
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import Expected, ForecastPath, path_of

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.statistics.survival.shifted_beta_geometric import ShiftedBetaGeometric
    from holdfast.views.forecast.history import History


@keeps(16)
def _fitted(book: Book, as_of: date) -> tuple[ShiftedBetaGeometric, pl.DataFrame] | str:
    served = subscriber_months(book, as_of)
    model = contract_model(served)
    return model if isinstance(model, str) else (model, served)


def contract_path(book: Book, history: History, month: int, chosen: pl.Series | None) -> ForecastPath | str:
    """The forecast of revenue or of active customers at the close of a month, or what is lacking."""
    fitted = _fitted(book, history.close(month) - ONE_DAY)
    if isinstance(fitted, str):
        return fitted
    model, served = fitted
    running = served.filter(pl.col("mrr") > 0)
    if chosen is not None:
        running = running.filter(chosen.gather(running.get_column("customer")))
    stays = staying(model, running)
    amount = pl.lit(1.0) if history.is_count else pl.col("mrr")
    values, variances = [], []
    for h in range(1, YEAR + 1):
        share = pl.col(f"m{h}")
        values.append(exact_sum(stays.select(amount * share).to_series()))
        variances.append(exact_sum(stays.select(amount**2 * share * (1 - share)).to_series()))
    paid = stays.select(pl.sum_horizontal(f"m{h}" for h in range(1, YEAR + 1)).alias("paid"), amount=amount)
    # Who leaves early leaves all months that follow: at most as if every month went the same way.
    spread = (pl.col("paid") * (YEAR - pl.col("paid"))).alias("spread")
    total_variance = exact_sum(paid.select(pl.col("amount") ** 2 * spread).to_series())
    total = 0.0 if history.is_count else sum(values)
    existing = Expected(tuple(values), tuple(variances), total, total_variance)
    came = arrivals(history, month, chosen)
    by_age = [(1.0 if history.is_count else came.first_value) * model.survival(age) for age in range(YEAR)]
    new = came.expected(by_age, months_add_up=not history.is_count)
    return path_of("contract model", existing, new, running.height, is_count=history.is_count)


def contract_shares(
    book: Book, history: History, month: int, chosen: pl.Series | None, h: int
) -> pl.DataFrame:
    """`customer` and what of a month (or, `h` 0, of the year) is expected of each who is there."""
    fitted = _fitted(book, history.close(month) - ONE_DAY)
    assert not isinstance(fitted, str)
    model, served = fitted
    running = served.filter(pl.col("mrr") > 0)
    if chosen is not None:
        running = running.filter(chosen.gather(running.get_column("customer")))
    share = pl.col(f"m{h}") if h else pl.sum_horizontal(f"m{one}" for one in range(1, YEAR + 1))
    amount = pl.lit(1.0) if history.is_count else pl.col("mrr")
    return staying(model, running).select("customer", (amount * share).alias("expected"))


def staying(model: ShiftedBetaGeometric, running: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `mrr`, and `m1` to `m12`: the chance that each is still there after so many months."""
    ages = running.get_column("age").unique().sort()
    shares = {f"m{h}": [_stays(model, age, h) for age in ages] for h in range(1, YEAR + 1)}
    ahead = pl.DataFrame({"age": ages, **shares})
    return running.select("customer", "mrr", "age").join(ahead, on="age", how="left", maintain_order="left")


def _stays(model: ShiftedBetaGeometric, age: int, months: int) -> float:
    share = 1.0
    for month in range(age, age + months):
        share *= model.retention(month)
    return share
