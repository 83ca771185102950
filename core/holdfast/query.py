"""What is being asked: one frozen value for the command line, a saved view and the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, cast, get_args

from holdfast.errors import UsageError

DEFAULT_PERIOD: Final = "12m"

Basis = Literal["mrr", "orders"]
"""What retention of revenue is measured on: recurring revenue, or what was ordered."""


@dataclass(frozen=True)
class SortKey:
    """One level of a sort: a field of the customer list and its direction."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """A question to the book.

    `as_of` None means the book's default; `period` is text of the period grammar, `where` of the filter
    grammar. `by` names a dimension. `since` is the day that flags are compared with. Text is kept rather than
    parsed so that the query can be saved. `basis` None means the one that covers most of the revenue.
    `always_valid`: intervals that hold at every look together (`statistics/sequential/`), not at one.
    """

    as_of: date | None = None
    period: str = DEFAULT_PERIOD
    where: str = ""
    by: str | None = None
    sort: tuple[SortKey, ...] = ()
    columns: tuple[str, ...] = ()
    since: date | None = None
    basis: Basis | None = None
    always_valid: bool = False


def written(query: Query) -> dict[str, object]:
    """A query as texts, lists, days and truths, without what says nothing: what `read_query` reads."""
    told: dict[str, object] = {
        "as_of": query.as_of,
        "period": query.period,
        "where": query.where,
        "by": query.by,
        "sort": [f"-{key.field}" if key.descending else key.field for key in query.sort],
        "columns": list(query.columns),
        "since": query.since,
        "basis": query.basis,
        "always_valid": query.always_valid,
    }
    return {name: value for name, value in told.items() if value}


def read_query(told: Mapping[str, object]) -> Query:
    """The query that `written` wrote, or a person in its place. Raises UsageError, naming what is wrong."""
    texts = {name: _text(name, told[name]) for name in ("period", "where", "by", "basis") if name in told}
    days = {name: _day(name, told[name]) for name in ("as_of", "since") if name in told}
    lists = {name: _texts(name, told[name]) for name in ("sort", "columns") if name in told}
    basis = texts.get("basis")
    if basis is not None and basis not in get_args(Basis):
        raise UsageError(f"basis is '{basis}': write {' or '.join(get_args(Basis))}")
    return Query(
        as_of=days.get("as_of"),
        period=texts.get("period", DEFAULT_PERIOD),
        where=texts.get("where", ""),
        by=texts.get("by"),
        sort=tuple(SortKey(name.removeprefix("-"), name.startswith("-")) for name in lists.get("sort", ())),
        columns=lists.get("columns", ()),
        since=days.get("since"),
        basis=cast("Basis | None", basis),
        always_valid=_truth("always_valid", told.get("always_valid", False)),
    )


QUERY_PARTS: Final = ("as_of", "period", "where", "by", "sort", "columns", "since", "basis", "always_valid")
"""Names of what `written` writes."""


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{name} is {value!r}: write a text in quotation marks")
    return value


def _truth(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{name} is {value!r}: write true or false")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise UsageError(f'{name} is {value!r}: write a list of names, such as {name} = ["revenue"]')
    return tuple(dict.fromkeys(value))


def _day(name: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise UsageError(f"{name} is {value!r}: write a day, such as 2025-06-30") from None
