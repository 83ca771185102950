"""Reports with a column a month: a row for each customer and month instead, told by the header alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import ROW
from holdfast.intake.parse.months import month_numbers
from holdfast.intake.read.layout.groups import TOTAL
from holdfast.intake.read.native import as_text
from holdfast.timeline import ONE_DAY, add_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEWEST: Final = 3
"""Months in a row from which on headers are a calendar: two may be anything."""
_YEAR: Final = r"(?P<year>20\d{2})"
_FORMS: Final = (
    re.compile(r"(?P<name>[^\W\d_]{3,})\.?[\s\-/.,']*(?P<year>20\d{2}|\d{2})"),
    re.compile(rf"{_YEAR}[\s\-/.]*(?P<name>[^\W\d_]{{3,}})\.?"),
    re.compile(rf"{_YEAR}[-/.](?P<month>0[1-9]|1[0-2])(?:[-/.](?:\d{{2}})(?:[T ]00:00:00(?:\.0+)?)?)?"),
    re.compile(rf"(?P<month>0?[1-9]|1[0-2])[-/.]{_YEAR}"),
    re.compile(r"(?P<name>[^\W\d_]{3,})\.?"),
)
_IN_NAME: Final = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_NOTHING: Final = r"^[\s\-–—]*$|^[^0-9]*0+(?:[.,]0+)?[^0-9]*$"
_CENT: Final = 0.011


@dataclass(frozen=True, eq=False)
class ByMonth:
    """The rows, the place of each among those before, its columns, and how many rows gave none."""

    frame: pl.DataFrame
    rows: list[int]
    month: str
    value: str
    left: int


def months_of(columns: Sequence[str], name: str) -> dict[str, date]:
    """Header → first day of its month where the headers are a calendar: months in a row, each once.

    `name` of the file or sheet tells the year of months that do not, where it names but one. Empty else.
    """
    years = set(_IN_NAME.findall(name))
    year = years.pop() if len(years) == 1 else ""
    found = {one: day for one in columns if (day := _month(one, year)) is not None}
    days = sorted(found.values())
    in_a_row = all(add_months(one, 1) == other for one, other in pairwise(days))
    return found if len(days) >= FEWEST and in_a_row else {}


def _month(header: str, year: str) -> date | None:
    for form in _FORMS:
        match = form.fullmatch(header.strip())
        if match is None:
            continue
        parts = match.groupdict()
        month = parts.get("month") or month_numbers().get(parts["name"].lower())
        told = parts.get("year") or year
        if month and told:
            return date(int(told if len(told) > 2 else f"20{told}"), int(month), 1)
    return None


def by_month(
    columns: Sequence[str], rows: pl.DataFrame, months: Mapping[str, date], *, levels: bool
) -> ByMonth:
    """The rows of a report, one for each month in which something stands; totals of other rows are none.

    The day of an amount is the last of its month: earlier nobody could know it. A level holds from the first
    day on; where it falls away the first month without it says 0. `rows` has the columns and ROW.
    """
    rest = [one for one in columns if one not in months]
    month, value = _free("Month", rest), _free("Level" if levels else "Amount", rest)
    typed = all(rows.schema[one].is_numeric() for one in months)
    cells = rows.select(
        ROW,
        *rest,
        *(
            pl.col(one).cast(pl.Float64) if typed else as_text(pl.col(one), rows.schema[one])
            for one in months
        ),
    )
    kept = cells.filter(~_totals(cells, rest, list(months)))
    long = kept.unpivot(list(months), index=[ROW, *rest], variable_name=month, value_name=value)
    days = {one: day if levels else add_months(day, 1) - ONE_DAY for one, day in months.items()}
    long = long.with_columns(pl.col(month).replace_strict(days, return_dtype=pl.Date)).sort(ROW, month)
    empty = pl.col(value).is_null() | (
        pl.col(value) == 0 if typed else pl.col(value).str.contains(_NOTHING).fill_null(value=True)
    )
    gone = empty & ~empty.shift(1, fill_value=True).over(ROW) if levels else pl.lit(value=False)
    zero = pl.lit(0.0 if typed else "0")
    long = long.filter(~empty | gone).with_columns(
        pl.when(empty).then(zero).otherwise(pl.col(value)).alias(value)
    )
    long = long.with_columns(pl.col(month).cast(pl.String))
    left = rows.height - long[ROW].n_unique()
    return ByMonth(long.drop(ROW), long[ROW].to_list(), month, value, left)


def _free(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _totals(cells: pl.DataFrame, rest: Sequence[str], months: Sequence[str]) -> pl.Series:
    """Which rows are called totals and are the sum of rows above, of all or of those since the last one."""
    figures = pl.DataFrame([_figures(cells[one]) for one in months])
    called = [any(_is_total(str(cell)) for cell in row if cell) for row in cells.select(rest).rows()]
    found = [False] * cells.height
    begin = 0
    for row in (place for place, is_called in enumerate(called) if is_called):
        others = [place for place in range(row) if not found[place]]
        block = [place for place in others if place >= begin]
        if _adds_up(figures, row, block) or _adds_up(figures, row, others):
            found[row], begin = True, row + 1
    return pl.Series(found, dtype=pl.Boolean)


def _is_total(text: str) -> bool:
    return TOTAL.search(text) is not None


def _adds_up(figures: pl.DataFrame, row: int, above: Sequence[int]) -> bool:
    sums, own = figures[list(above)].sum().row(0), figures.row(row)
    return all(
        abs((one or 0) - (other or 0)) < _CENT * max(len(above), 1)
        for one, other in zip(sums, own, strict=True)
    )


def _figures(column: pl.Series) -> pl.Series:
    """Numbers as they are meant most likely: the last of point and comma divides cents."""
    if column.dtype.is_numeric():
        return column.cast(pl.Float64)
    bare = column.str.replace_all(r"[^0-9.,\-]", "")
    cents = bare.str.extract(r"[.,](\d{1,2})$", 1).fill_null("")
    whole = bare.str.replace(r"[.,]\d{1,2}$", "").str.replace_all(r"[.,]", "")
    return (whole + "." + cents + "0").cast(pl.Float64, strict=False).alias(column.name)
