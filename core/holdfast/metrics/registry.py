"""Every metric by id, in the order the panes and the command line show them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.metrics.customers.engagement import ENGAGEMENT_METRICS
from holdfast.metrics.customers.kept import CUSTOMER_METRICS
from holdfast.metrics.customers.losses import LOSS_METRICS
from holdfast.metrics.customers.prediction import PREDICTION_METRICS
from holdfast.metrics.customers.purchases import PURCHASE_METRICS
from holdfast.metrics.customers.survival import SURVIVAL_METRICS
from holdfast.metrics.customers.value import VALUE_METRICS
from holdfast.metrics.customers.voice import VOICE_METRICS
from holdfast.metrics.reps.effects import REP_EFFECT_METRICS
from holdfast.metrics.reps.handover import HANDOVER_METRICS
from holdfast.metrics.reps.team import REP_METRICS
from holdfast.metrics.revenue.at_risk import RISK_MONEY_METRICS
from holdfast.metrics.revenue.contracts import CONTRACT_METRICS
from holdfast.metrics.revenue.cost_of_churn import MONEY_METRICS
from holdfast.metrics.revenue.dependence import DEPENDENCE_METRICS
from holdfast.metrics.revenue.mix import REVENUE_MIX_METRICS
from holdfast.metrics.revenue.pipeline import PIPELINE_METRICS
from holdfast.metrics.revenue.price import PRICE_METRICS
from holdfast.metrics.revenue.recurring import REVENUE_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.metrics.definition import Metric

METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {
        metric.id: metric
        for metric in (
            *CUSTOMER_METRICS,
            *LOSS_METRICS,
            *REVENUE_METRICS,
            *RISK_MONEY_METRICS,
            *PURCHASE_METRICS,
            *SURVIVAL_METRICS,
            *VALUE_METRICS,
            *PREDICTION_METRICS,
            *VOICE_METRICS,
            *ENGAGEMENT_METRICS,
            *REVENUE_MIX_METRICS,
            *DEPENDENCE_METRICS,
            *PRICE_METRICS,
            *MONEY_METRICS,
            *PIPELINE_METRICS,
            *CONTRACT_METRICS,
            *REP_METRICS,
            *HANDOVER_METRICS,
            *REP_EFFECT_METRICS,
        )
    }
)
"""Every metric by its stable id."""

FAMILIES: Final = (
    ("Customers kept and lost", ("retention.customers", "churn.customers", "customers.", "attrition.")),
    ("Why customers leave", ("retention.by_reason", "losses.", "loss.")),
    ("Revenue kept and lost", ("retention.revenue", "churn.revenue", "mrr.")),
    ("Revenue", ("revenue.", "price.")),
    ("Revenue at risk", ("risk.",)),
    ("Repeat purchases", ("repeat.", "purchase.")),
    ("Lifetimes", ("survival.",)),
    ("What a customer is worth", ("clv.", "purchases.", "customers.alive")),
    (
        "What losing customers costs",
        (
            "churn.customers.yearly",
            "churn.customer_value",
            "churn.cost",
            "churn.word_of_mouth",
            "clv.what_if",
        ),
    ),
    ("What customers say and do", ("nps.", "csat.", "engagement.")),
    ("Pipeline", ("pipeline.",)),
    ("Contracts", ("contracts.",)),
    (
        "The sales team",
        ("retention.reps", "turnover.", "tenure.", "enps.", "attainment.", "recognition."),
    ),
    (
        "What reps mean for customers",
        ("orphans.", "handover.", "departure.", "retention.customers.by_rep"),
    ),
)
"""Headings under which people read the figures, with the beginnings of their ids: the longest one decides."""


def ids_named(words: Sequence[str]) -> tuple[str, ...]:
    """The ids of the metrics that words name, each an id or the beginning of some with `.*`, in their order.

    Raises UsageError for a word that names none.
    """
    named: set[str] = set()
    for word in words:
        start = word.removesuffix("*") if word.endswith(".*") else None
        found = {name for name in METRICS if (name == word if start is None else name.startswith(start))}
        if not found:
            known = [*METRICS, *(f"{name.partition('.')[0]}.*" for name in METRICS)]
            hint = did_you_mean(word, known) or ": holdfast explain lists them"
            raise UsageError(f"there is no metric '{word}'{hint}")
        named |= found
    return tuple(name for name in METRICS if name in named)


def family_of(metric: str) -> int:
    """The place of a metric among FAMILIES; after all of them where none is meant for it."""
    fitting = (
        (len(start), -place)
        for place, (_, starts) in enumerate(FAMILIES)
        for start in starts
        if metric.startswith(start)
    )
    return -max(fitting, default=(0, -len(FAMILIES)))[1]


def family_title(place: int) -> str:
    """The heading at a place of FAMILIES."""
    return FAMILIES[place][0] if place < len(FAMILIES) else "Other figures"
