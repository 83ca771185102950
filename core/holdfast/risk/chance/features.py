"""What the models of loss look at: a few facts of a customer at the close of a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.customers import customer_facts
from holdfast.facts.states import IS_ACTIVE
from holdfast.money import MONEY_SCALE
from holdfast.risk.past.clock import closes_in, recency_band
from holdfast.timeline import ONE_DAY, Period

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

TERMS: Final = ("closing", "overdue", "recency", "orders", "tenure", "revenue_log", "trend")
"""The terms of the logistic model, as columns of `features_at`."""

RECENT: Final = timedelta(days=90)
"""The trend is what was spent within this time beside the same before it."""


def features_at(book: Book, day: date, horizon: timedelta) -> pl.DataFrame:
    """Row i customer i at the close of `day`, with only what was visible then.

    `active` Boolean; `revenue` Int64 money of 12 months, never below 0; `band` UInt32 (clock.recency_band);
    as they are told: `overdue_ratio`, `days_since_order`, `closes_in`, `number` of orders, `age` in days,
    `spent` and `spent_before` (money, two times RECENT). Float64 TERMS: `closing` (the share of the horizon
    that is left once the active window has closed), the others as log(1 + value), `trend` the difference of
    the logs of what was spent; null where a customer has none.
    """
    facts = customer_facts(book, day, Period(day - RECENT + ONE_DAY, day + ONE_DAY))
    began = pl.min_horizontal("first_active", "first_order")
    told = facts.select(
        IS_ACTIVE.fill_null(value=False).alias("active"),
        pl.col("revenue").clip(lower_bound=0).fill_null(0),
        recency_band().alias("band"),
        "overdue_ratio",
        "days_since_order",
        closes_in(book, day).alias("closes_in"),
        pl.col("orders").alias("number"),
        (pl.lit(day) - began).dt.total_days().cast(pl.Int32).alias("age"),
        pl.col("revenue_period").clip(lower_bound=0).alias("spent"),
        pl.col("revenue_before").clip(lower_bound=0).alias("spent_before"),
    )
    days = horizon.days
    ordered = pl.col("number") > 0
    return told.with_columns(
        ((days - pl.col("closes_in")) / days).clip(0.0, 1.0).fill_null(0.0).alias("closing"),
        pl.col("overdue_ratio").log1p().alias("overdue"),
        pl.col("days_since_order").log1p().alias("recency"),
        pl.when(ordered).then(pl.col("number").log1p()).alias("orders"),
        pl.col("age").clip(lower_bound=0).log1p().alias("tenure"),
        (pl.col("revenue") / MONEY_SCALE).log1p().alias("revenue_log"),
        pl.when(ordered).then(_units("spent").log1p() - _units("spent_before").log1p()).alias("trend"),
    ).rechunk()


def _units(name: str) -> pl.Expr:
    return pl.col(name) / MONEY_SCALE
