"""Rules on what orders lose to discounts and credits: discount dependent, credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.rules.buying.orders import sold_to_customer
from holdfast.risk.scope.expressions import SHARE_TOLERANCE, at_most
from holdfast.risk.since.openings import last_openings, last_purchases, while_active, window_events
from holdfast.risk.since.unbroken import open_while_active, spells_while
from holdfast.rows.bisect import rows_of_customers
from holdfast.rows.numbered import filled
from holdfast.words.wording import number_words, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class DiscountLimits:
    """F24: how many orders are looked at, and the shares of discounted ones among them and before them."""

    recent_orders: int = limit("the last", "orders")
    share_of_recent: float = limit("opens when at least this share of them is discounted", share=True)
    share_of_earlier: float = limit("and at most this share of those before", share=True)
    minimum_orders: int = limit("not judged below", "orders")

    @property
    def orders_needed(self) -> int:
        """At least one order must lie before the last ones."""
        return max(self.minimum_orders, self.recent_orders + 1)


def _evaluate_discount(scope: RuleScope, limits: DiscountLimits) -> pl.DataFrame:
    """F24: the share of discounted orders among the last ones against all before them."""
    recorded = scope.book.order_details.discounted
    if not recorded.known_at(scope.as_of):
        return _no_answer(scope, _DISCOUNT_NUMBERS)
    customers, last = last_purchases(scope, limits.orders_needed)
    total, earlier = (recorded.running.gather(last - back) for back in (0, limits.recent_orders))
    numbers = pl.DataFrame(
        {
            "customer": customers,
            "earlier_orders": scope.book.purchases.get_column("number").gather(last) - limits.recent_orders,
            "earlier": earlier,
            "recent": total - earlier,
        }
    )
    depends = _depends(limits)
    beside = scope.beside_facts(numbers, "active")
    told = pl.col("active") & pl.col("recent").is_not_null()
    return beside.select(
        pl.when(told).then(pl.when(depends).then(WATCH).otherwise(CLEAR)).alias("severity"),
        "recent",
        "earlier",
        "earlier_orders",
        pl.lit(limits.recent_orders).alias("recent_orders"),
    )


def _no_answer(scope: RuleScope, numbers: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Not evaluated for anybody: the export says nothing about it."""
    columns = {"severity": pl.Int8(), "since": pl.Date(), **numbers}
    return pl.DataFrame({name: filled(None, scope.facts.height, dtype) for name, dtype in columns.items()})


def _depends(limits: DiscountLimits) -> pl.Expr:
    """The rule over `recent` and `earlier` discounted orders out of `recent_orders` and `earlier_orders`."""
    often = pl.col("recent") >= limits.share_of_recent * (1 - SHARE_TOLERANCE) * limits.recent_orders
    return often & at_most(pl.col("earlier"), limits.share_of_earlier, pl.col("earlier_orders"))


def _discount_since(scope: RuleScope, limits: DiscountLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: from when on the rule has held, for the customers that have the flag."""
    running = scope.book.order_details.discounted.running.alias("total")
    purchases = scope.book.purchases.select("customer", "day", "number").with_columns(running)
    earlier = pl.col("total").shift(limits.recent_orders)
    orders = (
        rows_of_customers(purchases, raised.get_column("customer"))
        .lazy()
        .filter(pl.col("day") <= scope.as_of)
        .with_columns(
            earlier.alias("earlier"),
            (pl.col("total") - earlier).alias("recent"),
            (pl.col("number").cast(pl.Int64) - limits.recent_orders).alias("earlier_orders"),
        )
    )
    # Where fewer orders lie before, the shifted total is that of another customer.
    opened = last_openings(orders, (pl.col("number") >= limits.orders_needed) & _depends(limits))
    return while_active(scope, opened, raised)


def _discount() -> pl.Expr:
    return sentence(
        "{} of the last {} orders discounted; before {} of {}",
        pl.col("recent"),
        pl.col("recent_orders"),
        pl.col("earlier"),
        pl.col("earlier_orders"),
    )


def _compared_orders(scope: RuleScope, _limits: object, customer: int) -> pl.DataFrame:
    """Every counted order of the customer, newest first: the last ones and those they are compared with."""
    return sold_to_customer(scope, customer).filter(pl.col("amount") > 0)


_DISCOUNT_NUMBERS: Final = {
    "recent": pl.UInt32(),
    "recent_orders": pl.UInt32(),
    "earlier": pl.UInt32(),
    "earlier_orders": pl.UInt32(),
}

DISCOUNT_DEPENDENT: Final = Flag(
    "F24",
    ("watch",),
    (("orders",),),
    "at least {share_of_recent} of the last {recent_orders|order|orders} discounted, and at most "
    "{share_of_earlier} of all orders before them",
    "an active customer with at least {orders_needed|order|orders}; discounts on file for orders or their "
    "lines, where an order without one counts as not discounted",
    limits=DiscountLimits,
    numbers=_DISCOUNT_NUMBERS,
    evaluate=_evaluate_discount,
    details=_discount_since,
    sentence=_discount,
    behind=_compared_orders,
)


@dataclass(frozen=True)
class CreditLimits:
    """F30: the window, what it is compared with, and from which shares of sales credits count."""

    window_days: int = limit("credits are added up over", "days")
    usual_days: int = limit("the usual is measured over", "days before")
    share_of_sales: float = limit("opens above this share of sales", share=True)
    times_usual: float = limit("and from", "× the usual share")
    minimum_orders_before: int = limit("not judged below", "orders in the time of the usual")


def _evaluate_credits(scope: RuleScope, limits: CreditLimits) -> pl.DataFrame:
    """F30: credit notes and refunds of a window as a share of what was sold, against the time before."""
    credited, sales = scope.book.order_details.credited, scope.book.sales.get_column("running")
    if not credited.known_at(scope.as_of):
        return _no_answer(scope, _CREDIT_NUMBERS)
    number = scope.book.purchases.get_column("number")
    begin = limits.window_days + limits.usual_days

    def change(running: pl.Series, name: Literal["purchases", "sales"], before: int, until: int) -> pl.Series:
        """What a running total gained from so many days ago until so many days ago."""
        totals = [scope.day.at_close(name, running, days).fill_null(0) for days in (before, until)]
        return totals[1].cast(pl.Int64) - totals[0].cast(pl.Int64)

    told = (
        scope.facts.select("customer", "active")
        .with_columns(
            change(credited.running, "sales", limits.window_days, 0).alias("credits"),
            change(credited.running, "sales", begin, limits.window_days).alias("credits_before"),
            change(sales, "sales", limits.window_days, 0).alias("sold"),
            change(sales, "sales", begin, limits.window_days).alias("sold_before"),
            change(number, "purchases", begin, limits.window_days).alias("orders_before"),
        )
        .with_columns(pl.col("sold") + pl.col("credits"), pl.col("sold_before") + pl.col("credits_before"))
    )
    judged, many = pl.col("active") & _judged(limits), _many_credits(limits)
    return told.select(
        pl.when(judged).then(pl.when(many).then(WATCH).otherwise(CLEAR)).alias("severity"),
        "credits",
        (pl.when(pl.col("sold") > 0).then(pl.col("credits") / pl.col("sold")) * 100).alias("percent"),
        (pl.col("credits_before") / pl.col("sold_before") * 100).alias("usual_percent"),
        pl.lit(limits.window_days).alias("window"),
    )


def _judged(limits: CreditLimits) -> pl.Expr:
    return (pl.col("orders_before") >= limits.minimum_orders_before) & (pl.col("sold_before") > 0)


def _many_credits(limits: CreditLimits) -> pl.Expr:
    """The rule over `credits` of `sold` and `credits_before` of `sold_before`, all before credits."""
    usual = pl.col("credits_before") / pl.col("sold_before")
    at_least = limits.times_usual * (1 - SHARE_TOLERANCE) * usual * pl.col("sold")
    return ~at_most(pl.col("credits"), limits.share_of_sales, pl.col("sold")) & (
        pl.col("credits") >= at_least
    )


def _credits_since(scope: RuleScope, limits: CreditLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: from when on the rule has held, for the customers that have the flag."""
    customers, window = raised.get_column("customer"), limits.window_days
    begin = window + limits.usual_days
    running = scope.book.order_details.credited.running.alias("credited")
    before = pl.when(pl.col("customer") == pl.col("customer").shift(1)).then(pl.col("credited").shift(1))
    sales = rows_of_customers(
        scope.book.sales.select("customer", "day", "amount").with_columns(running), customers
    )
    credit = pl.col("credited") - before.fill_null(0)
    sold = pl.col("amount") + credit
    orders = rows_of_customers(scope.book.purchases.select("customer", "day"), customers)
    events = [
        window_events(
            sales.lazy(),
            {
                "credits": (credit, 0, window),
                "sold": (sold, 0, window),
                "credits_before": (credit, window, begin),
                "sold_before": (sold, window, begin),
            },
        ),
        window_events(orders.lazy(), {"orders_before": (pl.lit(1), window, begin)}),
    ]
    changes = pl.concat(events, how="diagonal").fill_null(0).filter(pl.col("day") <= scope.as_of)
    return open_while_active(scope, spells_while(_judged(limits) & _many_credits(limits), changes))


def _credits() -> pl.Expr:
    share = sentence(
        "Credits of {} are {} % of sales in {} d",
        pl.col("credits_words"),
        number_words(pl.col("percent")),
        pl.col("window"),
    )
    without = sentence("Credits of {} in {} d without sales", pl.col("credits_words"), pl.col("window"))
    return sentence("{}; usual {} %", pl.coalesce(share, without), number_words(pl.col("usual_percent")))


def _credits_of(scope: RuleScope, limits: CreditLimits, customer: int) -> pl.DataFrame:
    """Credit notes and refunded orders of the window, newest first."""
    sold = sold_to_customer(scope, customer, since=scope.day.ago(limits.window_days - 1))
    return sold.filter((pl.col("amount") < 0) | (pl.col("refunded") != 0))


_CREDIT_NUMBERS: Final = {
    "credits": pl.Int64(),
    "percent": pl.Float64(),
    "usual_percent": pl.Float64(),
    "window": pl.Int16(),
}

CREDITS: Final = Flag(
    "F30",
    ("watch",),
    (("orders",),),
    "refunds and credit notes of the last {window_days} days above {share_of_sales} of sales before them, "
    "and at least {times_usual} times the customer's own share of the {usual_days} days before",
    "an active customer with at least {minimum_orders_before|order|orders} in these {usual_days} days; "
    "refunds or credit notes on file",
    limits=CreditLimits,
    numbers=_CREDIT_NUMBERS,
    evaluate=_evaluate_credits,
    details=_credits_since,
    sentence=_credits,
    behind=_credits_of,
)
