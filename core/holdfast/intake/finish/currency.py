"""One currency for the book: amounts in others are converted with the fx table or quarantined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.finish.draft import Draft
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATE = "__rate"


def book_currency(stated: str, drafts: Sequence[Draft]) -> str:
    """The stated currency, or the most frequent one of the tables with amounts; empty where none is named."""
    if stated:
        return stated
    named = [_code(draft.frame) for draft in drafts if _has_amounts(draft)]
    if not named:
        return ""
    counts = (
        pl.concat(named)
        .drop_nulls()
        .value_counts(sort=True)
        .sort(["count", "currency"], descending=[True, False])
    )
    return str(counts["currency"][0]) if counts.height else ""


def to_book_currency(draft: Draft, currency: str, fx: pl.DataFrame | None) -> Draft:
    """Amounts in another currency × the latest rate on or before the row's day.

    Rows without a rate are quarantined.
    """
    if not currency or not _has_amounts(draft):
        return draft
    frame = draft.frame.with_columns(_code(draft.frame))
    foreign = pl.col("currency").is_not_null() & (pl.col("currency") != currency)
    if not frame.select(foreign.any()).item():
        return draft.with_frame(frame)
    day = TABLES[draft.table].known_on
    rates = _rates(fx) if fx is not None and day in frame.columns else None
    if rates is None:
        reason = f"is not {currency}, the currency of the book, and there is no fx table"
        return draft.with_frame(frame).quarantine(foreign, "currency", reason)
    ordered = frame.with_row_index("__order").sort(day, nulls_last=True)
    joined = ordered.join_asof(
        rates, left_on=day, right_on="__from", by="currency", strategy="backward", check_sortedness=False
    ).sort("__order")
    draft = draft.with_frame(joined.drop("__order")).quarantine(
        foreign & pl.col(_RATE).is_null(),
        "currency",
        f"has no rate to {currency} on or before this row's day",
    )
    money = [column.name for column in TABLES[draft.table].columns if column.type == "money"]
    converted = [
        pl.when(foreign)
        .then((pl.col(name) * pl.col(_RATE)).round().cast(pl.Int64))
        .otherwise(pl.col(name))
        .alias(name)
        for name in money
        if name in draft.frame.columns
    ]
    return draft.with_frame(
        draft.frame.with_columns(*converted).with_columns(pl.lit(currency).alias("currency")).drop(_RATE)
    )


def _has_amounts(draft: Draft) -> bool:
    money = any(column.type == "money" for column in TABLES[draft.table].columns)
    return money and "currency" in draft.frame.columns


def _code(frame: pl.DataFrame) -> pl.Series:
    return frame["currency"].str.to_uppercase()


def _rates(fx: pl.DataFrame) -> pl.DataFrame:
    return fx.select(
        pl.col("currency").str.to_uppercase(), pl.col("date").alias("__from"), pl.col("rate").alias(_RATE)
    ).sort("__from", maintain_order=True)
