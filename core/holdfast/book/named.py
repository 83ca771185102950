"""Who the rows of every table name: ids are looked up once, and everything after goes by number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from holdfast.rows.found import rows_of_ids
from holdfast.rows.numbered import placed
from holdfast.schema.tables import CUSTOMER_SOURCES, NAMING_CUSTOMERS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)
class Named:
    """Customers by the row at which they stand: first those of the list, then `others`.

    `others`: the ids that other tables bring in, each once. `rows`: by table, whom each row names, UInt32;
    null where it names nobody, or nobody who is a customer. `order`: the rows by id; None where that is as
    they stand.
    """

    others: pl.Series
    rows: Mapping[str, pl.Series]
    order: pl.Series | None

    @cached_property
    def numbers(self) -> pl.Series | None:
        """The number of the customer in each row, by its id; None where that is the row itself."""
        if self.order is None:
            return None
        own = pl.int_range(self.order.len(), dtype=pl.UInt32, eager=True)
        return placed(self.order, own, self.order.len())

    def numbers_in(self, table: str) -> pl.Series:
        """The number of the customer whom each row of a table names."""
        numbers = self.numbers
        return self.rows[table] if numbers is None else numbers.gather(self.rows[table])


def named_in(tables: Mapping[str, pl.DataFrame], listed: pl.Series, found: Mapping[str, pl.Series]) -> Named:
    """Whom these tables name; `listed`: the ids of the list of customers, each once.

    `found`: where they stand there, of the tables in which they were looked up already.
    """
    ids = {
        name: frame.get_column("customer_id")
        for name, frame in tables.items()
        if name != "customers" and "customer_id" in frame.columns
    }
    rows = {
        name: found[name] if name in found else rows_of_ids(of_table, listed)
        for name, of_table in ids.items()
    }
    sources = CUSTOMER_SOURCES if "customers" in tables else NAMING_CUSTOMERS
    unlisted = [
        ids[name].filter(rows[name].is_null()).drop_nulls().unique() for name in sources if name in ids
    ]
    others = pl.concat([pl.Series("customer_id", dtype=pl.String), *unlisted]).unique()
    if others.len():
        rows = {name: _with_others(found, ids[name], others, listed.len()) for name, found in rows.items()}
    everyone = pl.concat([listed, others])
    return Named(others, rows, None if everyone.is_sorted() else everyone.arg_sort())


def _with_others(rows: pl.Series, ids: pl.Series, others: pl.Series, before: int) -> pl.Series:
    """The rows with those of the `others`, who stand after the `before` of the list."""
    missing = (rows.is_null() & ids.is_not_null()).arg_true()
    return rows.scatter(missing, rows_of_ids(ids.gather(missing), others) + before)
