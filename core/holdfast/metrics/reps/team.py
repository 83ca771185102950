"""Retention of the sales team, and the customers its leavers left without a rep: spec §6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.sums import Quotient, Share, Total
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.metrics.scope import Scope

REPS: Final = (("reps",),)
HANDOVER_TABLES: Final = (("reps", "assignments"),)
NO_START: Final = "no reps at start"
NO_ORPHANS: Final = "no active customer is without a rep"

_start, _end, _hired = pl.col("at_start"), pl.col("at_end"), pl.col("hired")
_orphaned: Final = pl.col("active") & pl.col("orphaned").fill_null(value=False)


def _turnover(separated: pl.Expr) -> Quotient:
    return Quotient(
        separated.cast(pl.Int64), pl.col("headcount_share"), population=pl.lit(value=True), of_money=False
    )


def _waiting(scope: Scope) -> Measured:
    """Median days without a rep; customers that never had one have no such day and only show in the note."""
    days = scope.facts.filter(_orphaned).get_column("orphaned_days")
    if days.is_empty():
        return Measured(None, note=NO_ORPHANS)
    undated = days.null_count()
    note = f"{plural(undated, 'customer')} never had a rep, so there is no day to count from"
    middle = days.median()
    return Measured(
        float(middle) if isinstance(middle, (int, float)) else None,
        denominator=len(days) - undated,
        note=note if undated else None,
    )


def _waiting_rows(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.facts.filter(_orphaned & pl.col("orphaned_days").is_not_null())


REP_METRICS: Final = (
    Metric(
        "retention.reps.original",
        "Original team retention",
        "reps here at start and still here at end ÷ reps here at start",
        "reps here at the start of the period",
        "ratio",
        1,
        REPS,
        "Wilson",
        "Sales retention glossary: how many of the original team remain; Humano, Retention rate",
        Share(_start & _end, _start),
        subject="rep",
        about_people=True,
        nothing=NO_START,
        synonyms=("sales retention", "rep retention", "stayers", "fidélisation des vendeurs"),
    ),
    Metric(
        "retention.reps.headcount",
        "Rep headcount, end to start",
        "reps here at end ÷ reps here at start",
        "reps here at the start of the period; the numerator also holds reps hired since",
        "ratio",
        1,
        REPS,
        "none",
        "Sales retention glossary: advisors at the end ÷ advisors at the start × 100",
        Share(_end, _start, may_exceed_one=True),
        subject="rep",
        about_people=True,
        nothing=NO_START,
        synonyms=("sales retention percentage", "taux de rétention des ventes", "نسبة الاحتفاظ بالمبيعات"),
        note="May exceed 100 %: hires stand in for leavers. The original team tells who stayed",
    ),
    Metric(
        "retention.reps.served",
        "Retention of all who served",
        "reps here at start or hired inside the period, and still here at end ÷ all of them",
        "reps here at the start of the period or hired inside it",
        "ratio",
        1,
        REPS,
        "Wilson",
        "Stayers among everyone who served in the period, hires included",
        Share((_start | _hired) & _end, _start | _hired),
        subject="rep",
        about_people=True,
        nothing="nobody served in the period",
    ),
    Metric(
        "retention.reps.new_hires",
        "New hire retention",
        "reps hired inside the period and still here at end ÷ reps hired inside the period",
        "reps hired inside the period",
        "ratio",
        1,
        REPS,
        "Wilson",
        "New hire retention rate",
        Share(_hired & _end, _hired),
        subject="rep",
        about_people=True,
        nothing="no reps were hired in the period",
        synonyms=("early attrition", "ramp retention"),
    ),
    Metric(
        "turnover.reps",
        "Rep turnover",
        "separations inside the period ÷ daily average headcount (person-days ÷ days of the period); "
        "a transfer is no separation",
        "reps employed inside the period",
        "ratio",
        -1,
        REPS,
        "none",
        "Employers Council, How do you measure turnover; headcount averaged by day, not from two points",
        _turnover(pl.col("separated")),
        subject="rep",
        about_people=True,
        nothing="nobody was employed in the period",
        synonyms=("attrition", "fluctuation", "separations"),
        note="Of the period, not of a year: an annual rate means little below 90 days. Not 1 − retention",
    ),
    Metric(
        "turnover.reps.voluntary",
        "Rep turnover, voluntary",
        "separations by choice inside the period ÷ daily average headcount",
        "reps employed inside the period",
        "ratio",
        -1,
        REPS,
        "none",
        "As turnover.reps, only end_type voluntary",
        _turnover(pl.col("voluntary")),
        subject="rep",
        about_people=True,
        nothing="nobody was employed in the period",
        synonyms=("resignations", "regretted leavers"),
    ),
    Metric(
        "orphans.customers",
        "Customers without a rep",
        "active customers with no open assignment to an active rep",
        "active customers whose rep is known to be gone, or who never had one",
        "count",
        -1,
        HANDOVER_TABLES,
        "none",
        "Holdfast: rep attrition joined to the customers left behind",
        Total(_orphaned),
        over_period=False,
        synonyms=("orphaned accounts", "unassigned customers", "orphans"),
    ),
    Metric(
        "orphans.revenue",
        "Revenue without a rep",
        "revenue of the trailing 12 months of active customers with no open assignment to an active rep",
        "active customers whose rep is known to be gone, or who never had one",
        "money",
        -1,
        HANDOVER_TABLES,
        "none",
        "Holdfast: rep attrition joined to the customers left behind",
        Total(_orphaned, pl.col("revenue")),
        over_period=False,
        synonyms=("orphaned revenue",),
    ),
    Metric(
        "orphans.days",
        "Days without a rep",
        "median days since the last rep was there, over orphaned active customers",
        "orphaned active customers that once had a rep",
        "days",
        -1,
        HANDOVER_TABLES,
        "none",
        "Holdfast: rep attrition joined to the customers left behind",
        Computed(_waiting, _waiting_rows, adds_up="orphaned_days", made="median"),
        over_period=False,
        nothing=NO_ORPHANS,
        synonyms=("orphan age",),
    ),
)
"""Rep retention and turnover over rep facts, and orphans over customer facts, headline first."""
