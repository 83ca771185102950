"""Subscriptions and other spans of time: monthly amounts, first replies, last days, ends before starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.config import AUXILIARY
from holdfast.words.billing import DAYS_IN_MONTH, months_of

if TYPE_CHECKING:
    from holdfast.intake.finish.draft import TableDraft

END_COLUMNS: Final = {
    "subscriptions": ("start", "end"),
    "assignments": ("start", "end"),
    "contracts": ("start", "end"),
    "reps": ("hire_date", "end_date"),
}
"""Tables with half-open intervals: the columns with the first day and the day after the last."""

_MICROSECONDS: Final = 60_000_000
"""In a minute."""


def monthly_amount(draft: TableDraft) -> TableDraft:
    """Fill `mrr` of subscriptions from amount × quantity ÷ months of the interval, where it is not mapped.

    Without an interval the length of the current period, in whole months and at least one, stands for it.
    """
    columns = draft.frame.columns
    if draft.table != "subscriptions" or "amount" not in columns:
        return draft
    if "mrr" not in columns:
        months = pl.lit(1.0)
        if "interval" in columns:
            told = draft.frame["interval"].drop_nulls().unique()
            known = {text: months_of(text) for text in told}
            months = pl.col("interval").replace_strict(known, default=None, return_dtype=pl.Float64)
            draft = draft.quarantine(
                months.is_null() & pl.col("interval").is_not_null(),
                "interval",
                "is not a billing interval such as month, quarter or year",
            )
            months = months.fill_null(1.0)
        elif "period_start" in columns and "period_end" in columns:
            days = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
            months = (days / DAYS_IN_MONTH).round().clip(lower_bound=1).fill_null(1.0)
        quantity = pl.col("quantity").fill_null(1.0) if "quantity" in columns else pl.lit(1.0)
        mrr = (pl.col("amount").cast(pl.Float64) * quantity / months).round().cast(pl.Int64)
        draft = draft.with_frame(draft.frame.with_columns(mrr.alias("mrr")))
        draft = draft.quarantine(pl.col("mrr").is_null(), "amount", "amount is empty")
    auxiliary = [column.name for column in AUXILIARY["subscriptions"] if column.name in columns]
    return draft.with_frame(draft.frame.drop(auxiliary))


def first_reply(draft: TableDraft) -> TableDraft:
    """Fill `first_reply` of tickets from the minutes after `created`, where no time of it stands there."""
    if "first_reply_minutes" not in draft.frame.columns:
        return draft
    replied = pl.col("created") + pl.duration(microseconds=pl.col("first_reply_minutes") * _MICROSECONDS)
    if "first_reply" in draft.frame.columns:
        replied = pl.coalesce("first_reply", replied)
    frame = draft.frame.with_columns(replied.cast(pl.Datetime("us")).alias("first_reply"))
    return draft.with_frame(frame.drop("first_reply_minutes"))


def check_ends(draft: TableDraft) -> TableDraft:
    """Turn last days into half-open ends where the mapping says so; quarantine ends before their start."""
    start, end = END_COLUMNS.get(draft.table, ("", ""))
    if end not in draft.frame.columns:
        return draft
    if draft.mapping.end_is_last_day:
        draft = draft.with_frame(draft.frame.with_columns(pl.col(end).dt.offset_by("1d")))
    if start not in draft.frame.columns:
        return draft
    reason = pl.lit(f"ends before it starts ({start} is ") + pl.col(start).cast(pl.String) + pl.lit(")")
    return draft.quarantine(pl.col(end) < pl.col(start), end, reason)
