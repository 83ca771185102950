"""What a rule saw where its flag is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from holdfast.risk.flag import AnyFlag


def raised_among(flag: AnyFlag, subjects: pl.DataFrame, answer: pl.DataFrame) -> pl.DataFrame:
    """The subjects under a flag, in their order: their columns, `severity` Int8, `since`, the numbers.

    `answer`: of `flag.evaluate`, row by row beside `subjects`.
    """
    severity = answer.get_column("severity").cast(pl.Int8)
    is_open = (severity > 0).fill_null(value=False)
    numbers = [pl.col(name).cast(dtype) for name, dtype in flag.numbers.items()]
    seen = answer.select("since", *numbers).filter(is_open)
    return subjects.filter(is_open).hstack([severity.filter(is_open)]).hstack(seen)
