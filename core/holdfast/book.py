"""A book: the validated tables of one customer base, and what was knowable in them on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.activity import (
    FIRST_OF_CUSTOMER,
    NEXT_DAY,
    Activity,
    build_activity,
    running_total,
)
from holdfast.contract_logs import ContractLogs, contract_logs
from holdfast.event_logs import EventLogs
from holdfast.keeping import Keeper
from holdfast.order_details import OrderDetails
from holdfast.receipt import Receipt
from holdfast.schema import DTYPES
from holdfast.settings import BookSettings
from holdfast.tables import SEEN, TABLES, Table
from holdfast.text import fold_expr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CUSTOMER_SOURCES: Final = ("orders", "subscriptions", "mrr_events", "contracts")
"""Tables whose customers exist even when the customers table does not list them."""

CUSTOMER_DIMENSIONS: Final = ("segment", "tier", "industry", "region", "country", "source", "status")
"""Columns of the customers table with few values: kept as categories."""

CANCELLED: Final = ("cancelled", "canceled", "void", "voided", "storniert", "annulé", "annulée", "annullato")
"""Words in `orders.status` that say the order did not happen, lower-cased."""


@dataclass(frozen=True, eq=False)
class Intake:
    """What intake hands over: canonical tables as read, with text ids.

    `tables` holds only tables that were found. Columns are those of `tables.TABLES` that the file had,
    in declared order, plus extra mapped columns as text; dtypes: text String, date Date,
    timestamp Datetime("us") in UTC without zone, integer Int64, float Float64, boolean Boolean,
    money Int64 ten-thousandths (money.py). Required columns are never null. A list read from a file of events
    has SEEN Date beside them.
    `fingerprint` changes when any input file or the mapping changes. `numbered`: the tables whose export has
    no id, so that their rows are named after their place in the file.
    """

    settings: BookSettings
    tables: Mapping[str, pl.DataFrame]
    receipt: Receipt
    fingerprint: str
    numbered: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Book:
    """One customer base, ready to be asked.

    `customers`: row i is customer i; `customer` UInt32, the canonical columns (missing ones null),
    `name` never null, `name_folded` for search, `known_from` Date (null: always known).
    `tables`: the other canonical tables with all declared columns; where a table names customers,
    `customer` UInt32 stands beside `customer_id` (null where the id is unknown).
    `purchases`: counted orders sorted by customer and day, those of one day by their numbers: `customer`,
    `day` Date, `amount` Int64, `number` UInt32 from 1, `gap` Int32 days since the purchase before (null for
    the first), `next_day` Date of the purchase after (null for the last), `first_day` Date, `order` UInt32
    row of the orders table.
    `sales`: every order that moved money, credit notes included, in the same order: `customer`, `day`,
    `amount`, `running` Int64 (the customer's total so far), `next_day` Date, `order` as above.
    `activity`: when each customer was active and what it bought by month (activity.py).
    `kept`: what was worked out about it on some day, so that it goes with the book.
    """

    settings: BookSettings
    customers: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    purchases: pl.DataFrame
    sales: pl.DataFrame
    activity: Activity
    receipt: Receipt
    fingerprint: str
    assumed_assignments: bool = False
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    def has(self, *names: str) -> bool:
        """Whether every one of these tables is in the book."""
        return all(name in self.tables or (name == "customers") for name in names)

    @property
    def has_recurring_revenue(self) -> bool:
        """Whether revenue is read from subscriptions or levels; otherwise from orders."""
        return self.has("subscriptions") or self.has("mrr_events")

    @property
    def basis(self) -> str:
        """What retention of revenue is measured on: `mrr` or `orders`."""
        return "mrr" if self.has_recurring_revenue else "orders"

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day with data in the event tables, never after today."""
        days = [day for name, frame in self.tables.items() for day in _event_days(TABLES[name], frame)]
        past = [day for day in days if day <= date.today()]  # noqa: DTZ011 - the user's own calendar day
        return (min(past), max(past)) if past else (date.today(), date.today())  # noqa: DTZ011

    @cached_property
    def order_details(self) -> OrderDetails:
        """Categories, discounts and credits of the orders."""
        return OrderDetails(self.tables, self.purchases, self.sales)

    @cached_property
    def logs(self) -> EventLogs:
        """Contacts, tickets and surveys by customer and day."""
        return EventLogs(self.tables)

    @cached_property
    def contracts(self) -> ContractLogs:
        """Contracts by the day they come due, and their nights."""
        return contract_logs(self.tables, self.customers)

    @property
    def default_as_of(self) -> date:
        """The as-of date when none is asked for."""
        return self.settings.as_of or self.span[1]

    def visible(self, name: str, as_of: date, wanted: pl.Expr | None = None) -> pl.DataFrame:
        """The rows of a table that were knowable at the close of `as_of`, as they looked on that day.

        `wanted`: only these, told by columns that are always known.
        """
        frame = self.tables[name] if wanted is None else self.tables[name].filter(wanted)
        return as_known(TABLES[name], frame, as_of)

    def customers_as_known(self, as_of: date) -> pl.DataFrame:
        """`customers` as an export of `as_of` would describe them, all rows in their places.

        What a customer is called and belongs to is a snapshot and holds from its first event on. Only the
        day it was `created` (moved into a new CRM, often) is not known before that day.
        """
        created = pl.when(pl.col("created") <= as_of).then("created")
        return self.customers.with_columns(created)

    def changes(self, as_of: date) -> pl.LazyFrame:
        """Changes of activity up to `as_of`, as in activity.py."""
        return self.activity.changes.lazy().filter(pl.col("day") <= as_of)


def as_known(table: Table, frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Rows knowable at the close of `as_of`; whatever became known later is null."""
    later_dates = [name for name in table.later_known if name in frame.columns]
    dated = [name for name in (table.known_on, table.else_known_on, SEEN) if name in frame.columns]
    if dated:
        known = pl.coalesce(_day(frame, name) for name in dated)
        frame = frame.filter(known.is_null() | (known <= as_of)).drop(SEEN, strict=False)
    known_with: dict[str, list[pl.Expr]] = {}
    for when in later_dates:
        for column in (*table.later_known[when], when):
            known_with.setdefault(column, []).append(_day(frame, when))
    frame = frame.with_columns(
        pl.when(pl.min_horizontal(days) <= as_of).then(pl.col(column)).alias(column)
        for column, days in known_with.items()
        if column in frame.columns
    )
    if table.name == "opportunities":
        undecided = pl.col("is_closed").fill_null(value=False) & (pl.col("close_date") > as_of)
        frame = frame.with_columns(
            pl.when(~undecided).then(pl.col(column)).alias(column)
            for column in ("stage", "is_closed", "is_won", "lost_reason", "competitor", "close_date")
        )
    return frame


def _day(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column).dt.date() if frame.schema[column] == pl.Datetime else pl.col(column)


def _event_days(table: Table, frame: pl.DataFrame) -> Iterable[date]:
    if not table.is_event or frame.is_empty():
        return
    for column in (table.known_on, table.else_known_on):
        if column:
            days = frame.select(_day(frame, column).alias("day")).get_column("day")
            yield from (day for day in (days.min(), days.max()) if isinstance(day, date))


def assemble(intake: Intake) -> Book:
    """Number the customers, link every table to them, and sort the purchases."""
    complete = {name: _all_columns(TABLES[name], frame) for name, frame in intake.tables.items()}
    customers = _customers(complete)
    ids = customers.select("customer_id", "customer").lazy()
    linked = {name: _link(frame, ids) for name, frame in complete.items() if name != "customers"}
    assumed = "assignments" not in linked and bool(customers.get_column("owner_rep_id").count())
    if assumed:
        linked["assignments"] = _assumed_assignments(customers)
    sales = _sales(linked.get("orders"), numbered="orders" in intake.numbered)
    purchases = _purchases(sales, merge_same_day=intake.settings.merge_same_day_orders)
    return Book(
        settings=intake.settings,
        customers=customers,
        tables=linked,
        purchases=purchases,
        sales=sales,
        activity=build_activity(intake.settings, linked, purchases, sales),
        receipt=intake.receipt,
        fingerprint=intake.fingerprint,
        assumed_assignments=assumed,
    )


def _all_columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(None, dtype=DTYPES[column.type]).alias(column.name)
        for column in table.columns
        if column.name not in frame.columns
    ]
    return frame.with_columns(missing)


def _customers(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    listed = tables.get("customers")
    if listed is None:
        listed = _all_columns(TABLES["customers"], pl.DataFrame(schema={"customer_id": pl.String}))
    if SEEN not in listed.columns:
        listed = listed.with_columns(pl.lit(None, dtype=pl.Date).alias(SEEN))
    seen = pl.concat(
        [pl.DataFrame(schema={"customer_id": pl.String, "first_seen": pl.Date})]
        + [
            tables[name]
            .lazy()
            .group_by("customer_id")
            .agg(pl.col(TABLES[name].known_on or "").min().alias("first_seen"))
            .collect()
            for name in CUSTOMER_SOURCES
            if name in tables
        ]
    )
    seen = seen.group_by("customer_id").agg(pl.col("first_seen").min())
    everyone = listed.with_columns(pl.lit(value=True).alias("is_listed")).join(
        seen, on="customer_id", how="full", coalesce=True
    )
    earliest = pl.min_horizontal("created", SEEN, "first_seen")
    always = pl.col("is_listed").is_not_null() & pl.col("created").is_null() & pl.col(SEEN).is_null()
    return (
        everyone.sort("customer_id")
        .with_columns(
            pl.when(~always).then(earliest).alias("known_from"),
            pl.coalesce("name", "customer_id").alias("name"),
        )
        .with_columns(
            fold_expr(pl.col("name")).alias("name_folded"), pl.col(CUSTOMER_DIMENSIONS).cast(pl.Categorical)
        )
        .drop("first_seen", "is_listed", SEEN)
        .with_row_index("customer")
    )


def _link(frame: pl.DataFrame, ids: pl.LazyFrame) -> pl.DataFrame:
    if "customer_id" not in frame.columns:
        return frame
    return frame.lazy().join(ids, on="customer_id", how="left", maintain_order="left").collect()


def _assumed_assignments(customers: pl.DataFrame) -> pl.DataFrame:
    """One open assignment per owned customer since it is known; a null start means it has always been so."""
    return customers.filter(pl.col("owner_rep_id").is_not_null()).select(
        "customer_id",
        pl.col("owner_rep_id").alias("rep_id"),
        pl.col("known_from").alias("start"),
        pl.lit(None, dtype=pl.Date).alias("end"),
        pl.lit("assumed").alias("reason"),
        "customer",
    )


def _sales(orders: pl.DataFrame | None, *, numbered: bool) -> pl.DataFrame:
    if orders is None:
        orders = _all_columns(TABLES["orders"], pl.DataFrame(schema={"customer": pl.UInt32}))
    status = pl.col("status").str.to_lowercase().str.strip_chars()
    by_day = (
        orders.lazy()
        .with_row_index("order")
        .filter(pl.col("status").is_null() | ~status.is_in(CANCELLED))
        .select("customer", pl.col("order_date").alias("day"), "amount", "order")
        .sort("customer", "day", maintain_order=True)
        .collect()
    )
    settled = _ties_settled(by_day, None if numbered else orders.get_column("order_id"))
    return settled.with_columns(running_total("amount").alias("running"), NEXT_DAY.alias("next_day"))


def _ties_settled(by_day: pl.DataFrame, numbers: pl.Series | None) -> pl.DataFrame:
    """Orders of a customer on one day in the order of their numbers, whatever the order of the rows.

    Which of them was the first decides what is repeat revenue. `numbers`: the ids by `order`; without any the
    smallest order comes first. Only these rows are sorted: all of them would take far longer.
    """
    again = (pl.col("customer") == pl.col("customer").shift()) & (pl.col("day") == pl.col("day").shift())
    tied = by_day.select((again | again.shift(-1)).fill_null(value=False).arg_true()).to_series()
    rows, by = by_day[tied], [pl.col("amount")]
    if numbers is not None:
        rows = rows.with_columns(numbers.gather(rows.get_column("order")).alias("number"))
        by = [pl.col("number").str.len_chars(), pl.col("number")]
    settled = rows.sort("customer", "day", *by, maintain_order=True)
    return by_day.with_columns(
        by_day.get_column(name).clone().scatter(tied, settled.get_column(name))
        for name in ("amount", "order")
    )


def _purchases(sales: pl.DataFrame, *, merge_same_day: bool) -> pl.DataFrame:
    counted = sales.lazy().filter(pl.col("amount") > 0)
    if merge_same_day:
        counted = (
            counted.group_by("customer", "day")
            .agg(pl.col("amount").sum(), pl.col("order").min())
            .sort("customer", "day")
        )
    # One pass over sorted rows instead of window functions per customer: row positions give order numbers.
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    return (
        counted.with_columns(FIRST_OF_CUSTOMER.alias("is_first"), position.alias("position"))
        .with_columns(
            pl.when("is_first").then("position").forward_fill().alias("origin"),
            pl.when("is_first").then("day").forward_fill().alias("first_day"),
            pl.when(~pl.col("is_first"))
            .then((pl.col("day") - pl.col("day").shift(1)).dt.total_days())
            .cast(pl.Int32)
            .alias("gap"),
            NEXT_DAY.alias("next_day"),
        )
        .select(
            "customer",
            "day",
            "amount",
            (pl.col("position") - pl.col("origin") + 1).alias("number"),
            "gap",
            "next_day",
            "first_day",
            "order",
        )
        .collect()
    )
