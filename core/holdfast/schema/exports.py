"""What intake hands over to the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.schema.fields import Field


@dataclass(frozen=True, eq=False)
class Intake:
    """What intake hands over: canonical tables as read, with text ids.

    `tables` holds only tables that were found. Columns are those of `tables.TABLES` that the file had,
    in declared order, plus extra mapped columns as text; dtypes: text String, date Date,
    timestamp Datetime("us") in UTC without zone, integer Int64, float Float64, boolean Boolean,
    money Int64 ten-thousandths (money.py). Required columns are never null,
    but for the customer of what guests bought. Orders, invoices and tickets with a status have MEANS beside
    them, a list read from a file of events SEEN Date.
    `fingerprint` changes when any input file or the mapping changes. `numbered`: the tables whose export has
    no id, so that their rows are named after their place in the file.
    `described`: how customers stood in dated lists before each change, sorted by `customer_id` and UNTIL:
    these, STOOD_ON, and columns of customers; None without such lists. Customers carry LISTED Date then.
    `own`: by table, the fields of the columns of its files that mean nothing to us; their names are those of
    columns of the table.
    `listed`: by table that names customers, the row of the list of customers at which each of its rows'
    customer stands, UInt32, null for none; empty where that has not been looked up.
    """

    settings: BookSettings
    tables: Mapping[str, pl.DataFrame]
    receipt: Receipt
    fingerprint: str
    numbered: frozenset[str] = frozenset()
    described: pl.DataFrame | None = None
    own: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    listed: Mapping[str, pl.Series] = field(default_factory=dict)
