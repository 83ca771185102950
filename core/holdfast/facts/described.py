"""What describes customers beside their facts, taken when it is asked for: own columns, and their parents.

A book may have dozens of own columns and a million customers: facts would carry them for nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.rows.numbered import filled

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
        columns.append(topmost(known).alias(PARENT))
    return pl.DataFrame(columns)


def topmost(customers: pl.DataFrame) -> pl.Series:
    """Name of the topmost customer above each, its own where it has no parent and is one; null for the rest.

    `customers`: `customer_id`, `name` and `parent_id` String, row i is customer i. A parent that the book
    does not list goes by its id. Customers who are each other's parents go together under the first of them.
    Where two parents have one name, their ids stand beside it.
    """
    ids, above = customers.get_column("customer_id"), customers.get_column("parent_id")
    if not above.count():
        return filled(None, customers.height, pl.String)
    # Parents that nobody lists follow the customers, so that each of them is one group too.
    unlisted = above.drop_nulls().unique().sort()
    unlisted = unlisted.filter(~unlisted.is_in(ids.implode()))
    everyone = pl.concat([ids, unlisted])
    names = pl.concat([customers.get_column("name"), unlisted])
    itself = pl.int_range(everyone.len(), eager=True)
    stated = pl.DataFrame({"id": pl.concat([above, filled(None, unlisted.len(), pl.String)])})
    numbers = pl.DataFrame({"id": everyone, "number": itself})
    found = stated.join(numbers, on="id", how="left", maintain_order="left")
    parent = found.get_column("number").fill_null(itself)
    has_parent = parent != itself
    grouped = has_parent | itself.is_in(parent.filter(has_parent).implode())
    top = _top(parent)
    labels = _labels(everyone, names, top.filter(grouped).unique())
    told = labels.gather(top).zip_with(grouped, filled(None, everyone.len(), pl.String))
    return told.head(customers.height)


def _top(parent: pl.Series) -> pl.Series:
    """The number at the end of the way up from each row; of a circle, the least of its numbers."""
    least, reached = parent, parent
    # Each step doubles the way that was looked at: after these, nobody's can be longer.
    for _ in range(parent.len().bit_length()):
        least = pl.select(pl.min_horizontal(least, least.gather(reached))).to_series()
        further = reached.gather(reached)
        if further.equals(reached):
            break
        reached = further
    return least.gather(reached)


def _labels(ids: pl.Series, names: pl.Series, tops: pl.Series) -> pl.Series:
    """The name of everyone, with the id beside it where another of `tops` has the same name."""
    shared = names.gather(tops)
    shared = shared.filter(shared.is_duplicated()).unique()
    return names.zip_with(~names.is_in(shared.implode()), names + " (" + ids + ")")
