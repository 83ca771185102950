"""What customers wrote, and the answers that somebody should come back on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.customers.voice import DETRACTED
from holdfast.views.customers.linked_rows import LinkedRows

if TYPE_CHECKING:
    from datetime import date

    from holdfast.timeline import Period

NOTHING_SAID: Final = LinkedRows(pl.DataFrame(schema={"customer": pl.UInt32}))

OF_STAFF: Final = "enps"
"""What reps wrote is no business of a room about customers, and would tell who they are."""

_NAMED: Final = pl.coalesce("name", "customer_id").alias("name")
_KINDS: Final = {"nps": "NPS", "csat": "CSAT", "exit": "exit"}


def comments(answers: pl.DataFrame, period: Period) -> LinkedRows:
    """Comments of customers answered inside the period, the newest first.

    `answers` as `subject_facts` gives them. Columns: `answered` Date, `name`, `score` Float64 (null of exit
    interviews), `said` in a word what it counts as, `kind`, `comment`.
    """
    inside = pl.col("answered").is_between(period.start, period.end, closed="left")
    wrote = answers.filter(inside & pl.col("comment").is_not_null() & (pl.col("kind") != OF_STAFF))
    return LinkedRows(
        wrote.sort("answered", "row", descending=True).select(
            "customer", "answered", _NAMED, "score", _counts_as(), _kind(), "comment", "row"
        ),
        key="row",
    )


def detractors(answers: pl.DataFrame, as_of: date) -> LinkedRows:
    """Answers of detractors inside the period: those that nobody came back on first, the longest open on top.

    Columns: `state` in a word, `name`, `score` Float64, `answered` and `loop_closed` Date, `days` until then
    or so far, `comment`.
    """
    open_days = (pl.coalesce("loop_closed", pl.lit(as_of)) - pl.col("answered")).dt.total_days()
    state = (
        pl.when(pl.col("loop_closed").is_not_null())
        .then(pl.lit("answered"))
        .when("tells_loops")
        .then(pl.lit("open"))
        .otherwise(pl.lit("not told"))
    )
    return LinkedRows(
        answers.filter(DETRACTED)
        .with_columns(is_closed=pl.col("loop_closed").is_not_null())
        .sort("is_closed", "answered", "row", descending=[False, False, False])
        .select(
            "customer",
            state.alias("state"),
            _NAMED,
            "score",
            "answered",
            open_days.cast(pl.Int64).alias("days"),
            "loop_closed",
            "comment",
            "row",
        ),
        key="row",
    )


def _counts_as() -> pl.Expr:
    """What a score counts as: of satisfaction, whether it is content."""
    of_mark = (
        pl.when(pl.col("mark") == 1)
        .then(pl.lit("promoter"))
        .when(pl.col("mark") == 0)
        .then(pl.lit("passive"))
        .when(pl.col("mark") == -1)
        .then(pl.lit("detractor"))
    )
    of_csat = (
        pl.when("satisfied").then(pl.lit("content")).when(~pl.col("satisfied")).then(pl.lit("not content"))
    )
    return pl.when(pl.col("kind") == "csat").then(of_csat).otherwise(of_mark).alias("said")


def _kind() -> pl.Expr:
    known = pl.col("kind").replace_strict(_KINDS, default=pl.col("kind"), return_dtype=pl.String)
    return known.alias("kind")
