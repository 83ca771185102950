"""What is under the cursor of a room as text, and back: `cohort-cell cohort=2024-03 offset=5`.

The text means the same over the same book later on: customers are named by their ids.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import MISSING, Field, fields
from datetime import date
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin, get_type_hints

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.views.rows_behind import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.book.book import Book
    from holdfast.views.selection import Selection

CUSTOMER: Final = "customer"
"""The part that is a number in a selection, and an id in its text."""

_UPPER: Final = re.compile(r"(?<!^)(?=[A-Z])")
KINDS: Final[Mapping[str, type]] = MappingProxyType(
    {_UPPER.sub("-", kind.__name__).lower(): kind for kind in VIEWS}
)
"""The kinds of a selection by their words."""


def selection_text(selection: Selection, book: Book) -> str:
    """A selection as text: its kind, then each part that does not say what it says anyway."""
    return shlex.join(_words(selection, book))


def selection_of(text: str, book: Book) -> Selection:
    """The selection that a text says.

    Raises UsageError for a word that is none, and for a customer who is not in the book.
    """
    try:
        kind_word, *parts = shlex.split(text) or [""]
    except ValueError as error:
        raise UsageError(f"'{text}': {error}") from None
    kind = KINDS.get(kind_word)
    if kind is None:
        hint = did_you_mean(kind_word, tuple(KINDS)) or f": write one of {', '.join(KINDS)}"
        raise UsageError(f"there are no rows behind '{kind_word}'{hint}")
    told = dict(_told(kind_word, kind, parts, book))
    lacking = [one.name for one in fields(kind) if one.name not in told and _is_needed(kind, one)]
    if lacking:
        raise UsageError(f"{kind_word}: say also {', '.join(f'{name}=…' for name in lacking)}")
    absent = {one.name: None for one in fields(kind) if one.default is MISSING and one.name not in told}
    found: Selection = kind(**absent, **told)
    return found


def _words(selection: Selection, book: Book) -> Iterator[str]:
    yield next(word for word, kind in KINDS.items() if kind is type(selection))
    for one in fields(selection):
        value = getattr(selection, one.name)
        if value is None or value == one.default:
            continue
        if one.name == CUSTOMER:
            value = book.customers.get_column("customer_id")[value]
        yield f"{one.name}={value}"


def _told(word: str, kind: type, parts: list[str], book: Book) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(kind)
    for part in parts:
        name, has_value, text = part.partition("=")
        if name not in hints or not has_value:
            hint = did_you_mean(name, tuple(hints)) or f": its parts are {', '.join(hints)}"
            raise UsageError(f"{word}: '{part}' says nothing{hint}")
        yield name, _number(text, book) if name == CUSTOMER else _value(word, name, text, hints[name])


def _value(word: str, name: str, text: str, hint: Any) -> Any:
    """A text as a value of its declared type."""
    if get_origin(hint) is Literal:
        if text not in get_args(hint):
            raise UsageError(f"{word}: {name} is one of {', '.join(get_args(hint))}, not '{text}'")
        return text
    if isinstance(hint, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
        return _value(word, name, text, hint)
    if hint is bool:
        return _value(word, name, text, Literal["True", "False"]) == "True"
    try:
        return date.fromisoformat(text) if hint is date else hint(text)
    except ValueError:
        raise UsageError(f"{word}: {name} cannot be '{text}'") from None


def _number(customer_id: str, book: Book) -> int:
    found = book.customers.get_column("customer_id").cast(pl.String).index_of(customer_id)
    if found is None:
        raise UsageError(f"customer {customer_id} is not in this book")
    return found


def _is_needed(kind: type, one: Field[Any]) -> bool:
    return one.default is MISSING and NoneType not in get_args(get_type_hints(kind)[one.name])
