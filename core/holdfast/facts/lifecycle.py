"""Where a customer stands on its way: prospect, new, engaged, regular, overdue, lost, won back."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.facts.states import IS_ACTIVE

LIFECYCLE: Final = ("prospect", "new", "engaged", "regular", "overdue", "lost", "won back")

REGULAR_FROM_ORDERS: Final = 3
OVERDUE_RATIO: Final = 2.0
NEW_SUBSCRIBER_DAYS: Final = 90


def lifecycle(as_of: pl.Expr) -> pl.Expr:
    """Enum of LIFECYCLE over facts with `state`, `has_returned`, `orders`, `overdue_ratio`, `first_active`.

    The first that holds: never active is a prospect; gone, closed for good or not, is lost; overdue is at
    twice the cadence or more; a return after a loss is won back; then by orders. A subscriber without orders
    is new for 90 days and regular after that.
    """
    orders = pl.col("orders").fill_null(0)
    states = (
        (pl.col("first_active").is_null() & (orders == 0), "prospect"),
        (~IS_ACTIVE, "lost"),
        (pl.col("overdue_ratio") >= OVERDUE_RATIO, "overdue"),
        (pl.col("has_returned"), "won back"),
        (orders >= REGULAR_FROM_ORDERS, "regular"),
        (orders == 2, "engaged"),
        (orders == 1, "new"),
        ((as_of - pl.col("first_active")).dt.total_days() < NEW_SUBSCRIBER_DAYS, "new"),
    )
    state: pl.Expr = _place("regular")
    for holds, name in reversed(states):
        state = pl.when(holds).then(_place(name)).otherwise(state)
    return state.cat.to(pl.Enum(LIFECYCLE)).alias("lifecycle")


def _place(name: str) -> pl.Expr:
    # A place in the list is a byte: text for every customer would take ten times as long.
    return pl.lit(LIFECYCLE.index(name), dtype=pl.UInt8)
