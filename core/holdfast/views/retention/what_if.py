"""What-if: lifetime value at the retention of today and at raised ones; the reader may replace inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.metrics.revenue.cost_of_churn import HIGHEST_RETENTION, assumed, retention_what_if
from holdfast.metrics.scope import Scope
from holdfast.metrics.what_if import what_if

COLUMNS: Final = ("case", "retention", "customer_value", "change", "lift", "all_customers")


@dataclass(frozen=True)
class WhatIfInputs:
    """Inputs of the arithmetic; None takes what the book says.

    `margin` a year and customer in currency units, `discount`, `retention` yearly shares; `uplifts` low,
    usual and high, as shares.
    """

    margin: float | None = None
    discount: float | None = None
    retention: float | None = None
    uplifts: tuple[float, float, float] | None = None


def what_if_of(scope: Scope, inputs: WhatIfInputs) -> pl.DataFrame:
    """The table for the customers of a scope, with what the book says wherever `inputs` says nothing.

    Raises UsageError where the book cannot say it either, or an input is no share.
    """
    factors = assumed(scope.book)
    uplifts = inputs.uplifts or (factors.uplift_low, factors.uplift, factors.uplift_high)
    measured = retention_what_if(scope, 0.0)
    if isinstance(measured, str):
        if inputs.margin is None or inputs.retention is None:
            raise UsageError(f"what-if: {measured}; give a margin and a retention")
        margin, retention = inputs.margin, inputs.retention
    else:
        margin = measured.margin if inputs.margin is None else inputs.margin
        retention = measured.retention if inputs.retention is None else inputs.retention
    discount = scope.book.settings.discount_rate if inputs.discount is None else inputs.discount
    customers = int(scope.facts.get_column("active").sum())
    return what_if_table(margin, discount, retention, uplifts, customers)


def what_if_table(
    margin: float, discount: float, retention: float, uplifts: tuple[float, float, float], customers: int
) -> pl.DataFrame:
    """One row for today and one per uplift, in columns COLUMNS.

    `change` against today and `all_customers` (value × `customers`) in currency units, `lift` a share. A
    raised retention stays between 0 and 99 %. Raises UsageError for shares outside 0 to 1.
    """
    raised = [min(max(retention + by, 0.0), HIGHEST_RETENTION) for by in uplifts]
    try:
        cases = [what_if(margin, discount, retention, to) for to in (retention, *raised)]
    except ValueError as error:
        raise UsageError(f"what-if: {error}") from None
    return pl.DataFrame(
        {
            "case": ["today", "low", "usual", "high"],
            "retention": [case.raised for case in cases],
            "customer_value": [case.after for case in cases],
            "change": [case.after - case.before for case in cases],
            "lift": [case.lift for case in cases],
            "all_customers": [case.after * customers for case in cases],
        },
        schema={"case": pl.String, **dict.fromkeys(COLUMNS[1:], pl.Float64)},
    )
