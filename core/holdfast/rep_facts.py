"""One row per rep as of a date, and who held which customer when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import as_known
from holdfast.rep_records import rep_records
from holdfast.tables import TABLES
from holdfast.text import fold_expr
from holdfast.timeline import ONE_DAY, Period

if TYPE_CHECKING:
    from holdfast.book import Book

ATTRIBUTION_DAYS: Final = 90
"""A loss belongs to the rep who held the customer this many days before it."""

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
_HELD_SCHEMA: Final = {"customer": pl.UInt32, "rep_id": pl.String, "start": pl.Date, "end": pl.Date}


def locked_reason(book: Book) -> str | None:
    """The sentence that says what rep retention lacks, or None where it can be computed."""
    if not book.has("reps"):
        return "Rep retention needs reps.csv with rep_id and hire_date"
    if not book.tables["reps"].get_column("hire_date").count():
        return "reps.csv has no hire_date: rep retention needs it"
    return None


def undated_note(facts: pl.DataFrame) -> str | None:
    """Says how many reps of a rep facts frame are not counted for want of a hire date; None if all are."""
    count = int(facts.get_column("undated").sum())
    if not count:
        return None
    return "1 rep has no hire date and is not counted" if count == 1 else (
        f"{count} reps have no hire date and are not counted"
    )  # fmt: skip


def rep_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every rep visible at the close of `as_of`, sorted by rep_id.

    Text `rep_id`, `name` (the id where the export has none), `name_folded`, `team`, `region`, `end_type`;
    Date `hire_date`, `end_date` (the first day no longer here). Booleans, never null: `at_start` (here at
    the instant the period begins, before that day's events), `at_end` (here just before it ends, as far as
    is visible), `hired` and `separated` inside the period, `voluntary` (separated by choice), `active` at
    the close of `as_of`, `undated` (no hire date). An undated rep can be `active` but counts nowhere else,
    nor does one who ended before being hired. at_start + hired − separated = at_end.
    `person_days` Int64 employed inside the period, `headcount_share` Float64 the same ÷ days of the period
    elapsed by `as_of`: its sum is the daily average headcount. `tenure_days` Int64 served up to `as_of`
    or the end, null for undated reps. Quota, attainment and recognition as in rep_records.py; `recognised`
    Boolean inside the period, `unrecognised_days` Int32 since the latest one. Rows dated after `as_of`
    have no influence.
    """
    closed = min(period.end, as_of + ONE_DAY)
    elapsed = max((closed - period.start).days, 0)
    hire, end = pl.col("hire_date"), pl.col("end_date")
    employed = hire.is_not_null() & (end.is_null() | (end > hire))
    separated = employed & end.is_between(period.start, period.end, closed="left")
    by_choice = pl.col("end_type").str.strip_chars().str.to_lowercase() == "voluntary"
    served_from = pl.max_horizontal(hire, pl.lit(period.start))
    served_to = pl.min_horizontal(end, pl.lit(closed))
    days_inside = (served_to - served_from).dt.total_days().clip(lower_bound=0)
    tenure = (pl.coalesce(end, pl.lit(as_of + ONE_DAY)) - hire).dt.total_days()
    return (
        _visible_reps(book, as_of)
        .select(
            "rep_id", pl.coalesce("name", "rep_id").alias("name"), "team", "region", "hire_date", "end_date",
            "end_type",
        )
        .with_columns(
            fold_expr(pl.col("name")).alias("name_folded"),
            (employed & (hire < period.start) & (end.is_null() | (end >= period.start))).alias("at_start"),
            (employed & (hire < period.end) & (end.is_null() | (end >= period.end))).alias("at_end"),
            (employed & hire.is_between(period.start, period.end, closed="left")).alias("hired"),
            separated.fill_null(value=False).alias("separated"),
            (separated & by_choice).fill_null(value=False).alias("voluntary"),
            (end.is_null() & (hire.is_null() | (hire <= as_of))).alias("active"),
            hire.is_null().alias("undated"),
            pl.when(employed).then(days_inside).otherwise(0).alias("person_days"),
            pl.when(employed).then(tenure).alias("tenure_days"),
        )
        .with_columns((pl.col("person_days") / max(elapsed, 1)).alias("headcount_share"))
        .join(rep_records(book, as_of, period), on="rep_id", how="left")
        .with_columns(
            (pl.col("recognitions") > 0).fill_null(value=False).alias("recognised"),
            (pl.lit(as_of) - pl.col("recognised_on")).dt.total_days().cast(pl.Int32)
            .alias("unrecognised_days"),
        )
        .sort("rep_id")
    )  # fmt: skip


def rep_ids(book: Book) -> pl.DataFrame:
    """The reps of all assignments by number: `holder` UInt32 from 0, and the `rep_id` it stands for."""
    return _numbered_assignments(book)[1]


def with_rep_ids(book: Book, numbered: pl.DataFrame) -> pl.DataFrame:
    """Rows that name reps by `holder`, with `rep_id` in its place."""
    ids = rep_ids(book).get_column("rep_id").gather(numbered.get_column("holder"))
    return pl.DataFrame([ids, *numbered.drop("holder")])


@lru_cache(maxsize=4)
def holdings(book: Book, as_of: date) -> pl.DataFrame:
    """Every assignment visible on `as_of`, sorted by customer and start; the latest start comes last.

    `customer` UInt32, `rep_id` and its number `holder` UInt32; `start` and `end` Date as assigned;
    `held_from` and `held_to` Date clipped to the employment of the rep (null: open); `listed` whether the rep
    is in the reps table. A holding with `held_from` ≥ `held_to` never happened: the rep was not there.
    """
    numbered, ids = _numbered_assignments(book)
    assignments = as_known(TABLES["assignments"], numbered, as_of)
    listed = pl.lit(value=True).alias("listed")
    known = _visible_reps(book, as_of).select("rep_id", "hire_date", "end_date", listed)
    reps = ids.join(known.unique("rep_id"), on="rep_id", how="left", maintain_order="left")
    hired, ended, is_listed = (
        reps.get_column(name).gather(assignments.get_column("holder"))
        for name in ("hire_date", "end_date", "listed")
    )
    return assignments.select(
        "customer",
        "rep_id",
        "holder",
        "start",
        "end",
        pl.max_horizontal("start", hired).alias("held_from"),
        pl.min_horizontal("end", ended).alias("held_to"),
        is_listed.fill_null(value=False).alias("listed"),
    )


@lru_cache(maxsize=2)
def _numbered_assignments(book: Book) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The assignments of known customers with the number of the rep, and the reps by number.

    Sorted once a book, because sorting costs more than all the rest of a step in time.
    """
    if not book.has("assignments"):
        nothing = pl.DataFrame(schema={**_HELD_SCHEMA, "holder": pl.UInt32})
        return nothing, nothing.select("holder", "rep_id")
    held = (
        book.tables["assignments"]
        .lazy()
        .filter(pl.col("customer").is_not_null())
        .select(*_HELD_SCHEMA)
        .sort("customer", "start", nulls_last=False, maintain_order=True)
        .collect()
    )
    ids = held.select(pl.col("rep_id").unique().sort()).with_row_index("holder")
    return held.join(ids, on="rep_id", how="left", maintain_order="left"), ids


def holders(book: Book, as_of: date, day: date, *, active_only: bool = False) -> pl.DataFrame:
    """Who holds each customer at the close of `day`, given what was visible on `as_of`.

    Returns `customer` UInt32, `rep_id` and its number `holder`, one row per held customer, sorted. The latest
    start wins where assignments overlap. With `active_only`, only reps employed that day hold anything; a rep
    who is not in the reps table is not known to be gone and counts.
    """
    first, last = ("held_from", "held_to") if active_only else ("start", "end")
    held = holdings(book, as_of).filter(_covers(first, last, pl.lit(day)))
    return _last_of_each(held.select("customer", "rep_id", "holder"))


def attributed(
    book: Book, as_of: date, lost: pl.DataFrame, period_end: date, *, at_loss: bool = False
) -> pl.DataFrame:
    """The rep who answers for each customer in retention by rep.

    `lost`: `customer` UInt32, `day` Date of the loss; every other customer stayed. Attributed is the rep
    who held the customer 90 days before the loss, or before the end of the period (as far as it has closed
    by `as_of`) where the customer stayed; if nobody did, the first to hold it after that. With `at_loss`
    it is the holder on the last day before the loss. Only employed reps hold.
    Returns `customer`, `rep_id`, sorted by customer; customers that nobody answers for are missing.
    """
    back = timedelta(days=1 if at_loss else ATTRIBUTION_DAYS)
    closed = min(period_end, as_of + ONE_DAY)
    held = (
        holdings(book, as_of)
        .lazy()
        .filter(_happened())
        .join(lost.lazy().select("customer", "day"), on="customer", how="left", maintain_order="left")
        .select(
            "customer", "rep_id", "held_from", "held_to",
            (pl.col("day").fill_null(closed) - back).alias("asked"),
        )
        .collect()
    )  # fmt: skip
    then = _last_of_each(held.filter(_covers("held_from", "held_to", pl.col("asked"))))
    # A hire date can put the later of two assignments first, so the order by start does not settle this.
    later = held.filter(pl.col("held_from") > pl.col("asked")).join(then, on="customer", how="anti")
    first_later = later.sort("customer", "held_from", maintain_order=True).unique(
        "customer", keep="first", maintain_order=True
    )
    return pl.concat([then, first_later]).select("customer", "rep_id").sort("customer")


@lru_cache(maxsize=4)
def orphans(book: Book, as_of: date) -> pl.DataFrame:
    """Which customers have no rep at the close of `as_of`.

    Returns one row per customer known on `as_of`, sorted: `customer` UInt32, `orphaned` Boolean,
    `orphaned_since` Date, `last_rep_id`. Orphaned: no open assignment to an employed rep, and so is a
    customer that never had an assignment. Null where nobody can tell: the open assignment names a rep who
    is not in the reps table, or one of the two tables is missing. `orphaned_since` is the first day
    without a rep: the end of the last assignment or of its rep's employment, whichever came first; where
    no rep was ever there, the first day of the first assignment; null without any.
    """
    held = holdings(book, as_of)
    is_open = pl.col("held_to").is_null()
    with_rep = _last_of_each(held.filter(is_open & pl.col("listed"))).select(
        "customer", pl.lit(value=True).alias("has_rep")
    )
    without = held.join(with_rep, on="customer", how="anti", maintain_order="left")
    status = without.group_by("customer").agg(
        is_open.any().alias("untold"),
        pl.col("start").min().alias("assigned"),
        pl.col("rep_id").last().alias("assigned_rep"),
    )
    ended = without.filter(_happened() & ~is_open).sort("customer", "held_to", maintain_order=True)
    last = _last_of_each(ended).select("customer", "held_to", pl.col("rep_id").alias("held_rep"))
    details = status.join(last, on="customer", how="left")
    orphaned = pl.col("has_rep").is_null()
    untold = pl.col("untold").fill_null(value=False) | (not book.has("reps", "assignments"))
    return (
        book.customers.lazy()
        .filter(pl.col("known_from").is_null() | (pl.col("known_from") <= as_of))
        .select("customer")
        .join(with_rep.lazy(), on="customer", how="left", maintain_order="left")
        .join(details.lazy(), on="customer", how="left", maintain_order="left")
        .with_columns(pl.when(~(orphaned & untold)).then(orphaned).alias("orphaned"))
        .select(
            "customer",
            "orphaned",
            pl.when("orphaned").then(pl.coalesce("held_to", "assigned")).alias("orphaned_since"),
            pl.when("orphaned").then(pl.coalesce("held_rep", "assigned_rep")).alias("last_rep_id"),
        )
        .collect(engine="in-memory")
    )


@lru_cache(maxsize=4)
def holders_within(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """`customer` and `rep_id` of every holding inside the period or at `as_of`; a pair may come twice."""
    closed = min(period.end, as_of + ONE_DAY)
    begun = pl.col("held_from").is_null() | (pl.col("held_from") < closed)
    not_over = pl.col("held_to").is_null() | (pl.col("held_to") > period.start)
    now = pl.col("held_to").is_null()
    return holdings(book, as_of).filter(_happened() & (now | (begun & not_over))).select("customer", "rep_id")


def reps_in_scope(book: Book, as_of: date, period: Period, customers: pl.Series | None = None) -> pl.Series:
    """Ids of the reps a filter is about, sorted: who held any of these customers in the period or now.

    `customers`: UInt32 customer numbers; None means no filter, and then every visible rep is in scope.
    """
    if customers is None:
        return _visible_reps(book, as_of).get_column("rep_id").sort()
    shown = pl.DataFrame({"customer": customers}, schema={"customer": pl.UInt32})
    pairs = holders_within(book, as_of, period).join(shown, on="customer", how="semi")
    return pairs.get_column("rep_id").unique().sort()


def rep_dimensions(book: Book, as_of: date) -> pl.LazyFrame:
    """`rep_id`, `rep` (name, else id), `team`, `region`, `manager` (a name where it is one of the reps)."""
    listed = _visible_reps(book, as_of).lazy()
    named = listed.select(
        "rep_id", pl.coalesce("name", "rep_id").alias("rep"), "team", "region", "manager_id"
    )
    managers = named.select(pl.col("rep_id").alias("manager_id"), pl.col("rep").alias("manager"))
    return named.join(managers, on="manager_id", how="left").select(
        "rep_id", "rep", "team", "region", pl.coalesce("manager", "manager_id").alias("manager")
    )


def _visible_reps(book: Book, as_of: date) -> pl.DataFrame:
    return book.visible("reps", as_of) if book.has("reps") else pl.DataFrame(schema=_REP_SCHEMA)


def _covers(first: str, last: str, day: pl.Expr) -> pl.Expr:
    begun = pl.col(first).is_null() | (pl.col(first) <= day)
    return begun & (pl.col(last).is_null() | (pl.col(last) > day))


def _happened() -> pl.Expr:
    """Whether a rep was employed on any day of the holding."""
    return (pl.col("held_from") < pl.col("held_to")).fill_null(value=True)


def _last_of_each(held: pl.DataFrame) -> pl.DataFrame:
    """The last row of every customer of a frame sorted by customer."""
    return held.filter(pl.col("customer").ne_missing(pl.col("customer").shift(-1)))
