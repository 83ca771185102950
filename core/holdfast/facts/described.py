"""What describes customers beside their facts, taken when it is asked for: own columns, and their parents.

A book may have dozens of own columns and a million customers: facts would carry them for nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.rows.numbered import filled
from holdfast.rows.upward import numbers_above, topmost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book

PARENT: Final = "parent"


def described_dtypes(book: Book) -> Mapping[str, pl.DataType]:
    """The fields that `described` can tell, with their types."""
    own = {field.name: book.customers.schema[field.name] for field in book.fields.own}
    return {PARENT: pl.String(), **own}


def described(book: Book, as_of: date, names: Collection[str]) -> pl.DataFrame:
    """Those of these fields that describe customers, as known on `as_of`: row i is customer i."""
    known = book.customers_as_known(as_of)
    own = book.fields.own_names
    columns = [known.get_column(name) for name in names if name in own]
    if PARENT in names:
        columns.append(parents(known).alias(PARENT))
    return pl.DataFrame(columns)


def parents(customers: pl.DataFrame) -> pl.Series:
    """Name of the topmost customer above each, its own where it has no parent and is one; null for the rest.

    `customers`: `customer_id`, `name` and `parent_id` String, row i is customer i. A parent that the book
    does not list goes by its id. Customers who are each other's parents go together under the first of them.
    Where two parents have one name, their ids stand beside it.
    """
    ids, stated = customers.get_column("customer_id"), customers.get_column("parent_id")
    if not stated.count():
        return filled(None, customers.height, pl.String)
    # Parents that nobody lists follow the customers, so that each of them is one group too.
    unlisted = stated.drop_nulls().unique().sort()
    unlisted = unlisted.filter(~unlisted.is_in(ids.implode()))
    everyone, names = (pl.concat([one, unlisted]) for one in (ids, customers.get_column("name")))
    above = numbers_above(everyone, pl.concat([stated, filled(None, unlisted.len(), pl.String)]))
    itself = pl.int_range(everyone.len(), eager=True)
    below = above != itself
    grouped = below | itself.is_in(above.filter(below).implode())
    top = topmost(above)
    labels = _labels(everyone, names, top.filter(grouped).unique())
    told = labels.gather(top).zip_with(grouped, filled(None, everyone.len(), pl.String))
    return told.head(customers.height)


def _labels(ids: pl.Series, names: pl.Series, tops: pl.Series) -> pl.Series:
    """The name of everyone, with the id beside it where another of `tops` has the same name."""
    shared = names.gather(tops)
    shared = shared.filter(shared.is_duplicated()).unique()
    return names.zip_with(~names.is_in(shared.implode()), names + " (" + ids + ")")
