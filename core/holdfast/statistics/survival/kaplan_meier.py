"""Kaplan–Meier: how long subjects last when some are still there."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.statistics.exact import exact_sum
from holdfast.statistics.intervals.wilson import Z

RELIABLE_AT_RISK: Final = 5
"""Where fewer subjects are at risk, a curve is not drawn any further."""

_HALF: Final = 0.5 + 1e-12


def kaplan_meier(durations: pl.Series, events: pl.Series, entry: pl.Series | None = None) -> pl.DataFrame:
    """Survival at each time with an event.

    `durations`: numeric, time at which a subject was last seen; `events`: Boolean or 0/1, whether it ended
    then; `entry`: time at which observation of the subject began (null: from time 0), for subjects that
    were already there when the data begin. A subject is at risk at t when entry < t ≤ duration. Subjects
    without a duration, or that entered at or after their duration, tell nothing and are left out.
    Returns `t` Float64, `at_risk` and `events` Int64, `survival`, `low`, `high` Float64, one row per time
    with an event, in order. `low` and `high` are the 95 % log–log Greenwood interval, null where the
    survival is 0. Source: Kaplan & Meier (1958); Kalbfleisch & Prentice (2002), 1.4.
    """
    subjects = pl.DataFrame({"t": durations.cast(pl.Float64), "event": events.cast(pl.Boolean)})
    told = pl.col("t").is_not_null()
    if entry is not None and entry.null_count() < entry.len():
        subjects = subjects.with_columns(entry.cast(pl.Float64).alias("entry"))
        told &= pl.col("entry").is_null() | (pl.col("entry") < pl.col("t"))
    # One query for all of it: a curve is drawn of every group, and most of its cost is that of asking.
    return _curve(_risk_sets(subjects.filter(told))).collect(engine="in-memory")


def median(curve: pl.DataFrame) -> float | None:
    """The first time at which half or fewer survive; None where the curve stays above one half.

    A product such as 0.8 · 0.625 may miss one half by a rounding error; without tolerance the median
    would jump to the next event.
    """
    reached = curve.filter(pl.col("survival") <= _HALF).get_column("t")
    return float(reached[0]) if len(reached) else None


def restricted_mean(curve: pl.DataFrame, horizon: float) -> float:
    """Mean time survived up to `horizon`: the area under the curve from 0, in the unit of `t`."""
    inside = curve.lazy().filter(pl.col("t") < horizon).sort("t")
    survival = pl.concat([pl.LazyFrame({"t": [0.0], "survival": [1.0]}), inside.select("t", "survival")])
    lasts = pl.col("t").shift(-1, fill_value=float(horizon)) - pl.col("t")
    return exact_sum(survival.select(pl.col("survival") * lasts).collect().to_series())


def reliable(curve: pl.DataFrame, at_risk: int = RELIABLE_AT_RISK) -> pl.DataFrame:
    """The curve up to the last time with at least `at_risk` subjects at risk before it thins out."""
    return curve.filter((pl.col("at_risk") >= at_risk).cum_min())


def _risk_sets(subjects: pl.DataFrame) -> pl.LazyFrame:
    """Times with an event → `t`, `at_risk`, `events`, in order.

    At risk = entered before t − left before t, both as running counts over one sorted list of times.
    """
    leaves = subjects.lazy().select(
        "t",
        pl.lit(1, dtype=pl.Int64).alias("left"),
        pl.lit(0, dtype=pl.Int64).alias("entered"),
        pl.col("event").fill_null(value=False).cast(pl.Int64).alias("events"),
    )
    moves, always = [leaves], subjects.height
    if "entry" in subjects.columns:
        moves.append(
            subjects.lazy()
            .filter(pl.col("entry").is_not_null())
            .select(
                pl.col("entry").alias("t"),
                pl.lit(0, dtype=pl.Int64).alias("left"),
                pl.lit(1, dtype=pl.Int64).alias("entered"),
                pl.lit(0, dtype=pl.Int64).alias("events"),
            )
        )
        always = subjects.get_column("entry").null_count()
    before = (pl.col("entered") - pl.col("left")).cum_sum().shift(1, fill_value=0)
    return (
        pl.concat(moves)
        .group_by("t")
        .agg(pl.col("left", "entered", "events").sum())
        .sort("t")
        .with_columns((always + before).alias("at_risk"))
        .filter(pl.col("events") > 0)
        .select("t", "at_risk", "events")
    )


def _curve(steps: pl.LazyFrame) -> pl.LazyFrame:
    n, d = pl.col("at_risk"), pl.col("events")
    log_survival = pl.col("survival").log()
    spread = Z * pl.col("greenwood").sqrt() / log_survival.abs()
    has_interval = pl.col("survival") > 0
    return (
        steps.with_columns(
            ((n - d) / n).cum_prod().alias("survival"),
            (d / (n * (n - d)).cast(pl.Float64)).cum_sum().alias("greenwood"),
        )
        .with_columns(
            pl.when(has_interval).then((log_survival * spread.exp()).exp()).alias("low"),
            pl.when(has_interval).then((log_survival * (-spread).exp()).exp()).alias("high"),
        )
        .drop("greenwood")
    )
