"""The next 12 months of a book with less than two years of subscriptions, by how long they last.

Each runs on as long as the shifted beta-geometric model expects at its age, at what it pays now. Raised and
lowered prices are not known to it. Fader & Hardie (2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.worth.forecast import contract_model, subscriber_months
from holdfast.keeping import keeps
from holdfast.timeline import ONE_DAY
from holdfast.views.forecast.path import MONTHS, Existing, modelled

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.statistics.survival.shifted_beta_geometric import ShiftedBetaGeometric
    from holdfast.views.forecast.history import MonthlyHistory


@keeps(64)
def _fitted(book: Book, as_of: date) -> ShiftedBetaGeometric | str:
    return contract_model(subscriber_months(book, as_of))


def contract_model_months(
    book: Book, history: MonthlyHistory, month: int, chosen: pl.Series | None
) -> Existing | str:
    """Recurring revenue or subscribers expected at the close of a month, or what is lacking."""
    as_of = history.close(month) - ONE_DAY
    model = _fitted(book, as_of)
    if isinstance(model, str):
        return model
    running = subscriber_months(book, as_of).filter(pl.col("mrr") > 0)
    if chosen is not None:
        running = running.filter(chosen.gather(running.get_column("customer")))
    amount = pl.lit(1.0) if history.is_count else pl.col("mrr")
    stays = staying(model, running).select(
        "customer", *((amount * pl.col(name)).alias(name) for name in MONTHS)
    )
    return modelled("contract model", running.height, stays)


def staying(model: ShiftedBetaGeometric, running: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `mrr`, and `m1` to `m12`: the chance that each is still there after so many months."""
    ages = running.get_column("age").unique().sort()
    shares = {name: [_stays(model, age, h) for age in ages] for h, name in enumerate(MONTHS, 1)}
    ahead = pl.DataFrame({"age": ages, **shares})
    return running.select("customer", "mrr", "age").join(ahead, on="age", how="left", maintain_order="left")


def _stays(model: ShiftedBetaGeometric, age: int, months: int) -> float:
    share = 1.0
    for month in range(age, age + months):
        share *= model.retention(month)
    return share
