"""Refunds and returns that stand in a file of their own come off the orders that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.meaning.words import MEANINGS
from holdfast.intake.wording import count
from holdfast.money import units
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import MEANS

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE: Final = "refunds"
_REFUNDED: Final = "refunded"
_OFF: Final = "__off"
_WHOLE: Final = "__whole"
_NUMBER: Final = "__number"


def returns_off(tables: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """The tables without that of refunds, which are taken off the orders; and what is said of it.

    An order of which all is given back, or that is returned without an amount, is no purchase. Part of one
    comes off as a row of its own on the day of the refund, or off the order where no day is known. An order
    whose own file tells of a refund is left as it is. A credit note that names nothing but the customer is a
    row of its own too, on its day.
    """
    rest = {name: frame for name, frame in tables.items() if name != _TABLE}
    if _TABLE not in tables:
        return rest, []
    refunds = _told_whole(tables[_TABLE])
    given, unknown = _named(refunds.filter(pl.col("order_id").is_not_null()), rest.get("orders"))
    said = _not_found(unknown)
    orders, credited = _credited(rest.get("orders"), refunds.filter(pl.col("order_id").is_null()))
    said += credited
    if orders is None:
        return rest, said
    rest["orders"] = orders
    if given.is_empty():
        return rest, said
    told = _told_already(orders)
    free = given.join(
        orders.filter(~told).select("order_id"), on="order_id", how="semi", maintain_order="left"
    )
    kept = given.height - free.height
    if kept:
        of_them = "is of an order" if kept == 1 else "are of orders"
        said.append(
            Finding(
                "info",
                _TABLE,
                f"{count(kept, 'refund')} {of_them} whose own row tells of it: not taken off again",
            )
        )
    rest["orders"], sentence = _taken_off(orders, free)
    return rest, [*said, *([Finding("info", "orders", sentence)] if sentence else [])]


def _told_whole(refunds: pl.DataFrame) -> pl.DataFrame:
    """What was given back, with all of `order_id`, `customer_id`, `date` and `amount`, null where untold."""
    types = {"order_id": pl.String, "customer_id": pl.String, "date": pl.Date, "amount": pl.Int64}
    untold = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in types.items() if name not in refunds.columns
    ]
    back = pl.col("returned").fill_null(value=True) if "returned" in refunds.columns else pl.lit(value=True)
    return refunds.filter(back).with_columns(*untold).with_columns(pl.col("amount").abs()).select(*types)


def _credited(orders: pl.DataFrame | None, given: pl.DataFrame) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Orders with the credits that name a customer and no order, and what is said of those and the others."""
    told = pl.all_horizontal(pl.col("customer_id", "date", "amount").is_not_null())
    usable = given.filter(told) if orders is not None else given.clear()
    said = []
    if left := given.height - usable.height:
        why = "without customer, day or amount" if orders is not None else "no file has orders"
        them = "it is" if left == 1 else "they are"
        said.append(
            Finding(
                "problem", _TABLE, f"{count(left, 'refund')} without an order, {why}: {them} not taken off"
            )
        )
    if orders is None or usable.is_empty():
        return orders, said
    rows = usable.select(
        order_id=pl.format("#credit{}", pl.int_range(1, pl.len() + 1)),
        customer_id="customer_id",
        order_date="date",
        amount=-pl.col("amount"),
    )
    sum_of_them = f"refunds: {units(int(usable['amount'].sum())):,.2f} of credits that name no order"
    customers = count(usable["customer_id"].n_unique(), "customer")
    said.append(Finding("info", "orders", f"{sum_of_them} taken off {customers}"))
    typed = rows.cast({name: orders.schema[name] for name in rows.columns})
    return pl.concat([orders, typed], how="diagonal"), said


def _named(refunds: pl.DataFrame, orders: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What was given back: `order_id`, `date`, `amount` (null: all of it); and what names no known order."""
    rows = refunds.select("order_id", "date", "amount")
    if orders is None:
        return rows.clear(), rows
    known = orders.select("order_id")
    return (
        rows.join(known, on="order_id", how="semi", maintain_order="left"),
        rows.join(known, on="order_id", how="anti", maintain_order="left"),
    )


def _not_found(unknown: pl.DataFrame) -> list[Finding]:
    if unknown.is_empty():
        return []
    one = unknown.height == 1
    example = unknown["order_id"][0]
    told = f"{count(unknown.height, 'refund')} {'names an order' if one else 'name orders'} that no file has"
    return [
        Finding(
            "problem", _TABLE, f"{told} (such as '{example}'): {'it is' if one else 'they are'} not taken off"
        )
    ]


def _told_already(orders: pl.DataFrame) -> pl.Expr:
    of_amount = pl.col("refunded").fill_null(0) != 0 if "refunded" in orders.columns else pl.lit(value=False)
    of_status = (
        (pl.col(MEANS) == _REFUNDED).fill_null(value=False)
        if MEANS in orders.columns
        else pl.lit(value=False)
    )
    return of_amount | of_status


def _taken_off(orders: pl.DataFrame, given: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    if given.is_empty():
        return orders, ""
    sums = given.group_by("order_id", maintain_order=True).agg(
        pl.col("amount").sum().alias(_OFF), pl.col("amount").is_null().any().alias(_WHOLE)
    )
    frame = orders.join(sums, on="order_id", how="left", maintain_order="left")
    whole = pl.col(_WHOLE) | (pl.col(_OFF) >= pl.col("amount"))
    entire = frame.filter(whole.fill_null(value=False)).select("order_id")
    means = pl.col(MEANS) if MEANS in orders.columns else pl.lit(None, dtype=MEANINGS)
    marked = pl.when(whole).then(pl.lit(_REFUNDED, dtype=MEANINGS)).otherwise(means).alias(MEANS)
    parts = given.join(entire, on="order_id", how="anti", maintain_order="left")
    undated = (
        parts.filter(pl.col("date").is_null()).group_by("order_id").agg(pl.col("amount").sum().alias(_OFF))
    )
    frame = frame.with_columns(marked).drop(_OFF, _WHOLE)
    frame = frame.join(undated, on="order_id", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col("amount") - pl.col(_OFF).fill_null(0)).drop(_OFF)
    credit = _credits(frame, parts.filter(pl.col("date").is_not_null()))
    back = int(parts["amount"].sum())
    told = [f"{count(entire.height, 'order')} given back as a whole, no purchase"] if entire.height else []
    told += [f"{units(back):,.2f} taken off {count(parts['order_id'].n_unique(), 'order')}"] if back else []
    return pl.concat([frame, credit], how="diagonal"), "refunds: " + "; ".join(told)


def _credits(orders: pl.DataFrame, dated: pl.DataFrame) -> pl.DataFrame:
    """A row of its own for each part of an order that was given back on a known day."""
    numbered = dated.rename({"amount": _OFF}).with_columns(
        pl.int_range(1, pl.len() + 1).over("order_id").cast(pl.String).alias(_NUMBER)
    )
    rows = numbered.join(orders, on="order_id", how="left", maintain_order="left")
    return rows.with_columns(
        order_id=pl.col("order_id") + "#refund" + pl.col(_NUMBER),
        order_date=pl.col("date"),
        amount=-pl.col(_OFF),
    ).select(orders.columns)
