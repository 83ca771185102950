"""Rules on what a customer spends: spend drop, order size fall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, HIGH, WATCH, Flag, limit
from holdfast.risk.rules.buying.orders import orders_of_customer
from holdfast.risk.scope.expressions import at_most
from holdfast.risk.since.openings import last_openings, last_purchases
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.wording import change_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class SpendDropLimits:
    """F04: the length of a window, how many make the usual, and the shares from which a fall counts."""

    window_days: int = limit("a window lasts", "days")
    usual_windows: int = limit("the usual is the mean of", "windows before")
    year_days: int = limit("last year lies back", "days")
    share_of_usual: float = limit("opens at or below this share of the usual", share=True)
    share_of_last_year: float = limit("and of the same window last year", share=True)
    minimum_orders_before: int = limit("not judged below", "earlier orders")

    @property
    def usual_days(self) -> int:
        """How far back the windows of the usual reach."""
        return self.window_days * (1 + self.usual_windows)

    @property
    def last_year_days(self) -> int:
        """How far back the same window of last year reaches."""
        return self.year_days + self.window_days

    @property
    def history_days(self) -> int:
        """Days of history without which the windows are not full."""
        return max(self.usual_days, self.last_year_days)


def _evaluate_spend_drop(scope: RuleScope, limits: SpendDropLimits) -> pl.DataFrame:
    """F04: revenue of the last window against the usual and against last year. `since` is not derivable."""
    running, number = scope.book.sales.get_column("running"), scope.book.purchases.get_column("number")

    def total(days: int) -> pl.Series:
        """Everything up to so many days ago."""
        return scope.day.at_close("sales", running, days).fill_null(0)

    numbers = pl.DataFrame(
        {
            "revenue": total(0) - total(limits.window_days),
            "before": total(limits.window_days) - total(limits.usual_days),
            "last_year": total(limits.year_days) - total(limits.last_year_days),
            "orders_before": scope.day.at_close("purchases", number, limits.window_days),
        }
    )
    usual = pl.col("before") / limits.usual_windows
    enough = (
        (pl.col("orders_before") >= limits.minimum_orders_before)
        & (scope.day.days_since("first_order") >= limits.history_days - 1)
        & (usual > 0)
    )
    # Nothing bought in these weeks of last year either: a season, not a fall.
    fallen = (
        (pl.col("last_year") > 0)
        & at_most(pl.col("revenue"), limits.share_of_usual, usual)
        & at_most(pl.col("revenue"), limits.share_of_last_year, pl.col("last_year"))
    )
    return numbers.hstack(scope.facts.select("first_order")).select(
        pl.when(enough).then(pl.when(fallen).then(HIGH).otherwise(CLEAR)).alias("severity"),
        pl.lit(None, dtype=pl.Date).alias("since"),
        "revenue",
        usual.round(0).alias("usual"),
        "last_year",
        pl.lit(limits.window_days).alias("window"),
    )


def _spend_drop() -> pl.Expr:
    window = pl.col("window")
    return sentence(
        "{} in {} d, usually {} ({}); {} in the same {} d last year",
        pl.col("revenue_words"),
        window,
        pl.col("usual_words"),
        change_words(pl.col("revenue"), pl.col("usual")),
        pl.col("last_year_words"),
        window,
    )


SPEND_DROP: Final = Flag(
    "F04",
    ("high",),
    (("orders",),),
    "revenue of the last {window_days} days at most {share_of_usual} of the mean of the "
    "{usual_windows|window|windows} of {window_days} days before, and at most {share_of_last_year} of the "
    "{window_days} days that ended {year_days} days earlier",
    "at least {minimum_orders_before|order|orders} before the last {window_days} days, and {history_days} "
    "days of history",
    limits=SpendDropLimits,
    numbers={
        "revenue": pl.Int64(),
        "usual": pl.Int64(),
        "last_year": pl.Int64(),
        "window": pl.Int16(),
    },
    evaluate=_evaluate_spend_drop,
    sentence=_spend_drop,
    behind=orders_of_customer,
)


@dataclass(frozen=True)
class OrderSizeLimits:
    """F05: how many orders are compared with how many before them, and from which share it is a fall."""

    recent_orders: int = limit("the last", "orders")
    earlier_orders: int = limit("are compared with", "orders before them")
    share_of_earlier: float = limit("opens at or below this share of the earlier median", share=True)

    @property
    def orders_needed(self) -> int:
        """Orders without which the two medians cannot be told."""
        return self.recent_orders + self.earlier_orders


def _evaluate_order_size(scope: RuleScope, limits: OrderSizeLimits) -> pl.DataFrame:
    """F05: median amount of the last orders against the orders before them."""
    # A fall shows with the order that makes it, whatever comes later: told once for every date.
    falls = scope.book.order_details.beside_purchases(limits, _falls(limits))
    customers, last = last_purchases(scope, limits.orders_needed)
    judged = pl.DataFrame({"customer": customers, "last": last, "fallen": falls.gather(last)})
    return scope.beside_facts(judged).select(
        pl.when("fallen").then(WATCH).when(~pl.col("fallen")).then(CLEAR).alias("severity"),
        "last",
        pl.lit(limits.recent_orders).alias("recent_orders"),
    )


def _order_size_details(scope: RuleScope, limits: OrderSizeLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    medians = _last_medians(scope, raised.get_column("last"), limits)
    opened = _opened(scope, raised.get_column("customer"), limits)
    return medians.lazy().with_columns(raised.get_column("customer")).join(opened, on="customer", how="left")


def _falls(limits: OrderSizeLimits) -> pl.Expr:
    """Whether the orders up to a purchase fell, over purchases by customer and day.

    Where fewer lie before, the medians are of the orders of others as well.
    """
    amount = pl.col("amount")
    recent = amount.rolling_median(limits.recent_orders)
    earlier = amount.rolling_median(limits.earlier_orders).shift(limits.recent_orders)
    fallen = at_most(recent, limits.share_of_earlier, earlier)
    return ((pl.col("number") >= limits.orders_needed) & fallen).fill_null(value=False)


def _last_medians(scope: RuleScope, last: pl.Series, limits: OrderSizeLimits) -> pl.DataFrame:
    """Medians `recent` and `earlier` (Float64 money) of the orders up to these rows of the purchases.

    Purchases are sorted by customer and day: the orders before the last one are the rows before it.
    """
    amounts = scope.book.purchases.get_column("amount")
    back = pl.DataFrame({f"{steps}": amounts.gather(last - steps) for steps in range(limits.orders_needed)})
    names = back.columns
    return back.select(
        pl.concat_arr(names[: limits.recent_orders]).arr.median().round(0).alias("recent"),
        pl.concat_arr(names[limits.recent_orders :]).arr.median().round(0).alias("earlier"),
    )


def _opened(scope: RuleScope, raised: pl.Series, limits: OrderSizeLimits) -> pl.LazyFrame:
    """`customer`, `since`: the day from which the fall of those customers (rising) has been open."""
    falls = scope.book.order_details.beside_purchases(limits, _falls(limits)).alias("falls")
    told = scope.book.purchases.select("customer", "day").with_columns(falls)
    visible = rows_of_customers(told, raised).lazy().filter(pl.col("day") <= scope.as_of)
    return last_openings(visible, pl.col("falls"))


def _order_size() -> pl.Expr:
    return sentence(
        "Median of the last {} orders {}, before {} ({})",
        pl.col("recent_orders"),
        pl.col("recent_words"),
        pl.col("earlier_words"),
        change_words(pl.col("recent"), pl.col("earlier")),
    )


ORDER_SIZE: Final = Flag(
    "F05",
    ("watch",),
    (("orders",),),
    "median amount of the last {recent_orders|order|orders} at most {share_of_earlier} of the median of "
    "the {earlier_orders} before",
    "at least {orders_needed|order|orders}",
    limits=OrderSizeLimits,
    numbers={"recent": pl.Int64(), "earlier": pl.Int64(), "recent_orders": pl.Int16()},
    evaluate=_evaluate_order_size,
    details=_order_size_details,
    sentence=_order_size,
    behind=orders_of_customer,
)
