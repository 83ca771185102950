"""What the work of reps does to their books, and what is on record of it: mix, attainment, recognition."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.figures import FEW, HIDDEN_BELOW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY, NO_START
from holdfast.metrics.definition import Metric
from holdfast.metrics.reps.departures import DEPARTURE_METRICS
from holdfast.metrics.reps.standardised import BLANK_STRATUM, COMPARISON_NOTE, standardised
from holdfast.metrics.scope import Scope
from holdfast.metrics.shares import HIDDEN_NOTE
from holdfast.metrics.sums import Share
from holdfast.money import MONEY_SCALE, to_units
from holdfast.words.wording import plural

NO_QUOTA: Final = "no rep has a quota for a month of the period that has closed"
NO_SERVICE: Final = "nobody served in the period"


def mix_cells(facts: pl.DataFrame) -> pl.DataFrame:
    """Customers active at start by segment: `stratum`, `size` and `kept` counts."""
    started = facts.filter("active_start")
    stratum = pl.col("segment").cast(pl.String).fill_null(BLANK_STRATUM).alias("stratum")
    return started.group_by(stratum).agg(
        pl.len().cast(pl.Int64).alias("size"), pl.col("active_end").sum().cast(pl.Int64).alias("kept")
    )


def _standard(scope: Scope) -> pl.DataFrame:
    """The cells of everybody, found once for all groups."""
    return mix_cells(scope.whole) if scope.split is None else _cells_of(scope.split.of.whole)


@keeps(1)
def _cells_of(scope: Scope) -> pl.DataFrame:
    return mix_cells(scope.facts)


def _mix_adjusted(scope: Scope) -> Measured:
    cells = mix_cells(scope.facts)
    if cells.is_empty():
        return Measured(None, note=NO_START)
    group = standardised(cells.with_columns(pl.lit("").alias("group")), _standard(scope), scope.level)
    row = group.row(0, named=True)
    size, kept, adjusted = row["size"], row["kept"], row["kept_adjusted"]
    lost, expected = size - kept, size - row["kept_expected"]
    counts = f"kept {kept} of {size}; lost {lost} where its mix of segments gives {expected:.1f}"
    ratio = (
        f", {row['churn_oe']:.2f} times [{row['oe_low']:.2f}, {row['oe_high']:.2f}]"
        if row["churn_oe"] is not None
        else ""
    )
    note = f"{counts}{ratio}; {COMPARISON_NOTE}"
    # Where everybody like them left, nothing was to be kept, and there is no ratio.
    return Measured(adjusted, note=note, status="few" if size < FEW and adjusted is not None else None)


def _mix_rows(scope: Scope, part: str) -> pl.DataFrame:
    """Those kept, or all at start; `adjusted`: retention of all ÷ how many its mix would keep."""
    started = scope.facts.filter("active_start")
    if part == "denominator":
        return started.select("customer")
    if started.is_empty():
        return started.select("customer", pl.lit(None, pl.Float64).alias("adjusted"))
    cells = mix_cells(scope.facts).with_columns(pl.lit("").alias("group"))
    row = standardised(cells, _standard(scope)).row(0, named=True)
    each = row["kept_adjusted"] / row["kept"] if row["kept"] and row["kept_adjusted"] is not None else None
    return started.filter("active_end").select("customer", pl.lit(each, pl.Float64).alias("adjusted"))


def _people(count: int) -> Measured | None:
    """The answer where so few people are counted that none may be given."""
    if 0 < count < HIDDEN_BELOW:
        return Measured(None, denominator=float(count), note=HIDDEN_NOTE, status="hidden")
    return None


_with_quota: Final = pl.col("quota") > 0
_served: Final = pl.col("at_start") | pl.col("hired")


def _attainment(scope: Scope) -> Measured:
    reps = scope.facts.filter(_with_quota)
    if (few := _people(reps.height)) is not None:
        return few
    quota, attained = (int(reps.get_column(name).sum()) for name in ("quota", "attained"))
    if not quota:
        return Measured(None, note=NO_QUOTA)
    return Measured(
        attained / quota,
        numerator=attained / MONEY_SCALE,
        denominator=quota / MONEY_SCALE,
        note=f"of {plural(reps.height, 'rep')} with a quota",
        status="few" if reps.height < FEW else None,
    )


def _quota_rows(scope: Scope, _part: str) -> pl.DataFrame:
    in_money = (to_units(pl.col(name)).alias(f"{name}_units") for name in ("quota", "attained"))
    return scope.facts.filter(_with_quota).with_columns(in_money)


def _recognition_age(scope: Scope) -> Measured:
    here = scope.facts.filter("active")
    if (few := _people(here.height)) is not None:
        return few
    days = here.get_column("unrecognised_days")
    never, middle = days.null_count(), days.median()
    note = f"{plural(never, 'rep')} of {here.height} never" if never else None
    if not isinstance(middle, int | float):
        return Measured(None, note="no rep who is here was ever recognised")
    return Measured(float(middle), denominator=float(days.len() - never), note=note)


def _recognised_once(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.facts.filter(pl.col("active") & pl.col("unrecognised_days").is_not_null())


REP_EFFECT_METRICS: Final = (
    Metric(
        "retention.customers.by_rep",
        "Customer retention, adjusted for mix",
        "kept ÷ what the group's mix of segments would keep at everybody's rates × retention of all",
        "customers active at the start of the period, by the rep who held them 90 days before the loss "
        "or the end",
        "ratio",
        1,
        ACTIVITY,
        "none",
        "Indirect standardisation: Breslow & Day 1987, chapter 2; churn observed ÷ expected by exact Poisson",
        Computed(_mix_adjusted, _mix_rows, adds_up="adjusted"),
        nothing=NO_START,
        synonyms=("mix-adjusted retention", "standardised retention", "retention by rep"),
        note=COMPARISON_NOTE,
    ),
    *DEPARTURE_METRICS,
    Metric(
        "attainment.reps",
        "Quota attainment",
        "Σ attained ÷ Σ quota, over the closed months that begin inside the period",
        "reps with a quota in those months",
        "ratio",
        1,
        (("reps", "rep_periods"),),
        "none",
        "Quota attainment as sales compensation plans state it",
        Computed(
            _attainment,
            _quota_rows,
            adds_up="attained_units",
            below="quota_units",
            amounts="money",
            amount_title="Attained",
        ),
        subject="rep",
        about_people=True,
        nothing=NO_QUOTA,
        synonyms=("quota attainment", "target achievement"),
    ),
    Metric(
        "recognition.reps",
        "Reps recognised",
        "reps recognised inside the period ÷ reps who served in it",
        "reps here at the start of the period or hired inside it",
        "ratio",
        1,
        (("reps", "recognitions"),),
        "Wilson",
        "Recognition programmes as a means to keep reps",
        Share(_served & pl.col("recognised"), _served),
        subject="rep",
        about_people=True,
        nothing=NO_SERVICE,
        synonyms=("recognition", "praise"),
    ),
    Metric(
        "recognition.reps.days",
        "Days since recognition",
        "median days since the latest recognition",
        "reps here on the as-of date who were ever recognised",
        "days",
        -1,
        (("reps", "recognitions"),),
        "none",
        "Recognition programmes as a means to keep reps",
        Computed(_recognition_age, _recognised_once, adds_up="unrecognised_days", made="median"),
        subject="rep",
        about_people=True,
        over_period=False,
        nothing="no rep who is here was ever recognised",
    ),
)
"""Effects of reps on their books, and the work on record, most asked for first."""
