"""What speaks for and against each table, as `readings.toml` declares it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import tomli

from holdfast.intake.recognise.synonyms import file_words, plain, words
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Signs:
    """What a table's rows are called, which columns only it has, and what speaks of something else.

    `needs`: required columns, each a choice of which one must be there.
    """

    words: tuple[str, ...]
    telling: tuple[str, ...]
    against: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]


_WHOLE_WORD: Final = 5
"""Letters from which on a part of a header is looked for inside of words too."""


def speaks_of(header: str, stems: Iterable[str]) -> bool:
    """Whether a header has a word that begins like one of these, or holds a long one of them anywhere."""
    compared, own = plain(header), words(header)
    return any(
        compared.startswith(stem)
        or any(word.startswith(stem) for word in own)
        or (len(stem) >= _WHOLE_WORD and stem in compared)
        for stem in stems
    )


def table_of_name(stem: str) -> str | None:
    """The table a file name points to, or None: `order_payments` are payments."""
    text = f" {' '.join(words(stem))} "
    something_else = tuple(_declared()["names"]["compounds"])
    for table, names in file_words().items():
        for name in names:
            _, found, rest = text.partition(f" {name} ")
            if found:
                return None if any(word.startswith(something_else) for word in rest.split()) else table
    return None


def speaks_of_purchases(stem: str) -> bool:
    """Whether a file name speaks of what the shop bought: `purchase invoices`, `Eingangsrechnungen`."""
    told = words(stem)
    return any(
        all(any(word.startswith(part) for word in told) for part in phrase.split())
        for phrase in _declared()["names"]["bought"]
    )


def speaks_of_unsold(stem: str) -> bool:
    """Whether a file name speaks of what nobody has bought: `draft_orders`, `abandoned checkouts`.

    A single word says so only where none of a table stands beside it: of `OpenCart orders` it does not.
    """
    told, alone = set(words(stem)), table_of_name(stem) is None
    said = (phrase.split() for phrase in _declared()["names"]["unsold"])
    return any(told.issuperset(phrase) and (alone or len(phrase) > 1) for phrase in said)


@cache
def signs() -> Mapping[str, Signs]:
    """The signs of every table."""
    data = _declared()
    return {table: _signs(table, data[table]) for table in TABLES}


@cache
def elsewhere() -> Mapping[str, tuple[str, ...]]:
    """Kinds of list that no table is read from → what their keys are called."""
    return {kind: tuple(words) for kind, words in _declared()["elsewhere"].items()}


@cache
def _declared() -> Mapping[str, Mapping[str, list[str]]]:
    text = (
        resources.files("holdfast.intake.recognise.weigh")
        .joinpath("readings.toml")
        .read_text(encoding="utf-8")
    )
    return tomli.loads(text)


def _signs(table: str, data: Mapping[str, list[str]]) -> Signs:
    own = tuple(tuple(item.split(" | ")) for item in data.get("needs", ()))
    stated = {name for choice in own for name in choice}
    required = tuple((name,) for name in TABLES[table].required if name not in stated)
    return Signs(tuple(data["words"]), tuple(data["telling"]), tuple(data.get("against", ())), required + own)
