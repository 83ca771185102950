"""The row that names the columns, or the two of them, among the first rows of a file or a sheet."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from holdfast.intake.read.layout.months import months_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Record = tuple[int, list[str], int]
"""The line a record begins on (from 0), its cells, and the line after it."""

_NUMBER_OR_DATE: Final = re.compile(r"[-+(]?[€$£]?\s?\d[\d\s.,:/T+)%-]*")
_BELOW: Final = 20
_COMES_FROM: Final = '{"ImportId":'
"""How the third row of an export of Qualtrics begins, in every cell."""


def usual_width(records: Sequence[Record]) -> int:
    """The number of cells that most records have."""
    widths = Counter(len(cells) for _, cells, _ in records)
    return max(widths, key=lambda width: (widths[width] * (width > 1), width), default=1)


def named_header(records: Sequence[Record], expected: set[str]) -> Record | None:
    """The first record that holds every column the mapping names."""
    if not expected:
        return None
    return next(
        (one for one in records if expected <= {cell.strip().lstrip("\ufeff") for cell in one[1]}), None
    )


def header_of(records: Sequence[Record], width: int) -> Record:
    """What names the columns: a record about as wide as the data and free of figures.

    Two such records that only name every column together count as one, which begins at the second.
    """
    for place, (start, cells, end) in enumerate(records):
        filled = [cell.strip() for cell in cells if cell.strip()]
        if (
            width - 1 <= len(cells) <= width
            and len(filled) >= max(1, width // 2, min(width, 2))
            and not any(map(is_figure, _without_calendar(filled)))
        ):
            if answers := _below_questions(records[place : place + 3]):
                return answers
            above = records[place - 1] if place and records[place - 1][2] == start else None
            below = records[place + 1 : place + 1 + _BELOW]
            if below and _belong_together(cells, below[0][1], below[1:]):
                return below[0][0], _joined(cells, below[0][1]), below[0][2]
            if above and _belong_together(above[1], cells, below):
                return start, _joined(above[1], cells), end
            return start, cells, end
    return next((record for record in records if len(record[1]) == width), records[0])


def _below_questions(records: Sequence[Record]) -> Record | None:
    """Three rows that name the columns of answers: their names, the questions, and where each comes from."""
    if len(records) < 3 or not all(cell.startswith(_COMES_FROM) for cell in records[2][1] if cell):
        return None
    names, questions = records[0][1], records[1][1]
    if len(names) != len(questions) or not any(records[2][1]):
        return None
    told = [question.strip() or name for name, question in zip(names, questions, strict=True)]
    return records[2][0], told, records[2][2]


def _without_calendar(cells: Sequence[str]) -> list[str]:
    """The cells but for months in a row, which are names of columns though they are written in figures."""
    months = months_of(cells, "")
    return [cell for cell in cells if cell not in months]


def _belong_together(upper: Sequence[str], lower: Sequence[str], data: Sequence[Record]) -> bool:
    """Whether a second row of names completes a first one with gaps, and is none of the rows below it.

    Every gap of the first is filled by the second, which is free of figures; and in some column where it
    has a name the rows below have nothing but figures.
    """
    gaps = [not cell.strip() for cell in upper]
    if len(upper) != len(lower) or not any(gaps) or sum(not gap for gap in gaps) < 2:
        return False
    if any(gap and not cell.strip() for gap, cell in zip(gaps, lower, strict=True)):
        return False
    if any(is_figure(cell.strip()) for cell in (*upper, *lower)):
        return False
    return any(name.strip() and _all_figures(data, place) for place, name in enumerate(lower))


def _all_figures(data: Sequence[Record], place: int) -> bool:
    cells = [cells[place].strip() for _, cells, _ in data if len(cells) > place and cells[place].strip()]
    return bool(cells) and all(map(is_figure, cells))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """One name for every column: the lower one, with the one above it where that name stands twice."""
    repeated = Counter(cell.strip() for cell in lower)
    names, spanning = [], ""
    for above, below in zip(upper, lower, strict=True):
        spanning = above.strip() or spanning
        name = below.strip()
        names.append(f"{spanning} {name}".strip() if not name or repeated[name] > 1 else name)
    return names


def is_figure(cell: str) -> bool:
    """Whether a cell holds a number or a day in figures."""
    return _NUMBER_OR_DATE.fullmatch(cell) is not None
