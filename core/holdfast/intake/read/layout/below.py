"""Where on a sheet a second table begins: people write several lists below each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.intake.read.layout.headers import is_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

_SEARCHED: Final = 20_000
"""Rows that are looked at: nobody stacks tables below longer ones."""
_FEWEST: Final = 2
"""Names that a header has at least, and rows and columns of figures above that tell it is no row of data."""


def second_table(texts: pl.DataFrame, columns: Mapping[str, str]) -> int | None:
    """The blank row after which another table begins, counted from the first row of data; None for none.

    Its header comes after a blank row, and perhaps a title alone: names without a figure among them, of which
    one stands below the same name again, or two in columns that hold nothing but figures above. Rows of a
    header that is repeated whole belong to the same table. `columns`: names by those of `texts`.
    """
    rows = [[(cell or "").strip() for cell in row] for row in texts.head(_SEARCHED).rows()]
    names = [columns.get(own, "") for own in texts.columns]
    blank: int | None = None
    for place, cells in enumerate(rows):
        filled = [at for at, cell in enumerate(cells) if cell]
        if not filled:
            blank = place if blank is None or any(rows[place - 1]) else blank
            continue
        if blank is None or len(filled) < _FEWEST:
            continue
        if _is_header(cells, filled, names, rows[:blank]) and place + 1 < len(rows) and any(rows[place + 1]):
            return blank
        blank = None
    return None


def _is_header(
    cells: Sequence[str], filled: Sequence[int], names: Sequence[str], above: Sequence[Sequence[str]]
) -> bool:
    if any(is_figure(cells[at]) for at in filled) or len(above) < _FEWEST:
        return False
    same = [at for at in filled if cells[at] == names[at]]
    if len(same) == sum(map(bool, names)):
        return False
    # One word where figures stand may be a `to be decided`.
    return bool(same) or sum(_holds_figures(at, above) for at in filled) >= _FEWEST


def _holds_figures(at: int, above: Sequence[Sequence[str]]) -> bool:
    cells = [row[at] for row in above if row[at]]
    return len(cells) >= _FEWEST and all(map(is_figure, cells))
