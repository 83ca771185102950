"""The customers of a plan in rows: those of a day and a rep behind the week, and all of them as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import SOON
from holdfast.money import from_units, units
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.results import FigureRows, RowsTotal, TableView
from holdfast.views.today.due.agenda import agenda_of
from holdfast.views.today.due.lines import LINES
from holdfast.views.today.due.words import line_words
from holdfast.views.today.plan.candidates import CHECK_IN, ORDER, SPARE
from holdfast.views.today.plan.hours import WEEK
from holdfast.views.today.plan.planned import planned
from holdfast.views.today.plan.view import call_plan
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.numerals import number_text
from holdfast.words.wording import day_text, day_words, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import PlannedCalls
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.plan.planned import Planned
    from holdfast.views.today.plan.results import CallPlan
    from holdfast.views.today.results import Asked

COLUMNS: Final = ("day", "rep", "customer_id", "name", "money", "why", "play", "step", "ends", "priority")
"""Columns of `show week`."""

_SHOWN: Final = (
    ("on", "Day"),
    ("name", "Customer"),
    ("caller", "Rep"),
    ("why", "Why"),
    ("ends", "Last day"),
    ("priority", "Priority"),
)


def week_table(store: FactsStore, answer: Answer, asked: Asked, length: int) -> TableView:
    """`show week`: the columns of COLUMNS, one row a call, by day, rep and order of the list."""
    found = agenda_of(store, answer, asked, patient=True)
    plan, told = planned(store, answer, found, length), call_plan(store, answer, found, length)
    rows = _told(store, answer, found, plan).rename({"on": "day", "subject_id": "customer_id"})
    notes = (found.whose.words, *_sentences(told))
    return TableView("week", answer.moment, rows.select(COLUMNS), tuple(note for note in notes if note))


def plan_of_list(store: FactsStore, answer: Answer, asked: Asked, length: int = WEEK) -> CallPlan:
    """Who is called on which of the next days, of a list of today."""
    return call_plan(store, answer, agenda_of(store, answer, asked, patient=False), length)


def planned_calls(store: FactsStore, answer: Answer, asked: PlannedCalls) -> FigureRows:
    """Who is called on a day, by a rep, or in all the days of a plan."""
    found = agenda_of(store, answer, asked.asked, patient=False)
    plan = planned(store, answer, found, asked.length)
    rows = _told(store, answer, found, plan)
    title = tr("Calls") if asked.day is None else phrase("Calls on {day}", day=day_text(asked.day))
    if asked.day is not None:
        rows = rows.filter(pl.col("on") == asked.day)
    if asked.rep is not None:
        rows = rows.filter(pl.col("keeper") == asked.rep)
        title = f"{title}: {plan.reps[asked.rep].name if asked.rep in plan.reps else asked.rep}"
    amount = units(int(rows.select(from_units(pl.col("money")).sum()).item()))
    shown = rows.rename({"rep": "caller"}).select(
        "customer", *(name for name, _ in _SHOWN), pl.col("money").alias("amount")
    )
    return FigureRows(
        answer.moment,
        "week",
        title,
        counted("{n} customer to call|{n} customers to call", rows.height, n=number_text(rows.height)),
        "customer",
        _SHOWN,
        LinkedRows(shown),
        {"priority": "money"},
        RowsTotal(amount, "money", tr("At stake")),
    )


def _sentences(told: CallPlan) -> Iterator[str]:
    yield phrase(
        "{planned} of {capacity} calls have somebody.",
        planned=number_text(told.planned),
        capacity=number_text(told.capacity),
    )
    yield told.fits
    yield from told.notes
    by_source: dict[str, list[str]] = {}
    for rep in told.reps:
        by_source.setdefault(rep.origin, []).append(f"{rep.name} {rep.calls}")
    for origin, reps in by_source.items():
        yield phrase(origin, reps=", ".join(reps))


def _told(store: FactsStore, answer: Answer, found: Agenda, plan: Planned) -> pl.DataFrame:
    """The calls of a plan with `rep`, `why`, `play` and `step`, by day, rep and place in the list."""
    called = plan.rows.filter(pl.col("on").is_not_null())
    named = {rep: calls.name for rep, calls in plan.reps.items() if rep is not None}
    rep = pl.col("keeper").replace_strict(named, default=None, return_dtype=pl.String).alias("rep")
    ordered = called.with_columns(rep).sort(
        "on", "rep", "rank", "place", nulls_last=True, maintain_order=True
    )
    # A task of a later day is told as one of its day.
    later = pl.col("rank") == ORDER.index("task")
    lines = ordered.select(list(LINES)).with_columns(
        pl.when(ordered.select(later).to_series()).then(pl.lit("today")).otherwise("section").alias("section")
    )
    words = line_words(store, answer, found).of(lines)
    tasks = [found.tasks[task].text if task is not None else None for task in ordered.get_column("task")]
    far = (pl.col("section") == "deadline") & (pl.col("deadline") > answer.facts.as_of + SOON)
    return (
        ordered.hstack(words.select("why", "play", "step").get_columns())
        .with_columns(pl.Series("task_text", tasks, dtype=pl.String))
        .with_columns(
            pl.when(later)
            .then(sentence("{}: {}", day_words(pl.col("comes_up")), pl.col("task_text")))
            .when(pl.col("rank") == SPARE)
            .then(pl.lit(tr("No flag is open, but a loss is likelier than of most")))
            .when(pl.col("rank") == CHECK_IN)
            .then(pl.lit(tr("Nothing is open: a call to spare, longest away by the own rhythm")))
            .when(far)
            .then(sentence("A contract's last day is {}", day_words(pl.col("deadline"))))
            .otherwise("why")
            .alias("why")
        )
    )
