"""Who comes again: an id that is new on every order names no customer where another column repeats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from holdfast.intake.recognise.weigh.readings import signs, speaks_of
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.recognise.weigh.head import Head
    from holdfast.schema.receipt import FoundBy

_FEW_ORDERS: Final = 5
"""Orders up to which customers who never come again prove nothing."""
_MAILS: Final = ("email", "mail")
_ORDERS_ID: Final = "customer_id_of_orders"
"""Further column of a list of customers: the id that its orders know them by."""


@dataclass(frozen=True)
class Use:
    """One file read for one table, and why."""

    head: Head
    mapping: TableMapping
    found_by: FoundBy
    why: str

    def header(self, column: str) -> str:
        """The header that is mapped to a column, or ""."""
        return (self.mapping.columns or {}).get(column, "")


def lasting_customers(uses: Sequence[Use]) -> list[Use]:
    """The uses with customers told by what comes again, in the file of orders or in the list of customers."""
    orders = next((use for use in uses if use.mapping.table == "orders" and not use.mapping.preset), None)
    if orders is None or not _never_come_again(orders):
        return list(uses)
    if header := _comes_again(orders.head, orders.header("customer_id")):
        return [_told_by(use, header) if use is orders else use for use in uses]
    listed = next((use for use in uses if use.mapping.table == "customers" and not use.mapping.preset), None)
    if listed is None or not (header := _comes_again(listed.head, listed.header("customer_id"))):
        return list(uses)
    return [_told_by(use, header) if use is listed else _looked_up(use) for use in uses]


def _never_come_again(orders: Use) -> bool:
    """Whether the orders have as many customers as there are orders."""
    customer, order = orders.header("customer_id"), orders.header("order_id")
    if not (customer and order) or orders.head.cells(order).distinct <= _FEW_ORDERS:
        return False
    if orders.head.cells(customer).distinct < orders.head.cells(order).distinct:
        return False
    return orders.head.counted(customer)[1] >= orders.head.counted(order)[1]


def _comes_again(head: Head, current: str) -> str:
    """The header of another id of the customer, or of their address, that stands on several rows, or ""."""
    for header in head.columns:
        cells = head.cells(header)
        is_id = "unique" in header.lower() and speaks_of(header, signs()["customers"].words)
        theirs = is_id or (speaks_of(header, _MAILS) and cells.mails > 0)
        if header != current and theirs and 2 * cells.filled > head.rows.height and head.repeats(header):
            return header
    return ""


def _told_by(use: Use, header: str) -> Use:
    current, columns = use.header("customer_id"), dict(use.mapping.columns or {})
    columns["customer_id"] = header
    why = f'{use.why}; "{current}" is new on every order and "{header}" comes again: that is the customer'
    mapping = replace(use.mapping, columns=columns)
    if use.mapping.table == "customers":
        mapping = replace(mapping, columns=columns | {_ORDERS_ID: current}, one_per_key="last")
    return replace(use, mapping=mapping, why=why)


def _looked_up(use: Use) -> Use:
    if TABLES[use.mapping.table].column("customer_id") is None or use.mapping.preset:
        return use
    match = {**use.mapping.match, "customer_id": ("customers", _ORDERS_ID)}
    return replace(use, mapping=replace(use.mapping, match=match))
