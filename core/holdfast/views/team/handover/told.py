"""A plan in words and lines: why each customer goes where, what cannot wait, and where room is short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.facts.contracts import deadline_words
from holdfast.money import to_units
from holdfast.views.team.handover.fit import load_words
from holdfast.views.team.handover.proposal import Proposal, successors_then
from holdfast.words.interface.catalogue import phrase
from holdfast.words.wording import day_text, money_text, plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.views.team.results import Successor

BEYOND: Final = "beyond the usual money under high flags (R3)"


def plan_lines(made: Proposal, answer: Answer) -> pl.DataFrame:
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


def plan_sentence(made: Proposal, customers: int, unplaced: int, own: int) -> str:
    """How the plan was made."""
    if not customers:
        return f"{made.leaver.name} has no customer to hand over."
    reps = len({number for number in made.placing.reps if number is not None})
    said = phrase(
        "{customers} of {rep} to {reps}",
        customers=plural(customers - unplaced, "customer"),
        rep=made.leaver.name,
        reps=plural(reps, "rep"),
    )
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


def beyond_usual(made: Proposal) -> tuple[str, ...]:
    """How many customers go beyond the usual limit of flagged money; none: nothing."""
    if not (beyond := len(made.placing.beyond)):
        return ()
    said = f"{plural(beyond, 'customer')} {'goes' if beyond == 1 else 'go'} {BEYOND}: nobody has room for it"
    return (f"{said}; --flagged AMOUNT sets a firm limit",)


def short_of_room(made: Proposal, currency: str) -> tuple[str, ...]:
    """Who stays without a successor, and which limits would place them."""
    rows = [row for row, number in enumerate(made.placing.reps) if number is None]
    open_to = [one for one in successors_then(made) if not one.barred]
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


def why_full(rep: Successor) -> str | None:
    """Why a rep can take no more; None who can."""
    if rep.barred:
        return rep.barred
    if rep.accounts is not None and rep.held_after >= rep.accounts:
        return f"full: {rep.held_after} of {rep.accounts} accounts"
    if rep.flagged is not None and rep.flagged_after >= rep.flagged:
        return "has as much flagged money as the limit allows"
    return None
