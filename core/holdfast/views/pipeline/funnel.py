"""The funnel: stages of deals, then what becomes of the customers they won. Spec §7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.deals import stage_progress
from holdfast.metrics.revenue.pipeline import StageStep, steps

if TYPE_CHECKING:
    from holdfast.book.book import Book

CREATED: Final = "Created"
"""The one stage of deals whose book keeps no history of stages."""

COLUMNS: Final = (
    "stage", "entered", "open", "reached_next", "conversion", "low", "high", "attrition",
)  # fmt: skip

AFTER_CLOSE: Final = ("Won", "Onboarded", "Second purchase", "Regular", "Renewed")
"""What follows a won deal, counted in customers: each once, from the first deal they won in the period."""

NOTES: Final = (
    "low and high are bounds, not an interval: none or all of the open ones go on",
    "from Won on the rows count customers, open while they are still active; Regular is a third purchase",
)


def pipeline_table(book: Book, as_of: date, deals: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Facts of deals (facts/deals.py) and of their customers → one row per stage, in order, and what follows.

    Deals in play in the period count. Columns COLUMNS: `stage` String, counts Int64, `conversion` = reached
    the next ÷ (entered − open), `low`, `high` its bounds, `attrition` its complement, Float64; null where
    nothing was decided. A book without stage history has one row `Created` for all its deals. The last row
    leads nowhere, so it has no conversion.
    """
    return _framed(funnel(book, as_of, deals, customers))


@dataclass(frozen=True)
class Funnel:
    """Stages of the deals in play, and what the customers they won came to; the last step leads nowhere."""

    deals: tuple[StageStep, ...]
    customers: tuple[StageStep, ...]


def funnel(book: Book, as_of: date, deals: pl.DataFrame, customers: pl.DataFrame) -> Funnel:
    """The steps of `pipeline_table`."""
    in_play = deals.filter("in_play")
    if book.has("opportunity_stages"):
        rows = steps(stage_progress(book, as_of, in_play))
    else:
        won, still_open = (int(in_play.get_column(name).sum()) for name in ("won", "open"))
        rows = (StageStep(CREATED, in_play.height, still_open, won),)
    reached = after_close(book, as_of, in_play.filter("won"), customers)
    if reached.is_empty():
        return Funnel(rows, ())
    return Funnel(rows, tuple(_step(reached, name, place) for place, name in enumerate(after_names(book))))


def _framed(steps_of: Funnel) -> pl.DataFrame:
    rows = [*steps_of.deals, *steps_of.customers]
    last = len(rows) - 1 if steps_of.customers else len(rows)
    led = [step if place != last else None for place, step in enumerate(rows)]
    return pl.DataFrame(
        {
            "stage": [step.stage for step in rows],
            "entered": [step.entered for step in rows],
            "open": [step.open for step in rows],
            "reached_next": [step and step.reached_next for step in led],
            "conversion": [step and step.conversion for step in led],
            "low": [step and step.low for step in led],
            "high": [step and step.high for step in led],
            "attrition": [
                None if step is None or step.conversion is None else 1 - step.conversion for step in led
            ],
        },
        schema={
            "stage": pl.String,
            **dict.fromkeys(COLUMNS[1:4], pl.Int64),
            **dict.fromkeys(COLUMNS[4:], pl.Float64),
        },
    )


def after_names(book: Book) -> tuple[str, ...]:
    """The steps after closing that this book can tell."""
    # Without contracts or deals of renewal nobody can be seen to renew: the funnel then ends before.
    return AFTER_CLOSE if _tells_renewal(book) else AFTER_CLOSE[:-1]


def after_close(book: Book, as_of: date, won: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """How far the customers of won deals came since the first of them.

    `won`: won deals in play (facts/deals.py). Returns `customer`, `active`, `place` (index into AFTER_CLOSE
    of the last step reached); no row where no deal was won by a known customer.
    """
    winners = (
        won.filter(pl.col("customer").is_not_null() & pl.col("closed_on").is_not_null())
        .group_by("customer")
        .agg(pl.col("closed_on").min().alias("won_on"))
    )
    since = pl.col("won_on")
    bought = (
        book.purchases.filter(pl.col("day") <= as_of)
        .join(winners, on="customer")
        .filter(pl.col("day") >= since)
        .group_by("customer")
        .agg(pl.len().alias("bought"))
    )
    known = customers.select("customer", "active", "mrr")
    renewed = _renewed(book, as_of, winners)
    return (
        winners.join(known, on="customer", how="left")
        .join(bought, on="customer", how="left")
        .with_columns(pl.col("bought").fill_null(0), pl.col("active", "mrr").fill_null(0))
        .with_columns(
            pl.when(pl.col("customer").is_in(renewed.implode()))
            .then(4)
            .otherwise(pl.max_horizontal(pl.col("bought").clip(0, 3), (pl.col("mrr") > 0).cast(pl.UInt32)))
            .alias("place")
        )
        .select("customer", "active", "place")
    )


def _step(reached: pl.DataFrame, name: str, place: int) -> StageStep:
    here = (pl.col("place") == place) & pl.col("active").cast(pl.Boolean)
    return StageStep(
        name,
        *reached.select(
            (pl.col("place") >= place).sum().alias("entered"),
            here.sum().alias("open"),
            (pl.col("place") > place).sum().alias("reached"),
        ).row(0),
    )


def _tells_renewal(book: Book) -> bool:
    return book.has("contracts") or bool(_renewal_deals(book.tables["opportunities"]).height)


def _renewal_deals(deals: pl.DataFrame) -> pl.DataFrame:
    return deals.filter(pl.col("type").str.to_lowercase() == "renewal")


def _renewed(book: Book, as_of: date, winners: pl.DataFrame) -> pl.Series:
    """Customers who won a renewal deal, or began a contract that follows another, after their first deal."""
    deals = _renewal_deals(book.visible("opportunities", as_of)).filter(
        pl.col("is_won").fill_null(value=False) & pl.col("customer").is_not_null()
    )
    days = [deals.select("customer", pl.col("close_date").alias("day"))]
    if book.has("contracts"):
        contracts = book.visible("contracts", as_of).filter(pl.col("customer").is_not_null())
        follows = pl.col("start") > pl.col("start").min().over("customer")
        days.append(contracts.filter(follows).select("customer", pl.col("start").alias("day")))
    return (
        pl.concat(days)
        .join(winners, on="customer")
        .filter(pl.col("day") > pl.col("won_on"))
        .get_column("customer")
        .unique()
    )
