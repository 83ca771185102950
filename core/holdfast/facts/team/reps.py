"""One row per rep as of a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.records import rep_records
from holdfast.keeping import keeps
from holdfast.schema.tables import LISTED_FROM
from holdfast.timeline import ONE_DAY, Period
from holdfast.words.folding import fold_expr

if TYPE_CHECKING:
    from holdfast.book.book import Book

VOLUNTARY: Final = "voluntary"
TRANSFER: Final = "transfer"
"""Words of `reps.end_type`: who moved to another post inside the company is not here, but has not left it."""

_REP_SCHEMA: Final = {
    "rep_id": pl.String,
    "name": pl.String,
    "hire_date": pl.Date,
    "end_date": pl.Date,
    "end_type": pl.String,
    "team": pl.String,
    "region": pl.String,
    "manager_id": pl.String,
}


_PRESENCE: Final = frozenset(
    ("at_start", "at_end", "hired", "departed", "separated", "voluntary", "person_days", "headcount_share")
)
"""Columns of the facts that say who was there in the period."""


def locked_reason(book: Book) -> str | None:
    """The sentence that says what rep retention lacks, or None where it can be computed."""
    if not book.has("reps"):
        return "Rep retention needs reps.csv with rep_id and hire_date"
    if not book.tables["reps"].get_column("hire_date").count():
        return "reps.csv has no hire_date: rep retention needs it"
    return None


def untold_reason(book: Book, period: Period, reads: frozenset[str]) -> str | None:
    """Why nobody can tell what `reads` (columns of the facts) say of a period, or None.

    Lists of customers name their reps from the first list on, and do not say why one is gone.
    """
    reps = book.tables.get("reps")
    first = None if reps is None or LISTED_FROM not in reps.columns else reps.get_column(LISTED_FROM).max()
    if reps is None or not isinstance(first, date):
        return None
    if period.start <= first and reads & _PRESENCE:
        since = f"who was there is known from lists of customers since {first}"
        return f"{since}: take a period that begins after it"
    if "voluntary" in reads and not reps.get_column("end_type").count():
        return "lists of customers do not say why a rep left: reps.csv with end_type does"
    return None


def undated_note(facts: pl.DataFrame) -> str | None:
    """Says how many reps of a rep facts frame are not counted for want of a hire date; None if all are."""
    count = int(facts.get_column("undated").sum())
    if not count:
        return None
    return "1 rep has no hire date and is not counted" if count == 1 else (
        f"{count} reps have no hire date and are not counted"
    )  # fmt: skip


@keeps(4)
def rep_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every rep visible at the close of `as_of`, sorted by rep_id; `period` has closed by then.

    Text `rep_id`, `name` (the id where the export has none), `name_folded`, `team`, `region`, `end_type`;
    Date `hire_date`, `end_date` (the first day no longer here). Booleans, never null: `at_start` (here at
    the instant the period begins, before that day's events), `at_end` (here just before it ends), `hired`
    and `departed` inside the period, `separated` (departed, and not by a transfer), `voluntary` (separated by
    choice), `active` at the close of `as_of`, `undated` (no hire date). An undated rep can be `active` but
    counts nowhere else, nor does one who ended before being hired. at_start + hired − departed = at_end.
    `person_days` Int64 employed inside the period, `headcount_share` Float64 the same ÷ days of the period:
    its sum is the daily average headcount. `tenure_days` Int64 served up to `as_of` or the end, null for
    undated reps. Quota, attainment and recognition as in facts/team/records.py; `recognised` Boolean inside
    the period, `unrecognised_days` Int32 since the latest one. Rows dated after `as_of` have no influence.
    """
    hire, end = pl.col("hire_date"), pl.col("end_date")
    employed = hire.is_not_null() & (end.is_null() | (end > hire))
    departed = (employed & end.is_between(period.start, period.end, closed="left")).fill_null(value=False)
    how = pl.col("end_type").str.strip_chars().str.to_lowercase()
    separated = departed & how.ne_missing(TRANSFER)
    served_from = pl.max_horizontal(hire, pl.lit(period.start))
    served_to = pl.min_horizontal(end, pl.lit(period.end))
    days_inside = (served_to - served_from).dt.total_days().clip(lower_bound=0)
    tenure = (pl.coalesce(end, pl.lit(as_of + ONE_DAY)) - hire).dt.total_days()
    return (
        visible_reps(book, as_of)
        .select(
            "rep_id", pl.coalesce("name", "rep_id").alias("name"), "team", "region", "hire_date", "end_date",
            "end_type",
        )
        .with_columns(
            fold_expr(pl.col("name")).alias("name_folded"),
            (employed & (hire < period.start) & (end.is_null() | (end >= period.start))).alias("at_start"),
            (employed & (hire < period.end) & (end.is_null() | (end >= period.end))).alias("at_end"),
            (employed & hire.is_between(period.start, period.end, closed="left")).alias("hired"),
            departed.alias("departed"),
            separated.alias("separated"),
            (separated & how.eq_missing(VOLUNTARY)).alias("voluntary"),
            (end.is_null() & (hire.is_null() | (hire <= as_of))).alias("active"),
            hire.is_null().alias("undated"),
            pl.when(employed).then(days_inside).otherwise(0).alias("person_days"),
            pl.when(employed).then(tenure).alias("tenure_days"),
        )
        .with_columns((pl.col("person_days") / period.days).alias("headcount_share"))
        .join(rep_records(book, as_of, period), on="rep_id", how="left")
        .with_columns(
            (pl.col("recognitions") > 0).fill_null(value=False).alias("recognised"),
            (pl.lit(as_of) - pl.col("recognised_on")).dt.total_days().cast(pl.Int32)
            .alias("unrecognised_days"),
        )
        .sort("rep_id")
    )  # fmt: skip


def rep_dimensions(book: Book, as_of: date) -> pl.LazyFrame:
    """`rep_id`, `rep` (name, else id), `team`, `region`, `manager` (a name where it is one of the reps)."""
    listed = visible_reps(book, as_of).lazy()
    named = listed.select(
        "rep_id", pl.coalesce("name", "rep_id").alias("rep"), "team", "region", "manager_id"
    )
    managers = named.select(pl.col("rep_id").alias("manager_id"), pl.col("rep").alias("manager"))
    return named.join(managers, on="manager_id", how="left", maintain_order="left").select(
        "rep_id", "rep", "team", "region", pl.coalesce("manager", "manager_id").alias("manager")
    )


@keeps(4)
def visible_reps(book: Book, as_of: date) -> pl.DataFrame:
    """The rows of the reps table visible on a day; none without the table."""
    return book.visible("reps", as_of) if book.has("reps") else pl.DataFrame(schema=_REP_SCHEMA)
