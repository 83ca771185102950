"""A query that was saved elsewhere, as far as a book can answer it, and what of it cannot be restored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from holdfast.errors import FilterError
from holdfast.filters.parser import parse
from holdfast.query import Query
from holdfast.schema.field_set import Fields


@dataclass(frozen=True)
class Fitted:
    """What is left of a query on a book, and in words what is left out of it."""

    query: Query
    left_out: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One line about what is left out; empty where all of it is restored."""
        return f"Not restored on this book: {'; '.join(self.left_out)}." if self.left_out else ""


def fitted(query: Query, fields: Fields) -> Fitted:
    """The query without a filter, columns and keys of a sort that `fields` cannot answer."""
    query = fields.named(query)
    left_out = []
    try:
        parse(query.where, fields)
    except FilterError as error:
        left_out.append(f"the filter '{query.where}' ({error.message})")
        query = replace(query, where="")
    columns = [name for name in query.columns if name not in fields]
    sort = [key.field for key in query.sort if key.field not in fields]
    if columns:
        left_out.append(f"columns {', '.join(columns)}" if columns[1:] else f"the column {columns[0]}")
    if sort:
        left_out.append(f"the sort by {', '.join(sort)}")
    known = replace(
        query,
        columns=tuple(name for name in query.columns if name in fields),
        sort=tuple(key for key in query.sort if key.field in fields),
    )
    return Fitted(known, tuple(left_out))
