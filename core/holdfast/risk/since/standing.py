"""How long customers have stood as they do: what several rules ask before they say since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


def active_from(scope: RuleScope, customers: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `active_from` Date: when those (column `customer`) who are active last became so."""
    return (
        scope.book.activity.changes.lazy()
        .filter((pl.col("step") == 1) & (pl.col("day") <= scope.as_of))
        .join(customers.lazy(), on="customer", how="semi")
        .group_by("customer")
        .agg(pl.col("day").max().alias("active_from"))
    )
