"""Text → mask, as matching.py compares one value with one word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.words.folding import fold, fold_expr

if TYPE_CHECKING:
    from holdfast.filters.nodes import Match

_WORD_STARTS: Final = r"(?:^|[^\p{L}\p{N}])"


def matching(column: pl.Expr, word: str, match: Match) -> pl.Expr:
    """String column → Boolean, null where it is: `matches` on every value."""
    if match == "whole":
        return column.str.to_lowercase() == word.lower()
    return matching_folded(fold_expr(column), word, match)


def matching_folded(column: pl.Expr, word: str, match: Match) -> pl.Expr:
    """`matching` by the beginning of a word or by a part, on a column that is folded already."""
    needle = fold(word)
    if match == "part":
        return column.str.contains(needle, literal=True)
    return column.str.contains(f"{_WORD_STARTS}{pl.escape_regex(needle)}")


def matching_ids(column: pl.Expr, word: str, match: Match) -> pl.Expr:
    """`matching` on ids, whatever case but accent by accent: folding a million of them takes long."""
    starts = _WORD_STARTS if match == "begins" else ""
    return column.str.contains(f"(?i){starts}{pl.escape_regex(word)}")
