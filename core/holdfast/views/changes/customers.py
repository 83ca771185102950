"""What became of each customer between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units
from holdfast.views.changes.results import CUSTOMER_CHANGE, CUSTOMER_SCHEMA, CustomerCounts
from holdfast.views.figures.figures import metric_figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.store import FactsStore

_COUNTED: Final = (
    "customers.start",
    "customers.new",
    "customers.returned",
    "customers.lost",
    "customers.active",
)

_MOVED: Final = pl.col("is_new") | pl.col("returned") | pl.col("lost")
_STATES: Final = (pl.col("state_before"), pl.col("state"))
_CHANGED: Final[Mapping[str, tuple[pl.Expr, pl.Expr, pl.Expr]]] = {
    "new": (pl.col("is_new"), *_STATES),
    "returned": (pl.col("returned"), *_STATES),
    "lost": (pl.col("lost"), *_STATES),
    "reassigned": (
        pl.col("known_before") & pl.col("rep").ne_missing(pl.col("rep_before")),
        pl.col("rep_before"),
        pl.col("rep"),
    ),
    "state": (~_MOVED & pl.col("state").ne_missing(pl.col("state_before")), *_STATES),
    "risk": (
        pl.col("known_before") & pl.col("risk").ne_missing(pl.col("risk_before")),
        pl.col("risk_before"),
        pl.col("risk"),
    ),
}
"""By change: whose it is, and what stood before and after."""


def customer_counts(store: FactsStore, between: Answer) -> CustomerCounts:
    """How many there were, came and went; `between`: an answer whose period is the time in between."""
    found = {
        figure.id: figure.value for figure in metric_figures(store, between, ids=_COUNTED, compared=False)
    }
    values = (found[name] for name in _COUNTED)
    return CustomerCounts(*(None if value is None else int(value) for value in values))


def customer_changes(then: Facts, now: Facts, between: Answer) -> pl.DataFrame:
    """Every change of the chosen customers (CUSTOMER_SCHEMA), by kind, the largest revenue first.

    `then` and `now`: facts of both days, flags included. A customer who was not known then has no state
    before, and neither another rep nor another risk.
    """
    before = then.customers.select(
        pl.col("known").alias("known_before"),
        pl.when("known").then(pl.col("state").cast(pl.String)).alias("state_before"),
        pl.col("rep").cast(pl.String).alias("rep_before"),
        pl.col("risk").cast(pl.String).alias("risk_before"),
        pl.when("known").then(to_units(pl.col("revenue"))).alias("revenue_before"),
    )
    after = now.customers.select(
        "customer",
        "customer_id",
        "name",
        pl.col("rep", "state", "risk").cast(pl.String),
        to_units(pl.col("revenue")).alias("revenue"),
    )
    moved = between.facts.customers.select("is_new", "returned", "lost")
    both = pl.concat([after, before, moved], how="horizontal").filter(between.mask)
    rows = [
        both.filter(whose).with_columns(
            pl.lit(change, dtype=CUSTOMER_CHANGE).alias("change"),
            was.alias("before"),
            is_now.alias("after"),
        )
        for change, (whose, was, is_now) in _CHANGED.items()
    ]
    largest = pl.max_horizontal("revenue_before", "revenue")
    return (
        pl.concat(rows)
        .sort("change", largest, "customer_id", descending=[False, True, False])
        .select(list(CUSTOMER_SCHEMA))
    )
