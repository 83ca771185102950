"""Rules on purchases: overdue, one-timer due, spend drop, order size fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.scope import CLEAR, CRITICAL, HIGH, WATCH, Scope, at_most, days_after

if TYPE_CHECKING:
    from holdfast.risk.thresholds import OrderSize

_SECOND = 2


def overdue(scope: Scope) -> pl.DataFrame:
    """F01: days since the last order ÷ the customer's own cadence."""
    limits = scope.thresholds.f01
    ratio = pl.col("overdue_ratio")
    known = (pl.col("orders") >= limits.minimum_orders) & ratio.is_finite()
    severity = (
        pl.when(~known.fill_null(value=False))
        .then(None)
        .when(ratio >= limits.critical)
        .then(CRITICAL)
        .when(ratio >= limits.high)
        .then(HIGH)
        .when(ratio >= limits.watch)
        .then(WATCH)
        .otherwise(CLEAR)
    )
    crossed = days_after("last_order", limits.watch * pl.col("cadence"))
    return scope.facts.select(
        severity.alias("severity"),
        pl.min_horizontal(crossed, pl.lit(scope.as_of)).alias("since"),
        "last_order",
        pl.col("days_since_order").alias("days"),
        "cadence",
        "gaps",
        ratio.alias("ratio"),
    )


def one_timer(scope: Scope) -> pl.DataFrame:
    """F03: one order, as old as the time after which others came back."""
    limits = scope.thresholds.f03
    second_orders = (pl.col("number") == _SECOND) & (pl.col("day") <= scope.as_of)
    purchases = scope.book.purchases.lazy()
    times = purchases.filter(second_orders).select("gap").collect(engine="in-memory").to_series()
    first, last = float(limits.fallback_from_days), float(limits.fallback_to_days)
    measured = times.len() >= limits.minimum_converters
    if measured:
        first = times.quantile(limits.from_quantile, "linear") or 0.0
        last = times.quantile(limits.to_quantile, "linear") or 0.0
    age = scope.days_since("first_order")
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


def spend_drop(scope: Scope) -> pl.DataFrame:
    """F04: revenue of the last window against the usual and against last year. `since` is not derivable."""
    limits = scope.thresholds.f04
    day, amount = pl.col("day"), pl.col("amount")

    def within(after: int, until: int) -> pl.Expr:
        """Amounts of the days that lie less than `after` and at least `until` days back."""
        return pl.when((day > scope.ago(after)) & (day <= scope.ago(until))).then(amount).otherwise(0)

    sums = (
        scope.book.sales.lazy()
        .filter((day > scope.ago(limits.history_days)) & (day <= scope.as_of))
        .select(
            "customer",
            within(limits.window_days, 0).alias("revenue"),
            within(limits.usual_days, limits.window_days).alias("before"),
            within(limits.last_year_days, limits.year_days).alias("last_year"),
        )
        .group_by("customer")
        .agg(pl.all().sum())
    )
    recent = (
        scope.book.purchases.lazy()
        .filter((day > scope.ago(limits.window_days)) & (day <= scope.as_of))
        .group_by("customer")
        .agg(pl.len().cast(pl.Int64).alias("recent_orders"))
    )
    numbers = sums.join(recent, on="customer", how="left")
    usual = pl.col("before") / limits.usual_windows
    orders_before = pl.col("orders").cast(pl.Int64) - pl.col("recent_orders").fill_null(0)
    enough = (
        (orders_before >= limits.minimum_orders_before)
        & (scope.days_since("first_order") >= limits.history_days - 1)
        & (usual > 0)
    )
    # Nothing bought in these weeks of last year either: a season, not a fall.
    fallen = (
        (pl.col("last_year") > 0)
        & at_most(pl.col("revenue"), limits.share_of_usual, usual)
        & at_most(pl.col("revenue"), limits.share_of_last_year, pl.col("last_year"))
    )
    return scope.beside_facts(numbers, "orders", "first_order").select(
        pl.when(enough).then(pl.when(fallen).then(HIGH).otherwise(CLEAR)).alias("severity"),
        pl.lit(None, dtype=pl.Date).alias("since"),
        "revenue",
        usual.round(0).alias("usual"),
        "last_year",
        pl.lit(limits.window_days).alias("window"),
    )


def order_size(scope: Scope) -> pl.DataFrame:
    """F05: median amount of the last orders against the orders before them."""
    limits = scope.thresholds.f05
    purchases = scope.book.purchases.lazy().select("customer", "day", "amount", "number")
    visible = purchases.filter(pl.col("day") <= scope.as_of).collect(engine="in-memory")
    numbers = _last_orders(visible, limits)
    fallen = at_most(pl.col("recent"), limits.share_of_earlier, pl.col("earlier"))
    raised = numbers.lazy().filter(fallen).select("customer")
    runs = _size_falls(visible.lazy().join(raised, on="customer", how="semi", maintain_order="left"), limits)
    return scope.beside_facts(numbers.lazy().join(runs, on="customer", how="left")).select(
        pl.when(pl.col("recent").is_not_null())
        .then(pl.when(fallen).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        "since",
        pl.col("recent").round(0),
        pl.col("earlier").round(0),
        pl.lit(limits.recent_orders).alias("recent_orders"),
    )


def _last_orders(visible: pl.DataFrame, limits: OrderSize) -> pl.DataFrame:
    """`customer`, medians `recent` and `earlier` (Float64 money) of those with enough orders.

    Purchases are sorted by customer and day: the orders before the last one are the rows before it.
    """
    needed = limits.recent_orders + limits.earlier_orders
    is_last = (pl.col("customer") != pl.col("customer").shift(-1)).fill_null(value=True)
    last = visible.select((is_last & (pl.col("number") >= needed)).arg_true()).to_series()
    amounts = visible.get_column("amount")
    back = [amounts.gather(last - steps).alias(f"back_{steps}") for steps in range(needed)]
    names = [column.name for column in back]
    return pl.DataFrame([visible.get_column("customer").gather(last), *back]).select(
        "customer",
        pl.concat_arr(names[: limits.recent_orders]).arr.median().alias("recent"),
        pl.concat_arr(names[limits.recent_orders :]).arr.median().alias("earlier"),
    )


def _size_falls(purchases: pl.LazyFrame, limits: OrderSize) -> pl.LazyFrame:
    """`customer`, `since`: the day from which the fall has been open, for customers that have one."""
    amount = pl.col("amount")
    recent = amount.rolling_median(limits.recent_orders)
    earlier = amount.rolling_median(limits.earlier_orders).shift(limits.recent_orders)
    enough = pl.col("number") >= limits.recent_orders + limits.earlier_orders
    fallen = (enough & at_most(recent, limits.share_of_earlier, earlier)).fill_null(value=False)
    same_customer = pl.col("customer") == pl.col("customer").shift(1)
    # Only the last order of a day counts: the rule looks at the close of days.
    closes_day = ~(
        (pl.col("customer") == pl.col("customer").shift(-1)) & (pl.col("day") == pl.col("day").shift(-1))
    ).fill_null(value=False)
    opens = pl.col("fallen") & ~(pl.col("fallen").shift(1) & same_customer).fill_null(value=False)
    return (
        purchases.with_columns(fallen.alias("fallen"))
        .filter(closes_day)
        .filter(opens)
        .group_by("customer")
        .agg(pl.col("day").max().alias("since"))
    )
