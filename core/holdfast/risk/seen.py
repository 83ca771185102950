"""What a rule saw where its flag is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.flag import CLEAR

if TYPE_CHECKING:
    from holdfast.risk.flag import AnyFlag


def raised_among(flag: AnyFlag, subjects: pl.DataFrame, answer: pl.DataFrame) -> pl.DataFrame:
    """The subjects under a flag, in their order: their columns, `severity` Int8, `since`, the numbers.

    `answer`: of `flag.evaluate`, row by row beside `subjects`.
    """
    # Few are raised: their rows are picked first, and only these are put into the declared types.
    rows = answer.select((pl.col("severity") > CLEAR).arg_true()).to_series()
    told = {"severity": pl.Int8(), "since": pl.Date(), **flag.numbers}
    seen = answer[list(told)][rows]
    columns = (seen.get_column(name).cast(dtype) for name, dtype in told.items())
    return pl.DataFrame([*subjects[rows].get_columns(), *columns])
