"""Text as it comes from exports: folded for search, and what in it terminals and spreadsheets would obey."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

REPLACEMENT: Final = "\ufffd"
"""Stands where something was that must not be shown."""

BIDI: Final = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the direction of text, as part of a character class."""

OBEYED_BY_TERMINALS: Final = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029{BIDI}]")
"""What a terminal may act upon: controls other than tab and line ends, separators of lines, BIDI."""

# Letters that decomposition leaves whole although people search them by their base letter, and the final
# sigma, which lower-casing picks by position: a needle is cut out of its word, so position must not count.
_SPELLED: Final[Mapping[str, str]] = MappingProxyType(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
)
_SPELLED_CODES: Final = str.maketrans(dict(_SPELLED))

# Controls, formats, spaces, marks and the fillers of Hangul take no ink.
_FORMULA: Final = r"^[\p{C}\p{Z}\p{M}\u{115f}\u{1160}]*[=+\-@]"


def fold(text: str) -> str:
    """Text as search compares it: lower case, no accents, ß as ss. Equals `fold_expr` on one value."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))
    return bare.lower().translate(_SPELLED_CODES)


def plain_key(word: str) -> str:
    """A word without regard to case, accents and spaces."""
    return " ".join(fold(word).split())


def fold_expr(column: pl.Expr) -> pl.Expr:
    """String column → String column, folded as `fold` does; nulls stay null."""
    bare = column.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_many(dict(_SPELLED))


def folded(text: pl.Series) -> pl.Series:
    """`fold_expr` of a whole column: texts in ASCII, mostly all, only need lower case: a tenth of it."""
    is_foreign = text.str.len_bytes() != text.str.len_chars()
    lower = text.str.to_lowercase()
    if not is_foreign.any():
        return lower
    import polars as pl  # noqa: PLC0415 - most of this is about single texts, and is read at the start

    foreign = is_foreign.arg_true()
    of_foreign = text.gather(foreign).to_frame().select(fold_expr(pl.first())).to_series()
    return lower.scatter(foreign, of_foreign)


def starts_formula(column: pl.Expr) -> pl.Expr:
    """Whether a spreadsheet would run a text: the first character to be seen, of whatever width, decides.

    A tab or a carriage return at the beginning is taken for one in any case.
    """
    return column.str.contains(r"^[\t\r]") | column.str.normalize("NFKC").str.contains(_FORMULA)
