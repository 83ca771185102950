"""Tiers as exports spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

TIER: Final = pl.col("tier").cast(pl.String)


def tiers(scope: RuleScope) -> list[str]:
    """The tiers of the customers as the export spells them."""
    return scope.facts.select(TIER.unique()).to_series().drop_nulls().to_list()


def plain(tier: str) -> str:
    """A tier whatever its spaces and case."""
    return tier.strip().upper()
