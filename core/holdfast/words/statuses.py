"""What a word of a status column means: sale or no sale, running or ended, open or solved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Final

import tomli

from holdfast.words.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W_]+")
_NOT: Final = frozenset({"not", "no", "un", "non", "nicht", "kein", "keine", "pas", "غير", "لم"})
_IN_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_MOST_WORDS: Final = 12
"""A cell of more words is a remark, not a status."""


@dataclass(frozen=True)
class _Entry:
    """One listed word or phrase: its parts, each perhaps a stem, and what it means."""

    parts: tuple[tuple[str, bool], ...]
    meaning: str

    def at(self, words: tuple[str, ...], place: int) -> bool:
        pairs = zip(self.parts, words[place : place + len(self.parts)], strict=False)
        return all(word.startswith(part) if stem else word == part for (part, stem), word in pairs)

    def fits(self, words: tuple[str, ...]) -> bool:
        """Whether the parts stand side by side among these words, not taken back by the word before."""
        return any(
            self.at(words, place) and not (place and words[place - 1] in _NOT)
            for place in range(len(words) - len(self.parts) + 1)
        )


@dataclass(frozen=True, eq=False)
class StatusColumn:
    """The words of one column: those that count, what an unknown word is taken for.

    `listed`: meaning → language → phrases, by rank of the meanings.
    """

    counted: tuple[str, ...]
    otherwise: str
    listed: Mapping[str, Mapping[str, list[str]]]

    @property
    def meanings(self) -> tuple[str, ...]:
        """What its words can mean, by rank."""
        return tuple(self.listed)

    @cached_property
    def _entries(self) -> Mapping[str, tuple[tuple[int, _Entry], ...]]:
        """The phrases by their first letter, with their rank: cut into words when a word is looked up."""
        entries = [
            _Entry(_parts(phrase), meaning)
            for meaning, languages in self.listed.items()
            for phrases in languages.values()
            for phrase in phrases
        ]
        entries.sort(key=lambda entry: -len(entry.parts))
        by_initial: dict[str, tuple[tuple[int, _Entry], ...]] = {}
        for rank, entry in enumerate(entries):
            initial = entry.parts[0][0][0]
            by_initial[initial] = (*by_initial.get(initial, ()), (rank, entry))
        return by_initial

    def meaning_of(self, text: str) -> str | None:
        """What a text means, or None where none of its words is listed.

        What stands in brackets is said beside the rest, and the worse of the two counts: `Paid (refunded)`.
        """
        apart = (_IN_BRACKETS.sub(" ", text), *_IN_BRACKETS.findall(text))
        means = {self._meaning_of_words(words_of(part)) for part in apart}
        return next((meaning for meaning in self.listed if meaning in means), None)

    def _meaning_of_words(self, words: tuple[str, ...]) -> str | None:
        if not words or len(words) > _MOST_WORDS:
            return None
        initials = {word[0] for word in words}
        ranked = sorted((one for initial in initials for one in self._entries.get(initial, ())), key=_rank)
        return next((entry.meaning for _, entry in ranked if entry.fits(words)), None)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a status as they are compared: `Partially_Refunded` → `partially`, `refunded`."""
    return tuple(_WORD.findall(fold(_CAMEL.sub(" ", text))))


@cache
def status_columns() -> Mapping[tuple[str, str], StatusColumn]:
    """The columns of words that have a meaning, by table and column."""
    text = resources.files("holdfast.words").joinpath("statuses.toml").read_text(encoding="utf-8")
    return {
        (table, column): _column(**declared)
        for table, columns in tomli.loads(text).items()
        for column, declared in columns.items()
    }


def _column(otherwise: str, counted: list[str], words: Mapping[str, Mapping[str, list[str]]]) -> StatusColumn:
    return StatusColumn(tuple(counted), otherwise, words)


def _rank(ranked: tuple[int, _Entry]) -> int:
    return ranked[0]


def _parts(phrase: str) -> tuple[tuple[str, bool], ...]:
    return tuple((" ".join(words_of(part)), part.endswith("*")) for part in phrase.split())


def every_meaning() -> tuple[str, ...]:
    """All meanings of all columns, each once."""
    return tuple(dict.fromkeys(name for column in status_columns().values() for name in column.meanings))
