"""Rules on the range a customer buys: breadth shrinks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.rules.buying.orders import sold_to_customer
from holdfast.risk.scope.expressions import at_most
from holdfast.risk.since.openings import window_events
from holdfast.risk.since.unbroken import open_while_active, spells_while
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.wording import plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class BreadthLimits:
    """F06: the windows, the share from which it is a fall, and how many categories there must have been."""

    window_days: int = limit("categories are counted in windows of", "days")
    share_of_before: float = limit("opens at or below this share of the window before", share=True)
    minimum_before: int = limit("not judged below", "categories in the window before")


def _evaluate_breadth(scope: RuleScope, limits: BreadthLimits) -> pl.DataFrame:
    """F06: categories bought in a window against the window before.

    Who bought nothing at all in the window is for the rules on rhythm, and lines may be missing lately.
    """
    kinds = scope.book.order_details.kinds
    counts = (
        _counted(_within(scope, kinds, limits, 1), "before")
        .join(_counted(_within(scope, kinds, limits, 0), "recent"), on="customer")
        .filter(pl.col("before") >= limits.minimum_before)
    )
    told = pl.col("active") & pl.col("before").is_not_null()
    fewer = at_most(pl.col("recent"), limits.share_of_before, pl.col("before"))
    return scope.beside_facts(counts, "active").select(
        pl.when(told).then(pl.when(fewer).then(WATCH).otherwise(CLEAR)).alias("severity"),
        "recent",
        "before",
        pl.lit(limits.window_days).alias("window"),
    )


def _breadth_details(scope: RuleScope, limits: BreadthLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    kinds = rows_of_customers(scope.book.order_details.kinds, raised.get_column("customer"))
    dropped = (
        _within(scope, kinds, limits, 1)
        .join(_within(scope, kinds, limits, 0), on=["customer", "kind"], how="anti")
        .sort("customer", pl.col("kind").cast(pl.String))
        .group_by("customer", maintain_order=True)
        .agg(pl.col("kind").cast(pl.String).str.join(", ").alias("dropped"))
    )
    return _since(scope, kinds, limits).join(dropped, on="customer", how="left")


def _within(scope: RuleScope, kinds: pl.DataFrame, limits: BreadthLimits, windows_back: int) -> pl.LazyFrame:
    """`customer`, `kind` bought in the last window, or so many windows before it; sorted by customer."""
    closed = scope.day.ago(windows_back * limits.window_days)
    day, following = pl.col("day"), pl.col("next_day")
    is_last = (day <= closed) & (following.is_null() | (following > closed))
    begins = scope.day.ago((windows_back + 1) * limits.window_days)
    return kinds.lazy().filter(is_last & (day > begins)).select("customer", "kind")


def _counted(kinds: pl.LazyFrame, name: str) -> pl.LazyFrame:
    return kinds.group_by("customer").agg(pl.len().alias(name))


def _since(scope: RuleScope, kinds: pl.DataFrame, limits: BreadthLimits) -> pl.LazyFrame:
    """`customer`, `since`: from when on the rule has held, for the customers of these rows."""
    visible = kinds.lazy().filter(pl.col("day") <= scope.as_of)
    window = limits.window_days
    # A category counts from a purchase until the window has passed or it is bought again.
    gap = (pl.col("next_day") - pl.col("day")).dt.total_days()
    bought_again = (gap < window).fill_null(value=False)
    begins = window_events(visible, {"recent": (pl.lit(1), 0, None), "before": (pl.lit(1), window, None)})
    ends = visible.select(
        "customer",
        pl.when(bought_again)
        .then("next_day")
        .otherwise(pl.col("day") + pl.duration(days=window))
        .alias("day"),
    )
    ended = window_events(ends, {"recent": (pl.lit(-1), 0, None), "before": (pl.lit(-1), window, None)})
    fewer = at_most(pl.col("recent"), limits.share_of_before, pl.col("before"))
    judged = (pl.col("before") >= limits.minimum_before) & (pl.col("recent") > 0)
    changes = pl.concat([begins, ended]).filter(pl.col("day") <= scope.as_of)
    return open_while_active(scope, spells_while(judged & fewer, changes))


def _breadth() -> pl.Expr:
    days = pl.col("window")
    no_longer = sentence("; no longer {}", pl.col("dropped_words")).fill_null("")
    return sentence(
        "Bought {} in {} d, {} in the {} d before{}",
        plural_words(pl.col("recent"), "category", "categories"),
        days,
        pl.col("before"),
        days,
        no_longer,
    )


def _lines_of(scope: RuleScope, limits: BreadthLimits, customer: int) -> pl.DataFrame:
    """The lines of both windows with the day of their order, the newest first."""
    orders = sold_to_customer(scope, customer, since=scope.day.ago(2 * limits.window_days - 1))
    orders = orders.filter(pl.col("amount") > 0)
    lines = scope.book.tables["order_lines"]
    return orders.select("order_id", "order_date").join(lines, on="order_id", maintain_order="left_right")


BREADTH: Final = Flag(
    "F06",
    ("watch",),
    (("orders", "order_lines"),),
    "categories bought in {window_days} days at most {share_of_before} of those in the {window_days} days "
    "before; products where the export has no categories",
    "an active customer with at least {minimum_before|category|categories} in the {window_days} days "
    "before and at least one since",
    limits=BreadthLimits,
    numbers={"recent": pl.UInt32(), "before": pl.UInt32(), "dropped": pl.String(), "window": pl.Int16()},
    quoted=("dropped",),
    evaluate=_evaluate_breadth,
    details=_breadth_details,
    sentence=_breadth,
    behind=_lines_of,
)
