"""Rows as they were knowable on a day."""

from __future__ import annotations

from datetime import date

import polars as pl

from holdfast.rows.numbered import beside
from holdfast.schema.tables import MEANS, OWN_LOG, OWN_LOG_SHOWN, SEEN, STOOD_ON, UNTIL, Table


def as_known(table: Table, frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Rows knowable at the close of `as_of`; whatever became known later is null."""
    frame = frame.drop(MEANS, strict=False)
    later_dates = [name for name in table.later_known if name in frame.columns]
    dated = [name for name in (table.known_on, table.else_known_on, SEEN) if name in frame.columns]
    if dated:
        known = pl.coalesce(day_of(frame, name) for name in dated)
        frame = frame.filter(known.is_null() | (known <= as_of)).drop(SEEN, strict=False)
    known_with: dict[str, list[pl.Expr]] = {}
    for when in later_dates:
        for column in (*table.later_known[when], when):
            known_with.setdefault(column, []).append(day_of(frame, when))
    if "loop_closed" in later_dates:
        known_with[OWN_LOG] = [day_of(frame, "loop_closed")]
    frame = frame.with_columns(
        pl.when(pl.min_horizontal(days) <= as_of).then(pl.col(column)).alias(column)
        for column, days in known_with.items()
        if column in frame.columns
    )
    if table.name == "opportunities":
        undecided = pl.col("is_closed").fill_null(value=False) & (pl.col("close_date") > as_of)
        frame = frame.with_columns(
            pl.when(~undecided).then(pl.col(column)).alias(column)
            for column in ("stage", "is_closed", "is_won", "lost_reason", "competitor", "close_date")
        )
    return frame.rename({OWN_LOG: OWN_LOG_SHOWN}, strict=False)


def day_of(frame: pl.DataFrame, column: str) -> pl.Expr:
    """The day of a column of dates or moments."""
    return pl.col(column).dt.date() if frame.schema[column] == pl.Datetime else pl.col(column)


def as_described(customers: pl.DataFrame, described: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`customers` with the values of dated lists at the close of `as_of`; `described` as in `Book`."""
    later = described.filter(pl.col(UNTIL) > as_of)
    first = later.filter(pl.col("customer").is_first_distinct()).drop(STOOD_ON)
    if first.is_empty():
        return customers
    then = beside(first, customers.height)
    changed = then.get_column(UNTIL).is_not_null()
    return customers.with_columns(
        pl.when(changed).then(then.get_column(name)).otherwise(pl.col(name)).alias(name)
        for name in then.drop(UNTIL).columns
    )
