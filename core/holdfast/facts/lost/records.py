"""Losses: what was recorded, and customers who left without a word on file."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import tomli

from holdfast.facts.lost.leaving import speaks, with_record_window
from holdfast.money import MONEY_DTYPE
from holdfast.rows.bisect import place, rows_of_customers
from holdfast.timeline import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book

FILE: Final = Path(__file__).with_name("reasons.toml")

_SCHEMA: Final = {
    "customer": pl.UInt32,
    **dict.fromkeys(("customer_id", "reason", "competitor", "note", "source"), pl.String),
    "date": pl.Date,
}


def losses(book: Book, as_of: date, period: Period, customers: pl.DataFrame) -> pl.DataFrame:
    """Recorded losses dated inside the period, and chosen customers lost in it without any record.

    `customers`: their facts. Columns `customer` UInt32, `customer_id`, `date`, `reason` (null: nobody knows),
    `competitor`, `note`, `source`, `revenue_before` Int64 (the 12 months before the loss, or 12 times the
    recurring revenue of the day before where that is more), `recoverable` Boolean by the reason, null where
    it does not tell; sorted by date and id.
    """
    recorded = _recorded(book, as_of)
    inside = recorded.filter(pl.col("date").is_between(period.start, period.end, closed="left"))
    found = pl.concat([inside, _unrecorded(book, recorded, customers)])
    return (
        found.join(
            revenue_before(book, found),
            on=["customer", "date"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(
            pl.col("revenue_before").fill_null(0),
            recoverable(pl.col("reason")).alias("recoverable"),
        )
        .sort("date", "customer_id", "reason", nulls_last=True, maintain_order=True)
    )


@cache
def _reasons() -> Mapping[str, bool]:
    document = tomli.loads(FILE.read_text(encoding="utf-8"))
    return {word.lower(): kind == "recoverable" for kind in document for word in document[kind]["reasons"]}


@cache
def asked_reasons() -> tuple[str, ...]:
    """The reasons that an exit interview offers, as `reasons.toml` has them: those with a way back first."""
    document = tomli.loads(FILE.read_text(encoding="utf-8"))
    return tuple(word for kind in document for word in document[kind]["asked"])


def recoverable(reason: pl.Expr) -> pl.Expr:
    """Whether a customer lost for this reason may be won back, as `reasons.toml` has it; else null."""
    words = _reasons()
    plain = reason.str.strip_chars().str.to_lowercase().str.replace_all("[_-]", " ")
    return plain.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.Boolean)


def _recorded(book: Book, as_of: date) -> pl.DataFrame:
    if not book.has("losses"):
        return pl.DataFrame(schema=_SCHEMA)
    return book.visible("losses", as_of).rename({"reason_code": "reason"}).select(_SCHEMA.keys())


def _unrecorded(book: Book, recorded: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Customers who stopped being active inside the period, as far as no record speaks of it (leaving.py)."""
    gone = customers.filter("lost").select("customer", "customer_id", pl.col("lost_on_period").alias("date"))
    windows = with_record_window(book, gone.rename({"date": "lost_on"}))
    spoken = recorded.select("customer", "date").join(windows, on="customer").filter(speaks(pl.col("date")))
    silent = gone.join(spoken, on="customer", how="anti")
    return silent.select(
        pl.col(name) if name in silent.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in _SCHEMA.items()
    )


def revenue_before(book: Book, found: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `date`, `revenue_before` Int64 (as in `losses`), one row for each pair in `found`."""
    keys = found.select("customer", "date").unique().filter(pl.col("customer").is_not_null())
    keys = keys.sort("customer", "date")
    changes = book.activity.changes.select("customer", "day", pl.col("delta").alias("amount"))
    sold = _added(book.sales.select("customer", "day", "amount"), keys, pl.col("date").dt.offset_by("-12mo"))
    served = _added(changes, keys, pl.lit(date.min))
    told = keys.with_columns(sold.alias("sold"), (12 * served).alias("yearly"))
    return told.select(
        "customer",
        "date",
        pl.max_horizontal("sold", "yearly").fill_null(0).cast(MONEY_DTYPE).alias("revenue_before"),
    )


def _added(rows: pl.DataFrame, keys: pl.DataFrame, begin: pl.Expr) -> pl.Series:
    """What the rows of each key's customer from the day `begin` until its date add up to; null without any.

    `rows`: `customer`, `day`, Int64 `amount` by customer and day; `keys`: `customer`, `date`, rising. The
    rows of a key stand together, so their places and a running sum tell.
    """
    own = rows_of_customers(rows, keys.get_column("customer").unique(maintain_order=True))
    places = own.select(place(pl.col("day"))).to_series()
    bounds = keys.select(place(begin).alias("first"), place(pl.col("date")).alias("after"))
    starts, stops = (places.search_sorted(bounds.get_column(name), "left") for name in ("first", "after"))
    until = pl.concat([pl.Series([0], dtype=pl.Int64), own.get_column("amount").fill_null(0).cum_sum()])
    sums = pl.DataFrame({"sum": until.gather(stops) - until.gather(starts), "any": stops > starts})
    return sums.select(pl.when("any").then("sum")).to_series()
