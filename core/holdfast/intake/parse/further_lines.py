"""Exports that write an order on its first line only: what stands below it are lines, and no faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS: Final = (("order_id", "order_date", "amount"), ("invoice_id", "issue_date", "amount"))
"""Per table its key, and what must be empty in a line that only repeats the key."""


def further_lines(good: pl.DataFrame, own: pl.DataFrame, texts: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """ROW and `further` (Boolean) of doubtful rows: the key of a good row, and none of its fields.

    `good`: typed rows; `own`: the doubtful rows as they stand; `texts`: the text that feeds
    each canonical column, of those that a header feeds.
    """
    fields = next((names for names in _FIELDS if all(name in texts for name in names)), None)
    if fields is None or fields[0] not in good.columns:
        return own.select(ROW, pl.lit(value=False).alias("further"))
    key, *empty = fields
    known = good.get_column(key).unique().drop_nulls()
    blank = pl.all_horizontal(texts[name].fill_null("").str.strip_chars() == "" for name in empty)
    return own.select(
        ROW,
        (blank & texts[key].str.strip_chars().is_in(known.implode())).fill_null(value=False).alias("further"),
    )
