"""Whom to call at a customer, and what was said last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.rules.people.stakeholders import CHAMPION_LEFT, is_sponsor
from holdfast.rows.bisect import rows_of_customers
from holdfast.views.customers.glance.told import ContactPerson, LastTalk

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds


def people_of(book: Book, customer: int, as_of: date, thresholds: Thresholds) -> tuple[ContactPerson, ...]:
    """Everybody on file at a customer: who decides first, then as the table has them; those who left last.

    Who is inactive without a day of leaving has gone by the last day with data; nobody knows since when.
    """
    if not book.has("contacts"):
        return ()
    left = (pl.col("left_on") <= as_of).fill_null(value=False)
    undated = pl.col("left_on").is_null() & ~pl.col("active").fill_null(value=True)
    rows = (
        book.tables["contacts"]
        .filter(pl.col("customer") == customer)
        .with_columns(
            is_sponsor(pl.col("role"), thresholds.of(CHAMPION_LEFT)).fill_null(value=False).alias("decides"),
            (left | (undated & pl.lit(as_of >= book.span[1]))).alias("has_left"),
            pl.when(left).then("left_on").alias("left_on"),
        )
        .sort(
            "has_left",
            "decides",
            "left_on",
            descending=[False, True, True],
            nulls_last=True,
            maintain_order=True,
        )
        .select(
            pl.coalesce("name", "contact_id"),
            "role",
            "email",
            "phone",
            "decides",
            "has_left",
            "left_on",
            "contact_id",
            pl.col("name").is_not_null().alias("named"),
        )
    )
    return tuple(ContactPerson(*row) for row in rows.iter_rows())


def last_talk(book: Book, customer: int, as_of: date) -> LastTalk | None:
    """The last contact by `as_of` in which both sides spoke; None without one."""
    if not book.has("interactions"):
        return None
    log = rows_of_customers(book.logs.two_way, pl.Series([customer], dtype=pl.UInt32))
    last = log.filter(pl.col("day") <= as_of).tail(1)
    if last.is_empty():
        return None
    row = book.tables["interactions"][last.get_column("row")].row(0, named=True)
    day = last.item(0, "day")
    return LastTalk(
        day,
        (as_of - day).days,
        row["type"],
        named(book, "contacts", "contact_id", row["contact_id"], as_of),
        named(book, "reps", "rep_id", row["rep_id"], as_of),
        row["text"],
    )


def named(book: Book, table: str, key: str, wanted: str | None, as_of: date) -> str | None:
    """The name of a person; the id where there is none."""
    if wanted is None or not book.has(table):
        return wanted
    found = book.visible(table, as_of, pl.col(key) == wanted).get_column("name").drop_nulls()
    return wanted if found.is_empty() else str(found[0])
