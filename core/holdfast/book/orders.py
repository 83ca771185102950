"""What orders tell beyond day and amount: categories bought, discounts given, credits taken back.

Independent of any as-of date, like the mart of book/activity.py: sorted once a book, on first use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import running_total
from holdfast.keeping import Kept

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping


@dataclass(frozen=True, eq=False)
class Recorded:
    """A running total per customer beside the rows of another frame, and when recording began.

    `running`: Int64, the customer's total so far, row by row. `known_from`: the first day on which any order
    says something about it; None where none does, and then `running` is empty.
    """

    running: pl.Series
    known_from: date | None

    def known_at(self, as_of: date) -> bool:
        """Whether any order up to `as_of` says something about it."""
        return self.known_from is not None and self.known_from <= as_of


_KEPT_STATES: Final = 4
"""Of limits that are tried, the latest stay."""

_NOTHING: Final = Recorded(pl.Series(dtype=pl.Int64), None)


@dataclass(frozen=True, eq=False)
class OrderDetails:
    """Details of `purchases` and `sales` of a book (book/book.py), from its linked tables."""

    tables: Mapping[str, pl.DataFrame]
    purchases: pl.DataFrame
    sales: pl.DataFrame
    _states: Kept[Hashable, pl.Series] = field(
        default_factory=lambda: Kept(_KEPT_STATES), init=False, repr=False
    )

    @cached_property
    def kinds(self) -> pl.DataFrame:
        """Categories (products where the export has none) in counted orders, one row per day bought.

        `customer` UInt32, `kind` Categorical, `day` Date, `next_day` Date of the customer's next purchase of
        the kind, null for the last; sorted by customer, kind and day. Lines of a negative amount are returns.
        """
        return self._bought(pl.coalesce("category", "product"))

    @cached_property
    def products(self) -> pl.DataFrame:
        """Products in counted orders, one row per day bought: as `kinds`."""
        return self._bought(pl.col("product"))

    @cached_property
    def has_categories(self) -> bool:
        """Whether any line names the category of its product."""
        return "order_lines" in self.tables and bool(
            self.tables["order_lines"].get_column("category").count()
        )

    def _bought(self, of_line: pl.Expr) -> pl.DataFrame:
        if "orders" not in self.tables or "order_lines" not in self.tables:
            return pl.DataFrame(schema=_KINDS)
        counted = self.sales.filter(pl.col("amount") > 0)
        ids = self.tables["orders"].get_column("order_id").gather(counted.get_column("order"))
        days = counted.select("customer", "day").with_columns(ids)
        kept = self.tables["order_lines"].lazy().filter((pl.col("amount") >= 0).fill_null(value=True))
        kind = of_line.cast(pl.Categorical).alias("kind")
        goes_on = (pl.col("customer") == pl.col("customer").shift(-1)) & (
            pl.col("kind") == pl.col("kind").shift(-1)
        )
        return (
            kept.select("order_id", kind)
            .filter(pl.col("kind").is_not_null())
            .join(days.lazy(), on="order_id")
            .select("customer", "kind", "day")
            .unique()
            .sort("customer", pl.col("kind").to_physical(), "day")
            .with_columns(
                pl.when(goes_on.fill_null(value=False)).then(pl.col("day").shift(-1)).alias("next_day")
            )
            .collect()
        )

    def beside_purchases(self, asked: Hashable, state: pl.Expr) -> pl.Series:
        """What an expression says of every purchase, kept under what was `asked` for the next date.

        It may look back only (shift, rolling windows): so what it says of a purchase holds on later days too.
        """
        return self._states.get(asked, lambda: self.purchases.lazy().select(state).collect().to_series())

    @cached_property
    def days(self) -> pl.Series:
        """The days with any counted order, rising."""
        return self.purchases.get_column("day").unique().sort()

    @cached_property
    def discounted(self) -> Recorded:
        """How many purchases with a discount a customer has made so far, beside `purchases`.

        The discount of an order, or of its lines where the order has none. Several orders counted as one
        purchase of a day are discounted when one of them is.
        """
        of_sales = self.sales.with_columns(self.discounts.gather(self.sales.get_column("order")))
        of_sales = of_sales.filter(pl.col("amount") > 0)
        begins = of_sales.filter(pl.col("discount").is_not_null()).get_column("day").min()
        if not isinstance(begins, date):
            return _NOTHING
        given = (pl.col("discount") != 0).fill_null(value=False)
        if of_sales.height != self.purchases.height:
            by_day = of_sales.lazy().group_by("customer", "day").agg(given.any())
            of_sales = by_day.sort("customer", "day").collect()
            given = pl.col("discount")
        counted = of_sales.with_columns(given.cast(pl.Int64).alias("count"))
        return Recorded(counted.select(running_total("count")).to_series(), begins)

    @cached_property
    def discounts(self) -> pl.Series:
        """The discount of every row of the orders table, Int64; null where nothing is on file."""
        orders = self.tables.get("orders", pl.DataFrame(schema={"order_id": pl.String, "discount": pl.Int64}))
        discount = orders.get_column("discount")
        lines = self.tables.get("order_lines")
        if not discount.null_count() or lines is None or lines.get_column("discount").count() == 0:
            return discount
        by_order = (
            lines.select("order_id", "discount")
            .lazy()
            .filter(pl.col("discount").is_not_null())
            .group_by("order_id")
            .agg(pl.col("discount").abs().sum().alias("of_lines"))
        )
        joined = (
            orders.select("order_id", "discount")
            .lazy()
            .join(by_order, on="order_id", how="left", maintain_order="left")
        )
        return joined.select(pl.coalesce("discount", "of_lines").alias("discount")).collect().to_series()

    @cached_property
    def credited(self) -> Recorded:
        """What has been credited to a customer so far, money beside `sales`.

        A credit note is an order of a negative amount. What an order had refunded is already gone from its
        amount, so revenue before credits is the sum of the amounts and of this.
        """
        orders = self.tables.get("orders", pl.DataFrame(schema={"refunded": pl.Int64}))
        refunded = orders.get_column("refunded").gather(self.sales.get_column("order"))
        credit = pl.when(pl.col("amount") < 0).then(-pl.col("amount")).otherwise(pl.col("refunded").abs())
        seen = self.sales.select("customer", "day", "amount").with_columns(refunded)
        begins = seen.filter(credit.is_not_null()).get_column("day").min()
        if not isinstance(begins, date):
            return _NOTHING
        running = seen.select("customer", credit.fill_null(0).alias("credit")).select(running_total("credit"))
        return Recorded(running.to_series(), begins)


_KINDS: Final = {"customer": pl.UInt32, "kind": pl.Categorical, "day": pl.Date, "next_day": pl.Date}
