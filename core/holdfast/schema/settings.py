"""What a book says about itself: the `[book]` keys of holdfast.toml, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from holdfast.errors import UsageError
from holdfast.schema.pool.counts import PoolBook
from holdfast.timeline import Duration

MAPPING_NAME: Final = "holdfast.toml"
"""The file in the folder of a book that says what its exports mean."""

STANDARD_INPUT: Final = "-"
"""What names the standard input where a file is expected."""

ONE_YEAR: Final = Duration(months=12)


@dataclass(frozen=True)
class OwnColumn:
    """What the section `[own]` says of an own column: whether it is hidden, its title and its kind."""

    hidden: bool = False
    title: str = ""
    kind: Literal["text", "number", "date", "boolean"] | None = None


@dataclass(frozen=True)
class BookSettings:
    """Settings of one book.

    `active_window`: without subscriptions, a customer is active when it ordered inside this window.
    `reactivation_window`: how long after churning a customer may return and count as returned (None: ever).
    `churn_date`: which day of a subscription counts as its end.
    `assumed`: factors of `assumptions.toml` that the book sets itself, by name.
    `as_of`: the default as-of date; None means the last day with data.
    `discount_rate`: what money a year later is worth less, for lifetime values (0.1 is 10 %).
    `assumed_margin_pct`: margin of customers whose export names none, in percent.
    `thresholds`: the section `[thresholds]` as leaves (`F01.watch`) and `preset`; `risk` checks them.
    `calls`: how many customers a rep, by name or id, can call on one day (`[team]`).
    `pool`: the books in the files of `[pool]`; `pool_epsilon` and `pool_budget`: what one export of this book
    spends, and all of them together may, as they are written.
    `own`: the section `[own]`, by the words of own columns.
    `known`: sentences of remarks that are accepted, `*` for anything.
    `not_used`: files, or patterns of files, from which no table is read.
    `mapping`: the name of the file that says all this.
    `id`: what journals of the book are called by, wherever it lies; "" for the files it is read from.
    `until`: the last day with data, as 2025-06-30, of a book that holds some of their rows; "" of others.
    `place`: what those files are called by, where the book lies somewhere else by now; "" where it does not.
    """

    name: str
    currency: str = ""
    active_window: Duration = ONE_YEAR
    fiscal_year_start: int = 1
    merge_same_day_orders: bool = False
    include_trials: bool = False
    reactivation_window: Duration | None = None
    churn_date: Literal["service_end", "cancel_requested"] = "service_end"
    as_of: date | None = None
    assumed: tuple[tuple[str, float], ...] = ()
    discount_rate: float = 0.10
    assumed_margin_pct: float | None = None
    thresholds: tuple[tuple[str, Any], ...] = ()
    own: tuple[tuple[str, OwnColumn], ...] = ()
    known: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    mapping: str = MAPPING_NAME
    id: str = ""
    place: str = ""
    until: str = ""
    calls: tuple[tuple[str, int], ...] = ()
    pool: tuple[PoolBook, ...] = ()
    pool_epsilon: str = "1"
    pool_budget: str = "3"


def flattened(document: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Thresholds by flag, as a TOML file nests them → leaves: `F01.watch`, `F29.cadence_days.A`.

    Values are numbers, texts or tuples of what a list holds. Raises UsageError for any other shape.
    """
    found: dict[str, Any] = {}
    for flag_id, section in document.items():
        if not isinstance(section, Mapping):
            raise UsageError(
                f"{where} {flag_id} is {section!r}: write its thresholds in a section of that name"
            )
        for key, value in section.items():
            tiers = value.items() if isinstance(value, Mapping) else ()
            found |= {f"{flag_id}.{key}.{tier}": days for tier, days in tiers}
            if not isinstance(value, Mapping):
                found[f"{flag_id}.{key}"] = tuple(value) if isinstance(value, list) else value
    for place, value in found.items():
        if not isinstance(value, int | float | str | tuple):
            raise UsageError(f"{where} {place} is {value}: write a number, a text or a list of texts")
    return found
