"""Recurring revenue, its movements, and revenue kept: spec §2, with the orders basis where none recurs."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.book.activity import MOVEMENTS, kept_revenue
from holdfast.facts.states import IS_ACTIVE
from holdfast.metrics.customers.kept import ACTIVITY, WORTH
from holdfast.metrics.definition import Metric
from holdfast.metrics.sums import Beside, Quotient, Total
from holdfast.money import to_units

RECURRING: Final = (("subscriptions",), ("mrr_events",))
NO_REVENUE: Final = "no revenue at start"
MEASURED_ON: Final = (
    "measured on mrr where 12 × the recurring revenue of the as-of date is at least half of the revenue of "
    "the last 12 months, else on whichever of mrr and orders covers more; --basis and B choose the other"
)
SOURCE: Final = "Recurring-revenue movements as subscription analytics define them"

_start, _end = pl.col("mrr_start"), pl.col("mrr_end")
_value_start, _value_end = pl.col("value_start"), pl.col("value_end")
_had_value = _value_start > 0
_stayed = pl.col("active_start") & pl.col("active_end")
_change = _end - _start
_LEVELS: Final = (Beside("start", "Start", to_units(_start)), Beside("end", "End", to_units(_end)))

_ENDPOINT: Final = {
    "new": (pl.col("is_new"), _change, "recurring revenue at end of customers first active in the period"),
    "reactivation": (pl.col("returned"), _change, "recurring revenue at end of customers who came back"),
    "expansion": (_stayed & (_change > 0), _change, "rise between start and end of customers who stayed"),
    "contraction": (_stayed & (_change < 0), _change, "fall between start and end of customers who stayed"),
    "churn": (pl.col("lost"), _change, "recurring revenue at start of customers lost by the end"),
}


def _movements() -> tuple[Metric, ...]:
    endpoint = tuple(
        Metric(
            f"mrr.{kind}",
            f"MRR {kind}",
            _ENDPOINT[kind][2],
            "customers compared at the start and at the end of the period",
            "money",
            1,  # losses are negative amounts, so a higher figure is better for every movement
            RECURRING,
            "none",
            SOURCE,
            Total(_ENDPOINT[kind][0], _ENDPOINT[kind][1], _LEVELS, "Change"),
        )
        for kind in MOVEMENTS
    )
    events = tuple(
        Metric(
            f"mrr.{kind}.events",
            f"MRR {kind}, every event",
            f"sum of every {kind} event inside the period, customers who joined and left included",
            "customers with such an event in the period",
            "money",
            1,  # losses are negative amounts, so a higher figure is better for every movement
            RECURRING,
            "none",
            SOURCE,
            Total(pl.col(f"event_{kind}") != 0, pl.col(f"event_{kind}"), _LEVELS, "Changes"),
        )
        for kind in MOVEMENTS
    )
    return (*endpoint, *events)


_lost_by_event = -(pl.col("event_churn") + pl.col("event_contraction"))
_gained_by_event = pl.col("event_expansion") + pl.col("event_reactivation")

REVENUE_METRICS: Final = (
    Metric(
        "retention.revenue.gross",
        "Gross revenue retention",
        "Σ of the smaller of revenue at end and at start, 0 at least, ÷ Σ revenue at start, "
        "of customers with some",
        "customers with revenue at start",
        "ratio",
        1,
        ACTIVITY,
        "none",
        f"{SOURCE}; {MEASURED_ON}",
        Quotient(kept_revenue(_value_start, _value_end), _value_start, _had_value, beside=WORTH),
        on_basis=True,
        nothing=NO_REVENUE,
        synonyms=("GRR", "GDR", "gross dollar retention"),
    ),
    Metric(
        "retention.revenue.net",
        "Net revenue retention",
        "Σ revenue at end ÷ Σ revenue at start, customers with revenue at start; no new, no returned",
        "customers with revenue at start",
        "ratio",
        1,
        ACTIVITY,
        "none",
        f"{SOURCE}; {MEASURED_ON}",
        Quotient(_value_end, _value_start, _had_value, beside=WORTH),
        on_basis=True,
        nothing=NO_REVENUE,
        synonyms=("NRR", "NDR", "net dollar retention"),
    ),
    Metric(
        "churn.revenue.gross",
        "Gross revenue churn",
        "(churn + contraction) ÷ recurring revenue at start, every event counted",
        "customers with recurring revenue",
        "ratio",
        -1,
        RECURRING,
        "none",
        SOURCE,
        Quotient(_lost_by_event, _start, pl.col("known"), beside=_LEVELS),
        nothing=NO_REVENUE,
    ),
    Metric(
        "churn.revenue.net_chartmogul",
        "Net revenue churn",
        "(churn + contraction − expansion − reactivation) ÷ recurring revenue at start, every event counted",
        "customers with recurring revenue",
        "ratio",
        -1,
        RECURRING,
        "none",
        "Net MRR churn rate in the variant that ChartMogul publishes",
        Quotient(_lost_by_event - _gained_by_event, _start, pl.col("known"), beside=_LEVELS),
        nothing=NO_REVENUE,
    ),
    Metric(
        "mrr.start",
        "MRR at start",
        "recurring revenue at the instant the period starts",
        "customers active at start",
        "money",
        0,
        RECURRING,
        "none",
        SOURCE,
        Total(pl.col("active_start"), _start),
    ),
    Metric(
        "mrr.end",
        "MRR at end",
        "recurring revenue just before the period ends",
        "customers active at end",
        "money",
        1,
        RECURRING,
        "none",
        SOURCE,
        Total(pl.col("active_end"), _end),
    ),
    *_movements(),
    Metric(
        "revenue.period",
        "Revenue",
        "net amount of orders inside the period, credit notes deducted",
        "customers with an order or credit note inside the period",
        "money",
        1,
        (("orders",),),
        "none",
        "Net revenue of the export",
        Total(pl.col("revenue_period") != 0, pl.col("revenue_period")),
    ),
    Metric(
        "risk.revenue.flagged",
        "Revenue at risk",
        "annual revenue of active customers with at least one high or critical flag, each counted once",
        "active customers with a high or critical flag on the as-of date",
        "money",
        -1,
        ACTIVITY,
        "none",
        "One of three figures of revenue at risk; this one adds up, it predicts nothing",
        Total(IS_ACTIVE & (pl.col("risk") >= "high"), pl.col("revenue")),
        over_period=False,
    ),
)
