"""The order of the customer list under a sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.query import SortKey
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS

_TIES: Final = (
    SortKey("active", descending=True),
    SortKey("risk", descending=True),
    SortKey("revenue", descending=True),
    SortKey("days_since_order", descending=True),
    SortKey("name"),
)

BY_SEVERITY: Final = (SortKey("deadline"), *_TIES)
"""The default where nobody can say how likely a loss is, or not yet: deadlines, then the worst first."""


def default_sort(field: str) -> tuple[SortKey, ...]:
    """The order in which customers deserve a call.

    What can no longer be done after some days stands first, then the most of `field` (priority or expected
    loss); ties by severity, revenue and how long ago the last order was. Source: spec, flags.md.
    """
    return (SortKey("deadline"), SortKey(field, descending=True), *_TIES)


def sort_order(facts: pl.DataFrame, sort: Sequence[SortKey], fields: Fields = DECLARED) -> pl.Series:
    """All row numbers (UInt32) in the order of `sort`, ties by customer number, nulls last.

    `fields` are those of the book. Raises UsageError for a field that does not exist or cannot be sorted by.
    """
    keys = tuple(sort) or BY_SEVERITY
    for key in keys:
        if key.field not in fields:
            hint = did_you_mean(key.field, fields.words) or ": there is no such field"
            raise UsageError(f"cannot sort by '{key.field}'{hint}")
        if key.field in COMPUTED_FOR_VISIBLE_ROWS or fields[key.field].kind == "trend":
            raise UsageError(f"cannot sort by '{key.field}': it is written only for the rows on screen")
    sortable = [
        pl.col("name_folded") if key.field == "name" else _as_ordered(facts, key.field) for key in keys
    ]
    order = pl.arg_sort_by(
        sortable, descending=[key.descending for key in keys], nulls_last=True, maintain_order=True
    )
    return facts.lazy().select(order.alias("customer")).collect(engine="in-memory").to_series()


def _as_ordered(facts: pl.DataFrame, name: str) -> pl.Expr:
    """Categories sort as text, enums by their own order."""
    column = pl.col(name)
    return column.cast(pl.String) if facts.schema[name] == pl.Categorical else column
