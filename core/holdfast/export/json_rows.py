"""Rows of a frame as a JSON list, made column by column: as `json.dumps(indent=2)` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl

from holdfast.words.folding import OBEYED_BY_TERMINALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Write: TypeAlias = "Callable[[Any], str]"
"""One value as JSON."""

_ESCAPED: Final = rf'["\\\n\t\r]|{OBEYED_BY_TERMINALS.pattern}'
"""What does not stand in the text of JSON as it is, or what a terminal would act upon."""

_SPELLED_ALIKE: Final = (1e-4, 1e15)
"""Zero, and numbers from the first to below the second, are spelled by polars as by Python."""


def rows_text(rows: pl.DataFrame, line: str, write: Callable[[Any, str], str]) -> Iterator[str]:
    """The rows as a list of objects: keys in the order of columns, numbers in full precision; part by part.

    `rows`: text, numbers, truths and lists. `line` begins a line as deep as the list stands; `write` gives
    any other value, on lines as deep as it is told.
    """
    if rows.is_empty():
        yield "[]"
        return
    in_list, in_row = f"{line}  ", f"{line}    "
    parts: list[pl.Expr] = []
    for index, column in enumerate(rows):
        opens = f"{',' if index else '{'}{in_row}{write(column.name, in_row)}: "
        parts += [pl.lit(opens), pl.lit(_written(column, lambda value: write(value, in_row)))]
    whole = pl.concat_str([*parts, pl.lit(f"{in_list}}}")]).str.join(f",{in_list}")
    # Apart: a list of every customer is some dozens of megabytes, and each copy takes its time.
    yield f"[{in_list}"
    yield rows.select(whole).item()
    yield f"{line}]"


def _written(column: pl.Series, write: Write) -> pl.Series:
    """Each value of a column as JSON."""
    if column.dtype == pl.String:
        awkward = column.str.contains(_ESCAPED)
        text = _each(column, awkward, '"' + column + '"', write)
    elif column.dtype.is_float():
        size = column.abs()
        awkward = ~((size == 0) | size.is_between(*_SPELLED_ALIKE, closed="left"))
        text = _each(column, awkward, column.cast(pl.String), write)
    elif column.dtype.is_integer() or column.dtype in (pl.Boolean, pl.Null):
        text = column.cast(pl.String)
    else:
        text = pl.Series([write(value) for value in column.to_list()], dtype=pl.String)
    return text.fill_null("null")


def _each(column: pl.Series, awkward: pl.Series, text: pl.Series, write: Write) -> pl.Series:
    """The text of a column, where values that are `awkward` are written one by one."""
    places = awkward.arg_true()
    return text.scatter(places, [write(value) for value in column.gather(places)]) if len(places) else text
