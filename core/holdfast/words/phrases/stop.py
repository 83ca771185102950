"""Which words say nothing, and which say something beside others only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import tomli

from holdfast.words.folding import fold

FILE: Final = Path(__file__).with_name("stop_words.toml")
_ELIDED: Final = "elided"

LETTERS: Final = {"ى": "ي", "ة": "ه", "ـ": ""}
"""Letters of Arabic that are written either way at the end of a word, and the stroke that only widens one."""


_ONE_LETTER: Final = {ord(letter): other for letter, other in LETTERS.items()}


@dataclass(frozen=True)
class StopWords:
    """Words as texts are compared (`plain`): `stop`, `with_others`, and the `elided` forms, sorted."""

    stop: frozenset[str]
    with_others: frozenset[str]
    elided: tuple[str, ...]


def plain(word: str) -> str:
    """A word as texts are compared: folded, and the letters of Arabic that are written either way as one."""
    return fold(word).translate(_ONE_LETTER)


@cache
def stop_words() -> StopWords:
    """Those of every language together, as `stop_words.toml` has them."""
    document = tomli.loads(FILE.read_text(encoding="utf-8"))
    elided = document.pop(_ELIDED)
    kinds = {
        kind: frozenset(plain(word) for lists in document.values() for word in lists[kind].split())
        for kind in ("stop", "with_others")
    }
    forms = sorted({word for words in elided.values() for word in words.split()})
    return StopWords(kinds["stop"] - kinds["with_others"], kinds["with_others"], tuple(forms))
