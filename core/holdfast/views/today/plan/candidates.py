"""Who may be called in the days of a plan: from when on, until when, and who comes before whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import SOON, first_deadlines
from holdfast.facts.states import IS_ACTIVE
from holdfast.journal.acting.quiet import FIRES_AGAIN
from holdfast.money import to_units
from holdfast.views.today.due.agenda import precedence
from holdfast.views.today.due.alerts import later_deadlines, quiet_frame, reasons_of
from holdfast.views.today.due.lines import LINES, customer_lines, tasks_frame
from holdfast.views.today.plan.capacity import keeper

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.due.lines import Precedence
    from holdfast.views.today.plan.hours import Window

ORDER: Final = ("overdue", "today", "task", "deadline", "flag", "renewal", "win-back", "spare", "check-in")
"""By what customers come before others: as on the list of today, tasks of later days before deadlines.

Calls that are left after that are for whoever is likelier to be lost than most although nothing is open, then
for whoever has been away longest by the own rhythm: a call that nobody gets reaches nobody.
"""

SPARE: Final = ORDER.index("spare")
CHECK_IN: Final = ORDER.index("check-in")

DEADLINES: Final = ORDER.index("deadline")
"""Up to here are those of ORDER that cannot wait: tasks, and what soon can no longer be done."""


@dataclass(frozen=True, eq=False)
class Matters:
    """What a plan is made of: `reasons` (alerts.REASONS) with Date `opens`, from which each may be told.

    `tasks` as in `lines.tasks_frame`, of every day of the plan; `order` and `chosen` as on the list of today.
    `quiet`: customers who are not to be called without a reason of these.
    """

    reasons: pl.DataFrame
    order: Precedence
    chosen: pl.Series
    quiet: pl.Series
    tasks: pl.DataFrame = field(default_factory=lambda: tasks_frame((), {}))


def matters_now(store: FactsStore, answer: Answer, found: Agenda, window: Window) -> Matters:
    """What the list of today would show on the days of a plan, as far as the journal tells.

    A reason that is kept quiet until a day counts from that day on; one that only a change ends does not.
    """
    until = found.kept.select("customer", "reason", pl.lit(value=True).alias("is_quiet"), "until")
    told = found.reasons.join(until, on=["customer", "reason"], how="left", maintain_order="left")
    opens = pl.max_horizontal("until", pl.lit(window.first)).alias("opens")
    awake = told.filter(pl.col("is_quiet").is_null() | pl.col("until").is_not_null())
    reasons = awake.with_columns(opens).drop("is_quiet", "until")
    tasks = [
        task
        for task in found.listed_tasks
        if task.comes_up <= window.last and found.number(task.subject, task.subject_id) is not None
    ]
    chosen = found.whose.chosen
    return Matters(
        pl.concat([reasons, _ahead(store, answer, chosen, window)]),
        found.order,
        chosen,
        _left_alone(store.book, found),
        tasks_frame(tasks, found.numbers),
    )


def matters_then(store: FactsStore, answer: Answer, chosen: pl.Series, window: Window) -> Matters:
    """What a list had shown of which nothing is written: the reasons of a past day, in its order."""
    reasons = reasons_of(store, answer, chosen).with_columns(pl.lit(window.first).alias("opens"))
    return Matters(
        pl.concat([reasons, _ahead(store, answer, chosen, window)]),
        precedence(store, answer, ranked=True),
        chosen,
        reasons.get_column("customer"),
    )


def _left_alone(book: Book, found: Agenda) -> pl.Series:
    """Customers with a reason of their own, told now or later, and those whom an entry keeps quiet."""
    named = quiet_frame(found.quiets, book.customers).get_column("customer").drop_nulls()
    return pl.concat([found.reasons.get_column("customer"), named.cast(pl.UInt32)])


def _ahead(store: FactsStore, answer: Answer, chosen: pl.Series, window: Window) -> pl.DataFrame:
    """Deadlines further away than the list of today looks, as far as the plan goes."""
    as_of = answer.facts.as_of
    known = pl.DataFrame(schema={"customer": pl.UInt32, "deadline": pl.Date})
    if window.last > as_of + SOON:
        found = first_deadlines(store.book, as_of, window.last).collect()
        known = found.filter(pl.col("deadline") > as_of + SOON).select("customer", "deadline")
    ahead = later_deadlines(answer, chosen, known)
    return ahead.with_columns(pl.max_horizontal("since", pl.lit(window.first)).alias("opens"))


def candidates(answer: Answer, matters: Matters, window: Window, spare: int = 0) -> pl.DataFrame:
    """Everybody who may be called on a day of the plan, one row a customer, whom to call first on top.

    `spare`: so many of each rep at most for whom nothing is open. The columns of `lines.LINES`; `keeper`
    String (capacity.keeper); `rank` UInt8 (place in ORDER); `must` Boolean (it cannot wait: a task, or the
    last useful day is near); `first` and `last` Int32, the days between which a call counts, from 0;
    `due_task` Date, the day of the task where it is not over; `ends` Date, the last useful day where there is
    one still; `rests` Boolean: both sides spoke less than FIRES_AGAIN ago, and nothing is planned until that
    is over but what cannot wait, so that `first` may lie behind the last day.
    """
    day = window.first
    opens = matters.reasons.group_by("customer").agg(pl.col("opens").min())
    inside = matters.reasons.filter(pl.col("opens") <= window.last).drop("opens")
    listed = customer_lines(answer, inside, matters.tasks, matters.order, day)
    lines = pl.concat([listed, _spare(answer, matters, listed, spare)]).with_row_index("place")
    facts = answer.facts.customers.select(
        "customer", "last_contact", keeper().cast(pl.String).alias("keeper")
    )
    known = (
        lines.with_columns(matters.order.position.gather(lines.get_column("customer")).alias("position"))
        .join(facts, on="customer", how="left", maintain_order="left")
        .join(opens, on="customer", how="left", maintain_order="left")
    )
    task, deadline = (pl.when(pl.col(name) >= day).then(name) for name in ("comes_up", "deadline"))
    dated = known.with_columns(
        _rank(day).alias("rank"), task.alias("due_task"), pl.min_horizontal(task, deadline).alias("ends")
    )
    near = (pl.col("rank") <= DEADLINES) | (pl.col("ends") <= window.last)
    rested = pl.col("last_contact") + FIRES_AGAIN
    must = dated.with_columns(near.fill_null(value=False).alias("must")).with_columns(
        (~pl.col("must") & (rested > day)).fill_null(value=False).alias("rests")
    )
    begins = (
        pl.when(pl.col("due_task") == pl.col("ends"))
        .then("due_task")
        .when(pl.col("task").is_not_null() & pl.col("due_task").is_null())
        .then(pl.lit(day))
        .when("rests")
        .then(pl.max_horizontal("opens", rested))
        .otherwise(pl.coalesce("opens", pl.lit(day)))
    )
    until = pl.when(pl.col("ends") <= window.last).then("ends")
    by_task = pl.when(pl.col("rank") < DEADLINES).then("comes_up")
    queue = pl.when(pl.col("rank").is_in([ORDER.index("win-back"), CHECK_IN])).then("place")
    return must.with_columns(
        _index(begins, day).alias("first"), _index(until, day).fill_null(window.length - 1).alias("last")
    ).sort("rank", by_task, queue, "position", "customer", nulls_last=True)


def _rank(day: date) -> pl.Expr:
    """The place in ORDER of a line as the list of the first day has it, but for tasks of later days."""
    section = pl.col("section").cast(pl.String)
    far = (section == "deadline") & (pl.col("deadline") > pl.lit(day + SOON))
    can_wait = pl.when(pl.col("flag").is_not_null()).then(pl.lit("flag")).otherwise(pl.lit("renewal"))
    later = pl.when(pl.col("comes_up") > pl.lit(day)).then(pl.lit("task")).when(far).then(can_wait)
    spare = section.is_null() & (pl.col("priority") > 0)
    calm = later.when(spare).then(pl.lit(ORDER[SPARE])).when(section.is_null()).then(pl.lit(ORDER[CHECK_IN]))
    named = calm.otherwise(section)
    return named.replace_strict({name: place for place, name in enumerate(ORDER)}, return_dtype=pl.UInt8)


def _spare(answer: Answer, matters: Matters, listed: pl.DataFrame, most: int) -> pl.DataFrame:
    """Active customers without a line, in its columns: `section` is null.

    First those of a priority above zero, by it; then by the overdue ratio, of whom nothing is at stake.
    """
    alone = pl.concat([matters.quiet, listed.get_column("customer").drop_nulls()]).unique()
    order = [matters.order.position.alias("of_order"), matters.order.priority.alias("of_call")]
    likelier = (pl.col("of_call") > 0).fill_null(value=False)
    recency = [pl.when(~likelier).then(name) for name in ("overdue_ratio", "days_since_order")]
    found = (
        answer.facts.customers.hstack(order)
        .filter(matters.chosen & IS_ACTIVE.fill_null(value=False))
        .filter(~pl.col("customer").is_in(alone.implode()))
        .sort(
            ~likelier, *recency, "of_order", "customer",
            descending=[False, True, True, False, False], nulls_last=True,
        )
        .group_by("rep_id", maintain_order=True)
        .head(most)
    )  # fmt: skip
    told = found.select(
        pl.lit("customer").alias("subject"),
        pl.col("customer_id").alias("subject_id"),
        "customer",
        "name",
        pl.when(likelier).then(to_units(pl.col("revenue"))).otherwise(0.0).alias("money"),
        pl.lit(0).alias("more"),
        pl.col("of_call").alias("priority"),
        pl.col("rep").cast(pl.String),
    )
    untold = (pl.lit(None).alias(name) for name in LINES if name not in told.columns)
    return told.with_columns(untold).select(pl.col(name).cast(dtype) for name, dtype in LINES.items())


def _index(day: pl.Expr, first: date) -> pl.Expr:
    return (day - pl.lit(first)).dt.total_days().cast(pl.Int32)
