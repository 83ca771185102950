"""The plan of the next days, day by day and rep by rep, and the customers of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import from_units, units
from holdfast.views.today.plan.capacity import unknown_reps
from holdfast.views.today.plan.hours import WEEK
from holdfast.views.today.plan.planned import planned
from holdfast.views.today.plan.results import CallPlan, PlanDay, PlanRep
from holdfast.views.today.plan.words import ORIGINS, fits_words, plan_notes, source_words

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.plan.planned import Planned

MOST_TOLD: Final = 6
"""So many customers of a day are named; the others are behind it."""


def call_plan(store: FactsStore, answer: Answer, found: Agenda, length: int = WEEK) -> CallPlan:
    """The plan of a list of today for so many days."""
    plan = planned(store, answer, found, length)
    called = plan.rows.filter(pl.col("on").is_not_null())
    return CallPlan(
        days=_days(plan, called),
        reps=_reps(plan, called),
        fits=fits_words(plan, answer.moment.currency),
        notes=tuple(plan_notes(plan, unknown_reps(store.book, answer))),
    )


def _days(plan: Planned, called: pl.DataFrame) -> tuple[PlanDay, ...]:
    by_day = {key: _told(rows) for (key,), rows in called.group_by("on", maintain_order=True)}
    free = [sum(places[index] for places in plan.places.values()) for index in range(plan.window.length)]
    done = [sum(plan.done.get(rep, 0) for rep in plan.reps), *[0] * (plan.window.length - 1)]
    return tuple(
        PlanDay(day, free[index] + done[index], *by_day.get(day, _NOBODY), done=done[index])
        for index, day in enumerate(plan.window.days)
    )


def _reps(plan: Planned, called: pl.DataFrame) -> tuple[PlanRep, ...]:
    of_rep = {key: rows for (key,), rows in called.group_by("keeper", maintain_order=True)}
    nobody = called.clear()
    told = (_rep(plan, rep, of_rep.get(rep, nobody)) for rep in plan.reps)
    return tuple(sorted(told, key=lambda one: (one.name, one.rep_id or "")))


def _rep(plan: Planned, rep: str | None, mine: pl.DataFrame) -> PlanRep:
    calls, done = plan.reps[rep], plan.done.get(rep, 0)
    on = mine.get_column("on").to_list()
    number, money, who = _told(mine)
    return PlanRep(
        rep_id=rep,
        name=calls.name,
        calls=calls.calls,
        source=source_words(calls),
        origin=ORIGINS[calls.source],
        days=tuple(on.count(day) for day in plan.window.days),
        capacity=sum(plan.places[rep]) + done,
        planned=number,
        done=done,
        money=money,
        who=who,
    )


_Told = tuple[int, float, tuple[str, ...]]

_NOBODY: Final[_Told] = 0, 0.0, ()


def _told(rows: pl.DataFrame) -> _Told:
    """How many, what is at stake with them, and the first few."""
    money = int(rows.select(from_units(pl.col("money")).sum()).item())
    return rows.height, units(money), tuple(rows.get_column("name").head(MOST_TOLD))
