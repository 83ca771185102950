"""A book: the validated tables of one customer base, and what was knowable in them on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import Activity
from holdfast.book.built import Built
from holdfast.book.contracts import ContractLogs, contract_logs
from holdfast.book.events import EventLogs
from holdfast.book.orders import OrderDetails
from holdfast.book.visible import as_described, as_known, day_of
from holdfast.journal.log import NOTHING_WRITTEN, Log
from holdfast.keeping import Keeper
from holdfast.query import Basis
from holdfast.schema.field_set import Fields
from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings
from holdfast.schema.tables import TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from holdfast.schema.fields import Field


CUSTOMER_DIMENSIONS: Final = ("segment", "tier", "industry", "region", "country", "source", "status")
"""Columns of the customers table with few values: kept as categories."""


@dataclass(frozen=True, eq=False)
class Book:
    """One customer base, ready to be asked.

    `customers`: row i is customer i; `customer` UInt32, the canonical columns (missing ones null),
    `name` never null, `name_folded` for search, `known_from` Date (null: always known), and the own columns
    of the list under the names of `fields.own`, with few values Categorical.
    `tables`: the other canonical tables with all declared columns; where a table names customers,
    `customer` UInt32 stands beside `customer_id` (null where the id is unknown).
    `purchases`: counted orders sorted by customer and day, those of one day by their numbers: `customer`,
    `day` Date, `amount` Int64, `number` UInt32 from 1, `gap` Int32 days since the purchase before (null for
    the first), `next_day` Date of the purchase after (null for the last), `first_day` Date, `order` UInt32
    row of the orders table.
    `sales`: every order that moved money, credit notes included, in the same order: `customer`, `day`,
    `amount`, `running` Int64 (the customer's total so far), `next_day` Date, `order` as above.
    `described`: how customers stood in dated lists before each change, sorted by customer and UNTIL, the day
    from which a later list says otherwise: STOOD_ON Date, the last list before (null: in none), and the
    columns of `customers` that lists date; None for a book without such lists.
    `activity`: when each customer was active and what it bought by month (book/activity.py).
    `own`: by table, the fields of the columns of its files that mean nothing to us.
    `log`: what users wrote about it; the tables hold what of that counts (book/own_log/). `without_log`: the
    book as it was exported, which outlives everything that is written; None where this is it. `as_written`
    is asked through `standing_on`.
    `built`: how the mart came to be that it is read from; None for a book that is read from its files.
    `kept`: what was worked out about it on some day, so that it goes with the book; it may rest on the
    tables, never on the log itself.
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
    described: pl.DataFrame | None = None
    own: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    log: Log = NOTHING_WRITTEN
    without_log: Book | None = None
    as_written: Callable[[Book, date], Book] | None = None
    built: Built | None = None
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    @property
    def exported(self) -> Book:
        """The book without what users wrote: what is learnt of its past rests on the export alone."""
        return self if self.without_log is None else self.without_log

    def standing_on(self, as_of: date) -> Book:
        """The book with what had been written by a day; itself where what came later moves no row before."""
        return self if self.as_written is None else self.as_written(self, as_of)

    def has(self, *names: str) -> bool:
        """Whether every one of these tables is in the book."""
        return all(name in self.tables or (name == "customers") for name in names)

    @property
    def has_recurring_revenue(self) -> bool:
        """Whether revenue is read from subscriptions or levels; otherwise from orders."""
        return self.has("subscriptions") or self.has("mrr_events")

    @property
    def basis(self) -> Basis:
        """What movements of revenue are of where nobody asks for another: `mrr` where there is any."""
        return "mrr" if self.has_recurring_revenue else "orders"

    @cached_property
    def fields(self) -> Fields:
        """The fields that its customers have."""
        return Fields(self.own.get("customers", ()))

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day with data in the event tables of the export, never after today."""
        if self.without_log is not None:
            return self.without_log.span
        days = [day for name, frame in self.tables.items() for day in _event_days(TABLES[name], frame)]
        if self.settings.until:
            # Nothing happened to these customers until then: that is seen from the last day, not from theirs.
            days.append(date.fromisoformat(self.settings.until))
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
        table = self.standing_on(as_of).tables[name]
        frame = table if wanted is None else table.filter(wanted)
        return as_known(TABLES[name], frame, as_of)

    def customers_as_known(self, as_of: date) -> pl.DataFrame:
        """`customers` as an export of `as_of` would describe them, all rows in their places.

        What a customer is called and belongs to is a snapshot and holds from its first event on, unless
        dated lists tell it: then it is what the last of them until `as_of` says, or the first of all. The day
        it was `created` (moved into a new CRM, often) is not known before that day. Own columns are asked
        for here too.
        """
        known = self.customers
        if self.described is not None:
            known = as_described(known, self.described, as_of)
        return known.with_columns(pl.when(pl.col("created") <= as_of).then("created"))

    def changes(self, as_of: date) -> pl.LazyFrame:
        """Changes of activity up to `as_of`, as in book/activity.py."""
        return self.activity.changes.lazy().filter(pl.col("day") <= as_of)


def _event_days(table: Table, frame: pl.DataFrame) -> Iterable[date]:
    if not table.is_event or frame.is_empty():
        return
    for column in (table.known_on, table.else_known_on):
        if column:
            days = frame.select(day_of(frame, column).alias("day")).get_column("day")
            yield from (day for day in (days.min(), days.max()) if isinstance(day, date))
