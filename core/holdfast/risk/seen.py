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
    # Columns are put side by side as they are: hundreds of expressions would cost more than the rules.
    told = {"severity": pl.Int8(), "since": pl.Date(), **flag.numbers}
    columns = (answer.get_column(name).cast(dtype) for name, dtype in told.items())
    return pl.DataFrame([*subjects.get_columns(), *columns]).filter(pl.col("severity") > 0)
