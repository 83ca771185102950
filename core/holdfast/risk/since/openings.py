"""The past of the few customers that carry a flag: their rows, and when a rule last became true for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.since.standing import active_from

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


def last_purchases(scope: RuleScope, least: int) -> tuple[pl.Series, pl.Series]:
    """Customers with so many purchases, rising, and the row of the last one of each in `book.purchases`."""
    last = scope.day.last_of_each("purchases")
    enough = last.values(scope.book.purchases.get_column("number")) >= least
    return last.customers.filter(enough), last.rows.filter(enough)


def last_openings(states: pl.LazyFrame, is_open: pl.Expr) -> pl.LazyFrame:
    """`customer`, `since`: the last day on which `is_open` became true, where it ever did.

    `states`: rows sorted by `customer` and `day`; the last of a day tells how it closed, and lasts until the
    next.
    """
    same_customer = pl.col("customer") == pl.col("customer").shift(1)
    day_goes_on = (pl.col("customer") == pl.col("customer").shift(-1)) & (
        pl.col("day") == pl.col("day").shift(-1)
    )
    was_open = (pl.col("open").shift(1) & same_customer).fill_null(value=False)
    return (
        states.select("customer", "day", is_open.fill_null(value=False).alias("open"))
        .filter(~day_goes_on.fill_null(value=False))
        .filter(pl.col("open") & ~was_open)
        .group_by("customer")
        .agg(pl.col("day").max().alias("since"))
    )


def while_active(scope: RuleScope, opened: pl.LazyFrame, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since` of active customers, no earlier than the day each last became active."""
    return opened.join(active_from(scope, raised), on="customer", how="left").select(
        "customer", pl.max_horizontal("since", "active_from").alias("since")
    )


def window_events(rows: pl.LazyFrame, windows: dict[str, tuple[pl.Expr, int, int | None]]) -> pl.LazyFrame:
    """What days add to sums over sliding windows, as `running.spells_while` takes them.

    `rows`: `customer`, `day` and what is summed. `windows`: name of the sum → Int64 value of a row, the days
    after which it begins to count, and those after which it no longer does (None: it stays).
    """
    parts = []
    for name, (value, begins, ends) in windows.items():
        counted = rows.select("customer", "day", value.cast(pl.Int64).alias(name))
        moved = [(begins, pl.col(name))] + ([] if ends is None else [(ends, -pl.col(name))])
        parts += [
            counted.select("customer", pl.col("day") + pl.duration(days=days), amount)
            for days, amount in moved
        ]
    return pl.concat(parts, how="diagonal").with_columns(pl.col(windows.keys()).fill_null(0))
