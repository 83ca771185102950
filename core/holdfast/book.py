"""A book: the validated tables of one customer base, and what they make possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.receipt import Receipt
from holdfast.settings import BookSettings

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)
class Intake:
    """What intake hands over: canonical tables as read, with text ids.

    `tables` holds only tables that were found. Columns are those of `tables.TABLES` that the file had,
    in declared order, plus extra mapped columns as text; dtypes: text String, date Date,
    timestamp Datetime("us") in UTC without zone, integer Int64, float Float64, boolean Boolean,
    money Int64 ten-thousandths (money.py). Required columns are never null.
    `fingerprint` changes when any input file, the mapping or the schema changes.
    """

    settings: BookSettings
    tables: Mapping[str, pl.DataFrame]
    receipt: Receipt
    fingerprint: str
