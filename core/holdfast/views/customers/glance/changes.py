"""What one customer was called earlier: how dated lists of customers described it before each change."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.schema.fields import FIELDS
from holdfast.schema.tables import STOOD_ON, UNTIL
from holdfast.words.interface.catalogue import phrase
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from holdfast.book.book import Book

_SCHEMA: Final = pl.Schema({"day": pl.Date, "text": pl.String})


def described_otherwise(book: Book, customer: int, as_of: date) -> pl.DataFrame | None:
    """Changes of one customer between dated lists, told by `as_of`: `day` Date of the later list and `text`.

    None for a book without such lists.
    """
    if book.described is None:
        return None
    of_customer = pl.col("customer") == customer
    before = book.described.filter(of_customer)
    now = book.customers.filter(of_customer).select(before.drop("customer", UNTIL, STOOD_ON).columns)
    stood = pl.concat([before.drop("customer"), now], how="diagonal").rows(named=True)
    changes = [
        (one[UNTIL], text)
        for one, other in pairwise(stood)
        if one[STOOD_ON] is not None and one[UNTIL] <= as_of
        for text in _told(one, other)
    ]
    return pl.DataFrame(changes, schema=_SCHEMA, orient="row")


def _told(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    between = phrase("between {first} and {last}", first=day_text(one[STOOD_ON]), last=day_text(one[UNTIL]))
    for name, value in one.items():
        if name not in (UNTIL, STOOD_ON) and value != other[name]:
            title = FIELDS[name].title if name in FIELDS else name
            yield f"{title}: {_word(value)} → {_word(other[name])} {between}"


def _word(value: Any) -> str:
    if value is None:
        return "nothing"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
