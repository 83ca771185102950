"""One row per contract: when it comes due, whether it was renewed, and what its attrition clause costs.

What of them can no longer be done after the next days is a deadline of the customer.

An attrition clause lets the pickup fall below the block by an allowance; what is missing beyond it is owed
as lost profit. No figure here is legal advice: the signed text decides.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.contracts import GRACE_DAYS
from holdfast.rows.numbered import KEYED
from holdfast.statistics.exact import summable
from holdfast.timeline import Period
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import sentence, word

if TYPE_CHECKING:
    from holdfast.book.book import Book


def contract_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every contract that had started by `as_of`, sorted by the day it comes due.

    The columns of `contract_terms` and of `shortfalls` (nights before the end of the period), and
    Booleans `due_inside` (came due inside the period), `running` (not ended at `as_of`),
    `clause_inside` (its last night lies inside the period).
    """
    terms = contract_terms(book, as_of)
    return (
        terms.join(shortfalls(book, as_of, period.end), on="contract_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("due").is_between(period.start, period.end, closed="left").fill_null(value=False)
            .alias("due_inside"),
            (pl.col("last_night") >= period.start).fill_null(value=False).alias("clause_inside"),
        )
    )  # fmt: skip


def contract_terms(book: Book, as_of: date) -> pl.DataFrame:
    """Every contract visible on `as_of`: its columns, and what follows from its dates.

    Dates `due` (renewal, else end), `notice_by` (the last day to give notice) and `followed_on` (the start of
    the contract that took over, null where none has); Booleans `renews_itself`, `running`;
    `renewed`: True when another contract of the customer took over or it renews itself, False when nothing
    did within 30 days of coming due, null while that is open. Sorted by due date.
    """
    visible = (pl.col("start") <= as_of).fill_null(value=True)
    successor = pl.col("first_successor")
    goes_on = pl.col("renews_itself") & (pl.col("own_end").is_null() | (pl.col("own_end") > pl.col("due")))
    kept = pl.col("followed_on").is_not_null() | goes_on
    came_due = (pl.col("due") <= as_of).fill_null(value=False)
    undecided = ~kept & (pl.col("due") + timedelta(days=GRACE_DAYS) > as_of)
    return (
        book.contracts.terms.lazy()
        .filter(visible)
        .with_columns(pl.when(successor <= as_of).then(successor).alias("followed_on"))
        .with_columns(
            (pl.col("own_end").is_null() | (pl.col("own_end") > as_of)).alias("running"),
            pl.when(came_due & ~undecided).then(kept).alias("renewed"),
        )
        .drop("first_successor")
        .collect(engine="in-memory")
    )


def shortfalls(book: Book, as_of: date, closed: date) -> pl.DataFrame:
    """What each attrition clause comes to over the nights before `closed` that are visible on `as_of`.

    One row per contract with nights, sorted: `contract_id`; Float64 `blocked` and `used` units, `minimum`
    (blocked less the allowance), `shortfall` (minimum − used, in the mode of the contract), `charged`
    (the shortfall less units resold where the contract credits them, and never more than stayed unsold);
    `damages` Int64 money (charged × rate × margin, null where rate or margin is not on file); Dates
    `first_night`, `last_night`; `nights`. In mode `per_period` every night stands alone; otherwise nights
    are added up first, so that more than the block on one night makes up for another. Where the nights do
    not say what was contracted, the contract's units count, pro rata to the days gone by.
    Percentages are read as 20 or as 0.2.
    """
    return clause_shortfalls(book, as_of, closed).select(_SHORTFALL_COLUMNS)


def clause_shortfalls(book: Book, as_of: date, closed: date) -> pl.DataFrame:
    """`shortfalls` beside the columns of `ContractLogs.clauses` and its row `clause`, sorted by that."""
    logs = book.contracts
    inside = (pl.col("date") < closed) & (pl.col("date") <= as_of)
    visible = (pl.col("start") <= as_of).fill_null(value=True)
    units = ("contracted", "chargeable", "used", "below", "credited", "charged_alone")
    nights, total = summable(logs.nights.filter(inside & visible), *units)
    summed = (
        nights.lazy()
        .group_by("clause", maintain_order=True)
        .agg(
            total["contracted"].alias("by_night"),
            (pl.col("contracted").count() > 0).alias("told"),
            *(total[name] for name in units[1:]),
            pl.col("date").min().alias("first_night"),
            pl.col("date").max().alias("last_night"),
            pl.len().alias("nights"),
        )
        .collect(engine="in-memory")
    )
    return (
        summed.hstack(logs.clauses[summed.get_column("clause")])
        .lazy()
        .with_columns(*_of_contract(closed))
        .with_columns(*_in_mode())
        .with_columns(
            # Units are whole or in simple fractions; money is rounded once, at the end.
            (pl.col("charged") * pl.col("unit_rate") * pl.col("margin"))
            .round(0, mode="half_away_from_zero")
            .cast(pl.Int64)
            .alias("damages")
        )
        .collect(engine="in-memory")
    )


_SHORTFALL_COLUMNS: Final = (
    "contract_id", "blocked", "used", "minimum", "shortfall", "charged", "damages", "first_night",
    "last_night", "nights",
)  # fmt: skip


def _of_contract(closed: date) -> tuple[pl.Expr, ...]:
    """The block, pro rata where no night says what was contracted; then nobody knows what can be charged."""
    term = (pl.col("end") - pl.col("start")).dt.total_days()
    gone = (pl.lit(closed) - pl.col("start")).dt.total_days()
    share = (gone / term).clip(0.0, 1.0)
    return (
        pl.when("told").then("by_night").otherwise(pl.col("block") * share).alias("blocked"),
        pl.when("told").then("chargeable").alias("chargeable"),
    )


def _in_mode() -> tuple[pl.Expr, ...]:
    minimum = pl.col("owed_share") * pl.col("blocked")
    together = pl.max_horizontal(minimum - pl.col("used"), pl.lit(0.0))
    charged = pl.min_horizontal(
        pl.max_horizontal(together - pl.col("credited"), pl.lit(0.0)), pl.col("chargeable")
    )
    known = pl.col("blocked").is_not_null()
    return (
        minimum.alias("minimum"),
        pl.when("each_night").then("below").when(known).then(together).alias("shortfall"),
        pl.when("each_night").then("charged_alone").when(known).then(charged).alias("charged"),
    )


SOON: Final = timedelta(days=14)
"""A deadline stands before everything else once it is no further away than this."""

KINDS: Final = ("notice", "cut-off", "renewal", "end")
"""What ends on the day, the one that comes first of equal days first."""

DEADLINE_KIND: Final = pl.Enum(KINDS)


def deadlines(book: Book, as_of: date) -> pl.LazyFrame:
    """The first deadline of each customer from `as_of` to SOON after it, by running contracts.

    `customer`, `deadline` Date, `deadline_kind` DEADLINE_KIND. The last day for notice and the cut-off count
    while they are still to come or today; so does the day a contract comes up for renewal or ends, unless it
    renews itself or another contract has taken over. The end of a subscription is never known before it has
    come, so it makes no deadline.
    """
    return first_deadlines(book, as_of, as_of + SOON)


def first_deadlines(
    book: Book, as_of: date, until: date = date.max, kinds: tuple[str, ...] = KINDS
) -> pl.LazyFrame:
    """The first deadline of some kinds of each customer from `as_of` to `until`, as in `deadlines`."""
    terms = contract_terms(book, as_of).lazy().filter(pl.col("running") & pl.col(KEYED).is_not_null())
    undecided = ~pl.col("renews_itself") & pl.col("followed_on").is_null()
    days = {
        "notice": pl.when(pl.col("followed_on").is_null()).then("notice_by"),
        "cut-off": pl.col("cutoff"),
        "renewal": pl.when(undecided).then("renewal"),
        "end": pl.when(undecided & pl.col("renewal").is_null()).then("end"),
    }
    found = [
        terms.select(
            KEYED, days[kind].alias("deadline"), pl.lit(kind, dtype=DEADLINE_KIND).alias("deadline_kind")
        )
        for kind in kinds
    ]
    return (
        pl.concat(found)
        .filter(pl.col("deadline").is_between(as_of, until))
        .sort(KEYED, "deadline", "deadline_kind")
        .unique(KEYED, keep="first", maintain_order=True)
    )


def deadline_words(as_of: date) -> pl.Expr:
    """`6 days left to give notice`, over `deadline` and `deadline_kind`; null where there is none."""
    left = (pl.col("deadline") - pl.lit(as_of)).dt.total_days()
    time = (
        pl.when(left == 0)
        .then(word("Last day"))
        .when(left == 1)
        .then(word("1 day left"))
        .otherwise(sentence("{} days left", left))
    )
    return pl.when(pl.col("deadline").is_not_null()).then(
        sentence(
            "{} {}",
            time,
            pl.col("deadline_kind")
            .cast(pl.String)
            .replace_strict({kind: tr(what) for kind, what in _TO_DO.items()}, default=""),
        )
    )


_TO_DO: Final = {
    "notice": "to give notice",
    "cut-off": "before the cut-off",
    "renewal": "to the renewal",
    "end": "to the end of the contract",
}
