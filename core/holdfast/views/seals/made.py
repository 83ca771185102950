"""The seal of a figure and of a list: what the answer to a query rests on, in one code."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from holdfast.book.own_log.overlay import READ
from holdfast.filters import parse, to_text
from holdfast.version import version
from holdfast.views.seals.data import table_digests
from holdfast.views.seals.parts import SealParts, basis_number, day_number, digest, period_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.figures import Figure
    from holdfast.schema.settings import BookSettings

_MOVES_FIGURES: Final = (*READ, "rename")
_SIGNIFICANT: Final = 9
"""Figures are the same that agree in so many digits: machines differ in the last ones of a logarithm."""

_SETTINGS: Final = (
    "currency",
    "active_window",
    "fiscal_year_start",
    "merge_same_day_orders",
    "include_trials",
    "reactivation_window",
    "churn_date",
    "assumed",
    "discount_rate",
    "assumed_margin_pct",
)
"""Keys of a book's settings that figures hang on; what its mapping says of files shows in the data."""

_TOLD_DIGITS: Final = 8

_NUMBERED_BY: Final = "seal 5"
"""With it no two of the metrics and lists have the same number, which a test holds."""


def number_of(what: str) -> int:
    """The number of a metric or a list in a code."""
    return digest("what", _NUMBERED_BY, what)


def inputs(
    store: FactsStore, answer: Answer, *, whole_journal: bool = False, known_on: date | None = None
) -> SealParts | None:
    """What an answer rests on, before anything came out; None on a day that no code can hold.

    `whole_journal`: of a list, which may show notes and tasks; a figure moves by what counts as data alone.
    `known_on`: the day on which data and journal are looked at, where it is not that of the answer.
    """
    query, book, as_of = answer.query, store.book, known_on or answer.facts.as_of
    day = day_number(answer.facts.as_of)
    if day is None:
        return None
    # A filter means the same in small and capital letters.
    where = to_text(parse(query.where, book.fields)).casefold()
    tables = table_digests(book, as_of)
    return SealParts(
        what=0,
        as_of=day,
        period=period_number(query.period, str(answer.moment.period)),
        where=digest("where", where) if where else 0,
        basis=basis_number(query.basis),
        split=0,
        data=digest("data", *(f"{name} {tables[name]}" for name in sorted(tables))),
        settings=digest("settings", _settings(book.settings)),
        thresholds=digest("thresholds", answer.thresholds.digest),
        journal=_journal(book, as_of, whole=whole_journal),
        version=digest("version", version()),
        value=0,
    )


def data_words(book: Book, as_of: date) -> str:
    """The digest of each table, so that whoever compares can say which of them differs: `orders 1f…`."""
    tables = table_digests(book, as_of)
    return ", ".join(f"{name} {tables[name][:_TOLD_DIGITS]}" for name in sorted(tables))


def seal_of(found: SealParts, figure: Figure, by: str | None = None) -> SealParts:
    """The seal of a figure, which `by` splits where it is that of a group."""
    return replace(
        found,
        what=number_of(figure.id),
        split=0 if by is None else digest("split", by, figure.group or ""),
        value=digest("value", *map(_told, _values(figure)), figure.status),
    )


@dataclass(frozen=True)
class Sealing:
    """What the seal of a list needs of a book, before the list is written.

    `parts`: without list and content. `data`: the digest of each table, so that whoever compares can say
    which of them differs: `customers 0c4e…, orders 1f…`.
    """

    parts: SealParts
    data: str

    def code(self, what: str, content: str) -> str:
        """The seal of a list of which `content` is the digest of what was written."""
        return replace(self.parts, what=number_of(what), value=content_number(content)).code


def sealing(store: FactsStore, answer: Answer) -> Sealing | None:
    """What seals a list that answers a query; None on a day that no code can hold."""
    found = inputs(store, answer, whole_journal=True)
    return None if found is None else Sealing(found, data_words(store.book, answer.facts.as_of))


def content_number(content: str) -> int:
    """The digest of what was written, as a code holds it."""
    return digest("value", content)


def sealed_figures(
    store: FactsStore, answer: Answer, figures: Sequence[Figure], by: str | None = None
) -> tuple[str, ...]:
    """The codes of figures that answer a query, in their order; "" where none can be made."""
    found = inputs(store, answer)
    return tuple("" if found is None else seal_of(found, figure, by).code for figure in figures)


def _values(figure: Figure) -> tuple[float | None, ...]:
    # Not the figure of the period before, which others may be asked about without.
    return figure.value, figure.low, figure.high, figure.numerator, figure.denominator


def _told(value: float | None) -> str:
    return "none" if value is None else f"{value + 0.0:.{_SIGNIFICANT}g}"


def _settings(settings: BookSettings) -> str:
    told = {name: getattr(settings, name) for name in _SETTINGS}
    if settings.pool:
        # Only where there is one: seals of books without stay what they were.
        told["pool"] = [one.told() for one in settings.pool]
    return json.dumps(told, default=str, sort_keys=True)


def _journal(book: Book, as_of: date, *, whole: bool) -> int:
    entries = book.log.until(as_of)
    ids = sorted(entry.id for entry in entries if whole or entry.kind in _MOVES_FIGURES)
    return digest("journal", *ids) if ids else 0
