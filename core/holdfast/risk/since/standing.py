"""How long customers have stood as they do: what several rules ask before they say since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.rows.numbered import filled

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdfast.facts.states import State
    from holdfast.risk.scope.scope import RuleScope


def active_from(scope: RuleScope, customers: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `active_from` Date: when those (column `customer`) who are active last became so."""
    chosen = customers.get_column("customer")
    return pl.LazyFrame({"customer": chosen, "active_from": scope.day.active_from.gather(chosen)})


def not_before(scope: RuleScope, states: Collection[State], customers: pl.Series) -> pl.Series:
    """Date per customer: when it last came to be in one of these states, null where it always was.

    Whoever is in them lost as well as active never left them by a loss.
    """
    if "lost" in states:
        return filled(None, customers.len(), pl.Date)
    since = scope.day.active_from.gather(customers)
    if "prospect" not in states:
        return since
    came_back = scope.facts.get_column("has_returned").gather(customers)
    return since.zip_with(came_back, pl.Series([None], dtype=pl.Date))
