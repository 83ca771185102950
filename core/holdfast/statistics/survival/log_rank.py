"""Log-rank test: whether groups last equally long."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from holdfast.statistics.exact import exact_sum
from holdfast.statistics.models.gamma import upper_gamma
from holdfast.statistics.models.linear import solve_positive


@dataclass(frozen=True)
class LogRank:
    """The statistic, its degrees of freedom, and the chance of as much difference without any."""

    chi_square: float
    degrees: int
    p_value: float


def log_rank(
    durations: pl.Series, events: pl.Series, groups: pl.Series, entry: pl.Series | None = None
) -> LogRank | None:
    """Compare the survival of k groups; None where fewer than two can be compared.

    `durations`, `events` and `entry` as in `kaplan_meier`; `groups` one label per subject, nulls left out.
    At every time with an event the events of a group are set against its share of those at risk. Source:
    Mantel (1966); Peto & Peto (1972), with the hypergeometric variance.
    """
    begins = pl.repeat(None, len(durations), dtype=pl.Float64, eager=True) if entry is None else entry
    subjects = pl.DataFrame(
        {
            "t": durations.cast(pl.Float64),
            "event": events.cast(pl.Boolean),
            "entry": begins.cast(pl.Float64).fill_null(-1.0),
            "group": groups.cast(pl.String),
        }
    ).filter(pl.col("t").is_not_null() & (pl.col("entry") < pl.col("t")) & pl.col("group").is_not_null())
    steps = (
        subjects.filter(pl.col("event"))
        .group_by("t")
        .agg(pl.len().cast(pl.Float64).alias("d"))
        .sort("t")
        .with_columns(at_risk(subjects, pl.col("t")).alias("n"))
    )
    parts = [part for _, part in sorted(subjects.partition_by("group", as_dict=True).items())]
    excesses: list[float] = []
    shares: list[pl.Series] = []
    for part in parts:
        share = steps.select(at_risk(part, pl.col("t")) / pl.col("n")).to_series()
        expected = exact_sum(steps.get_column("d") * share)
        if expected > 0:
            shares.append(share)
            excesses.append(float(part.get_column("event").sum()) - expected)
    return _test(excesses, shares, _spread(steps))


def at_risk(subjects: pl.DataFrame, times: pl.Expr) -> pl.Expr:
    """How many subjects (`entry`, `t` Float64) are at risk at each time: entered before, not yet gone."""
    entered = pl.lit(subjects.get_column("entry").sort()).search_sorted(times, side="left")
    left = pl.lit(subjects.get_column("t").sort()).search_sorted(times, side="left")
    return entered.cast(pl.Float64) - left.cast(pl.Float64)


def _spread(steps: pl.DataFrame) -> pl.Series:
    n, d = pl.col("n"), pl.col("d")
    return steps.select(pl.when(n > 1).then(d * (n - d) / (n - 1)).otherwise(0.0)).to_series()


def _test(excesses: list[float], shares: list[pl.Series], spread: pl.Series) -> LogRank | None:
    """Excess events · covariance⁻¹ · excess events, without the last group, which the others determine."""
    degrees = len(excesses) - 1
    if degrees < 1:
        return None
    covariance = [
        [exact_sum(spread * shares[i] * ((1.0 if i == j else 0.0) - shares[j])) for j in range(degrees)]
        for i in range(degrees)
    ]
    weights = solve_positive(covariance, excesses[:degrees])
    if weights is None:
        return None
    statistic = sum(weight * excess for weight, excess in zip(weights, excesses, strict=False))
    return LogRank(statistic, degrees, upper_gamma(degrees / 2, statistic / 2))
