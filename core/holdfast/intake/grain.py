"""Order lines to orders: one order for each order_id, the lines kept beside them."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.intake.config import LINE_COLUMNS

_SUMMED: Final = ("amount", "discount", "refunded")
_ORDER: Final = "__order"


def orders_of_lines(lines: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Orders of these lines, in order of their first line, and how many of them name two customers.

    The day is the earliest of the lines, amounts are exact sums, everything else is the first line's.
    """
    columns = [name for name in lines.columns if not name.startswith("__") and name not in LINE_COLUMNS]
    aggregates = []
    for name in columns:
        column = pl.col(name)
        if name == "order_id":
            continue
        if name == "order_date":
            aggregates.append(column.min())
        elif name in _SUMMED:
            aggregates.append(column.sum())
        else:
            aggregates.append(column.first())
    customer = pl.col("customer_id")
    orders = (
        lines.lazy()
        .with_row_index(_ORDER)
        .group_by("order_id")
        .agg(*aggregates, pl.col(_ORDER).first(), (customer != customer.first()).any().alias("__two"))
        .sort(_ORDER)
        .collect(engine="in-memory")
    )
    return orders.select(columns), int(orders["__two"].sum())


def kept_lines(lines: pl.DataFrame) -> pl.DataFrame | None:
    """The lines as order_lines, or None where no product is mapped."""
    if "product" not in lines.columns:
        return None
    wanted = ("order_id", "product", "category", "quantity", "amount", "discount")
    return lines.select(name for name in wanted if name in lines.columns).filter(
        pl.col("product").is_not_null()
    )
