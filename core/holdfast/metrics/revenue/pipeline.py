"""The pipeline: deals won, lost and on their way, and where they are lost. Spec §7."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from holdfast.facts.deals import Progress, deal_facts, stage_progress
from holdfast.figures import FEW, Figure
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Gathered, Scope
from holdfast.metrics.sums import Share, Total
from holdfast.statistics.survival.kaplan_meier import kaplan_meier, median

DEALS: Final = (("opportunities",),)
STAGED: Final = (("opportunities", "opportunity_stages"),)
NONE_CLOSED: Final = "no deals closed in the period"
NEVER_LOST: Final = "no deal of this book is ever marked lost: closed says no more than won"
NO_AMOUNT: Final = "no open deal has an amount"

_closed = pl.col("closed_inside")


@dataclass(frozen=True)
class StageStep:
    """One stage and what became of those who entered it.

    `conversion` = reached the next ÷ (entered − still open). `low` and `high` bound it: none or all of the
    open ones get there. They are bounds, not an interval. None where nothing was decided, or entered.
    """

    stage: str
    entered: int
    open: int
    reached_next: int

    @property
    def conversion(self) -> float | None:
        """Of those decided, the share that reached the next stage."""
        decided = self.entered - self.open
        return self.reached_next / decided if decided else None

    @property
    def low(self) -> float | None:
        """The conversion if none of the open ones gets there."""
        return self.reached_next / self.entered if self.entered else None

    @property
    def high(self) -> float | None:
        """The conversion if all of the open ones get there."""
        return (self.reached_next + self.open) / self.entered if self.entered else None


def steps(progress: Progress) -> tuple[StageStep, ...]:
    """Every stage in order; who skipped one passed it."""
    deals = progress.deals.filter(pl.col("furthest").is_not_null())
    furthest = pl.col("furthest")
    return tuple(
        StageStep(
            stage,
            *deals.select(
                (furthest >= place).sum().alias("entered"),
                ((furthest == place) & pl.col("open")).sum().alias("open"),
                (furthest > place).sum().alias("reached"),
            ).row(0),
        )
        for place, stage in enumerate(progress.stages)
    )


def _in_play(scope: Scope) -> Progress:
    return stage_progress(scope.book, scope.as_of, scope.facts.filter("in_play"))


def _weakest(scope: Scope) -> tuple[Progress, StageStep] | None:
    progress = _in_play(scope)
    decided = [step for step in steps(progress) if step.conversion is not None]
    return (progress, min(decided, key=lambda step: step.conversion or 0.0)) if decided else None


def _weakest_stage(scope: Scope) -> Measured:
    found = _weakest(scope)
    if found is None:
        return Measured(None, note="no deal in play has left a stage yet")
    step = found[1]
    decided = step.entered - step.open
    return Measured(
        step.conversion,
        step.low,
        step.high,
        numerator=step.reached_next,
        denominator=decided,
        note=f"{step.stage}: {step.reached_next} of {decided} went on, {step.open} still open; the bounds "
        "are for none or all of those",
        status="few" if decided < FEW else "ok",
    )


def _weakest_rows(scope: Scope, part: str) -> pl.DataFrame:
    found = _weakest(scope)
    if found is None:
        return scope.facts.clear()
    progress, step = found
    place = progress.stages.index(step.stage)
    beyond = pl.col("furthest") > place
    stopped = (pl.col("furthest") == place) & ~pl.col("open")
    return progress.deals.filter(beyond if part == "numerator" else beyond | stopped)


def _timed(scope: Scope) -> pl.DataFrame:
    return scope.facts.filter(pl.col("days") >= 0)


def _cycle_time(scope: Scope) -> Measured:
    deals = _timed(scope)
    if deals.is_empty():
        return Measured(None, note="no deals with a day of creation")
    middle = median(kaplan_meier(deals.get_column("days"), deals.get_column("closed")))
    return Measured(
        middle,
        numerator=int(deals.get_column("closed").sum()),
        denominator=deals.height,
        note=None if middle is not None else "not reached: fewer than half are decided",
    )


def _cycle_rows(scope: Scope, part: str) -> pl.DataFrame:
    deals = _timed(scope)
    return deals.filter("closed") if part == "numerator" else deals


@dataclass(frozen=True, eq=False)
class ShareOfClosed(Share):
    """A share of closed deals; not to be told where the book marks no deal as lost, whoever is chosen."""

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """The share of one group."""
        figure = super().figure(metric, group)
        if figure.value in (0, 1) and not _is_ever_lost(group.scope):
            return replace(figure, value=None, low=None, high=None, status="n/a", note=NEVER_LOST)
        return figure


@keeps(1)
def _is_ever_lost(scope: Scope) -> bool:
    return bool(deal_facts(scope.book, scope.as_of, scope.period).get_column("lost").any())


@dataclass(frozen=True, eq=False)
class AmountOfOpen(Total):
    """The amount of open deals; not to be told where there are some and none has an amount."""

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """The total of one group."""
        figure = super().figure(metric, group)
        if not figure.value:
            amounts = group.scope.facts.filter("open").get_column("amount")
            if amounts.len() and not amounts.count():
                return replace(figure, value=None, status="n/a", note=NO_AMOUNT)
        return figure


PIPELINE_METRICS: Final = (
    Metric(
        "pipeline.win_rate",
        "Win rate",
        "deals won ÷ deals closed, inside the period",
        "deals closed inside the period",
        "ratio",
        1,
        DEALS,
        "Wilson",
        "Win rate by count of deals",
        ShareOfClosed(_closed & pl.col("won"), _closed),
        subject="deal",
        nothing=NONE_CLOSED,
        synonyms=("close rate", "taux de réussite", "tasso di chiusura", "نسبة الفوز"),
    ),
    Metric(
        "pipeline.attrition",
        "Pipeline attrition",
        "deals lost ÷ deals closed, inside the period; the complement of the win rate",
        "deals closed inside the period",
        "ratio",
        -1,
        DEALS,
        "Wilson",
        "Sales attrition: deals that fall away before the close",
        ShareOfClosed(_closed & pl.col("lost"), _closed),
        subject="deal",
        nothing=NONE_CLOSED,
        synonyms=("sales attrition", "loss rate"),
    ),
    Metric(
        "pipeline.stage_conversion",
        "Conversion of the weakest stage",
        "deals that reached the next stage ÷ (deals that entered − still open); skipped stages are passed",
        "deals in play: created before the period ended, and open or closed since it began",
        "ratio",
        1,
        STAGED,
        "bounds: none or all of the open deals go on",
        "Stage conversion with open deals left out, and what they can still change",
        Computed(_weakest_stage, _weakest_rows),
        subject="deal",
        synonyms=("funnel conversion", "stage attrition"),
    ),
    Metric(
        "pipeline.cycle_time",
        "Sales cycle",
        "Kaplan–Meier median of the days from creation to close, open deals censored at the as-of date",
        "deals with a day of creation",
        "days",
        -1,
        DEALS,
        "none",
        "Kaplan & Meier 1958; without the open deals the cycle looks shorter than it is",
        Computed(_cycle_time, _cycle_rows, adds_up="days", made="survival"),
        subject="deal",
        over_period=False,
        synonyms=("time to close", "cycle de vente"),
    ),
    Metric(
        "pipeline.open",
        "Open deals",
        "deals not closed on the as-of date",
        "open deals",
        "count",
        0,
        DEALS,
        "none",
        "Pipeline as the export states it",
        Total(pl.col("open")),
        subject="deal",
        over_period=False,
    ),
    Metric(
        "pipeline.open.amount",
        "Open pipeline",
        "amount of deals not closed on the as-of date, unweighted",
        "open deals with an amount",
        "money",
        0,
        DEALS,
        "none",
        "Pipeline as the export states it",
        AmountOfOpen(pl.col("open") & pl.col("amount").is_not_null(), pl.col("amount")),
        subject="deal",
        over_period=False,
        synonyms=("pipeline value",),
    ),
)
"""Deals: how many are won, where they are lost, how long they take."""
