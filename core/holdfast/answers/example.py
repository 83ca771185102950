"""A filter for whoever has not typed one yet: made of what this very book has, and somebody passes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from holdfast.answers.values import raised, values
from holdfast.filters import quote
from holdfast.money import MONEY_SCALE
from holdfast.query import Query
from holdfast.schema.field_set import shortest
from holdfast.words.folding import fold

if TYPE_CHECKING:
    from holdfast.answers.store import FactsStore

_GROUPS: Final = ("segment", "tier", "region", "industry", "country")
"""What customers may be grouped by, what most speak of first."""
_LONGEST: Final = 60
_UNITS: Final = ((1_000_000, "m"), (1_000, "k"), (1, ""))
_MORE_THAN: Final = 0.75
"""Three of four customers bring less than the amount of the example."""


def example(store: FactsStore) -> str:
    """Conditions that hold together for somebody on the default date; "" for a book without customers."""
    text = ""
    for clause in _clauses(store):
        longer = f"{text} {clause}".strip()
        if len(longer) <= _LONGEST and store.answer(Query(where=longer)).moment.shown:
            text = longer
    return text


def _clauses(store: FactsStore) -> Iterator[str]:
    if reps := values(store, "rep"):
        yield f"rep:{_beginning(reps[0])}"
    fields = store.book.fields
    own = (field.name for field in fields.own if field.is_dimension)
    group = next((name for name in (*_GROUPS, *own) if len(values(store, name)) > 1), None)
    if group is not None:
        yield f"{shortest(fields[group])}:{_beginning(values(store, group)[0])}"
    if amount := _usual_top(store):
        yield f"revenue>{amount}"
    yield from (f"flag:{slug}" for slug in raised(store)[:1])


def _beginning(value: str) -> str:
    """What somebody would type of a value: its first word, without case and accents."""
    word = fold(value.split(maxsplit=1)[0]) if value.split() else value
    return quote(word)


def _usual_top(store: FactsStore) -> str:
    """An amount of one digit that some customers bring more than, as a filter writes it."""
    revenue = store.answer(Query()).chosen.get_column("revenue")
    found = revenue.quantile(_MORE_THAN, "lower") if revenue.count() else None
    amount = int(found) // MONEY_SCALE if found is not None else 0
    if amount < 1:
        return ""
    digit = 10 ** (len(str(amount)) - 1)
    rounded = amount // digit * digit
    size, unit = next((size, unit) for size, unit in _UNITS if rounded >= size)
    return f"{rounded // size}{unit}"
