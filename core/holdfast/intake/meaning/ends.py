"""How subscriptions end: by their end, else by the day of cancelling; what never began is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.wording import count
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import MEANS

if TYPE_CHECKING:
    from holdfast.intake.finish.draft import TableDraft

_OVER = ("cancelled", "ended")
_GOES_ON = ("running", "trial")


def cancelled_is_end(draft: TableDraft, *, include_trials: bool) -> tuple[TableDraft, list[Finding]]:
    """Subscriptions whose status and day of cancelling are carried out.

    Without a column of ends the day of cancelling is the end, unless the status says that it still runs; with
    one, only where the status says that it is over and no end stands there. Raises nothing: what is over
    without any day goes to quarantine.
    """
    if draft.table != "subscriptions":
        return draft, []
    has_status = MEANS in draft.frame.columns
    means = pl.col(MEANS) if has_status else pl.lit(None, dtype=pl.String)
    draft = draft.leave_out((means == "never began").fill_null(value=False))
    draft, found = _ended(draft, means)
    found += _taken_for_monthly(draft)
    if has_status:
        draft = draft.quarantine(
            means.is_in(_OVER) & pl.col("end").is_null(),
            "status",
            "says that it is over, but no column says when: map its end",
        )
        if not include_trials:
            draft = _unpaid_trials(draft)
        draft = draft.with_frame(draft.frame.drop("status", MEANS, strict=False))
    return draft, found


def _ended(draft: TableDraft, means: pl.Expr) -> tuple[TableDraft, list[Finding]]:
    columns = draft.frame.columns
    has_end = "end" in columns
    if not has_end:
        draft = draft.with_frame(draft.frame.with_columns(pl.lit(None, dtype=pl.Date).alias("end")))
    if "cancel_requested" not in columns:
        return draft, []
    over = means.is_in(_OVER).fill_null(value=False)
    goes_on = means.is_in(_GOES_ON).fill_null(value=False)
    taken = (
        pl.col("end").is_null() & pl.col("cancel_requested").is_not_null() & (over if has_end else ~goes_on)
    )
    number = int(draft.frame.select(taken.sum()).item())
    if not number:
        return draft, []
    end = pl.when(taken).then("cancel_requested").otherwise("end").alias("end")
    why = "no end stands beside it" if has_end else "the file has no column of ends"
    found = Finding(
        "info",
        "subscriptions",
        f"{count(number, 'subscription')}: the day of cancelling is taken for the end, as {why}; "
        "map end where another column says it",
    )
    return draft.with_frame(draft.frame.with_columns(end)), [found]


def _taken_for_monthly(draft: TableDraft) -> list[Finding]:
    """What to say where nothing tells how often an amount is billed: a year's would count twelve times."""
    columns = draft.frame.columns
    told = {"mrr", "interval"} & set(columns) or {"period_start", "period_end"} <= set(columns)
    if told or "amount" not in columns or not draft.mapping.recognised:
        return []
    return [
        Finding(
            "warning",
            "subscriptions",
            "no column says how often subscriptions are billed: each amount is taken for that of a month; "
            "where it is not, map the column that says it to interval",
        )
    ]


def _unpaid_trials(draft: TableDraft) -> TableDraft:
    """A trial of which no end is known pays nothing yet."""
    known = pl.col("trial_end").is_not_null() if "trial_end" in draft.frame.columns else pl.lit(value=False)
    unpaid = (pl.col(MEANS) == "trial").fill_null(value=False) & ~known
    money = [name for name in ("mrr", "amount") if name in draft.frame.columns]
    return draft.with_frame(
        draft.frame.with_columns(
            pl.when(unpaid).then(0).otherwise(pl.col(name)).alias(name) for name in money
        )
    )
