"""How well a name answers what was typed: whole, by its beginning, by its words, with a slip, loosely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from holdfast.words.folding import fold

_BETWEEN: Final = re.compile(r"[\W_]+")
SHORTEST_SLIP: Final = 4
"""A shorter word has a slip of one letter in common with half of the language."""
LONGEST_GUESSED: Final = 60
"""Of more characters nobody makes a slip: they were pasted, and guessing at them would take seconds."""
SHORTEST_LETTERS: Final = 3
"""Fewer letters in order are in every other name."""


class Rank(IntEnum):
    """How well a name answers, the best first; from SLIP on it is near, but not what was typed."""

    WHOLE = 0
    BEGINS = 1
    WORDS = 2
    PART = 3
    SAID = 4
    SLIP = 5
    LETTERS = 6


NEAR: Final = Rank.SLIP
"""The first rank that is a guess: whoever shows it says so."""


def key(text: str) -> str:
    """A text as it is compared: folded, its words after one space each, one before the first: ` a b`.

    So a word that begins with x is the plain text ` x`, here and in a column.
    """
    bare = _BETWEEN.sub(" ", fold(text)).strip()
    return f" {bare}" if bare else ""


@dataclass(frozen=True)
class Wanted:
    """What was typed, made ready once for all the names that it is held against."""

    typed: str

    @cached_property
    def phrase(self) -> str:
        """All of it as a key; empty where nothing was typed that names consist of."""
        return key(self.typed)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words."""
        return tuple(self.phrase.split())

    @property
    def can_be_guessed(self) -> bool:
        """Whether something else may be meant by it."""
        return 0 < len(self.phrase) <= LONGEST_GUESSED

    @cached_property
    def intact(self) -> tuple[tuple[str, ...], ...]:
        """For each word parts of which one stands in every name that has it with at most one slip."""
        return tuple(_intact(word) for word in self.words)

    @cached_property
    def slips(self) -> tuple[str, ...]:
        """For each word a pattern of what begins with it, but for one letter."""
        return tuple(_slip(word) for word in self.words)

    @cached_property
    def letters(self) -> str:
        """A pattern of its letters in order, the first at the beginning of a word; "" for too few."""
        letters = "".join(self.words)
        if len(letters) < SHORTEST_LETTERS:
            return ""
        return f" {'.*?'.join(map(re.escape, letters))}"

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.slips)

    @cached_property
    def _in_order(self) -> re.Pattern[str] | None:
        return re.compile(self.letters) if self.letters else None

    def rank(self, name: str) -> Rank | None:
        """How well the key of a name answers; None where it does not."""
        as_typed = self.rank_as_typed(name)
        return self.guess(name) if as_typed is None else as_typed

    def rank_as_typed(self, name: str) -> Rank | None:
        """How well the key of a name answers that has in it what was typed; None for any other."""
        if name.startswith(self.phrase):
            return Rank.WHOLE if name == self.phrase else Rank.BEGINS
        for word in self.words:
            if word not in name:
                return None
        return Rank.WORDS if all(f" {word}" in name for word in self.words) else Rank.PART

    def guess(self, name: str) -> Rank | None:
        """Whether a name may be meant that has it not."""
        if not self.can_be_guessed:
            return None
        if self.is_slip(name):
            return Rank.SLIP
        return Rank.LETTERS if self.span(name) is not None else None

    def is_said(self, text: str) -> bool:
        """Whether every word begins a word of the key of a text."""
        return bool(self.words) and all(f" {word}" in text for word in self.words)

    def is_slip(self, name: str) -> bool:
        """Whether every word begins a word of a name, but for a letter of those that are long enough."""
        pairs = zip(self.intact, self._patterns, strict=True)
        return all(any(part in name for part in parts) and pattern.search(name) for parts, pattern in pairs)

    def span(self, name: str) -> int | None:
        """Over how many characters of a name the letters are spread; None where they are not in order."""
        found = self._in_order.search(name) if self._in_order is not None else None
        return found.end() - found.start() if found else None


def _intact(word: str) -> tuple[str, ...]:
    if len(word) < SHORTEST_SLIP:
        return (f" {word}",)
    half = len(word) // 2
    # One slip leaves one half as it is, unless it swaps the two letters at the seam.
    swapped = word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]
    return (word[:half], word[half:], swapped)


def _slip(word: str) -> str:
    """A letter too much, one too few, one instead of another, or two swapped."""
    if len(word) < SHORTEST_SLIP:
        return f" {re.escape(word)}"
    forms = {word}
    for place in range(len(word)):
        before, after = word[:place], word[place + 1 :]
        forms |= {f"{before}{after}", f"{before}.{after}", f"{before}.{word[place:]}"}
        if after:
            forms.add(f"{before}{after[0]}{word[place]}{after[1:]}")
    return f" (?:{'|'.join(sorted(forms))})"
