"""Results as one table each, for the command line, exports and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.facts.lost.records import losses
from holdfast.facts.subjects import subject_facts
from holdfast.metrics.revenue.contracts import CONTRACTS, NOT_LEGAL_ADVICE
from holdfast.metrics.revenue.pipeline import DEALS
from holdfast.schema.assumptions import EDITABLE
from holdfast.timeline import Grain
from holdfast.views.figures.scopes import scope_of
from holdfast.views.losses.winback import states_of
from holdfast.views.pipeline.contracts import contracts_table
from holdfast.views.pipeline.funnel import NOTES as PIPELINE_NOTES
from holdfast.views.pipeline.funnel import pipeline_table
from holdfast.views.results import TableView
from holdfast.views.retention.cohorts import CohortKind, cohorts
from holdfast.views.retention.losses import NOTE as LOSSES_NOTE
from holdfast.views.retention.losses import losses_table
from holdfast.views.retention.movements import MovementKind, movements
from holdfast.views.retention.survival import SurvivalSubject, survival
from holdfast.views.retention.what_if import WhatIfInputs, what_if_of

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


def cohort_rows(
    store: FactsStore,
    answer: Answer,
    by: Grain = "month",
    kind: CohortKind = "exact",
    *,
    limit_to_period: bool = False,
) -> TableView:
    """Cohorts of the chosen customers, all of them or those of the period."""
    within = answer.moment.period if limit_to_period else None
    frame = cohorts(store.book, answer.facts.as_of, answer.customers, by=by, kind=kind, within=within)
    return TableView("cohorts", answer.moment, frame)


def movement_rows(
    store: FactsStore, answer: Answer, by: Grain = "month", kind: MovementKind = "endpoint"
) -> TableView:
    """Movements of the chosen customers in every month, quarter or year the period touches."""
    book, period = store.book, answer.moment.period
    basis = answer.query.basis
    frame = movements(book, answer.facts.as_of, period, answer.customers, by=by, kind=kind, basis=basis)
    said = f"money on the {basis or book.basis} basis"
    return TableView("movements", answer.moment, frame, notes=(said,))


def survival_curves(store: FactsStore, answer: Answer, subject: SurvivalSubject = "customers") -> TableView:
    """Survival curves of the chosen customers or the reps in scope, per group of the query's dimension."""
    scope = scope_of(store.book, answer, answer.facts, "rep" if subject == "reps" else "customer")
    frame, notes = survival(scope, subject, answer.query.by)
    return TableView("survival", answer.moment, frame, notes)


def pipeline_stages(store: FactsStore, answer: Answer) -> TableView:
    """Stages of deals in play and what became of the customers won. Raises UsageError without deals."""
    deals = _rows_about(store, answer, "deal", DEALS)
    frame = pipeline_table(store.book, answer.facts.as_of, deals, answer.chosen)
    return TableView("pipeline", answer.moment, frame, notes=PIPELINE_NOTES)


def contracts_due(store: FactsStore, answer: Answer) -> TableView:
    """Contracts of the chosen customers, the next to come due first. Raises UsageError without any."""
    facts = _rows_about(store, answer, "contract", CONTRACTS)
    frame = contracts_table(facts, answer.facts.as_of, answer.moment.period)
    return TableView("contracts", answer.moment, frame, notes=(f"damages are {NOT_LEGAL_ADVICE}",))


def losses_by_date(store: FactsStore, answer: Answer) -> TableView:
    """Losses of the chosen customers inside the period, recorded or silent, by date."""
    book, as_of, period, chosen = store.book, answer.facts.as_of, answer.moment.period, answer.chosen
    lost = losses(book, as_of, period, chosen)
    frame = losses_table(
        book, as_of, period, lost, chosen, queue=states_of(book, answer), everyone=not answer.filtered
    )
    return TableView("losses", answer.moment, frame, notes=(LOSSES_NOTE,))


def what_if_cases(store: FactsStore, answer: Answer, inputs: WhatIfInputs | None = None) -> TableView:
    """Lifetime value at raised retention; what `inputs` leaves out comes from the book.

    Raises UsageError where neither says enough, or an input is no share.
    """
    scope = scope_of(store.book, answer, answer.facts)
    frame = what_if_of(scope, inputs or WhatIfInputs())
    return TableView("what-if", answer.moment, frame, notes=(EDITABLE,))


def _rows_about(
    store: FactsStore, answer: Answer, subject: str, needs: tuple[tuple[str, ...], ...]
) -> pl.DataFrame:
    if (lacking := locks.missing(needs, store.book)) is not None:
        raise UsageError(locks.sentence(lacking))
    facts, everyone = answer.facts, not answer.filtered
    return subject_facts(store.book, subject, facts.as_of, facts.period, answer.chosen, everyone=everyone)
