"""What customers said before they may have left, and what was written when they had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.scales import KIND

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

TICKET, NOTE, COMMENT = range(3)

PLACES: Final = ("tickets", "interactions", "surveys")
"""The tables of the kinds, by number: subjects of tickets, notes of contacts, comments of answers."""

AT_LOSS: Final = ("losses", "surveys")
"""The tables of what is written when a customer has left: notes of losses, comments of exit surveys."""

_COLUMNS: Final = ("tickets", "subject", "created"), ("interactions", "text", "at")
_SCHEMA: Final = {"customer": pl.UInt32, "day": pl.Date, "kind": pl.Int8, "said": pl.String}


def said_before(book: Book, answer: Answer, since: date) -> pl.DataFrame:
    """What the chosen customers said from a day on: `customer`, `day`, `kind` Int8, `said`, sorted.

    Visible on the as-of date and before a customer had given notice: what is said after that is no sign of
    it. Exit surveys are left out: they are answered when a customer leaves.
    """
    as_of, found = answer.facts.as_of, [pl.DataFrame(schema=_SCHEMA)]
    for kind, (table, column, moment) in enumerate(_COLUMNS):
        if book.has(table):
            rows = book.visible(table, as_of)
            found.append(_kind(rows, pl.col(moment).dt.date(), kind, column))
    if book.has("surveys"):
        asked = book.visible("surveys", as_of).filter(KIND.is_in(("nps", "csat")))
        found.append(_kind(asked, pl.col("answered"), COMMENT, "comment"))
    told = _of_chosen(pl.concat(found), answer).filter(pl.col("day").is_between(since, as_of))
    return _before_notice(book, as_of, told).unique().sort("customer", "day", "kind", "said")


def said_at_loss(book: Book, answer: Answer, since: date) -> pl.DataFrame:
    """Notes of losses (`kind` 0), comments of exit surveys (1) of the chosen customers: columns as above."""
    as_of, found = answer.facts.as_of, [pl.DataFrame(schema=_SCHEMA)]
    if book.has("losses"):
        found.append(_kind(book.visible("losses", as_of), pl.col("date"), 0, "note"))
    if book.has("surveys"):
        exits = book.visible("surveys", as_of).filter(KIND == "exit")
        found.append(_kind(exits, pl.col("answered"), 1, "comment"))
    told = _of_chosen(pl.concat(found), answer).filter(pl.col("day").is_between(since, as_of))
    return told.unique().sort("customer", "day", "kind", "said")


def _kind(rows: pl.DataFrame, day: pl.Expr, kind: int, column: str) -> pl.DataFrame:
    said = pl.col(column).cast(pl.String)
    return rows.select(
        "customer", day.alias("day"), pl.lit(kind, dtype=pl.Int8).alias("kind"), said.alias("said")
    ).drop_nulls()


def _of_chosen(rows: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    customers = answer.customers
    return rows if customers is None else rows.join(customers, on="customer", how="semi")


def _before_notice(book: Book, as_of: date, said: pl.DataFrame) -> pl.DataFrame:
    """Without what customers said from the day on which they asked to cancel to the end of that service."""
    if not book.has("subscriptions"):
        return said
    notices = (
        book.visible("subscriptions", as_of)
        .select("customer", pl.col("cancel_requested").alias("from"), "end")
        .drop_nulls(("customer", "from"))
    )
    day = pl.col("day")
    after = (
        said.join(notices, on="customer")
        .filter((day >= pl.col("from")) & (pl.col("end").is_null() | (day <= pl.col("end"))))
        .select("customer", "day")
        .unique()
    )
    return said.join(after, on=["customer", "day"], how="anti")
