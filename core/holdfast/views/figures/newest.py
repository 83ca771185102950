"""All figures of the newest date beside the cached book: who asks for them again finds them ready.

They rest on what facts and flags beside a book rest on (book/disk/newest.py), and on what is asked here.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.disk.newest import Frames, KeptForm, found_beside
from holdfast.figures import BesideRest, Figure
from holdfast.statistics.sequential.prospect import Knowable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

_DIGITS: Final = 16


def newest_figures(
    store: FactsStore, answer: Answer, make: Callable[[], tuple[Figure, ...]]
) -> tuple[Figure, ...]:
    """The figures of every customer on the newest date from disk, else made, and kept; others are made."""
    book, query, period = store.book, answer.query, answer.facts.period
    if answer.filtered or query.where or answer.facts.as_of != book.default_as_of:
        return make()
    asked = (
        *(period.start, period.end, period.asked_end, query.basis, query.always_valid),
        *(store.thresholds.digest, store.thresholds.name),
    )
    key = hashlib.sha256(repr(asked).encode()).hexdigest()[:_DIGITS]
    nobody = pl.DataFrame({"figures": pl.repeat(0, book.customers.height, dtype=pl.UInt8, eager=True)})
    form = KeptForm(lambda figures: ({"customers": nobody}, {"figures": list(map(asdict, figures))}), _read)
    return found_beside(book, f"figures {key}", form, make)


def _read(_frames: Frames, told: Mapping[str, Any]) -> tuple[Figure, ...]:
    return tuple(map(_figure, told["figures"]))


def _figure(told: Mapping[str, Any]) -> Figure:
    beside: dict[str, Any] | None = told["beside"]
    rest = beside and BesideRest(**beside | {"knowable": _knowable(beside["knowable"])})
    knowable = told["knowable"] and _knowable(told["knowable"])
    return Figure(**{**told, "beside": rest, "knowable": knowable})


def _knowable(told: Mapping[str, Any]) -> Knowable:
    day = told["day"] and date.fromisoformat(told["day"])
    return Knowable(**{**told, "day": day})
