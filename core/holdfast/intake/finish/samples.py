"""A few values of every column of a file, by which a reader knows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read.native import as_text

if TYPE_CHECKING:
    from holdfast.intake.read.raw import RawFile

_LOOKED_AT: Final = 50
_VALUES: Final = 3
_LONGEST: Final = 40
"""Letters of one value: a cell may hold a whole letter."""


def samples_of(raw: RawFile) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first distinct values of each column of the file, as texts, from its head."""
    schema = raw.frame.collect_schema()
    texts = [as_text(pl.col(name), schema[name]).alias(name) for name in raw.columns]
    head = raw.head.head(_LOOKED_AT).select(texts)
    return tuple((column.name, _distinct(column)) for column in head)


def _distinct(column: pl.Series) -> tuple[str, ...]:
    texts = column.str.strip_chars()
    told = texts.filter(texts != "").unique(maintain_order=True).head(_VALUES)
    return tuple(told.str.head(_LONGEST).to_list())
