"""Values a filter may name, and what stands at its cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.answers.blank import blank
from holdfast.filters.complete import Completion, complete
from holdfast.filters.nodes import FLAG_FIELD
from holdfast.keeping import keeps
from holdfast.query import Query
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.schema.field_set import MOST_OWN
from holdfast.schema.fields import FIELDS
from holdfast.scores import on_demand

if TYPE_CHECKING:
    from holdfast.answers.store import FactsStore

COMPLETED_VALUES: Final = 500
"""So many values of a dimension are offered for completion, the most frequent first."""


def completions(store: FactsStore, text: str, cursor: int) -> tuple[Completion, ...]:
    """What may stand at the cursor of a filter."""
    return complete(text, cursor, partial(values, store), store.book.fields, _blank(store))


@keeps(1)
def _blank(store: FactsStore) -> frozenset[str]:
    """Fields of which nothing is on file for any customer on the default date."""
    return blank(store.answer(Query()).facts.customers, store.book.fields)


@keeps(len(FIELDS) + MOST_OWN + 1)
def values(store: FactsStore, name: str) -> Sequence[str]:
    """What the book has on the default date, the most frequent first: `filters.complete.ValuesOf`.

    All values of a dimension where they are fixed.
    """
    if name == FLAG_FIELD:
        return raised(store)
    if isinstance(fixed := on_demand.DTYPES.get(name), pl.Enum):
        return tuple(fixed.categories)
    facts = store.answer(Query(columns=(name,))).facts.customers
    kind = store.book.fields[name].kind
    if name not in facts.columns or kind not in ("dimension", "date"):
        return ()
    column = facts.get_column(name)
    if column.dtype == pl.Date:
        column = column.dt.strftime("%Y-%m")
    values = column.cast(pl.String).drop_nulls().value_counts(sort=True)
    return tuple(values.sort("count", name, descending=[True, False]).get_column(name).head(COMPLETED_VALUES))


def raised(store: FactsStore) -> Sequence[str]:
    """Slugs of the flags that somebody has on the default date, the most frequent first."""
    facts = store.answer(Query()).facts.customers
    raised = {
        flag.slug: int((facts.get_column(flag.column) >= 1).sum())
        for flag in CUSTOMER_FLAGS
        if flag.column in facts.columns
    }
    return tuple(sorted((slug for slug, count in raised.items() if count), key=lambda slug: -raised[slug]))
