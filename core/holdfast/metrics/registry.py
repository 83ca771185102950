"""Every metric by id, in the order the panes and the command line show them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.metrics.customers.engagement import ENGAGEMENT_METRICS
from holdfast.metrics.customers.kept import CUSTOMER_METRICS
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
    from collections.abc import Mapping

    from holdfast.metrics.definition import Metric

FAMILIES: Final[Mapping[str, tuple[Metric, ...]]] = MappingProxyType(
    {
        "customers": CUSTOMER_METRICS,
        "revenue": REVENUE_METRICS,
        "revenue at risk": RISK_MONEY_METRICS,
        "purchases": PURCHASE_METRICS,
        "how long they stay": SURVIVAL_METRICS,
        "lifetime value": (*VALUE_METRICS, *PREDICTION_METRICS),
        "voice": (*VOICE_METRICS, *ENGAGEMENT_METRICS),
        "new and repeat": (*REVENUE_MIX_METRICS, *DEPENDENCE_METRICS),
        "prices": PRICE_METRICS,
        "cost of churn": MONEY_METRICS,
        "pipeline": PIPELINE_METRICS,
        "contracts": CONTRACT_METRICS,
        "reps": (*REP_METRICS, *HANDOVER_METRICS, *REP_EFFECT_METRICS),
    }
)
"""Metrics by what they are about."""

METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {metric.id: metric for family in FAMILIES.values() for metric in family}
)
"""Every metric by its stable id."""
