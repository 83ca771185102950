"""Contracts in the order in which they come due, with what their attrition clauses come to."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from holdfast.book.contracts import PER_PERIOD
from holdfast.metrics.revenue.contracts import HORIZON_DAYS
from holdfast.money import to_units
from holdfast.timeline import Period

COLUMNS: Final = (
    "contract_id", "customer", "start", "end", "renewal", "notice_by", "value", "shortfall", "damages",
    "note",
)  # fmt: skip


def contracts_table(facts: pl.DataFrame, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of contracts (facts/contracts.py, beside their customers) → one row each, the next due first.

    Contracts that run on `as_of` or ended inside the period; those already due come last. Columns COLUMNS:
    dates, money Float64 in currency units, `shortfall` Float64 units, `note` a sentence.
    """
    ended_inside = pl.coalesce("own_end", "due") >= period.start
    rows = facts.filter(pl.col("running") | ended_inside)
    return (
        rows.with_columns((pl.col("due") <= as_of).fill_null(value=False).alias("past"))
        .sort("past", "due", "contract_id", nulls_last=True)
        .select(
            "contract_id",
            pl.coalesce("name", "customer_id").alias("customer"),
            "start",
            "end",
            pl.col("due").alias("renewal"),
            "notice_by",
            to_units(pl.col("value")).alias("value"),
            "shortfall",
            to_units(pl.col("damages")).alias("damages"),
            _note(as_of).alias("note"),
        )
    )


def _note(as_of: date) -> pl.Expr:
    """What is coming, or what became of it; then the clause."""
    return pl.concat_str([_renewal(as_of), _clause()], separator="; ", ignore_nulls=True).replace("", None)


def _renewal(as_of: date) -> pl.Expr:
    left = (pl.col("due") - pl.lit(as_of)).dt.total_days()
    notice = (pl.col("notice_by") - pl.lit(as_of)).dt.total_days()
    verb = pl.when("renews_itself").then(pl.lit("renews itself in ")).otherwise(pl.lit("comes due in "))
    coming = pl.concat_str(verb, left, pl.lit(" d"))
    deadline = (
        pl.when(notice > 0)
        .then(pl.concat_str(pl.lit(" (notice in "), notice, pl.lit(" d)")))
        .when(notice <= 0)
        .then(pl.lit(" (notice passed)"))
        .otherwise(pl.lit(""))
    )
    return (
        pl.when(left.is_between(1, HORIZON_DAYS) & pl.col("running"))
        .then(coming + deadline)
        .when(pl.col("renewed"))
        .then(pl.lit("renewed"))
        .when(~pl.col("renewed"))
        .then(pl.lit("not renewed"))
        .when(left <= 0)
        .then(pl.concat_str(pl.lit("came due "), -left, pl.lit(" d ago, no successor yet")))
    )


def _clause() -> pl.Expr:
    so_far = pl.when("running").then(pl.lit(" so far")).otherwise(pl.lit(""))
    pickup = pl.concat_str(
        pl.lit("used "), _number("used"), pl.lit(" of at least "), _number("minimum"), so_far
    )
    each_night = (pl.col("mode").str.strip_chars().str.to_lowercase() == PER_PERIOD).fill_null(value=False)
    alone = pl.when(each_night & (pl.col("shortfall") > 0)).then(
        pl.concat_str(pl.lit(", "), _number("shortfall"), pl.lit(" short night by night"))
    )
    owed = (
        pl.when(pl.col("shortfall") <= 0)
        .then(pl.lit(""))
        .when(pl.col("damages").is_null())
        .then(pl.lit("; damages need unit_rate and margin_pct"))
        .when(pl.col("charged") < pl.col("shortfall"))
        .then(
            pl.concat_str(pl.lit("; "), _number("charged"), pl.lit(" charged after resale and unsold units"))
        )
        .otherwise(pl.lit(""))
    )
    clause = pl.concat_str(pickup, alone.fill_null(""), owed, pl.lit(" (not legal advice)"))
    return pl.when(pl.col("nights").is_not_null() & pl.col("minimum").is_not_null()).then(clause)


def _number(column: str) -> pl.Expr:
    """A count of units, without decimals where it is whole."""
    value = pl.col(column)
    whole = value.round(0) == value
    return pl.when(whole).then(value.cast(pl.Int64).cast(pl.String)).otherwise(value.round(2).cast(pl.String))
