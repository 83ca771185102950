"""The handover plan: each customer of a rep to one successor, with the reasons, open to other choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.contracts import deadline_words
from holdfast.money import to_units, units
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.results import FigureRows, TableView
from holdfast.views.team.departures import departure_effect
from holdfast.views.team.drill import LOCKED, book_of, counts, hanging, rep_called
from holdfast.views.team.placing import Placing, ToPlace, placed
from holdfast.views.team.results import (
    DepartureEffect,
    FireDrill,
    FireDrillView,
    HandoverPlan,
    Successor,
    SuccessorChoice,
)
from holdfast.views.team.successors import (
    Fit,
    PlanLimits,
    PossibleSuccessor,
    Profile,
    candidates,
    fit,
    flagged_revenue,
    held_by,
    load_words,
    one_rep_of,
)
from holdfast.words.wording import day_text, money_text, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.entry import Entry
    from holdfast.views.selection import PlanOfRep

USUAL_LIMITS: Final = PlanLimits()

COLUMNS: Final = (
    "customer_id", "name", "from_rep_id", "from_rep", "to_rep_id", "to_rep", "chosen", "why", "mind",
    "segment", "region", "revenue", "risk", "deadline",
)  # fmt: skip
"""Columns of a plan. `chosen`: `plan`, or who chose and when; `mind`: what cannot wait for the successor."""

BEYOND: Final = "beyond the usual money under high flags (R3)"

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


@dataclass(frozen=True, eq=False)
class _Made:
    """A plan before it is told: the leaver, its customers in order, the reps, and who goes where."""

    leaver: PossibleSuccessor
    customers: pl.DataFrame
    threads: pl.DataFrame
    reps: Sequence[PossibleSuccessor]
    profiles: Sequence[Profile]
    fits: Mapping[tuple[Profile, str], Fit]
    flagged: Sequence[int]
    chosen: Sequence[Entry | None]
    placing: Placing
    notes: tuple[str, ...]


def handover_plan(
    store: FactsStore, answer: Answer, rep: str, limits: PlanLimits = USUAL_LIMITS
) -> HandoverPlan:
    """Who takes over each customer of a rep (id or name), here or gone, among the chosen customers.

    Proposed successors of the journal are kept. Raises UsageError for an unknown rep or without assignments.
    """
    made = _made(store, answer, rep, limits)
    effect = departure_effect(store, answer)
    frame = _lines(made, answer)
    unplaced = frame.get_column("to_rep_id").null_count()
    own = sum(one is not None for one in made.chosen)
    return HandoverPlan(
        moment=answer.moment,
        drill=_drill(made, answer, effect),
        rows=LinkedRows(frame, key="customer"),
        successors=tuple(_successors(made)),
        unplaced=unplaced,
        own_choices=own,
        extra=made.placing.extra,
        sentence=_sentence(made, frame.height, unplaced, own),
        notes=(*_short_of_room(made, answer.moment.currency), *_beyond(made), *made.notes),
        effect=effect,
    )


def plan_table(store: FactsStore, answer: Answer, rep: str, limits: PlanLimits = USUAL_LIMITS) -> TableView:
    """The plan as a table, for the CRM: COLUMNS, money in currency units. Raises UsageError as the plan."""
    plan = handover_plan(store, answer, rep, limits)
    values = plan.rows.fetch(0, len(plan.rows), COLUMNS)
    frame = pl.DataFrame(dict(values), schema=_SCHEMA)
    told = frame.drop("customer_id", "from_rep_id", "from_rep", "to_rep_id")
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
    made = _made(store, answer, rep, limits)
    ids = made.customers.get_column("customer_id").to_list()
    if customer_id not in ids:
        raise UsageError(f"{customer_id} is no customer that {made.leaver.name} hands over")
    row = ids.index(customer_id)
    then = {one.rep_id: one for one in _successors(made)}
    found = []
    for number, candidate in enumerate(made.reps):
        told = made.fits[made.profiles[row], candidate.rep_id]
        mine = made.placing.reps[row] == number
        full = None if mine else _full(then[candidate.rep_id])
        found.append(SuccessorChoice(candidate.rep_id, candidate.name, told.points, told.why, full))
    return tuple(sorted(found, key=lambda one: (one.full is not None, one.points, one.name, one.rep_id)))


def fire_drills(store: FactsStore, answer: Answer, limits: PlanLimits = USUAL_LIMITS) -> FireDrillView:
    """What every rep who is here would leave behind, the most revenue first."""
    effect = departure_effect(store, answer)
    if not store.book.has("assignments"):
        return FireDrillView(answer.moment, (), effect, LOCKED)
    here = answer.facts.reps.filter("active").get_column("rep_id")
    holding = held_by(answer).filter(pl.col("rep_id").is_in(here.implode())).get_column("rep_id")
    drills = [_drill(_made(store, answer, rep_id, limits), answer, effect) for rep_id in holding]
    some = (one for one in drills if one.customers)
    return FireDrillView(
        answer.moment, tuple(sorted(some, key=lambda one: (-one.revenue, one.name, one.rep_id))), effect
    )


def fire_drill(
    store: FactsStore, answer: Answer, rep: str, limits: PlanLimits = USUAL_LIMITS
) -> tuple[FireDrill, DepartureEffect]:
    """What one rep would leave behind, and what the loss is told by. Raises UsageError as the plan."""
    effect = departure_effect(store, answer)
    return _drill(_made(store, answer, rep, limits), answer, effect), effect


def fire_drill_table(store: FactsStore, answer: Answer, limits: PlanLimits = USUAL_LIMITS) -> TableView:
    """The fire drills as a table: the fields of `FireDrill`."""
    view = fire_drills(store, answer, limits)
    rows = [{name: getattr(one, name) for name in _DRILL_SCHEMA} for one in view.drills]
    said = view.locked or f"expected loss by the book's own departures: {view.effect.note}"
    return TableView("fire-drill", answer.moment, pl.DataFrame(rows, schema=_DRILL_SCHEMA), (said,))


_SCHEMA: Final = pl.Schema(
    {**dict.fromkeys(COLUMNS, pl.String()), "revenue": pl.Float64(), "deadline": pl.Date()}
)
_DRILL_SCHEMA: Final = pl.Schema(
    {
        **dict.fromkeys(("rep_id", "name", "team"), pl.String),
        **dict.fromkeys(("customers", "active"), pl.Int64),
        **dict.fromkeys(("revenue", "share", "expected_loss", "low", "high"), pl.Float64),
        "flagged": pl.Int64,
        "flagged_revenue": pl.Float64,
        **dict.fromkeys(("one_contact", "one_rep", "deadlines", "renewals", "placed"), pl.Int64),
    }
)


def _made(store: FactsStore, answer: Answer, rep: str, limits: PlanLimits) -> _Made:
    if not store.book.has("assignments"):
        raise UsageError(LOCKED)
    rep_id = rep_called(answer, rep)
    known = [candidate.rep_id for candidate in candidates(store, answer, rep_id, PlanLimits())]
    for word in limits.without:
        if rep_called(answer, word) not in known:
            raise UsageError(f"{word} is not here: nothing would be given to that rep anyway")
    limits = replace(limits, without=tuple(rep_called(answer, word) for word in limits.without))
    reps = candidates(store, answer, rep_id, limits)
    leaver = one_rep_of(store, answer, rep_id)
    customers = book_of(answer, rep_id)
    profiles = [
        Profile(*row)
        for row in customers.select(
            pl.col(name).cast(pl.String) for name in ("segment", "region", "country", "industry")
        ).iter_rows()
    ]
    fits = {(profile, one.rep_id): fit(profile, one, leaver) for profile in set(profiles) for one in reps}
    flagged = customers.select(flagged_revenue(customers)).to_series().to_list()
    chosen, notes = _chosen(store, answer, rep_id, customers, reps)
    numbers = {one.rep_id: number for number, one in enumerate(reps)}
    placing = placed(
        [
            ToPlace(
                [fits[profile, one.rep_id].points for one in reps],
                1 if row >= (len(profiles) + 1) // 2 else 2,
                flagged[row],
                None if (own := chosen[row]) is None else numbers[str(own.fields["rep"])],
            )
            for row, profile in enumerate(profiles)
        ],
        reps,
        firm=limits.flagged is not None,
    )
    threads = hanging(store, answer, customers, rep_id)
    return _Made(leaver, customers, threads, reps, profiles, fits, flagged, chosen, placing, notes)


def _chosen(
    store: FactsStore, answer: Answer, rep_id: str, customers: pl.DataFrame, reps: Sequence[PossibleSuccessor]
) -> tuple[list[Entry | None], tuple[str, ...]]:
    """The successor last proposed for each customer, where that rep is here; and what does not hold."""
    here = {one.rep_id for one in reps}
    proposed: dict[str, Entry] = {}
    for entry in store.book.log.until(answer.facts.as_of):
        if entry.kind == "assignment" and entry.fields.get("from") in (None, "", rep_id):
            proposed[entry.subject_id] = entry
    own = [proposed.get(customer_id) for customer_id in customers.get_column("customer_id")]
    gone = [one for one in own if one is not None and one.fields.get("rep") not in here]
    notes = (
        f"{plural(len(gone), 'choice')} of a rep who is not here: the plan chose again",
    ) if gone else ()  # fmt: skip
    return [one if one is not None and one.fields.get("rep") in here else None for one in own], notes


def _lines(made: _Made, answer: Answer) -> pl.DataFrame:
    """A line per customer: `customer` and COLUMNS."""
    given = [0] * len(made.reps)
    for number in made.placing.reps:
        if number is not None:
            given[number] += 1
    to_rep_id: list[str | None] = []
    to_rep: list[str | None] = []
    chosen: list[str] = []
    why: list[str] = []
    for row, number in enumerate(made.placing.reps):
        rep = None if number is None else made.reps[number]
        own = made.chosen[row]
        to_rep_id.append(rep.rep_id if rep else None)
        to_rep.append(rep.name if rep else None)
        chosen.append("plan" if own is None else f"{own.writer}, {day_text(own.day)}")
        if rep is None or number is None:
            why.append("no rep has room for it within the limits")
        else:
            told = made.fits[made.profiles[row], rep.rep_id].why
            more = f"; {BEYOND}" if row in made.placing.beyond else ""
            why.append(f"{told}; {load_words(rep, given[number])}{more}")
    columns: dict[str, list[Any]] = {"to_rep_id": to_rep_id, "to_rep": to_rep, "chosen": chosen, "why": why}
    minded = made.customers.hstack(made.threads).select(_to_mind(answer)).to_series()
    return made.customers.select(
        "customer",
        "customer_id",
        pl.coalesce("name", "customer_id").alias("name"),
        pl.lit(made.leaver.rep_id).alias("from_rep_id"),
        pl.lit(made.leaver.name).alias("from_rep"),
        *(pl.Series(name, values, dtype=pl.String) for name, values in columns.items()),
        minded.alias("mind"),
        pl.col("segment", "region").cast(pl.String),
        to_units(pl.col("revenue")).alias("revenue"),
        pl.col("risk").cast(pl.String),
        "deadline",
    )


def _to_mind(answer: Answer) -> pl.Expr:
    """What cannot wait for the successor, in words; null where nothing."""
    said = [
        deadline_words(answer.facts.as_of),
        pl.when("sponsor_gone").then(pl.lit("sponsor gone")),
        pl.when("one_contact").then(pl.lit("one contact only")),
    ]
    words = pl.concat_str(said, separator="; ", ignore_nulls=True)
    return pl.when(words != "").then(words)


def _successors(made: _Made) -> list[Successor]:
    given: list[list[int]] = [[] for _ in made.reps]
    for row, number in enumerate(made.placing.reps):
        if number is not None:
            given[number].append(row)
    revenue = made.customers.get_column("revenue").to_list()
    return [
        Successor(
            rep.rep_id,
            rep.name,
            rep.team,
            rep.held,
            units(rep.flagged_held),
            rep.accounts,
            None if rep.flagged is None else units(rep.flagged),
            len(rows),
            rep.held + len(rows),
            units(rep.flagged_held + sum(made.flagged[row] for row in rows)),
            units(sum(revenue[row] for row in rows)),
            rep.barred,
        )
        for rep, rows in zip(made.reps, given, strict=True)
    ]


def _full(rep: Successor) -> str | None:
    if rep.barred:
        return rep.barred
    if rep.accounts is not None and rep.held_after >= rep.accounts:
        return f"full: {rep.held_after} of {rep.accounts} accounts"
    if rep.flagged is not None and rep.flagged_after >= rep.flagged:
        return "has as much flagged money as the limit allows"
    return None


def _drill(made: _Made, answer: Answer, effect: DepartureEffect) -> FireDrill:
    counted = counts(answer, made.customers, made.threads)
    revenue = float(counted["revenue"] or 0)
    low, high = (None if bound is None else bound * revenue for bound in (effect.low, effect.high))
    return FireDrill(
        rep_id=made.leaver.rep_id,
        name=made.leaver.name,
        team=made.leaver.team,
        expected_loss=None if effect.share is None else effect.share * revenue,
        low=low,
        high=high,
        placed=sum(number is not None for number in made.placing.reps),
        **counted,  # type: ignore[arg-type]  # by the names of the fields
    )


def _sentence(made: _Made, customers: int, unplaced: int, own: int) -> str:
    """How the plan was made."""
    if not customers:
        return f"{made.leaver.name} has no customer to hand over."
    reps = len({number for number in made.placing.reps if number is not None})
    said = f"{plural(customers - unplaced, 'customer')} of {made.leaver.name} to {plural(reps, 'rep')}"
    if own == customers:
        return f"{said}, each as it was chosen."
    if own:
        said += f", {own} as chosen"
    if made.placing.extra is None:
        return f"{said}; the limit of flagged money decides."
    if made.placing.extra:
        more = f"{made.placing.extra:.0%}"
        return f"{said}; the limit of flagged money costs {more} more mismatch than the least there is."
    return f"{said}; no other plan within the limits has less mismatch."


def _beyond(made: _Made) -> tuple[str, ...]:
    if not (beyond := len(made.placing.beyond)):
        return ()
    said = f"{plural(beyond, 'customer')} {'goes' if beyond == 1 else 'go'} {BEYOND}: nobody has room for it"
    return (f"{said}; --flagged AMOUNT sets a firm limit",)


def _short_of_room(made: _Made, currency: str) -> tuple[str, ...]:
    """Who stays without a successor, and which limits would place them."""
    rows = [row for row, number in enumerate(made.placing.reps) if number is None]
    open_to = [one for one in _successors(made) if not one.barred]
    if not rows:
        return ()
    said = f"{plural(len(rows), 'customer')} without a successor"
    if not open_to:
        return (f"{said}: nobody else is here",)
    if sum(_room(one, len(rows)) for one in open_to) < len(rows):
        total = sum(one.held_after for one in open_to) + len(rows)
        level = -(-total // len(open_to))
        while sum(max(0, level - one.held_after) for one in open_to) < len(rows):
            level += 1
        return (f"{said}: no rep has room for more accounts; --accounts {level} holds all of them",)
    most = money_text(max(made.flagged[row] for row in rows), currency)
    why = f"with up to {most} each under high flags they go beyond the limit of every rep"
    return (f"{said}: {why}; --flagged AMOUNT raises it",)


def _room(rep: Successor, most: int) -> int:
    """How many more accounts a rep may hold, at most so many."""
    return most if rep.accounts is None else min(most, max(0, rep.accounts - rep.held_after))
