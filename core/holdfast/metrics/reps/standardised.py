"""Indirect standardisation: what a group kept beside what its mix of customers would keep on average."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import polars as pl

from holdfast.statistics.exact import summable
from holdfast.statistics.intervals.poisson import poisson_interval
from holdfast.statistics.intervals.power import needed_per_group
from holdfast.statistics.sequential.intervals import sequential_count

BLANK_STRATUM: Final = "(blank)"

NEEDED: Final = needed_per_group(0.10, 0.20)
COMPARISON_NOTE: Final = (
    f"about {NEEDED} customers each are needed to tell 10 % from 20 % churn: "
    "an interval that holds 1 is no evidence of a difference"
)
"""Stands beside every comparison of reps."""

_NOTHING: Final = 1e-9
"""A sum of rates may miss 0 by a rounding error."""

_interval = lru_cache(maxsize=4096)(poisson_interval)
_at_every_look = lru_cache(maxsize=4096)(sequential_count)


def standardised(cells: pl.DataFrame, standard: pl.DataFrame, level: float | None = None) -> pl.DataFrame:
    """Retention of groups, adjusted for their mix of strata.

    `cells`: `group`, `stratum`, `size`, `kept` (counts); `standard`: the same without `group`, the population
    whose rates are the standard. Returns per group, sorted: `group`, `size`, `kept` Int64, `kept_expected`
    Float64 (at the standard's rates), `kept_adjusted` (observed ÷ expected × overall rate), `churn_oe`,
    `oe_low`, `oe_high` (lost observed ÷ expected, exact Poisson 95 %; with a `level`, at every look);
    null where nothing is expected.
    Source: indirect standardisation, Breslow & Day (1987), Statistical Methods in Cancer Research II, ch. 2.
    """
    rates = standard.group_by("stratum").agg((pl.col("kept").sum() / pl.col("size").sum()).alias("rate"))
    whole, kept = standard.select(pl.col("size", "kept").sum()).row(0)
    expected_kept = (pl.col("size") * pl.col("rate")).alias("kept_expected")
    strata, total = summable(
        cells.join(rates, on="stratum", how="left").with_columns(expected_kept), "kept_expected"
    )
    groups = (
        strata.group_by("group")
        .agg(pl.col("size", "kept").sum().cast(pl.Int64), total["kept_expected"])
        .sort("group")
    )
    expected, lost_expected = pl.col("kept_expected"), pl.col("size") - pl.col("kept_expected")
    lost = pl.col("size") - pl.col("kept")
    bounds = [
        _interval(count) if level is None else _at_every_look(count, level)
        for count in groups.select(lost.alias("lost")).to_series()
    ]
    return groups.with_columns(
        pl.when(expected > _NOTHING)
        .then(pl.col("kept") / expected * (kept / whole if whole else None))
        .alias("kept_adjusted"),
        *(
            pl.when(lost_expected > _NOTHING).then(count / lost_expected).alias(name)
            for name, count in (
                ("churn_oe", lost),
                ("oe_low", pl.Series([low for low, _ in bounds], dtype=pl.Float64)),
                ("oe_high", pl.Series([high for _, high in bounds], dtype=pl.Float64)),
            )
        ),
    )
