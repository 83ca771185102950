"""Every change of activity, named by what it did to the customer, as book/activity.py has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.extras import needed

if TYPE_CHECKING:
    from holdfast.engines.workplace import Lazy

nw = needed("narwhals", "duckdb", "the steps of other engines: they")


def net_of_days(spells: Lazy) -> Lazy:
    """What changed on each day of each customer: `delta`, `level`, `step`, `is_active`, `is_first`."""
    starts = spells.select(
        "customer", nw.col("start").alias("day"), nw.col("mrr").alias("delta"), nw.lit(1).alias("open")
    )
    ends = spells.filter(~nw.col("end").is_null()).select(
        "customer", nw.col("end").alias("day"), (0 - nw.col("mrr")).alias("delta"), nw.lit(-1).alias("open")
    )
    moves = nw.concat([starts, ends], how="vertical")
    daily = moves.group_by("customer", "day").agg(
        nw.col("delta").sum().cast(nw.Int64), nw.col("open").sum().cast(nw.Int64)
    )
    totals = daily.with_columns(
        nw.col("open").cum_sum().over("customer", order_by="day").cast(nw.Int64).alias("open_after"),
        nw.col("delta").cum_sum().over("customer", order_by="day").cast(nw.Int64).alias("level"),
        nw.col("day").min().over("customer").alias("first"),
    )
    is_active, was_active = nw.col("open_after") > 0, nw.col("open_after") - nw.col("open") > 0
    stepped = totals.select(
        "customer",
        "day",
        "delta",
        "level",
        is_active.alias("is_active"),
        (nw.col("day") == nw.col("first")).alias("is_first"),
        (_as_number(is_active) - _as_number(was_active)).alias("step"),
    )
    return stepped.filter((nw.col("step") != 0) | (nw.col("delta") != 0))


def changes(daily: Lazy, calendar: Lazy, *, limited_return: bool) -> Lazy:
    """The changes of `net_of_days` with their names.

    `limited_return`: who comes back too late, by the calendar's `returns_until`, is new again.
    """
    named = (
        _with_return(daily, calendar) if limited_return else daily.with_columns(nw.lit(1).alias("returned"))
    )
    step, is_return = nw.col("step"), ~nw.col("is_first") & (nw.col("returned") == 1)
    of_level = nw.when(nw.col("delta") > 0).then(nw.lit("expansion")).otherwise(nw.lit("contraction"))
    of_start = nw.when(is_return).then(nw.lit("reactivation")).otherwise(nw.lit("new"))
    kind = (
        nw.when(step == -1)
        .then(nw.lit("churn"))
        .otherwise(nw.when(step == 0).then(of_level).otherwise(of_start))
    )
    return named.join(_counted(daily, calendar), on=["customer", "day"], how="left").select(
        "customer",
        "day",
        "delta",
        "step",
        "counted_from",
        kind.alias("kind"),
        "level",
        "is_active",
        "is_first",
        nw.col("day").shift(-1).over("customer", order_by="day").alias("next_day"),
    )


def _with_return(daily: Lazy, calendar: Lazy) -> Lazy:
    """`returned`: 1 where the loss before, which the row before tells, was recent enough."""
    left = daily.with_columns(nw.col("day").shift(1).over("customer", order_by="day").alias("left_on"))
    until = calendar.select(nw.col("day").alias("left_on"), "returns_until")
    joined = left.join(until, on="left_on", how="left")
    recent = nw.when(nw.col("day") <= nw.col("returns_until")).then(nw.lit(1)).otherwise(nw.lit(0))
    return joined.with_columns(recent.alias("returned"))


def _counted(daily: Lazy, calendar: Lazy) -> Lazy:
    """When a month's end first saw each spell, by the day the customer became active."""
    turns = daily.filter(nw.col("step") != 0).select(
        "customer", "day", "step", nw.col("day").shift(-1).over("customer", order_by="day").alias("left_on")
    )
    begun = turns.filter(nw.col("step") == 1).join(calendar.select("day", "month_end"), on="day", how="inner")
    seen = nw.col("left_on").is_null() | (nw.col("left_on") > nw.col("month_end"))
    return begun.select("customer", "day", nw.when(seen).then(nw.col("month_end")).alias("counted_from"))


def _as_number(condition: Lazy) -> Lazy:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))
