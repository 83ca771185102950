"""Answers that are given in words where a number is asked for."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

import polars as pl
import tomli

_SCALES: Final = {"score": ("satisfaction", "agreement"), "csat": ("satisfaction",)}
"""Columns that are answered in words too, and the words they may have; of equal ones the last scale's."""


@cache
def words_of(column: str) -> dict[str, str]:
    """Words that may stand in this column → the numbers they stand for, empty where nobody answered."""
    text = resources.files("holdfast.intake.meaning").joinpath("answers.toml").read_text(encoding="utf-8")
    declared = tomli.loads(text)
    scales = [declared[scale] for scale in _SCALES.get(column, ())]
    return {word: number for scale in scales for number, words in scale.items() for word in words}


def answer_as_number(text: pl.Expr, column: str) -> pl.Expr:
    """Words of an answer as their number; every other text as it is."""
    words = words_of(column)
    if not words:
        return text
    word = text.str.strip_chars().str.to_lowercase()
    return pl.coalesce(word.replace_strict(words, default=None, return_dtype=pl.String), text)
