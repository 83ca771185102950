"""How a table of a pane is made: rows as tuples, figures as their parts, customers by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure


class _OfCustomers(Protocol):
    def __len__(self) -> int: ...

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]: ...

    def customer_at(self, index: int) -> int | None: ...


def list_of(rows: Iterable[tuple[object, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Rows in the columns of a schema, which a table without rows has too."""
    return pl.DataFrame(list(rows), schema=dict(schema), orient="row")


def figure_values(figure: Figure) -> tuple[float | None, float | None, float | None]:
    """Its value and both bounds."""
    return figure.value, figure.low, figure.high


def with_ids(store: FactsStore, rows: _OfCustomers, columns: Sequence[str]) -> pl.DataFrame:
    """These columns of all rows after `customer_id`: null where the book does not list the customer."""
    numbers = pl.Series([rows.customer_at(row) for row in range(len(rows))], dtype=pl.UInt32)
    ids = store.book.customers.get_column("customer_id").cast(pl.String).gather(numbers)
    found = rows.fetch(0, len(rows), columns)
    frame = pl.DataFrame({name: pl.Series(name, found[name], strict=False) for name in columns})
    return frame.select(ids.alias("customer_id"), *columns)
