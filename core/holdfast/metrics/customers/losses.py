"""Losses: how many, what they brought, why, and how many went without a word. Spec §9."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.signs import SIGN_DAYS, SIGNS
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.metrics.shares import share_status
from holdfast.metrics.sums import Share, Total
from holdfast.statistics.intervals.wilson import wilson

if TYPE_CHECKING:
    from holdfast.metrics.scope import Scope

WITH_A_REASON: Final = "those with a reason on file; split by reason it gives the share of each"
NOBODY_LOST: Final = "nobody was lost in the period"
RECORDED: Final = tuple((*tables, "losses") for tables in ACTIVITY)
SIGNED: Final = (
    *(
        (activity, log)
        for log in ("tickets", "surveys", "interactions")
        for activity in ("orders", "mrr_events")
    ),
    ("subscriptions",),
)
"""Tables that together tell who left, and what was said before."""

_NOBODY_TOLD: Final = (
    "nobody was lost of whom a log of tickets, contacts, surveys or cancellations could have shown a sign"
)
_every = pl.col("lost_on").is_not_null()
_told = pl.col("silent") != "unknown"
_silent = pl.col("silent") == "yes"
_said = pl.col("silent") == "no"


def _share(numerator: int, denominator: int, nothing: str, note: str | None = None) -> Measured:
    if not denominator:
        return Measured(None, numerator=numerator, denominator=denominator, note=nothing)
    low, high = wilson(numerator, denominator) or (None, None)
    status = share_status(denominator)
    return Measured(numerator / denominator, low, high, numerator, denominator, note, status)


def _said_share(scope: Scope) -> Measured:
    """The complement of silent attrition; its note counts the customers by kind of sign."""
    told = scope.facts.filter(_told)
    by_kind = told.select(pl.col(SIGNS).is_not_null().sum()).row(0)
    kinds = [f"{sign} {count}" for sign, count in zip(SIGNS, by_kind, strict=True) if count]
    note = f"by kind: {', '.join(kinds)}; a customer may have given several" if kinds else None
    return _share(told.filter(_said).height, told.height, _NOBODY_TOLD, note)


def _said_rows(scope: Scope, part: str) -> pl.DataFrame:
    return scope.facts.filter(_said if part == "numerator" else _told)


def _by_reason(scope: Scope) -> Measured:
    """Of a group, its share of all losses; of all together, those whose reason is on file."""
    if scope.ungrouped is not None:
        return _share(scope.facts.height, scope.whole.height, NOBODY_LOST)
    reasoned = scope.facts.filter(_reasoned).height
    return _share(reasoned, scope.facts.height, NOBODY_LOST, WITH_A_REASON)


def _reason_rows(scope: Scope, part: str) -> pl.DataFrame:
    if part == "denominator":
        return scope.whole
    return scope.facts if scope.ungrouped is not None else scope.facts.filter(_reasoned)


_reasoned = pl.col("reason").is_not_null()

LOSS_METRICS: Final = (
    Metric(
        "losses.count",
        "Losses",
        "customers active at the start of the period and not at its end",
        "customers lost in the period",
        "count",
        -1,
        ACTIVITY,
        "none",
        "Activity as in the book's settings",
        Total(_every),
        subject="lost customer",
        nothing=NOBODY_LOST,
    ),
    Metric(
        "losses.revenue",
        "Revenue lost",
        "what the customers lost in the period brought in the 12 months before they left, or 12 times their "
        "recurring revenue of the day before where that is more",
        "customers lost in the period",
        "money",
        -1,
        ACTIVITY,
        "none",
        "Value of a lost customer as win-back counts it: the 12 months up to the loss",
        Total(_every, pl.col("revenue_before")),
        subject="lost customer",
        nothing=NOBODY_LOST,
        synonyms=("money lost",),
    ),
    Metric(
        "losses.unexplained",
        "Losses without a reason",
        "customers lost in the period of whom no record says why",
        "customers lost in the period",
        "count",
        -1,
        RECORDED,
        "none",
        "Exit interview practice: a loss without a reason teaches nothing",
        Total(~_reasoned),
        subject="lost customer",
        nothing=NOBODY_LOST,
        synonyms=("reason missing",),
    ),
    Metric(
        "losses.recoverable",
        "Recoverable losses",
        "losses for a reason that leaves a way back ÷ losses whose reason tells",
        "customers lost in the period for a reason that is known to be final or to leave a way back",
        "ratio",
        1,
        RECORDED,
        "Wilson",
        "Win-back practice: reasons as listed in facts/lost/reasons.toml",
        Share(
            pl.col("recoverable").fill_null(value=False),
            pl.col("recoverable").is_not_null(),
        ),
        subject="lost customer",
        nothing="no loss in the period has a reason that tells",
        synonyms=("way back",),
    ),
    Metric(
        "retention.by_reason",
        "Losses by reason",
        "losses of the group ÷ all losses; without a split, losses with a reason on file ÷ all losses",
        "customers lost in the period",
        "ratio",
        0,
        RECORDED,
        "Wilson",
        "Retention by reason: what keeps or loses customers, counted by the reason on record",
        Computed(_by_reason, _reason_rows),
        subject="lost customer",
        nothing=NOBODY_LOST,
        synonyms=("loss reasons",),
    ),
    Metric(
        "attrition.silent",
        "Silent attrition",
        f"lost without a sign in the {SIGN_DAYS} days before ÷ lost for whom a log could have shown one. A "
        "sign: a ticket, a score of 6 or less (satisfaction 3 or less), a contact that came from the "
        "customer, a request to cancel, an answer to why it left",
        "customers lost in the period whose tickets, contacts, surveys or subscriptions were kept throughout "
        f"the {SIGN_DAYS} days before",
        "ratio",
        -1,
        SIGNED,
        "Wilson",
        "Silent attrition: customers who leave without complaining first",
        Share(_silent, _told),
        subject="lost customer",
        nothing=_NOBODY_TOLD,
        synonyms=("silent churn", "attrition silencieuse"),
    ),
    Metric(
        "attrition.said",
        "Attrition with a sign",
        f"lost with a sign in the {SIGN_DAYS} days before ÷ lost for whom a log could have shown one",
        "customers lost in the period whose tickets, contacts, surveys or subscriptions were kept throughout "
        f"the {SIGN_DAYS} days before",
        "ratio",
        0,
        SIGNED,
        "Wilson",
        "The complement of silent attrition, by kind of sign",
        Computed(_said_share, _said_rows),
        subject="lost customer",
        nothing=_NOBODY_TOLD,
    ),
)
"""Losses of the period: one population, that of churn."""
