"""Rows that are read whole, and the columns they come in: of one type where all values are, else of text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.intake.read.careful import Rejected

_LONGEST_INTEGER: Final = 18
"""Digits that surely fit into 64 bits."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a sheet, a document or a table of a database.

    `lines` are those of the rows where they are not simply counted from 1; `not_data` counts other lines.
    `for_people`: whether totals and remarks may stand among the rows.
    """

    frame: pl.DataFrame
    description: str
    lines: Sequence[int] | None = None
    rejected: tuple[Rejected, ...] = ()
    not_data: int = 0
    notes: tuple[str, ...] = ()
    for_people: bool = False


class Figures(str):
    """A number as it is written, where a float would not say the same."""

    __slots__ = ()


def number_of(text: str) -> int | Figures:
    """An integer, or its figures where they are too many for one."""
    return int(text) if len(text) <= _LONGEST_INTEGER else Figures(text)


def column_of(values: Sequence[object]) -> pl.Series:
    """Values that were typed one by one as a column: of their type where all have the same, else of text."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    if kinds == {int}:
        return pl.Series(values, dtype=pl.Int64)
    if kinds and kinds <= {int, float, Figures} and not _too_exact(values):
        numbers = [float(value) if isinstance(value, int | float | str) else None for value in values]
        return pl.Series(numbers, dtype=pl.Float64)
    return pl.Series([text_of(value) for value in values], dtype=pl.String)


def _too_exact(values: Iterable[object]) -> bool:
    """Whether integers are among the figures that a float cannot hold."""
    return any(isinstance(value, Figures) and value.lstrip("-").isdigit() for value in values)


def text_of(value: object) -> str | None:
    """One value as text: lists of plain values divided by commas, what is nested deeper as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(text_of(one) or "" for one in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
