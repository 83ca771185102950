"""Who held which customer when: assignments with the employment of their reps, as of a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.visible import as_known
from holdfast.facts.team.reps import visible_reps
from holdfast.keeping import keeps
from holdfast.rows.numbered import beside, marked, placed
from holdfast.schema.tables import TABLES
from holdfast.timeline import Period

if TYPE_CHECKING:
    from holdfast.book.book import Book

ATTRIBUTION_DAYS: Final = 90
"""A loss belongs to the rep who held the customer this many days before it."""

_HELD_SCHEMA: Final = {"customer": pl.UInt32, "rep_id": pl.String, "start": pl.Date, "end": pl.Date}


def rep_ids(book: Book) -> pl.DataFrame:
    """The reps of all assignments by number: `holder` UInt32 from 0, and the `rep_id` it stands for."""
    return _numbered_assignments(book)[1]


def with_rep_ids(book: Book, numbered: pl.DataFrame) -> pl.DataFrame:
    """Rows that name reps by `holder`, with `rep_id` in its place."""
    ids = rep_ids(book).get_column("rep_id").gather(numbered.get_column("holder"))
    return pl.DataFrame([ids, *numbered.drop("holder")])


@keeps(4)
def holdings(book: Book, as_of: date) -> pl.DataFrame:
    """Every assignment visible on `as_of`, sorted by customer and start; the latest start comes last.

    `customer` UInt32, `rep_id` and its number `holder` UInt32; `start` and `end` Date as assigned;
    `held_from` and `held_to` Date clipped to the employment of the rep (null: open); `listed` whether the rep
    is in the reps table. A holding with `held_from` ≥ `held_to` never happened: the rep was not there.
    """
    numbered, ids = _numbered_assignments(book)
    assignments = as_known(TABLES["assignments"], numbered, as_of)
    listed = pl.lit(value=True).alias("listed")
    known = visible_reps(book, as_of).select("rep_id", "hire_date", "end_date", listed)
    known = known.unique("rep_id", keep="last", maintain_order=True)
    reps = ids.join(known, on="rep_id", how="left", maintain_order="left")
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


@keeps(1)
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
    named = holdings(book, as_of).select("customer", "rep_id", "holder", first, last)
    held = named.filter(_covers(first, last, pl.lit(day)))
    return _last_of_each(held.select("customer", "rep_id", "holder"))


def attributed(
    book: Book, as_of: date, lost: pl.DataFrame, period_end: date, *, at_loss: bool = False
) -> pl.DataFrame:
    """The rep who answers for each customer in retention by rep.

    `lost`: `customer` UInt32 (each once), `day` Date of the loss; others stayed. Attributed is the rep
    who held the customer 90 days before the loss, or before the end of the period where the customer stayed;
    if nobody did, the first to hold it after that. With `at_loss` it is the holder on the last day before
    the loss. Only employed reps hold.
    Returns `customer`, `rep_id`, sorted by customer; customers that nobody answers for are missing.
    """
    answers = answering(book, as_of, lost, period_end, at_loss=at_loss)
    return with_rep_ids(book, answers).select("customer", "rep_id")


def answering(
    book: Book, as_of: date, lost: pl.DataFrame, period_end: date, *, at_loss: bool = False
) -> pl.DataFrame:
    """The same with the number of the rep (`rep_ids`): `customer`, `holder`."""
    back = timedelta(days=1 if at_loss else ATTRIBUTION_DAYS)
    lost_on = placed(lost.get_column("customer"), lost.get_column("day"), book.customers.height)
    asked = lost_on.fill_null(period_end).rename("asked") - back
    known = holdings(book, as_of).select("customer", "holder", "held_from", "held_to").filter(_happened())
    held = known.with_columns(asked.gather(known.get_column("customer")))
    then = _last_of_each(held.filter(_covers("held_from", "held_to", pl.col("asked"))))
    # A hire date can put the later of two assignments first, so the order by start does not settle this.
    answered = marked(then.get_column("customer"), book.customers.height)
    later = held.filter(
        (pl.col("held_from") > pl.col("asked")) & ~answered.gather(held.get_column("customer"))
    )
    first_later = later.sort("customer", "held_from", maintain_order=True).unique(
        "customer", keep="first", maintain_order=True
    )
    return pl.concat([then, first_later]).select("customer", "holder").sort("customer")


@keeps(4)
def orphans(book: Book, as_of: date) -> pl.DataFrame:
    """Which customers have no rep at the close of `as_of`.

    Returns one row per customer known on `as_of`, sorted: `customer` UInt32, `orphaned` Boolean,
    `orphaned_since` Date, `last_holder` UInt32, the number of the last rep (`rep_ids`). Orphaned: no open
    assignment to an employed rep, and so is a customer that never had an assignment. Null where nobody can
    tell: the open assignment names a rep who is not in the reps table, or one of the two tables is missing.
    `orphaned_since` is the first day without a rep: the end of the last assignment or of its rep's
    employment, whichever came first; where no rep was ever there, the first day of the first assignment;
    null without any.
    """
    held = holdings(book, as_of)
    height = book.customers.height
    is_open = pl.col("held_to").is_null()
    with_rep = marked(held.filter(is_open & pl.col("listed")).get_column("customer"), height)
    without = held.filter(~with_rep.gather(held.get_column("customer")))
    status = without.group_by("customer").agg(
        is_open.any().alias("untold"),
        pl.col("start").min().alias("assigned"),
        pl.col("holder").last().alias("assigned_to"),
    )
    ended = without.filter(_happened() & ~is_open).sort("customer", "held_to", maintain_order=True)
    last = _last_of_each(ended).select("customer", "held_to", pl.col("holder").alias("held_by"))
    details = beside(status.join(last, on="customer", how="left"), height)
    untold = pl.col("untold").fill_null(value=False) | (not book.has("reps", "assignments"))
    orphaned = ~pl.col("has_rep")
    known = book.customers.select("customer", "known_from").hstack(details)
    return (
        known.with_columns(with_rep.alias("has_rep"))
        .filter(pl.col("known_from").is_null() | (pl.col("known_from") <= as_of))
        .with_columns(pl.when(~(orphaned & untold)).then(orphaned).alias("orphaned"))
        .select(
            "customer",
            "orphaned",
            pl.when("orphaned").then(pl.coalesce("held_to", "assigned")).alias("orphaned_since"),
            pl.when("orphaned").then(pl.coalesce("held_by", "assigned_to")).alias("last_holder"),
        )
    )


@keeps(4)
def holders_within(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """`customer`, `rep_id`, `holder` of every holding in the period or at `as_of`; a pair may come twice."""
    begun = pl.col("held_from").is_null() | (pl.col("held_from") < period.end)
    not_over = pl.col("held_to").is_null() | (pl.col("held_to") > period.start)
    now = pl.col("held_to").is_null()
    inside = _happened() & (now | (begun & not_over))
    named = holdings(book, as_of).select("customer", "rep_id", "holder", "held_from", "held_to")
    return named.filter(inside).select("customer", "rep_id", "holder")


def reps_in_scope(book: Book, as_of: date, period: Period, customers: pl.Series | None = None) -> pl.Series:
    """Ids of the reps a filter is about, sorted: who held any of these customers in the period or now.

    `customers`: UInt32 customer numbers; None means no filter, and then every visible rep is in scope.
    """
    if customers is None:
        return visible_reps(book, as_of).get_column("rep_id").sort()
    pairs = holders_within(book, as_of, period)
    # By numbers, as this is asked with every key: to join customers and compare ids takes ten times as long.
    shown = marked(customers, book.customers.height).gather(pairs.get_column("customer"))
    ids = rep_ids(book).get_column("rep_id")
    return ids.filter(marked(pairs.get_column("holder").filter(shown), ids.len())).sort()


def _covers(first: str, last: str, day: pl.Expr) -> pl.Expr:
    begun = pl.col(first).is_null() | (pl.col(first) <= day)
    return begun & (pl.col(last).is_null() | (pl.col(last) > day))


def _happened() -> pl.Expr:
    """Whether a rep was employed on any day of the holding."""
    return (pl.col("held_from") < pl.col("held_to")).fill_null(value=True)


def _last_of_each(held: pl.DataFrame) -> pl.DataFrame:
    """The last row of every customer of a frame sorted by customer."""
    return held.filter(pl.col("customer").ne_missing(pl.col("customer").shift(-1)))
