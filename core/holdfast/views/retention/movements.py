"""Movements by month, quarter or year: what came, what went, and that it adds up. Spec §2."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import MOVEMENTS, kept_revenue, month_index, month_number
from holdfast.money import to_units
from holdfast.query import Basis
from holdfast.timeline import MONTHS_IN, Grain, Period, label, periods_in
from holdfast.views.selection import MovementKind

if TYPE_CHECKING:
    from holdfast.book.book import Book

__all__ = ["COLUMNS", "MovementKind", "movements", "period_movements"]

COLUMNS: Final = (
    "period",
    "start",
    *MOVEMENTS,
    "end",
    "gross",
    "net",
    "customers_start",
    "customers_new",
    "customers_returned",
    "customers_lost",
    "customers_end",
    "complete",
)


def movements(
    book: Book,
    as_of: date,
    span: Period,
    customers: pl.DataFrame | None,
    *,
    by: Grain = "month",
    kind: MovementKind = "endpoint",
    basis: Basis | None = None,
) -> pl.DataFrame:
    """One row per calendar bucket that shares a day with `span` and has begun by `as_of`.

    `customers`: the chosen ones (column `customer`), None for all. `basis`: of money, None for that of the
    book. Columns COLUMNS: `period` String, money
    Float64 in currency units with losses negative, `gross` and `net` revenue retention Float64 (null where
    nothing was there at start), customer counts Int64, `complete` Boolean. start + movements = end in
    every row, for money and for customers.
    """
    fiscal = book.settings.fiscal_year_start
    buckets = [bucket.until(as_of) for bucket in periods_in(span.until(as_of), by, fiscal)]
    numbers = [_bucket_number(bucket.start, by, fiscal) for bucket in buckets]
    frame = pl.DataFrame(
        {
            "bucket": numbers,
            "period": [label(bucket, by, fiscal) for bucket in buckets],
            "complete": [not bucket.running for bucket in buckets],
        },
        schema={"bucket": pl.Int32, "period": pl.String, "complete": pl.Boolean},
    )
    bucket = _bucket(pl.col("month"), by, fiscal)
    changes = _chosen(book.changes(as_of), customers).with_columns(month_index(pl.col("day")).alias("month"))
    counts = _customer_counts(changes, bucket, kind)
    recurring = (basis or book.basis) == "mrr"
    if recurring:
        money = _recurring(changes, bucket, kind)
    else:
        money = _purchased_series(book, buckets[-1], numbers[-1], customers, bucket)
    joined = (
        frame.lazy()
        .join(money, on="bucket", how="full", coalesce=True)
        .join(counts, on="bucket", how="full", coalesce=True)
        .sort("bucket")
        .with_columns(pl.exclude("period", "complete").fill_null(0))
        .with_columns(_running_totals(recurring=recurring))
        .filter(pl.col("period").is_not_null())
    )
    return joined.select(
        "period",
        to_units(pl.col("start")).alias("start"),
        *(to_units(pl.col(name)).alias(name) for name in MOVEMENTS),
        to_units(pl.col("end")).alias("end"),
        _ratio("kept").alias("gross"),
        _ratio("kept_net").alias("net"),
        (pl.col("customers_end") - pl.col("new_n") - pl.col("back_n") + pl.col("lost_n")).alias(
            "customers_start"
        ),
        pl.col("new_n").alias("customers_new"),
        pl.col("back_n").alias("customers_returned"),
        pl.col("lost_n").alias("customers_lost"),
        "customers_end",
        "complete",
    ).collect()


def _bucket_number(day: date, by: Grain, fiscal_year_start: int) -> int:
    return (month_number(day) - (fiscal_year_start - 1)) // MONTHS_IN[by]


def _bucket(month: pl.Expr, by: Grain, fiscal_year_start: int) -> pl.Expr:
    return ((month - (fiscal_year_start - 1)) // MONTHS_IN[by]).cast(pl.Int32).alias("bucket")


def _chosen(frame: pl.LazyFrame, customers: pl.DataFrame | None) -> pl.LazyFrame:
    if customers is None:
        return frame
    return frame.join(customers.lazy().select("customer"), on="customer", how="semi", maintain_order="left")


def _ratio(kept: str) -> pl.Expr:
    return pl.when(pl.col("base") > 0).then(pl.col(kept) / pl.col("base"))


def _running_totals(*, recurring: bool) -> list[pl.Expr]:
    """Levels from movements; on the orders basis they are sums of their own."""
    net_customers = pl.col("new_n") + pl.col("back_n") - pl.col("lost_n")
    totals = [net_customers.cum_sum().cast(pl.Int64).alias("customers_end")]
    if recurring:
        net = pl.sum_horizontal(MOVEMENTS)
        start = net.cum_sum() - net
        base = pl.col("base_change").cum_sum() - pl.col("base_change")
        totals += [
            net.cum_sum().alias("end"),
            start.alias("start"),
            base.alias("base"),
            (base + pl.col("kept_change")).alias("kept"),
            (base + pl.col("net_change")).alias("kept_net"),
        ]
    return totals


def _bucket_states(changes: pl.LazyFrame, bucket: pl.Expr) -> pl.LazyFrame:
    """Per customer and bucket with a change: state and level before and after, and whether it joined."""
    return (
        changes.group_by("customer", bucket)
        .agg(
            pl.col("step").cast(pl.Int64).sum(),
            pl.col("delta").sum(),
            (pl.col("kind") == "new").any().alias("joined"),
            pl.col("counted_from").is_not_null().any().alias("counted"),
        )
        .sort("customer", "bucket")
        .with_columns(
            # Who came and went between two month ends was never counted, so the first return is new.
            (
                pl.col("joined")
                | ~pl.col("counted").cum_max().shift(1, fill_value=False).over("customer").cast(pl.Boolean)
            ).alias("joined"),
            pl.col("step").cum_sum().over("customer").alias("after"),
            pl.col("delta").cum_sum().over("customer").alias("level_after"),
        )
        .with_columns(
            ((pl.col("after") - pl.col("step")) > 0).alias("was_active"),
            (pl.col("after") > 0).alias("is_active"),
            (pl.col("level_after") - pl.col("delta")).alias("level_before"),
        )
    )


def _customer_counts(changes: pl.LazyFrame, bucket: pl.Expr, kind: MovementKind) -> pl.LazyFrame:
    if kind == "events":
        return changes.group_by(bucket).agg(
            (pl.col("kind") == "new").sum().cast(pl.Int64).alias("new_n"),
            (pl.col("kind") == "reactivation").sum().cast(pl.Int64).alias("back_n"),
            (pl.col("kind") == "churn").sum().cast(pl.Int64).alias("lost_n"),
        )
    was, now, joined = pl.col("was_active"), pl.col("is_active"), pl.col("joined")
    return (
        _bucket_states(changes, bucket)
        .with_columns(
            (~was & now & joined).alias("new"),
            (~was & now & ~joined).alias("back"),
            (was & ~now).alias("lost"),
        )
        .group_by("bucket")
        .agg(pl.col(name).sum().cast(pl.Int64).alias(f"{name}_n") for name in ("new", "back", "lost"))
    )


def _recurring(changes: pl.LazyFrame, bucket: pl.Expr, kind: MovementKind) -> pl.LazyFrame:
    """Money movements per bucket from recurring revenue, and what became of the base: levels above 0."""
    classified = _classified(changes, bucket)
    shown = _pivot(classified, pl.col("bucket")) if kind == "endpoint" else _pivot(changes, bucket)
    before, after = pl.col("level_before"), pl.col("level_after")
    had = before > 0
    change_of_base = classified.group_by("bucket").agg(
        (after.clip(lower_bound=0) - before.clip(lower_bound=0)).sum().alias("base_change"),
        pl.when(had).then(kept_revenue(before, after) - before).otherwise(0).sum().alias("kept_change"),
        _delta_where(had).sum().alias("net_change"),
    )
    return shown.join(change_of_base, on="bucket", how="left")


def _classified(changes: pl.LazyFrame, bucket: pl.Expr) -> pl.LazyFrame:
    """Per customer and bucket with a change: its end-point movement `kind` and `delta`."""
    was, now = pl.col("was_active"), pl.col("is_active")
    delta = pl.col("delta")
    return _bucket_states(changes, bucket).with_columns(
        pl.when(~was & now & pl.col("joined"))
        .then(pl.lit("new"))
        .when(~was & now)
        .then(pl.lit("reactivation"))
        .when(was & ~now)
        .then(pl.lit("churn"))
        .when(delta > 0)
        .then(pl.lit("expansion"))
        .otherwise(pl.lit("contraction"))
        .alias("kind")
    )


def _delta_where(holds: pl.Expr) -> pl.Expr:
    return pl.when(holds).then("delta").otherwise(0)


def _pivot(frame: pl.LazyFrame, bucket: pl.Expr) -> pl.LazyFrame:
    """Sum of `delta` per bucket, one column a movement."""
    return (
        frame.with_columns(_delta_where(pl.col("kind") == movement).alias(movement) for movement in MOVEMENTS)
        .group_by(bucket)
        .agg(pl.col(MOVEMENTS).sum())
    )


def _purchased_series(
    book: Book, newest: Period, number: int, customers: pl.DataFrame | None, bucket: pl.Expr
) -> pl.LazyFrame:
    """Money movements of every bucket up to the `newest`, which has this `number`, on the orders basis.

    Buckets that are over come from the months of the mart. One that is still running is set beside as much
    of the one before, as its figures are.
    """
    until = newest.start if newest.running else newest.end
    months = book.activity.months.lazy().filter(pl.col("month") < month_number(until))
    over = _purchased(_chosen(months.select("customer", "month", "revenue"), customers), bucket)
    if not newest.running:
        return over
    spent = _spent(_chosen(book.sales.lazy(), customers), newest)
    running = _purchased(spent, pl.col("slot").alias("bucket")).filter(pl.col("bucket") == _INSIDE)
    numbered = running.with_columns(pl.lit(number, dtype=pl.Int32).alias("bucket"))
    return pl.concat([over.filter(pl.col("bucket") < number), numbered])


def _purchased(months: pl.LazyFrame, bucket: pl.Expr) -> pl.LazyFrame:
    """Money movements per bucket on the orders basis."""
    pairs = _purchase_pairs(months, bucket)
    sums = pairs.group_by("bucket").agg(
        pl.col("before").sum().alias("start"),
        pl.col("now").sum().alias("end"),
        pl.col("base", "kept", "kept_net").sum(),
    )
    return sums.join(_pivot(pairs, pl.col("bucket")), on="bucket", how="left")


def _purchase_pairs(months: pl.LazyFrame, bucket: pl.Expr) -> pl.LazyFrame:
    """Per customer and bucket its revenue `before` and `now`, and the movement `kind` between the two."""
    spent = months.group_by("customer", bucket).agg(pl.col("revenue").sum()).sort("customer", "bucket")
    same = pl.col("customer") == pl.col("customer").shift(1)
    last_spender = pl.when(pl.col("revenue") > 0).then("customer").forward_fill().shift(1)
    adjacent = same & (pl.col("bucket") == pl.col("bucket").shift(1) + 1)
    stepped = spent.with_columns(
        pl.when(adjacent).then(pl.col("revenue").shift(1)).otherwise(0).alias("before"),
        last_spender.ne_missing(pl.col("customer")).alias("is_first"),
        (
            (pl.col("customer") == pl.col("customer").shift(-1))
            & (pl.col("bucket").shift(-1) == pl.col("bucket") + 1)
        )
        .fill_null(value=False)
        .alias("goes_on"),
    )
    present = stepped.select("customer", "bucket", "before", pl.col("revenue").alias("now"), "is_first")
    gone = stepped.filter(~pl.col("goes_on")).select(
        "customer",
        (pl.col("bucket") + 1).alias("bucket"),
        pl.col("revenue").alias("before"),
        pl.lit(0, dtype=pl.Int64).alias("now"),
        pl.lit(value=False).alias("is_first"),
    )
    before, now = pl.col("before"), pl.col("now")
    return pl.concat([present, gone]).with_columns(
        (now - before).alias("delta"),
        pl.when((before <= 0) & (now > 0) & pl.col("is_first"))
        .then(pl.lit("new"))
        .when((before <= 0) & (now > 0))
        .then(pl.lit("reactivation"))
        .when((before > 0) & (now <= 0))
        .then(pl.lit("churn"))
        .when(now > before)
        .then(pl.lit("expansion"))
        .otherwise(pl.lit("contraction"))
        .alias("kind"),
        pl.when(before > 0).then(before).otherwise(0).alias("base"),
        pl.when(before > 0).then(kept_revenue(before, now)).otherwise(0).alias("kept"),
        pl.when(before > 0).then(now).otherwise(0).alias("kept_net"),
    )


_BEFORE, _INSIDE, _EARLIER = 0, 1, -9


def period_movements(
    book: Book,
    as_of: date,
    period: Period,
    customers: pl.DataFrame | None,
    kind: MovementKind = "endpoint",
    *,
    basis: Basis | None = None,
) -> pl.DataFrame:
    """What each customer did between the start and the end of one period, as seen on `as_of`.

    Columns: `customer`, `movement` (one of MOVEMENTS, or `start` and `end` with the level there), `amount`
    Int64 money, losses negative. With recurring revenue levels are those at the two instants, on the orders
    basis the revenue of the period and of the equally long one before; `events` lists every change
    inside. start + movements = end.
    """
    if (basis or book.basis) == "mrr":
        changes = book.changes(as_of).filter(pl.col("day") < period.end)
        rows = _recurring_rows(_chosen(changes, customers), period, kind)
    else:
        rows = _purchase_rows(_chosen(book.sales.lazy(), customers), period)
    return rows.filter(pl.col("amount") != 0).sort("customer", "movement").collect()


def _spent(sales: pl.LazyFrame, period: Period) -> pl.LazyFrame:
    """Sales up to the end of a period: `customer`, `slot` (it, the one before, months earlier), `revenue`."""
    day, before = pl.col("day"), period.previous()
    months_earlier = month_index(day) - month_number(period.start)
    slot = (
        pl.when(day >= period.start)
        .then(_INSIDE)
        .when(day.is_between(before.start, before.end, closed="left"))
        .then(_BEFORE)
        .otherwise(months_earlier + _EARLIER)
    )
    return sales.filter(day < period.end).select(
        "customer", slot.cast(pl.Int32).alias("slot"), pl.col("amount").alias("revenue")
    )


def _recurring_rows(changes: pl.LazyFrame, period: Period, kind: MovementKind) -> pl.LazyFrame:
    slot = (
        pl.when(pl.col("day") < period.start).then(_BEFORE).otherwise(_INSIDE).cast(pl.Int32).alias("bucket")
    )
    before = pl.when(pl.col("day") < period.start).then("delta").otherwise(0).sum()
    levels = changes.group_by("customer").agg(before.alias("start"), pl.col("delta").sum().alias("end"))
    moved = _classified(changes, slot) if kind == "endpoint" else changes.with_columns(slot)
    inside = moved.filter(pl.col("bucket") == _INSIDE).select(
        "customer", pl.col("kind").cast(pl.String).alias("movement"), pl.col("delta").alias("amount")
    )
    return pl.concat([_levels(levels), inside])


def _purchase_rows(sales: pl.LazyFrame, period: Period) -> pl.LazyFrame:
    slots = _purchase_pairs(_spent(sales, period), pl.col("slot").alias("bucket"))
    pairs = slots.filter(pl.col("bucket") == _INSIDE)
    levels = pairs.select("customer", pl.col("before").alias("start"), pl.col("now").alias("end"))
    inside = pairs.select("customer", pl.col("kind").alias("movement"), pl.col("delta").alias("amount"))
    return pl.concat([_levels(levels), inside])


def _levels(levels: pl.LazyFrame) -> pl.LazyFrame:
    return levels.unpivot(["start", "end"], index="customer", variable_name="movement", value_name="amount")
