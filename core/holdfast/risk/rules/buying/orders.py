"""Rules on the rhythm of orders: overdue, one-timer due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, WATCH, Flag, limit
from holdfast.risk.scope.expressions import days_after
from holdfast.words.wording import day_words, decimal_words, number_words, plural_words, sentence, word

if TYPE_CHECKING:
    from datetime import date

    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class OverdueLimits:
    """F01: overdue ratios from which the flag opens; `minimum_orders` to have a cadence at all.

    Three times a gap of one day are three days, after which most come back by themselves: hence floors in
    days, and no more than watch within `spread` of a customer's own gaps where there are enough of them.
    """

    watch: float = limit("to watch from", "× the usual gap")
    high: float = limit("high from", "× the usual gap")
    critical: float = limit("critical from", "× the usual gap")
    minimum_orders: int = limit("not judged below", "orders")
    minimum_days: int = limit("not raised before", "days")
    critical_days: int = limit("critical from", "days")
    spread: float = limit("high only beyond this share of the customer's own gaps", share=True)
    minimum_gaps: int = limit("which counts from", "gaps")

    RISING: ClassVar = (("watch", "high", "critical"), ("minimum_days", "critical_days"))


def _evaluate_overdue(scope: RuleScope, limits: OverdueLimits) -> pl.DataFrame:
    """F01: days since the last order ÷ the customer's own cadence."""
    ratio, days = pl.col("overdue_ratio"), pl.col("days_since_order")
    known = (pl.col("orders") >= limits.minimum_orders) & ratio.is_finite()
    usual = (days <= pl.col("reach")).fill_null(value=False)
    severity = (
        pl.when(~known.fill_null(value=False))
        .then(None)
        .when((ratio < limits.watch) | (days < limits.minimum_days))
        .then(CLEAR)
        .when((ratio < limits.high) | usual)
        .then(WATCH)
        .when((ratio < limits.critical) | (days < limits.critical_days))
        .then(HIGH)
        .otherwise(CRITICAL)
    )
    late_from = pl.max_horizontal(limits.watch * pl.col("cadence"), pl.lit(float(limits.minimum_days)))
    crossed = days_after("last_order", late_from)
    too_early = (ratio >= limits.critical) & ~usual & (days < limits.critical_days)
    facts = ("orders", "overdue_ratio", "days_since_order", "last_order", "cadence", "gaps")
    told = scope.facts.select(*facts).with_columns(own_reach(scope, limits, limits.high))
    return told.select(
        severity.alias("severity"),
        pl.min_horizontal(crossed, pl.lit(scope.as_of)).alias("since"),
        "last_order",
        days.alias("days"),
        "cadence",
        "gaps",
        ratio.alias("ratio"),
        _tells_apart(ratio, (limits.watch, limits.high, limits.critical)).alias("rounded"),
        pl.when(usual & (ratio >= limits.high)).then("reach").alias("reach"),
        pl.when(too_early).then(pl.lit(limits.critical_days, dtype=pl.Int32)).alias("critical_from"),
    )


def own_reach(scope: RuleScope, limits: OverdueLimits, ratio: float) -> pl.Series:
    """`reach` Int32, row i customer i: the days that `spread` of the customer's own gaps stay within.

    Null for whoever is overdue less than `ratio`, and below `minimum_gaps`: few are so late, and only their
    gaps are looked at. By nearest rank, the longer one between two.
    """
    # Gaps stand by customer and length, so the one at any rank of a customer's own is found by its place.
    gaps = scope.book.activity.gaps
    visible = gaps.get_column("gap").filter(gaps.get_column("day") <= scope.as_of)
    late = (pl.col("overdue_ratio") >= ratio) & (pl.col("gaps") >= limits.minimum_gaps)
    count = pl.col("gaps").cast(pl.Int64)
    rank = ((count - 1) * limits.spread).ceil().cast(pl.Int64)
    place = scope.facts.select(pl.when(late).then(count.cum_sum() - count + rank)).to_series()
    return visible.gather(place).cast(pl.Int32).alias("reach")


_DUST: Final = 1e-9
"""1.15 is no exact binary number: a hundred times it must not fall below 115."""


def _tells_apart(ratio: pl.Expr, limits: tuple[float, ...]) -> pl.Expr:
    """Whether one decimal shows a ratio on the side of every limit on which it is."""
    shown = pl.when(ratio.round(1).abs() >= 10).then(ratio.round(0)).otherwise(ratio.round(1))
    return pl.all_horizontal((shown >= limit) == (ratio >= limit) for limit in limits)


def _overdue() -> pl.Expr:
    ratio = pl.col("ratio")
    # Cut, not rounded: 2.996 is not yet 3.
    exact = decimal_words((ratio * 100 + _DUST).floor() / 100)
    within = sentence("; its own gaps reach {} d", pl.col("reach"))
    early = sentence("; critical from {} d", pl.col("critical_from"))
    return sentence(
        "{}× overdue: last order {}, {} d ago; usual every {} d ({}){}",
        pl.when("rounded").then(number_words(ratio)).otherwise(exact),
        day_words(pl.col("last_order")),
        pl.col("days"),
        number_words(pl.col("cadence")),
        plural_words(pl.col("gaps"), "gap"),
        pl.coalesce(within, early, pl.lit("")),
    )


def orders_of_customer(scope: RuleScope, _limits: object, customer: int) -> pl.DataFrame:
    """Every order of the customer, newest first."""
    return scope.day.rows_of("orders", customer)


def sold_to_customer(scope: RuleScope, customer: int, *, since: date | None = None) -> pl.DataFrame:
    """Orders and credit notes of the customer without cancelled ones, newest first."""
    sales = scope.book.sales.filter((pl.col("customer") == customer) & (pl.col("day") <= scope.as_of))
    if since is not None:
        sales = sales.filter(pl.col("day") >= since)
    return scope.book.tables["orders"][sales.get_column("order").reverse()].drop("customer")


OVERDUE: Final = Flag(
    "F01",
    ("watch", "high", "critical"),
    (("orders",),),
    "days since the last order ÷ the customer's own cadence: {watch} watch, {high} high, {critical} "
    "critical; not before {minimum_days} days, critical not before {critical_days}",
    "at least {minimum_orders|order|orders}; from {minimum_gaps|gap|gaps} on no more than watch as long as "
    "{spread} of them are not exceeded",
    limits=OverdueLimits,
    numbers={
        "last_order": pl.Date(),
        "days": pl.Int32(),
        "cadence": pl.Float64(),
        "gaps": pl.UInt32(),
        "ratio": pl.Float64(),
        "rounded": pl.Boolean(),
        "reach": pl.Int32(),
        "critical_from": pl.Int32(),
    },
    evaluate=_evaluate_overdue,
    sentence=_overdue,
    behind=orders_of_customer,
)


@dataclass(frozen=True)
class OneTimerLimits:
    """F03: quantiles of the time to second order, and the days used below `minimum_converters`."""

    from_quantile: float = limit("opens at this quantile of the time to a second order", share=True)
    to_quantile: float = limit("closes at this quantile of the time to a second order", share=True)
    minimum_converters: int = limit("quantiles are measured from", "customers with a second order")
    fallback_from_days: int = limit("below that it opens after", "days")
    fallback_to_days: int = limit("and closes after", "days")

    RISING: ClassVar = (("from_quantile", "to_quantile"), ("fallback_from_days", "fallback_to_days"))


def _evaluate_one_timer(scope: RuleScope, limits: OneTimerLimits) -> pl.DataFrame:
    """F03: one order, as old as the time after which others came back."""
    times = scope.facts.get_column("days_to_second").drop_nulls()
    first, last = float(limits.fallback_from_days), float(limits.fallback_to_days)
    measured = times.len() >= limits.minimum_converters
    if measured:
        first = times.quantile(limits.from_quantile, "linear") or 0.0
        last = times.quantile(limits.to_quantile, "linear") or 0.0
    age = scope.day.days_since("first_order")
    severity = (
        pl.when(pl.col("orders") == 1)
        .then(pl.when(age.is_between(first, last)).then(WATCH).otherwise(CLEAR))
        .when(pl.col("orders") > 1)
        .then(CLEAR)
    )
    return scope.facts.select(
        severity.alias("severity"),
        days_after("first_order", pl.lit(first)).alias("since"),
        "first_order",
        age.alias("days"),
        pl.lit(round(limits.from_quantile * 100) if measured else None).alias("from_percent"),
        pl.lit(first).ceil().alias("from_day"),
        pl.lit(last).floor().alias("to_day"),
        pl.lit(times.len()).alias("converters"),
    )


def _one_timer() -> pl.Expr:
    percent = pl.col("from_percent")
    share = pl.when(percent == 50).then(word("half")).otherwise(sentence("{} %", percent))
    usual = sentence("{} of those who return do so by day {}", share, pl.col("from_day"))
    guessed = sentence(
        "a second order is due between day {} and {} (only {} returned so far)",
        pl.col("from_day"),
        pl.col("to_day"),
        plural_words(pl.col("converters"), "customer"),
    )
    return sentence(
        "First order {}, {} d ago; {}",
        day_words(pl.col("first_order")),
        pl.col("days"),
        pl.when(percent.is_not_null()).then(usual).otherwise(guessed),
    )


ONE_TIMER: Final = Flag(
    "F03",
    ("watch",),
    (("orders",),),
    "one order, and its age lies between the times within which {from_quantile} and {to_quantile} of "
    "those who came back placed their second order",
    "at least {minimum_converters|customer|customers} with a second order, else {fallback_from_days} to "
    "{fallback_to_days} days",
    limits=OneTimerLimits,
    numbers={
        "first_order": pl.Date(),
        "days": pl.Int32(),
        "from_percent": pl.Int8(),
        "from_day": pl.Int32(),
        "to_day": pl.Int32(),
        "converters": pl.UInt32(),
    },
    evaluate=_evaluate_one_timer,
    sentence=_one_timer,
    behind=orders_of_customer,
)
