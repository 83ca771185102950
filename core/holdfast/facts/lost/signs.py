"""What a customer said before it left: the signs that tell silent attrition from the rest. Spec §9.

Silent attrition is about customers who leave. Who does not answer a survey is silent in another sense, and
that is called survey silence everywhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.scales import KIND, on_scale
from holdfast.facts.lost.leaving import speaks
from holdfast.rows.bisect import rows_of_customers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from holdfast.book.book import Book

SIGN_DAYS: Final = 180
"""A sign counts from this many days before the loss to the day of the loss."""

STILL_KEPT_DAYS: Final = 30
"""A log whose last row is older than this at the loss had ended: its silence tells nothing."""

SIGNS: Final = ("ticket", "low score", "contact", "cancellation", "exit answer")
"""Kinds of sign: a ticket; a score of 6 or less of 10 (3 or less of 5); a contact that came from the
customer; a request to cancel; an answer of the customer itself to why it left."""

SILENCE: Final = ("yes", "no", "unknown")
"""Values of `silent`."""

FROM_CUSTOMER: Final = (
    r"(?i)\b(?:exit|customers?|clients?|cliente|interview|survey|questionnaire|entretien|sondage|intervista|"
    r"sondaggio)\b"
)
"""Sources of a recorded loss that name the customer. What a rep believes is on record, but is no answer."""

_WINDOW: Final = timedelta(days=SIGN_DAYS)


def signs(book: Book, as_of: date, lost: pl.DataFrame) -> pl.DataFrame:
    """What each lost customer said, beside `lost` as in leaving.py, by customer.

    Adds for each of SIGNS the Date of the last (null without one), `sign` (the kind
    of the very last) and `last_sign` Date, `silent`: `yes` without a sign where a log could have shown one,
    `no` with one, else `unknown`. A log could have shown one where it was kept all the time: from the start
    of the customer's window to at most STILL_KEPT_DAYS before the loss; a survey, where it was asked.
    """
    found = lost
    for sign, days in zip(SIGNS, _days_of_signs(book, as_of, lost), strict=True):
        last = days.group_by("customer").agg(pl.col("day").max().alias(sign))
        found = found.join(last, on="customer", how="left", maintain_order="left")
    last_sign = pl.max_horizontal(SIGNS)
    kind = pl.coalesce(pl.when(pl.col(sign) == last_sign).then(pl.lit(sign)) for sign in reversed(SIGNS))
    return (
        found.hstack([_could_be_told(book, as_of, lost)])
        .with_columns(last_sign.alias("last_sign"), kind.alias("sign"))
        .with_columns(
            pl.when(pl.col("last_sign").is_not_null())
            .then(pl.lit("no"))
            .when("told")
            .then(pl.lit("yes"))
            .otherwise(pl.lit("unknown"))
            .alias("silent")
        )
        .drop("told")
    )


def _days_of_signs(book: Book, as_of: date, lost: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """For each of SIGNS the rows of lost customers inside their window: `customer`, `day`."""
    logs, customers = book.logs, lost.get_column("customer")
    scored = rows_of_customers(logs.surveys.series, customers).with_columns(
        *on_scale(), pl.max_horizontal("answered", "known").alias("day")
    )
    yield _before_loss(rows_of_customers(logs.tickets, customers), lost, as_of)
    yield _before_loss(scored.filter(pl.col("mark") == -1), lost, as_of)
    yield _before_loss(rows_of_customers(logs.inbound, customers), lost, as_of)
    yield _before_loss(_requests(book), lost, as_of)
    # Who is asked why it left is mostly asked afterwards: an answer counts as long as a record speaks.
    told = _exit_answers(book, as_of).join(lost, on="customer")
    yield told.filter(speaks(pl.col("day")) & (pl.col("day") <= as_of)).select("customer", "day")


def _before_loss(rows: pl.DataFrame, lost: pl.DataFrame, as_of: date) -> pl.DataFrame:
    day, lost_on = pl.col("day"), pl.col("lost_on")
    return (
        rows.select("customer", "day")
        .join(lost, on="customer")
        .filter(day.is_between(lost_on - _WINDOW, lost_on) & (day <= as_of))
        .select("customer", "day")
    )


_NO_DAYS: Final = pl.DataFrame(schema={"customer": pl.UInt32, "day": pl.Date})


def _requests(book: Book) -> pl.DataFrame:
    """Requests to cancel: `customer`, `day`."""
    if not book.has("subscriptions"):
        return _NO_DAYS
    return (
        book.tables["subscriptions"].select("customer", pl.col("cancel_requested").alias("day")).drop_nulls()
    )


def _exit_answers(book: Book, as_of: date) -> pl.DataFrame:
    """Why customers left in their own words: answered exit surveys, and records that the customer gave."""
    found = [_NO_DAYS]
    if book.has("surveys"):
        asked = book.visible("surveys", as_of).filter(KIND == "exit")
        found.append(asked.select("customer", pl.col("answered").alias("day")))
    if book.has("losses"):
        told = pl.col("reason_code").is_not_null() & pl.col("source").str.contains(FROM_CUSTOMER)
        recorded = book.visible("losses", as_of).filter(told)
        found.append(recorded.select("customer", pl.col("date").alias("day")))
    return pl.concat(found).drop_nulls()


def _could_be_told(book: Book, as_of: date, lost: pl.DataFrame) -> pl.Series:
    """Whether a log would have shown a sign of each lost customer: `told` Boolean, row by row."""
    told = pl.lit(value=False)
    for days in _logs(book, as_of):
        first, last = days.min(), days.max()
        covers = pl.lit(first) <= pl.col("lost_on") - _WINDOW
        kept = pl.lit(last) >= pl.col("lost_on") - timedelta(days=STILL_KEPT_DAYS)
        told = told | (covers & kept).fill_null(value=False)
    for frame in _askings(book, as_of):
        asked = _before_loss(frame, lost, as_of).get_column("customer").unique()
        told = told | pl.col("customer").is_in(asked.implode())
    return lost.select(told.alias("told")).to_series()


def _logs(book: Book, as_of: date) -> Iterator[pl.Series]:
    """The days, rising, of logs that have a row of whoever writes in: tickets, and contacts that came in."""
    # The export alone: of what users log nobody can tell who did not write.
    logs = book.exported.logs
    for log in (logs.tickets, logs.inbound):
        days = log.get_column("day").unique().sort()
        yield days.filter(days <= as_of)


def _askings(book: Book, as_of: date) -> Iterator[pl.DataFrame]:
    """Who could have been heard on a day: customers in a survey, and those whose subscription ended.

    A subscription tells of requests only where the export has any.
    """
    if book.has("surveys"):
        asked = book.visible("surveys", as_of).filter(KIND.is_in(("nps", "csat", "exit")))
        yield asked.select("customer", pl.coalesce("invited", "answered").alias("day")).drop_nulls()
    if not _requests(book).filter(pl.col("day") <= as_of).is_empty():
        ended = book.visible("subscriptions", as_of)
        yield ended.select("customer", pl.col("end").alias("day")).drop_nulls()
