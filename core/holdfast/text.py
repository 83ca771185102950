"""Text folded for search: without case and accents, the same for a needle and for a column."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

# Letters that decomposition leaves whole although people search them by their base letter, and the final
# sigma, which lower-casing picks by position: a needle is cut out of its word, so position must not count.
_SPELLED: Final[Mapping[str, str]] = MappingProxyType(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
)
_SPELLED_CODES: Final = str.maketrans(dict(_SPELLED))


def fold(text: str) -> str:
    """Text as search compares it: lower case, no accents, ß as ss. Equals `fold_expr` on one value."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))
    return bare.lower().translate(_SPELLED_CODES)


def fold_expr(column: pl.Expr) -> pl.Expr:
    """String column → String column, folded as `fold` does; nulls stay null."""
    bare = column.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_many(dict(_SPELLED))
