"""How rooms show things, in texts and lists that a file can hold, and back as far as a book has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from holdfast.metrics.what_if import WhatIf
from holdfast.views.retention.results import RetentionOptions
from holdfast_tui.commands.places import NUMBERED_ROOMS

if TYPE_CHECKING:
    from holdfast.book.book import Book

RETENTION: Final = "retention"
FROZEN: Final = "frozen columns"
"""Where the store keeps which columns of the list stay in view."""

_ROOMS: Final = ("desk", *(room.place for room in NUMBERED_ROOMS))
_CASE: Final = "what_if"


def shown_kept(choices: Mapping[str, object]) -> Mapping[str, object]:
    """What was chosen, by room; what is kept elsewhere (the figures on top) is left out."""
    return dict(_kept(choices))


def _kept(choices: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for room, one in choices.items():
        if isinstance(one, str | bool):
            yield room, one
        elif isinstance(one, RetentionOptions):
            yield room, {name: value for name, value in asdict(one).items() if value is not None}
        elif room == FROZEN and isinstance(one, tuple):
            yield room, list(one)


def shown_again(shown: Mapping[str, object], book: Book, out: list[str]) -> Iterator[tuple[str, object]]:
    """What can be shown so over a book, by room; `out` gets in words what cannot."""
    for room, one in shown.items():
        if room == FROZEN:
            if isinstance(one, tuple):
                yield room, _columns(one, book, out)
        elif room == RETENTION and isinstance(one, Mapping):
            found = _options(one, book)
            if found is None:
                out.append("the switches of the room retention")
            else:
                yield room, found
        elif room in _ROOMS and (isinstance(one, bool) or _is_dimension(book, one)):
            yield room, one


def _columns(names: tuple[str, ...], book: Book, out: list[str]) -> tuple[str, ...]:
    known = tuple(name for name in names if name in book.fields)
    out += [f"the frozen column {name}" for name in names if name not in known]
    return known


def _options(told: Mapping[str, Any], book: Book) -> RetentionOptions | None:
    """The switches as they stood; None where one says what none can say by now."""
    hints = get_type_hints(RetentionOptions)
    plain = {name: value for name, value in told.items() if name != _CASE}
    for name, value in plain.items():
        allowed = get_args(hints.get(name))
        is_known = value in allowed if allowed else name == "split" and _is_dimension(book, value)
        if not is_known:
            return None
    case = _what_if(told[_CASE]) if _CASE in told else None
    return RetentionOptions(**plain, what_if=case)


def _what_if(told: object) -> WhatIf | None:
    names = [one.name for one in fields(WhatIf)]
    if not isinstance(told, Mapping) or set(told) != set(names):
        return None
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in told.values()):
        return None
    return WhatIf(**{name: float(told[name]) for name in names})


def _is_dimension(book: Book, name: object) -> bool:
    is_known: Callable[[object], bool] = book.fields.dimensions.__contains__
    return isinstance(name, str) and is_known(name)
