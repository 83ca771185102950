"""Every metric is declared once, in words a glossary can show."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from tests.examples import each

from holdfast.figures import Unit
from holdfast.metrics.definition import Metric
from holdfast.metrics.registry import METRICS
from holdfast.metrics.sums import Share
from holdfast.schema.tables import TABLES


@each("metric", METRICS.values())
def test_a_metric_is_declared_in_full(metric: Metric) -> None:
    assert METRICS[metric.id] is metric
    assert re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", metric.id)
    for words in (metric.name, metric.formula, metric.population, metric.source, metric.nothing):
        assert words.strip() == words != ""
    assert metric.unit in get_args(Unit)
    assert metric.direction in (-1, 0, 1)
    assert {name for tables in metric.needs for name in tables} <= set(TABLES)
    if isinstance(metric.definition, Share) and not metric.definition.may_exceed_one:
        assert metric.interval == "Wilson"


@pytest.mark.parametrize(
    "metric",
    [
        "retention.customers",
        "churn.customers",
        "churn.customers.daily",
        "churn.customers.with_new",
        "mrr.start",
        "mrr.end",
        "mrr.new",
        "mrr.expansion",
        "mrr.contraction",
        "mrr.churn",
        "mrr.reactivation",
        "retention.revenue.gross",
        "retention.revenue.net",
        "churn.revenue.gross",
        "churn.revenue.net_chartmogul",
        "repeat.rate",
        "repeat.second_60d",
        "repeat.second_90d",
        "repeat.second_median",
        "repeat.gap_median",
        "repeat.gap_mean",
        "repeat.revenue_share",
        "purchase.overdue_ratio",
        "retention.reps.original",
    ],
)
def test_the_ids_of_the_specification_are_there(metric: str) -> None:
    assert metric in METRICS
