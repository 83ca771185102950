"""The fire drill: what would be left behind if a rep left today, of every rep and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.views.results import TableView
from holdfast.views.team.departures import departure_effect
from holdfast.views.team.handover.left_behind import LOCKED, counts
from holdfast.views.team.handover.proposal import Proposal, proposal
from holdfast.views.team.handover.successors import USUAL_LIMITS, PlanLimits, held_by
from holdfast.views.team.results import DepartureEffect, FireDrill, FireDrillView

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


def fire_drills(store: FactsStore, answer: Answer, limits: PlanLimits = USUAL_LIMITS) -> FireDrillView:
    """What every rep who is here would leave behind, the most revenue first."""
    effect = departure_effect(store, answer)
    if not store.book.has("assignments"):
        return FireDrillView(answer.moment, (), effect, LOCKED)
    here = answer.facts.reps.filter("active").get_column("rep_id")
    holding = held_by(answer).filter(pl.col("rep_id").is_in(here.implode())).get_column("rep_id")
    drills = [drill_of(proposal(store, answer, rep_id, limits), answer, effect) for rep_id in holding]
    some = (one for one in drills if one.customers)
    return FireDrillView(
        answer.moment, tuple(sorted(some, key=lambda one: (-one.revenue, one.name, one.rep_id))), effect
    )


def fire_drill(
    store: FactsStore, answer: Answer, rep: str, limits: PlanLimits = USUAL_LIMITS
) -> tuple[FireDrill, DepartureEffect]:
    """What one rep would leave behind, and what the loss is told by. Raises UsageError as the plan."""
    effect = departure_effect(store, answer)
    return drill_of(proposal(store, answer, rep, limits), answer, effect), effect


def fire_drill_table(store: FactsStore, answer: Answer, limits: PlanLimits = USUAL_LIMITS) -> TableView:
    """The fire drills as a table: the fields of `FireDrill`."""
    view = fire_drills(store, answer, limits)
    rows = [{name: getattr(one, name) for name in _DRILL_SCHEMA} for one in view.drills]
    said = view.locked or f"expected loss by the book's own departures: {view.effect.note}"
    return TableView("fire-drill", answer.moment, pl.DataFrame(rows, schema=_DRILL_SCHEMA), (said,))


def drill_of(made: Proposal, answer: Answer, effect: DepartureEffect) -> FireDrill:
    """What the rep of a proposal would leave behind; the loss is that of the effect, in currency units."""
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
