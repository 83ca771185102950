"""What a customer usually orders: products, how many at a time, how often, and the last price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units

if TYPE_CHECKING:
    from holdfast.book.book import Book

WINDOW_DAYS: Final = 365
"""Orders of so many days up to the last one are looked at."""

LEAST_ORDERS: Final = 2
"""A product that came once is not usual."""

SHOWN: Final = 8


@dataclass(frozen=True)
class BasketItem:
    """A product that is ordered again and again.

    `orders` with it in the window; `quantity`: the median of a time; `every`: median days between orders with
    it; `price`: currency units for one, in the last order with it. None where lines do not tell.
    """

    product: str
    category: str | None
    orders: int
    quantity: float | None
    every: float | None
    price: float | None
    last: date


@dataclass(frozen=True)
class Basket:
    """The usual products, the most frequent first, and how many orders of the window have lines."""

    items: tuple[BasketItem, ...] = ()
    orders: int = 0

    @property
    def core(self) -> tuple[BasketItem, ...]:
        """What is in at least a third of the orders: what may be named as usual in a letter."""
        return tuple(item for item in self.items if 3 * item.orders >= self.orders)


def basket_of(book: Book, customer: int, as_of: date) -> Basket:
    """What a customer has ordered at least twice in the year up to its last order by `as_of`."""
    if not book.has("orders", "order_lines"):
        return Basket()
    # Several orders of a day may count as one purchase: `sales` still names each of them.
    counted = book.sales.filter(
        (pl.col("customer") == customer) & (pl.col("day") <= as_of) & (pl.col("amount") > 0)
    )
    last = counted.get_column("day").max()
    if not isinstance(last, date):
        return Basket()
    recent = counted.filter(pl.col("day") > last - timedelta(days=WINDOW_DAYS))
    ids = book.tables["orders"].get_column("order_id").gather(recent.get_column("order"))
    days = recent.select("day").with_columns(ids.alias("order_id"))
    lines = (
        book.tables["order_lines"]
        .lazy()
        .filter((pl.col("amount") >= 0).fill_null(value=True))
        .join(days.lazy(), on="order_id", how="inner")
        .group_by("product", "order_id", "day")
        .agg(
            pl.col("category").drop_nulls().sort().first(),
            pl.when(pl.col("quantity").count() == pl.len()).then(pl.col("quantity").sum()).alias("quantity"),
            pl.when(pl.col("amount").count() == pl.len()).then(pl.col("amount").sum()).alias("amount"),
        )
        .sort("product", "day", "order_id")
        .collect(engine="in-memory")
    )
    items = _items(lines)
    return Basket(tuple(items[:SHOWN]), lines.get_column("order_id").n_unique())


def _items(lines: pl.DataFrame) -> list[BasketItem]:
    """Usual products of lines sorted by product and day, one line a product and order."""
    each = to_units(pl.col("amount")) / pl.col("quantity")
    one = pl.when(pl.col("quantity") > 0).then(each)
    told = (
        lines.lazy()
        .group_by("product", maintain_order=True)
        .agg(
            pl.col("category").last(),
            pl.len().alias("orders"),
            pl.col("quantity").median(),
            pl.col("day").unique().sort().diff().dt.total_days().median().alias("every"),
            one.last().alias("price"),
            pl.col("day").last().alias("last"),
        )
        .filter(pl.col("orders") >= LEAST_ORDERS)
        .sort("orders", "last", "product", descending=[True, True, False])
        .collect(engine="in-memory")
    )
    return [BasketItem(*row) for row in told.iter_rows()]
