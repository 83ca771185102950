"""Every metric by id, in the order the panes and the command line show them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

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
from holdfast.metrics.revenue.mix import REVENUE_MIX_METRICS
from holdfast.metrics.revenue.pipeline import PIPELINE_METRICS
from holdfast.metrics.revenue.recurring import REVENUE_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

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
