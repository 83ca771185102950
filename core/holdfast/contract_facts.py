"""One row per contract: when it comes due, whether it was renewed, and what its attrition clause costs.

An attrition clause lets the pickup fall below the block by an allowance; what is missing beyond it is owed
as lost profit. No figure here is legal advice: the signed text decides.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.timeline import ONE_DAY, Period

if TYPE_CHECKING:
    from holdfast.book import Book

GRACE_DAYS: Final = 30
"""A contract without a successor is open for so long after it came due, then it counts as not renewed."""

EARLY_DAYS: Final = 45
"""A successor may start so many days before the contract it follows comes due."""

PER_PERIOD: Final = "per_period"
"""The mode in which every night stands alone; in any other the nights are added up first."""


def contract_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every contract that had started by `as_of`, sorted by the day it comes due.

    The columns of `contract_terms` and of `shortfalls` (nights before the end of the period), and
    Booleans `due_inside` (came due inside the period, by `as_of`), `running` (not ended at `as_of`),
    `clause_inside` (its last night lies inside the period).
    """
    closed = min(period.end, as_of + ONE_DAY)
    terms = contract_terms(book, as_of)
    return (
        terms.join(shortfalls(book, as_of, closed), on="contract_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("due").is_between(period.start, closed, closed="left").fill_null(value=False)
            .alias("due_inside"),
            (pl.col("last_night") >= period.start).fill_null(value=False).alias("clause_inside"),
        )
    )  # fmt: skip


def contract_terms(book: Book, as_of: date) -> pl.DataFrame:
    """Every contract visible on `as_of`: its columns, and what follows from its dates.

    Dates `due` (renewal, else end), `notice_by` (the last day to give notice) and `followed_on` (the start of
    the contract that took over, null where none has); Booleans `renews_itself`, `running`;
    `renewed`: True when another contract of the customer took over or it renews itself, False when nothing
    did within 30 days of coming due, null while that is open. Sorted by due date.
    """
    contracts = book.visible("contracts", as_of).lazy()
    due = pl.coalesce("renewal", "end")
    renews_itself = pl.col("auto_renew").fill_null(value=False)
    # The renewal date of a contract that renews itself ends nothing.
    own_end = pl.when(renews_itself & pl.col("end").eq_missing(pl.col("renewal"))).then(None).otherwise("end")
    terms = contracts.with_columns(
        due.alias("due"), renews_itself.alias("renews_itself"), own_end.alias("own_end")
    )
    successors = (
        terms.select("contract_id", "customer_id", "start", "due")
        .join(contracts.select("customer_id", pl.col("start").alias("next_start")), on="customer_id")
        .filter(
            (pl.col("next_start") > pl.col("start"))
            & (pl.col("next_start") >= pl.col("due") - timedelta(days=EARLY_DAYS))
            & (pl.col("next_start") <= pl.col("due") + timedelta(days=GRACE_DAYS))
        )
        .group_by("contract_id")
        .agg(pl.col("next_start").min().alias("followed_on"))
    )
    goes_on = pl.col("renews_itself") & (pl.col("own_end").is_null() | (pl.col("own_end") > pl.col("due")))
    kept = pl.col("followed_on").is_not_null() | goes_on
    came_due = (pl.col("due") <= as_of).fill_null(value=False)
    undecided = ~kept & (pl.col("due") + timedelta(days=GRACE_DAYS) > as_of)
    return (
        terms.join(successors, on="contract_id", how="left")
        .with_columns(
            (pl.col("due") - pl.duration(days="notice_days")).alias("notice_by"),
            (pl.col("own_end").is_null() | (pl.col("own_end") > as_of)).alias("running"),
            pl.when(came_due & ~undecided).then(kept).alias("renewed"),
        )
        .sort("due", "contract_id", nulls_last=True)
        .collect()
    )


def shortfalls(book: Book, as_of: date, closed: date) -> pl.DataFrame:
    """What each attrition clause comes to over the nights before `closed` that are visible on `as_of`.

    One row per contract with nights, sorted: `contract_id`; Float64 `blocked` and `used` units, `minimum`
    (blocked less the allowance), `shortfall` (minimum − used, in the mode of the contract), `charged`
    (the shortfall less units resold where the contract credits them, and never more than stayed unsold);
    `damages` Int64 money (charged × rate × margin, null where rate or margin is not on file); Dates
    `first_night`, `last_night`; `nights`. In mode `per_period` every night stands alone; otherwise nights
    are added up first, so that more than the block on one night makes up for another. Where the nights do
    not say what was contracted, the contract's units count, pro rata to the days gone by.
    Percentages are read as 20 or as 0.2.
    """
    if not book.has("contract_usage"):
        return pl.DataFrame(schema=_SHORTFALL_SCHEMA)
    terms = book.visible("contracts", as_of).lazy()
    clause = terms.select(
        "contract_id",
        (1 - _share("allowance_pct").fill_null(0.0)).alias("owed_share"),
        pl.coalesce(_share("margin_pct"), _margin_of_customer(book)).alias("margin"),
        (pl.col("mode").str.strip_chars().str.to_lowercase() == PER_PERIOD)
        .fill_null(value=False)
        .alias("each_night"),
        pl.col("resale_credit").fill_null(value=True),
        pl.col("units").alias("block"),
        "unit_rate",
        "start",
        "end",
    )
    nights = book.visible("contract_usage", as_of).lazy().filter(pl.col("date") < closed)
    by_night = nights.join(clause, on="contract_id").with_columns(
        pl.col("contracted", "used", "resold", "unsold").cast(pl.Float64)
    )
    summed = by_night.with_columns(*_of_night()).group_by("contract_id").agg(*_of_contract(closed))
    return (
        summed.with_columns(*_in_mode())
        .with_columns(
            # Units are whole or in simple fractions; money is rounded once, at the end.
            (pl.col("charged") * pl.col("unit_rate") * pl.col("margin"))
            .round(0, mode="half_away_from_zero")
            .cast(pl.Int64)
            .alias("damages")
        )
        .select(_SHORTFALL_SCHEMA.keys())
        .sort("contract_id")
        .collect()
    )


_SHORTFALL_SCHEMA: Final = {
    "contract_id": pl.String,
    **dict.fromkeys(("blocked", "used", "minimum", "shortfall", "charged"), pl.Float64),
    "damages": pl.Int64,
    "first_night": pl.Date,
    "last_night": pl.Date,
    "nights": pl.UInt32,
}


def _share(column: str) -> pl.Expr:
    """20 and 0.2 both mean 20 %."""
    value = pl.col(column)
    return pl.when(value > 1).then(value / 100).otherwise(value)


def _margin_of_customer(book: Book) -> pl.Expr:
    """The customer's own margin, for contracts that state none."""
    known = book.customers.filter(pl.col("margin_pct").is_not_null())
    return pl.col("customer_id").replace_strict(
        known.get_column("customer_id"),
        known.select(_share("margin_pct")).to_series(),
        default=None,
        return_dtype=pl.Float64,
    )


def _of_night() -> tuple[pl.Expr, ...]:
    """Shortfall of one night, what of it is charged, and how many units can be charged at all."""
    below = pl.max_horizontal(pl.col("owed_share") * pl.col("contracted") - pl.col("used"), pl.lit(0.0))
    empty = pl.max_horizontal(pl.col("contracted") - pl.col("used"), pl.lit(0.0))
    credited = pl.when("resale_credit").then(pl.col("resold").fill_null(0.0)).otherwise(0.0)
    chargeable = pl.min_horizontal(empty, "unsold")
    return (
        below.alias("below"),
        credited.alias("credited"),
        chargeable.alias("chargeable"),
        pl.min_horizontal(pl.max_horizontal(below - credited, pl.lit(0.0)), chargeable).alias(
            "charged_alone"
        ),
    )


def _of_contract(closed: date) -> tuple[pl.Expr, ...]:
    """All nights of a contract; the block pro rata where no night says what was contracted."""
    term = (pl.col("end") - pl.col("start")).dt.total_days().first()
    gone = (pl.lit(closed) - pl.col("start")).dt.total_days().first()
    share = (gone / term).clip(0.0, 1.0)
    told = pl.col("contracted").count() > 0
    return (
        pl.when(told).then(pl.col("contracted").sum()).otherwise(pl.col("block").first() * share)
        .alias("blocked"),
        pl.when(told).then(pl.col("chargeable").sum()).alias("chargeable"),
        pl.col("used", "below", "credited", "charged_alone").sum(),
        pl.col("owed_share", "margin", "each_night", "unit_rate").first(),
        pl.col("date").min().alias("first_night"),
        pl.col("date").max().alias("last_night"),
        pl.len().alias("nights"),
    )  # fmt: skip


def _in_mode() -> tuple[pl.Expr, ...]:
    minimum = pl.col("owed_share") * pl.col("blocked")
    together = pl.max_horizontal(minimum - pl.col("used"), pl.lit(0.0))
    charged = pl.min_horizontal(
        pl.max_horizontal(together - pl.col("credited"), pl.lit(0.0)), pl.col("chargeable")
    )
    known = pl.col("blocked").is_not_null()
    return (
        minimum.alias("minimum"),
        pl.when("each_night").then("below").when(known).then(together).alias("shortfall"),
        pl.when("each_night").then("charged_alone").when(known).then(charged).alias("charged"),
    )
