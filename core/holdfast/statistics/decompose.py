"""How the change of a sum or of a rate splits into parts that add up to it."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.statistics.exact import exact_sum

ENDS: Final = ("top_from", "bottom_from", "top_to", "bottom_to")
"""Columns of what each part brings above and below the line at both ends; 0 where it brings nothing."""


def split_sum(parts: pl.DataFrame) -> pl.DataFrame:
    """The change of a sum by part.

    `parts`: Float64 `top_from` and `top_to`, one row a part. Answers it with Float64 `from`, `to` and
    `effect` (`to` − `from`); effects add up to the change.
    """
    return parts.with_columns(
        pl.col("top_from").alias("from"),
        pl.col("top_to").alias("to"),
        (pl.col("top_to") - pl.col("top_from")).alias("effect"),
    )


def split_rate(parts: pl.DataFrame) -> pl.DataFrame:
    """The change of a rate, Σ top ÷ Σ bottom, by part, and how much of it is rate and how much is mix.

    `parts`: Float64 columns ENDS, one row a part; both sums of `bottom` are above 0. Answers it with Float64
    `from` and `to` (the rate of the part, null where nothing of it is below the line), `rate` (its own rate
    changed), `mix` (its weight changed, against the mean of the whole) and `effect`, their sum; effects add
    up to the change of the rate. Source: Kitagawa (1955), Components of a difference between two rates, with
    the weights' effect taken from the mean of both totals, so that a part of the usual rate has none.
    """
    totals = {name: exact_sum(parts.get_column(name)) for name in ENDS}
    middle = (totals["top_from"] / totals["bottom_from"] + totals["top_to"] / totals["bottom_to"]) / 2
    brought, weight = {}, {}
    for end in ("from", "to"):
        brought[end] = pl.col(f"top_{end}") / totals[f"bottom_{end}"]
        weight[end] = pl.col(f"bottom_{end}") / totals[f"bottom_{end}"]
    there = (pl.col("bottom_from") != 0) & (pl.col("bottom_to") != 0)
    effect = (brought["to"] - brought["from"]) - middle * (weight["to"] - weight["from"])
    rated = parts.with_columns(_rate("from"), _rate("to"))
    own = (weight["from"] + weight["to"]) / 2 * (pl.col("to") - pl.col("from"))
    split = rated.with_columns(pl.when(there).then(own).otherwise(0.0).alias("rate"), effect.alias("effect"))
    return split.with_columns((pl.col("effect") - pl.col("rate")).alias("mix"))


def _rate(end: str) -> pl.Expr:
    bottom = pl.col(f"bottom_{end}")
    return pl.when(bottom != 0).then(pl.col(f"top_{end}") / bottom).alias(end)
