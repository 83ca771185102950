"""Days looked up in a calendar say what each says by itself."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from holdfast.rows.daily import of_each_day


@pytest.mark.parametrize("span", [1, 400, 40_000])
def test_a_day_says_the_same_alone_and_among_many(span: int) -> None:
    days = pl.Series("when", [date(1960, 2, 29) + timedelta(days=day * 97 % span) for day in range(1_000)])
    days = pl.concat([days, pl.Series("when", [None], dtype=pl.Date)])
    said = pl.col("day").dt.offset_by("12mo")
    assert of_each_day(days, said).to_list() == days.to_frame("day").select(said).to_series().to_list()


def test_where_there_is_no_day_nothing_is_said() -> None:
    none = pl.Series([None, None], dtype=pl.Date)
    assert of_each_day(none, pl.col("day").dt.year()).to_list() == [None, None]
    assert of_each_day(none.clear(), pl.col("day").dt.year()).dtype == pl.Int32
