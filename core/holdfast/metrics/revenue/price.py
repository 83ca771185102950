"""Price protection: what is sold at full price, how deep discounts go, who stays after a rise. Spec §9."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.figures import FEW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.revenue.mix import ORDERS
from holdfast.money import to_units, units
from holdfast.statistics.intervals.wilson import wilson
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.metrics.scope import Scope

LINES: Final = (("orders", "order_lines"),)
NO_DISCOUNTS: Final = "the export has no discount on file, so nothing tells what was sold at full price"
NO_ORDERS: Final = "no orders inside the period"
NONE_DISCOUNTED: Final = "no order with a discount inside the period"
RISE: Final = 0.05
"""A unit price this much above the customer's own before is a rise."""
WITHIN_DAYS: Final = 180
"""Who orders again within so many days of a rise has stayed."""
FALLS_PER_RISE: Final = 0.5
"""Where falls are more frequent than this, unit prices tell no rise: they move with each order."""
SOURCE: Final = "Price premium of loyal customers (Reichheld & Sasser 1990), in the book's own figures"

_COLUMNS: Final = (
    ("order_id", "Order"),
    ("name", "Customer"),
    ("day", "Day"),
    ("amount", "Amount"),
    ("discount", "Discount"),
    ("adds", "Adds"),
)


def priced_orders(scope: Scope) -> pl.DataFrame:
    """Counted orders inside the period, by customer and day; empty where no discount is on file by then.

    `customer`, `day`, `order`, Int64 `amount` net of the Int64 `discount`, 0 where an order has none.
    """
    discounts = scope.book.order_details.discounts
    sales = scope.book.sales.lazy().filter((pl.col("amount") > 0) & (pl.col("day") <= scope.as_of))
    known = sales.with_columns(discount=pl.lit(discounts).gather(pl.col("order")))
    if not known.select(pl.col("discount").is_not_null().any()).collect().item():
        return pl.DataFrame(schema=_PRICED)
    inside = known.filter(pl.col("day").is_between(scope.period.start, scope.period.end, closed="left"))
    return (
        scope.of_chosen(inside)
        .select("customer", "day", "order", "amount", pl.col("discount").fill_null(0).abs().cast(pl.Int64))
        .collect()
    )


_PRICED: Final = {
    "customer": pl.UInt32,
    "day": pl.Date,
    "order": pl.UInt32,
    "amount": pl.Int64,
    "discount": pl.Int64,
}


def full_price_share(orders: pl.DataFrame) -> tuple[float, float] | None:
    """Amount sold without a discount, and all of it, in currency units; None without orders."""
    full, whole = orders.select(
        pl.col("amount").filter(pl.col("discount") == 0).sum().alias("full"),
        pl.col("amount").sum().alias("whole"),
    ).row(0)
    return (units(full), units(whole)) if whole else None


def discount_depth(orders: pl.DataFrame) -> tuple[float, float] | None:
    """Discounts, and what the discounted orders would have come to without, in currency units."""
    given = orders.filter(pl.col("discount") > 0)
    if given.is_empty():
        return None
    discount, net = given.select(pl.col("discount").sum(), pl.col("amount").sum()).row(0)
    return units(discount), units(discount + net)


def _full(scope: Scope) -> Measured:
    orders = scope.own(priced_orders)
    found = full_price_share(orders)
    if found is None:
        return Measured(None, note=_lacking(scope, NO_ORDERS))
    return Measured(found[0] / found[1], numerator=found[0], denominator=found[1])


def _depth(scope: Scope) -> Measured:
    orders = scope.own(priced_orders)
    found = discount_depth(orders)
    if found is None:
        return Measured(None, note=_lacking(scope, NONE_DISCOUNTED if orders.height else NO_ORDERS))
    given = int((orders.get_column("discount") > 0).sum())
    return Measured(
        found[0] / found[1],
        numerator=found[0],
        denominator=found[1],
        note=f"{plural(given, 'order')} of {orders.height:,} had a discount",
        status="few" if given < FEW else "ok",
    )


def _lacking(scope: Scope, otherwise: str) -> str:
    recorded = scope.book.order_details.discounts.count()
    return otherwise if recorded else NO_DISCOUNTS


def _full_rows(scope: Scope, part: str) -> pl.DataFrame:
    orders = scope.own(priced_orders)
    counted = orders.filter(pl.col("discount") == 0) if part == "numerator" else orders
    return _shown(counted, pl.col("amount"))


def _depth_rows(scope: Scope, part: str) -> pl.DataFrame:
    given = scope.own(priced_orders).filter(pl.col("discount") > 0)
    gross = pl.col("discount") + pl.col("amount")
    return _shown(given, pl.col("discount") if part == "numerator" else gross)


def _shown(orders: pl.DataFrame, adds: pl.Expr) -> pl.DataFrame:
    return orders.select(
        "customer",
        "order",
        "day",
        to_units(pl.col("amount")).alias("amount"),
        to_units(pl.col("discount")).alias("discount"),
        to_units(adds).alias("adds"),
    )


def price_moves(scope: Scope) -> pl.DataFrame:
    """What every customer paid for a unit of a product beside what it paid the time before.

    `customer`, `day`, `product` and Float64 `change` as a share, for lines of counted orders visible on the
    as-of date, with amount and quantity above 0; sorted by customer, day and product. Prices before discount.
    """
    return scope.of_chosen(_moves(scope.book).lazy().filter(pl.col("day") <= scope.as_of)).collect()


@keeps(1)
def _moves(book: Book) -> pl.DataFrame:
    """`price_moves` of everybody in all the data: what a price was before does not change with the date."""
    orders = book.tables["orders"].select("order_id")
    counted = book.purchases.lazy().select("customer", "day", "order")
    named = counted.with_columns(order_id=pl.lit(orders.get_column("order_id")).gather(pl.col("order")))
    gross = pl.col("amount") + pl.col("discount").fill_null(0).abs()
    return (
        book.tables["order_lines"]
        .lazy()
        .filter((pl.col("amount") > 0) & (pl.col("quantity") > 0))
        .select("order_id", "product", gross.alias("gross"), "quantity")
        .join(named, on="order_id")
        .group_by("customer", "product", "day")
        .agg(pl.col("gross").sum(), pl.col("quantity").sum().round(6))
        .sort("customer", "product", "day")
        .with_columns((pl.col("gross") / pl.col("quantity")).alias("price"))
        # The row above is the time before where it is of the same two: a window over them takes far longer.
        .with_columns(
            pl.when(
                (pl.col("customer") == pl.col("customer").shift(1))
                & pl.col("product").eq_missing(pl.col("product").shift(1))
            )
            .then(pl.col("price") / pl.col("price").shift(1) - 1)
            .alias("change")
        )
        .filter(pl.col("change").is_not_null())
        .select("customer", "day", "product", "change")
        .sort("customer", "day", "product")
        .collect()
    )


@keeps(1)
def _risen(scope: Scope) -> pl.DataFrame | str:
    """The first rise of each customer inside the period that is long enough ago, and whether it `stayed`.

    The sentence where prices tell no rise.
    """
    moves = scope.own(price_moves)
    rises, falls = (int((moves.get_column("change") * sign >= RISE).sum()) for sign in (1, -1))
    if falls > FALLS_PER_RISE * rises:
        return (
            f"unit prices fall by {RISE:.0%} or more {falls:,} times and rise {rises:,} times: they move "
            "with each order and tell no price rise"
        )
    last = scope.as_of - timedelta(days=WITHIN_DAYS)
    inside = pl.col("day").is_between(scope.period.start, scope.period.end, closed="left")
    risen = (
        moves.filter((pl.col("change") >= RISE) & inside & (pl.col("day") <= last))
        .group_by("customer")
        .agg(pl.col("day").min().alias("rose"), pl.col("change").first())
        .sort("customer")
    )
    if risen.is_empty():
        return f"no price rose by {RISE:.0%} or more in the period and at least {WITHIN_DAYS} days ago"
    until = pl.col("rose") + pl.duration(days=WITHIN_DAYS)
    again = (
        scope.purchases.lazy()
        .join(risen.lazy(), on="customer")
        .filter((pl.col("day") > pl.col("rose")) & (pl.col("day") <= until))
        .select("customer")
        .unique()
        .collect()
    )
    return risen.with_columns(stayed=pl.col("customer").is_in(again.get_column("customer").implode()))


def _kept(scope: Scope) -> Measured:
    risen = _risen(scope)
    if isinstance(risen, str):
        return Measured(None, note=risen)
    stayed = int(risen.get_column("stayed").sum())
    low, high = wilson(stayed, risen.height) or (None, None)
    return Measured(
        stayed / risen.height,
        low,
        high,
        numerator=stayed,
        denominator=risen.height,
        status="few" if risen.height < FEW else "ok",
    )


def _kept_rows(scope: Scope, part: str) -> pl.DataFrame:
    risen = _risen(scope)
    if isinstance(risen, str):
        return pl.DataFrame(schema={"customer": pl.UInt32})
    return (risen.filter("stayed") if part == "numerator" else risen).select("customer")


PRICE_METRICS: Final = (
    Metric(
        "price.full_share",
        "Revenue at full price",
        "amount of orders without a discount ÷ amount of all orders",
        "counted orders inside the period, where discounts are on file",
        "ratio",
        1,
        ORDERS,
        "none",
        SOURCE,
        Computed(_full, _full_rows, columns=_COLUMNS, adds_up="adds", below="adds", amounts="money"),
        subject="order",
        nothing=NO_ORDERS,
        synonyms=("full-price share", "price protection", "protection des prix", "protezione dei prezzi"),
    ),
    Metric(
        "price.discount_depth",
        "Depth of discounts",
        "discounts ÷ (amount + discount) of the orders with a discount",
        "counted orders inside the period with a discount",
        "ratio",
        -1,
        ORDERS,
        "none",
        SOURCE,
        Computed(_depth, _depth_rows, columns=_COLUMNS, adds_up="adds", below="adds", amounts="money"),
        subject="order",
        nothing=NONE_DISCOUNTED,
        synonyms=("discount depth", "profondeur des remises"),
    ),
    Metric(
        "price.kept_after_rise",
        "Kept after a price rise",
        f"customers who ordered again within {WITHIN_DAYS} days of paying at least {RISE:.0%} more for a "
        "unit of a product than the time before ÷ customers with such a rise",
        f"customers with a rise inside the period and at least {WITHIN_DAYS} days ago, where unit prices "
        "seldom fall",
        "ratio",
        1,
        LINES,
        "Wilson",
        SOURCE,
        Computed(_kept, _kept_rows),
        nothing="no price rise to look at",
        synonyms=("price increase retention",),
    ),
)
"""What regulars and new customers pay, and whether a higher price drives them away."""
