"""Since when a rule about active customers is open, where counts that come and go keep it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import NEXT_DAY, running_total
from holdfast.risk.since.spells import open_since
from holdfast.risk.since.standing import active_from
from holdfast.rows.bisect import place

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_KEYS: Final = ("customer", "day")


def spells_while(is_open: pl.Expr, changes: pl.LazyFrame) -> pl.LazyFrame:
    """The days on which a condition on running counts holds: `customer`, `start`, `stop` (null: to the end).

    `changes`: `customer`, Date `day` and one column per count with what the day adds or takes, in any order.
    `is_open` is over the counts as they stand at the close of a day.
    """
    counts = [name for name in changes.collect_schema().names() if name not in _KEYS]
    day_goes_on = (pl.col("customer") == pl.col("customer").shift(-1)) & (
        pl.col("day") == pl.col("day").shift(-1)
    )
    return (
        changes.sort(place(pl.col("day")))
        .with_columns(running_total(name) for name in counts)
        .filter(~day_goes_on.fill_null(value=False))
        .with_columns(NEXT_DAY.alias("stop"))
        .filter(is_open)
        .select("customer", pl.col("day").alias("start"), "stop")
    )


def open_while_active(scope: RuleScope, spells: pl.LazyFrame) -> pl.LazyFrame:
    """`customer`, `since`: as `open_since`, but not before the customer was last taken up as active."""
    opened = open_since(spells, scope.as_of).collect(engine="in-memory")
    if opened.is_empty():
        return opened.lazy()
    return (
        opened.lazy()
        .join(active_from(scope, opened.select("customer")), on="customer", how="left")
        .select("customer", pl.max_horizontal("since", "active_from").alias("since"))
    )
