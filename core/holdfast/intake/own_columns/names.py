"""Headers as the words of fields: safe to type, safe to show, and told apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.schema.field_set import OWN_PREFIX, RESERVED_WORDS
from holdfast.words.folding import OBEYED_BY_TERMINALS, REPLACEMENT, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_WORD: Final = 40
LONGEST_TITLE: Final = 60
_LONGEST_HEADER: Final = 200
"""Characters of a header that are looked at: a cell of a megabyte may stand there too."""

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_STARTS_WORD: Final = re.compile(r"[^\W\d]")


def words_of(headers: Sequence[str]) -> dict[str, str]:
    """Word → header, in order: `Plan Kind` → `plan_kind`; of two that fold alike the later is `…_2`.

    A header without letters and digits is named after its place: `column_3`.
    """
    found: dict[str, str] = {}
    for place, header in enumerate(headers, 1):
        word = _folded(header) or f"column_{place}"
        same = 1
        while (told := word if same == 1 else f"{word}_{same}") in found:
            same += 1
        found[told] = header
    return found


def _folded(header: str) -> str:
    text = _CAMEL.sub(" ", OBEYED_BY_TERMINALS.sub(" ", header[:_LONGEST_HEADER]))
    return _NOT_WORD.sub("_", fold(text)).strip("_")[:LONGEST_WORD].strip("_")


def title_of(header: str) -> str:
    """The header as the file has it, on one line, without what a terminal would obey, and not endless."""
    bare = " ".join(OBEYED_BY_TERMINALS.sub(REPLACEMENT, header[:_LONGEST_HEADER]).split())
    return bare if len(bare) <= LONGEST_TITLE else f"{bare[: LONGEST_TITLE - 1]}…"


def name_of(word: str) -> str:
    """The name of the field: `x.plan_kind`."""
    return f"{OWN_PREFIX}{word}"


def aliases_of(word: str) -> tuple[str, ...]:
    """The plain word, where a filter can read it and it means nothing else."""
    return (word,) if word not in RESERVED_WORDS and _STARTS_WORD.match(word) else ()
