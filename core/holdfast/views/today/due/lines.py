"""The list of today as a frame: one line a customer or rep, in the order in which they deserve a call."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units
from holdfast.views.today.due.alerts import DEADLINE, RENEWAL, WIN_BACK
from holdfast.views.today.results import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from polars._typing import PolarsDataType

    from holdfast.answers.answer import Answer
    from holdfast.journal.acting.tasks import Task

SECTION: Final = pl.Enum(SECTIONS)

LINES: Final[Mapping[str, PolarsDataType]] = MappingProxyType(
    {
        "subject": pl.String,
        "subject_id": pl.String,
        "customer": pl.UInt32,
        "name": pl.String,
        "money": pl.Float64,
        "section": SECTION,
        "task": pl.String,
        "comes_up": pl.Date,
        "deadline": pl.Date,
        "renewal": pl.Date,
        "flag": pl.String,
        "severity": pl.Int8,
        "more": pl.Int64,
        "due": pl.Date,
        "priority": pl.Float64,
        "rep": pl.String,
    }
)
"""One line. `task`: the id of the first task that is due, and `comes_up` its day; `deadline`, `renewal`: the
days of reasons that are not kept quiet; `flag` the worst such flag and its `severity`; `more`: how many
reasons stand behind the one that is told. `money` and `priority` in currency units."""


@dataclass(frozen=True)
class Precedence:
    """By what lines stand: `position` UInt32 and `priority` Float64 (currency units) of every customer.

    `position`: in the order in which customers deserve a call; null of whoever is not shown.
    """

    position: pl.Series
    priority: pl.Series


def tasks_frame(tasks: Iterable[Task], numbers: Mapping[str, int]) -> pl.DataFrame:
    """Tasks as rows: `customer`, `task` (its id) and `comes_up`. `numbers`: customers of the book by id."""
    rows = [(numbers[task.subject_id], task.id, task.comes_up) for task in tasks]
    return pl.DataFrame(
        rows, schema={"customer": pl.UInt32, "task": pl.String, "comes_up": pl.Date}, orient="row"
    )


def customer_lines(
    answer: Answer, reasons: pl.DataFrame, tasks: pl.DataFrame, order: Precedence, day: date
) -> pl.DataFrame:
    """The lines about customers of the book, in the columns of LINES and in order.

    `reasons` (REASONS) that nothing keeps quiet; `tasks` (as in `tasks_frame`) of these customers that have
    come up by the desk's day.
    """
    facts = answer.facts.customers
    first_task = (
        tasks.sort("comes_up", maintain_order=True)
        .group_by("customer", maintain_order=True)
        .agg(pl.col("task", "comes_up").first(), pl.len().alias("tasks"))
    )
    told = first_task.join(_by_customer(reasons), on="customer", how="full", coalesce=True)
    who = told.get_column("customer")
    known = facts.select("customer_id", "name", "revenue", "state", pl.col("rep").cast(pl.String))[who]
    counted = [pl.col(name).fill_null(0).cast(pl.Int64) for name in ("tasks", "reasons")]
    lines = told.hstack(known).hstack(
        [order.position.gather(who).alias("position"), order.priority.gather(who).alias("priority")]
    )
    # Of others the reason says what is at stake: an open deal, what a lost customer bought before.
    brings = (pl.col("state") == "active").fill_null(value=True) & (pl.col("revenue") > 0)
    stake = pl.when(brings).then("revenue").otherwise(pl.coalesce("stake", "revenue"))
    return (
        lines.with_columns(
            pl.lit("customer").alias("subject"),
            pl.col("customer_id").alias("subject_id"),
            to_units(stake).alias("money"),
            _section(day).cast(SECTION).alias("section"),
            (pl.sum_horizontal(counted) - 1).alias("more"),
        )
        .with_columns(
            pl.when(pl.col("task").is_not_null())
            .then("comes_up")
            .otherwise(pl.coalesce("deadline", "renewal"))
            .alias("due")
        )
        .with_columns(pl.when(pl.col("section") == "win-back").then("queue").alias("queue"))
        .sort("section", "comes_up", "queue", "position", "customer", nulls_last=True)
        .select(pl.col(name).cast(dtype) for name, dtype in LINES.items())
    )


def _by_customer(reasons: pl.DataFrame) -> pl.DataFrame:
    """What the reasons of each customer come to: the worst flag, the days, the place in the queue."""
    of_flag = ~pl.col("reason").is_in([DEADLINE, RENEWAL, WIN_BACK])

    def only(name: str, reason: str) -> pl.Expr:
        return pl.col(name).filter(pl.col("reason") == reason).first()

    worst_first = reasons.sort("severity", "place", descending=[True, False], maintain_order=True)
    return worst_first.group_by("customer", maintain_order=True).agg(
        pl.col("reason").filter(of_flag).first().alias("flag"),
        pl.col("severity").filter(of_flag).first().alias("severity"),
        pl.col("stake").first(),
        only("due", DEADLINE).alias("deadline"),
        only("due", RENEWAL).alias("renewal"),
        only("place", WIN_BACK).alias("queue"),
        pl.len().alias("reasons"),
    )


def _section(day: date) -> pl.Expr:
    return (
        pl.when(pl.col("comes_up") < day)
        .then(pl.lit("overdue"))
        .when(pl.col("comes_up") == day)
        .then(pl.lit("today"))
        .when(pl.col("deadline").is_not_null())
        .then(pl.lit("deadline"))
        .when(pl.col("flag").is_not_null())
        .then(pl.lit("flag"))
        .when(pl.col("renewal").is_not_null())
        .then(pl.lit("renewal"))
        .otherwise(pl.lit("win-back"))
    )
