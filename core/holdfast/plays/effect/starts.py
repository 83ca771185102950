"""Plays that were started, a row each, and what became of the customer and of the flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.journal.acting.quiet import stood
from holdfast.risk.past.backtest import HORIZON
from holdfast.timeline import ONE_DAY, add_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.plays.progress import Run
    from holdfast.risk.past.history import History

STARTS: Final = {
    "id": pl.String,
    "play": pl.String,
    "flag": pl.String,
    "customer": pl.UInt32,
    "rep_id": pl.String,
    "as_of": pl.Date,
    "on": pl.Date,
    "until": pl.Date,
    "why": pl.String,
    "severity": pl.Int8,
    "override": pl.Boolean,
    "done": pl.UInt32,
    "steps": pl.UInt32,
}
"""`id` of the entry; `customer`, or the `rep_id` of a play about a rep; `as_of`, the day its flag was looked
at; `on`, the day it counts from; `until`, the day it ended, and `why` (null: it runs); `severity` of the flag
as written down at the start (null where it was not); steps `done` and all."""

OUTCOMES: Final = {"cleared": pl.Boolean, "kept": pl.Boolean}


def starts_of(runs: Iterable[Run], ids: pl.Series) -> pl.DataFrame:
    """Plays of customers that are in the book and of reps (columns of STARTS), in the order of the runs.

    `ids`: of all customers.
    """
    known = frozenset(ids)
    rows = [_row(run) for run in runs if run.started.subject == "rep" or run.started.subject_id in known]
    told = pl.DataFrame(rows, schema={"customer_id": pl.String, **STARTS}, orient="row")
    numbers = pl.DataFrame([ids.cast(pl.String).alias("customer_id")]).with_row_index("customer")
    return (
        told.drop("customer")
        .join(numbers, on="customer_id", how="left", maintain_order="left")
        .select(list(STARTS))
    )


def _row(run: Run) -> tuple[object, ...]:
    severity, _ = stood(run.started).get(run.flag, (None, None))
    until, why = run.ended if run.ended is not None else (None, None)
    looked = min(run.started.as_of, run.on)
    of_rep = run.started.subject == "rep"
    customer_id, rep_id = (None, run.started.subject_id) if of_rep else (run.started.subject_id, None)
    return (
        customer_id, run.id, run.play_id, run.flag, None, rep_id, looked, run.on, until, why, severity,
        run.override, run.done, len(run.steps),
    )  # fmt: skip


def with_outcomes(history: History, starts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The starts with OUTCOMES as could be told on `as_of`.

    `cleared`: the play ended so, or the flag was told to be clear of the customer, still active, at a
    month-end within the horizon; `kept`: not lost within it. `kept` is null before it has passed, and for
    whoever was not active at the start.
    """
    numbered = starts.with_row_index("start")
    seen = pl.concat([pl.DataFrame(schema={"start": pl.UInt32}), *_clear(history, numbered, as_of)])
    cleared = (pl.col("why") == "cleared").fill_null(value=False) | pl.col("start").is_in(
        seen.get_column("start").implode()
    )
    return numbered.with_columns(
        cleared.alias("cleared"), _kept(history.book, numbered, as_of).alias("kept")
    ).drop("start")


def _clear(history: History, starts: pl.DataFrame, as_of: date) -> Iterator[pl.DataFrame]:
    """`start` of the plays whose flag was clear at month-ends within the horizon."""
    for end in _ends(starts, as_of):
        due = starts.filter((pl.col("on") < end) & (pl.col("on") + HORIZON >= end))
        if due.is_empty():
            continue
        standing = history.standing(end)
        active = standing.customers.get_column("active")
        for (flag,), some in due.group_by("flag", maintain_order=True):
            who = some.get_column("customer")
            is_clear = (standing.levels(str(flag)).gather(who) == 0) & active.gather(who)
            yield some.filter(is_clear.fill_null(value=False)).select("start")


def _ends(starts: pl.DataFrame, as_of: date) -> Iterator[date]:
    """Month-ends from the first start to `as_of`."""
    days = starts.get_column("on").sort()
    first: date | None = days[0] if days.len() else None
    while first is not None and (end := add_months(first.replace(day=1), 1) - ONE_DAY) <= as_of:
        yield end
        first = end + ONE_DAY


def _kept(book: Book, starts: pl.DataFrame, as_of: date) -> pl.Series:
    changes = book.activity.changes.lazy().select("customer", "day", "step")
    told = (
        starts.lazy()
        .select("start", "customer", "on")
        .join(changes, on="customer", how="left")
        .group_by("start")
        .agg(
            (pl.col("step").filter(pl.col("day") <= pl.col("on")).sum() == 1).alias("was"),
            (
                (pl.col("step") == -1)
                & (pl.col("day") > pl.col("on"))
                & (pl.col("day") <= pl.col("on") + HORIZON)
            )
            .any()
            .alias("lost"),
        )
        .sort("start")
        .collect(engine="in-memory")
    )
    passed = starts.get_column("on") + HORIZON <= as_of
    return (
        told.with_columns(passed.alias("passed"))
        .select(pl.when(pl.col("passed") & pl.col("was")).then(~pl.col("lost")).alias("kept"))
        .to_series()
    )


def counted(starts: pl.DataFrame) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """How many plays were started, run, finished, cleared, were stopped, overrode; by play and flag."""
    why = pl.col("why")
    summed = starts.group_by("play", "flag", maintain_order=True).agg(
        pl.len().alias("started"),
        why.is_null().sum().alias("running"),
        (why == "finished").sum().alias("finished"),
        pl.col("cleared").sum(),
        (why == "stopped").sum().alias("stopped"),
        pl.col("override").sum().alias("overridden"),
    )
    return {(row["play"], row["flag"]): {k: row[k] for k in _COUNTS} for row in summed.iter_rows(named=True)}


_COUNTS: Final = ("started", "running", "finished", "cleared", "stopped", "overridden")
