"""Whom rows name: customers who come again, or through the key of a row of another table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.recognise.weigh.readings import signs, speaks_of
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.weigh.head import Head
    from holdfast.schema.receipt import FoundBy

_FEW_ORDERS: Final = 5
"""Orders up to which customers who never come again prove nothing."""
_MAILS: Final = ("email", "mail")
_THROUGH: Final = ("subscriptions", "contracts", "orders", "invoices")
"""Tables whose rows lead to a customer."""
_LED: Final = ("usage", "tickets", "surveys", "interactions", "losses", "invoices")
_FOUND: Final = 0.9
"""Share of the keys that must stand in the other table."""
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


def through_keys(choices: Sequence[Choice]) -> list[Choice]:
    """The choices with events that name the key of a row that names a customer: of a subscription."""
    keys = {table: found for table in _THROUGH if (found := _keys_of(table, choices)) is not None}
    return [_led(choice, keys) for choice in choices]


def _keys_of(table: str, choices: Sequence[Choice]) -> pl.Series | None:
    key = TABLES[table].key or "subscription_id"
    found = []
    for choice in choices:
        mapping = choice.candidate or (choice.preset and choice.preset.tables.get(table))
        columns = (mapping.columns if mapping and choice.table == table else None) or {}
        if columns.get(key) in choice.head.columns and "customer_id" in columns:
            found.append(choice.head.rows[columns[key]].drop_nulls())
    return pl.concat(found).unique() if found else None


def _led(choice: Choice, keys: Mapping[str, pl.Series]) -> Choice:
    likely = next((one for one in choice.others if one.table in _LED), None)
    if choice.table or choice.claims or likely is None or likely.table in keys:
        return choice
    if len(likely.missing) != 1 or not likely.missing[0].startswith("customer_id"):
        return choice
    for table, known in keys.items():
        for header in choice.head.columns:
            own = choice.head.rows[header].drop_nulls()
            if (
                not speaks_of(header, signs()[table].words)
                or header in likely.columns.values()
                or not own.len()
            ):
                continue
            if int(own.is_in(known.implode()).sum()) >= _FOUND * own.len():
                key = TABLES[table].key or "subscription_id"
                found = replace(
                    likely,
                    columns={**likely.columns, "customer_id": header},
                    missing=(),
                    match={"customer_id": (table, key)},
                    why=(*likely.why, f'its "{header}" leads to the customers of {table}'),
                )
                return replace(choice, candidate=found)
    return choice
