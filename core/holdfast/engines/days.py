"""Everything that is said of a day, worked out once for each: engines count months each in their own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import after, month_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.schema.settings import BookSettings

DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "orders": ("order_date",),
    "subscriptions": ("start", "end", "cancel_requested", "trial_end"),
    "mrr_events": ("effective_date",),
}
"""The days on which something may begin or end, by table."""


def calendar(settings: BookSettings, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """A row for each day that may come up, all of them numbers of days since 1970, Int32.

    `day`; `month` as in `month_index`; `month_end`; `window_end`: when activity ends that began then;
    `returns_until`: until when somebody who left then counts as one who returns, null for ever.
    """
    named = [
        tables[name].get_column(column).alias("day")
        for name, columns in DAYS.items()
        if name in tables
        for column in columns
    ]
    told = pl.concat([pl.Series("day", dtype=pl.Date), *named]).unique().drop_nulls().to_frame()
    ends = told.select(after(pl.col("day"), settings.active_window))
    window = settings.reactivation_window
    returns = pl.lit(None, dtype=pl.Date) if window is None else after(pl.col("day"), window)
    return (
        pl.concat([told, ends])
        .unique()
        .sort("day")
        .select(
            pl.col("day").cast(pl.Int32),
            month_index(pl.col("day")).alias("month"),
            pl.col("day").dt.month_end().cast(pl.Int32).alias("month_end"),
            after(pl.col("day"), settings.active_window).cast(pl.Int32).alias("window_end"),
            returns.cast(pl.Int32).alias("returns_until"),
        )
    )
