"""The room of pipeline and contracts: where deals fall away, what comes due, what falls short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.facts.subjects import subject_facts
from holdfast.metrics.registry import METRICS
from holdfast.metrics.revenue.contracts import CLAUSES, CONTRACTS
from holdfast.metrics.revenue.pipeline import DEALS
from holdfast.views.figures.figures import metric_figures
from holdfast.views.pipeline.contract_rows import NO_CONTRACTS, clauses, renewal_weeks, renewals
from holdfast.views.pipeline.funnel import funnel
from holdfast.views.rooms import DealGroup, FunnelStep, PipelineRoomView

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure
    from holdfast.metrics.revenue.pipeline import StageStep

ROOM_FIGURES: Final = (
    "pipeline.win_rate",
    "pipeline.attrition",
    "pipeline.stage_conversion",
    "pipeline.cycle_time",
    "pipeline.open",
    "pipeline.open.amount",
    "contracts.renewal_rate",
    "contracts.forecast",
    "risk.revenue.renewals_90d",
    "contracts.shortfall",
    "contracts.damages",
)
"""Figures of the room in the order in which they are read."""

OF_A_GROUP: Final = ("pipeline.win_rate", "pipeline.cycle_time", "pipeline.open", "pipeline.open.amount")

GROUPINGS: Final = ("rep", "region", "team", "segment")
"""Dimensions by which the deals can be split here."""


def pipeline_room(store: FactsStore, answer: Answer, by: str = "rep") -> PipelineRoomView:
    """The room over the chosen customers, deals split by a dimension. Raises UsageError for a wrong one."""
    book, as_of = store.book, answer.facts.as_of
    lacking = {
        part: locks.missing(needs, book)
        for part, needs in (("deals", DEALS), ("contracts", CONTRACTS), ("clauses", CLAUSES))
    }
    locked = {part: locks.sentence(tables) for part, tables in lacking.items() if tables}
    ids = [metric for metric in ROOM_FIGURES if metric in METRICS]
    contracts = None if "contracts" in locked else subject_rows(store, answer, "contract")
    return PipelineRoomView(
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=ids)},
        funnel=() if "deals" in locked else tuple(_funnel(store, answer)),
        by=by,
        groups=() if "deals" in locked else deal_groups(metric_figures(store, answer, by, OF_A_GROUP)),
        weeks=() if contracts is None else renewal_weeks(contracts, as_of),
        renewals=NO_CONTRACTS if contracts is None else renewals(contracts, as_of),
        clauses=NO_CONTRACTS if contracts is None else clauses(contracts),
        locked=locked,
    )


def subject_rows(store: FactsStore, answer: Answer, subject: str) -> pl.DataFrame:
    """Facts of deals or contracts of the chosen customers."""
    facts = answer.facts
    everyone = not answer.filtered
    return subject_facts(store.book, subject, facts.as_of, facts.period, answer.chosen, everyone=everyone)


def _funnel(store: FactsStore, answer: Answer) -> Iterator[FunnelStep]:
    deals = subject_rows(store, answer, "deal")
    found = funnel(store.book, answer.facts.as_of, deals, answer.chosen)
    for step in found.deals:
        yield _step(step, of_customers=False)
    for step in found.customers:
        yield _step(step, of_customers=True, is_last=step is found.customers[-1])


def _step(step: StageStep, *, of_customers: bool, is_last: bool = False) -> FunnelStep:
    if is_last:
        return FunnelStep(step.stage, step.entered, step.open, of_customers)
    return FunnelStep(
        step.stage,
        step.entered,
        step.open,
        of_customers,
        step.reached_next,
        step.conversion,
        step.low,
        step.high,
    )


def deal_groups(figures: tuple[Figure, ...]) -> tuple[DealGroup, ...]:
    """Groups with a deal closed in the period or open, most closed deals first; `figures` as OF_A_GROUP."""
    by_group: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        by_group.setdefault(figure.group or "", {})[figure.id] = figure
    groups = [
        DealGroup(
            group=group,
            win_rate=found[OF_A_GROUP[0]],
            cycle=found[OF_A_GROUP[1]],
            open=int(found[OF_A_GROUP[2]].value or 0),
            open_amount=found[OF_A_GROUP[3]].value or 0.0,
        )
        for group, found in by_group.items()
        if found.keys() >= set(OF_A_GROUP)
    ]
    shown = [group for group in groups if group.win_rate.denominator or group.open]
    return tuple(sorted(shown, key=lambda group: (-(group.win_rate.denominator or 0), group.group)))
