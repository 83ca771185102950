"""The handover plan: each customer of a rep to one successor, with the reasons, open to other choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.results import FigureRows, TableView
from holdfast.views.team.departures import departure_effect
from holdfast.views.team.handover.drills import drill_of
from holdfast.views.team.handover.proposal import proposal, successors_then
from holdfast.views.team.handover.successors import USUAL_LIMITS, PlanLimits
from holdfast.views.team.handover.told import beyond_usual, plan_lines, plan_sentence, short_of_room, why_full
from holdfast.views.team.results import HandoverPlan, SuccessorChoice
from holdfast.words.interface.sentences import worded

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import PlanOfRep

COLUMNS: Final = (
    "customer_id", "name", "from_rep_id", "from_rep", "to_rep_id", "to_rep", "chosen", "why", "mind",
    "segment", "region", "revenue", "risk", "deadline",
)  # fmt: skip
"""Columns of a plan. `chosen`: `plan`, or who chose and when; `mind`: what cannot wait for the successor."""

TITLES: Final = {
    "customer_id": "Id",
    "name": "Customer",
    "from_rep_id": "From (id)",
    "from_rep": "From",
    "to_rep_id": "To (id)",
    "to_rep": "To",
    "chosen": "Chosen by",
    "why": "Why",
    "mind": "To mind",
}


def handover_plan(
    store: FactsStore, answer: Answer, rep: str, limits: PlanLimits = USUAL_LIMITS
) -> HandoverPlan:
    """Who takes over each customer of a rep (id or name), here or gone, among the chosen customers.

    Proposed successors of the journal are kept. Raises UsageError for an unknown rep or without assignments.
    """
    made = proposal(store, answer, rep, limits)
    effect = departure_effect(store, answer)
    frame = plan_lines(made, answer)
    unplaced = frame.get_column("to_rep_id").null_count()
    own = sum(one is not None for one in made.chosen)
    return HandoverPlan(
        moment=answer.moment,
        drill=drill_of(made, answer, effect),
        rows=LinkedRows(frame, key="customer"),
        successors=tuple(successors_then(made)),
        unplaced=unplaced,
        own_choices=own,
        extra=made.placing.extra,
        sentence=plan_sentence(made, frame.height, unplaced, own),
        notes=(*short_of_room(made, answer.moment.currency), *beyond_usual(made), *made.notes),
        effect=effect,
    )


def plan_table(store: FactsStore, answer: Answer, rep: str, limits: PlanLimits = USUAL_LIMITS) -> TableView:
    """The plan as a table, for the CRM: COLUMNS, money in currency units. Raises UsageError as the plan."""
    plan = handover_plan(store, answer, rep, limits)
    values = plan.rows.fetch(0, len(plan.rows), COLUMNS)
    frame = pl.DataFrame(dict(values), schema=_SCHEMA)
    told = frame.drop("customer_id", "from_rep_id", "from_rep", "to_rep_id").with_columns(
        pl.Series(name, [said and worded(said) for said in frame[name]], dtype=pl.String)
        for name in ("why", "mind")
    )
    notes = (plan.sentence, *plan.notes)
    return TableView("plan", answer.moment, frame, notes, titles=TITLES, told=told)


def plan_rows(store: FactsStore, answer: Answer, asked: PlanOfRep) -> FigureRows:
    """The plan as rows for a screen, under the usual limits. Raises UsageError as the plan."""
    plan = handover_plan(store, answer, asked.rep_id)
    sentence = " ".join((plan.sentence, *(f"{note[0].upper()}{note[1:]}." for note in plan.notes)))
    title = f"Handover: {plan.drill.name}"
    return FigureRows(
        answer.moment, "", title, sentence, "customer", _ON_SCREEN, plan.rows, {"revenue": "money"}
    )


_ON_SCREEN: Final = (
    ("name", "Customer"),
    ("to_rep", "To"),
    ("risk", "Risk"),
    ("revenue", "Revenue 12m"),
    ("why", "Why"),
    ("chosen", "Chosen by"),
    ("deadline", "Deadline"),
    ("mind", "To mind"),
)


def choices(
    store: FactsStore, answer: Answer, rep: str, customer_id: str, limits: PlanLimits = USUAL_LIMITS
) -> tuple[SuccessorChoice, ...]:
    """Every rep one customer of the plan may go to, who fits best first. Raises UsageError as the plan."""
    made = proposal(store, answer, rep, limits)
    ids = made.customers.get_column("customer_id").to_list()
    if customer_id not in ids:
        raise UsageError(f"{customer_id} is no customer that {made.leaver.name} hands over")
    row = ids.index(customer_id)
    then = {one.rep_id: one for one in successors_then(made)}
    found = []
    for number, candidate in enumerate(made.reps):
        told = made.fits[made.profiles[row], candidate.rep_id]
        mine = made.placing.reps[row] == number
        full = None if mine else why_full(then[candidate.rep_id])
        found.append(SuccessorChoice(candidate.rep_id, candidate.name, told.points, told.why, full))
    return tuple(sorted(found, key=lambda one: (one.full is not None, one.points, one.name, one.rep_id)))


_SCHEMA: Final = pl.Schema(
    {**dict.fromkeys(COLUMNS, pl.String()), "revenue": pl.Float64(), "deadline": pl.Date()}
)
