"""A plan before it is told: the customers to hand over, the reps who may take them, and who goes where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.money import units
from holdfast.views.team.handover.fit import Fit, Profile, fit
from holdfast.views.team.handover.left_behind import LOCKED, book_of, hanging, rep_called
from holdfast.views.team.handover.placing import Placing, ToPlace, placed
from holdfast.views.team.handover.successors import (
    PlanLimits,
    PossibleSuccessor,
    candidates,
    flagged_revenue,
    one_rep_of,
)
from holdfast.views.team.results import Successor
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.entry import Entry


@dataclass(frozen=True, eq=False)
class Proposal:
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


def proposal(store: FactsStore, answer: Answer, rep: str, limits: PlanLimits) -> Proposal:
    """Who goes where, of the customers of a rep.

    Raises UsageError for an unknown rep or without assignments.
    """
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
    return Proposal(leaver, customers, threads, reps, profiles, fits, flagged, chosen, placing, notes)


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


def successors_then(made: Proposal) -> list[Successor]:
    """Each rep of a proposal with what it would hold then, money in currency units."""
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
