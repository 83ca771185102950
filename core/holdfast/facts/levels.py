"""Facts read off running totals: what a customer had on a day is its last row before it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.book.activity import MOVEMENTS
from holdfast.rows.numbered import filled, marked, placed
from holdfast.timeline import ONE_DAY, Period, add_months

if TYPE_CHECKING:
    from holdfast.book.book import Book


def sales_levels(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Net revenue per customer up to `as_of`, row i customer i.

    Int64 `revenue` (trailing 12 months), `revenue_period`, `revenue_before` (the equally long period before)
    and `revenue_total`.
    """
    closed = as_of + ONE_DAY
    before = period.previous()
    instants = {add_months(closed, -12), closed, period.start, period.end, before.start, before.end}
    height = book.customers.height
    total = {instant: _running(book.sales, instant, height) for instant in instants}
    return pl.DataFrame(
        {
            "revenue": total[closed] - total[add_months(closed, -12)],
            "revenue_period": total[period.end] - total[period.start],
            "revenue_before": total[before.end] - total[before.start],
            "revenue_total": total[closed],
        }
    )


def activity_levels(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """State of each customer at both ends of the period and on `as_of`, and what happened inside it.

    Row i is customer i: Booleans `active`, `active_start`, `active_end`, `counted_before` (seen active at a
    month's end before the period), `joined`, `has_returned`; Int64 `mrr`, `mrr_start`, `mrr_end`,
    `event_<movement>`; Date `first_active`, `lost_on_period` (the last loss inside the period), `ceased_on`
    (null while active or where it never was) and Boolean `was_served` (it ceased with recurring revenue).
    """
    height = book.customers.height
    visible = book.activity.changes.filter(pl.col("day") <= as_of)
    closed = as_of + ONE_DAY
    states = {instant: _state(visible, instant, height) for instant in {closed, period.start, period.end}}
    happened = visible.filter(pl.col("day").is_between(period.start, period.end, closed="left"))
    kind = pl.col("kind")
    first = visible.filter(pl.col("is_first"))

    def of_any(rows: pl.DataFrame) -> pl.Series:
        """Whether each customer has any of these rows."""
        return marked(rows.get_column("customer"), height)

    return pl.DataFrame(
        {
            "active": states[closed][0],
            "active_start": states[period.start][0],
            "active_end": states[period.end][0],
            "mrr": states[closed][1],
            "mrr_start": states[period.start][1],
            "mrr_end": states[period.end][1],
            "counted_before": of_any(visible.filter(pl.col("counted_from") < period.start)),
            "joined": of_any(happened.filter(kind == "new")),
            "has_returned": of_any(visible.filter(kind == "reactivation")),
            "first_active": placed(first.get_column("customer"), first.get_column("day"), height),
            "lost_on_period": _last_loss(happened, height),
        }
    ).hstack([*_ceased(visible, closed, height), *_events(happened, height)])


def _last_before(frame: pl.DataFrame, instant: date) -> pl.DataFrame:
    """The last row of each customer dated before `instant`; `next_day` is that of its next row."""
    day, following = pl.col("day"), pl.col("next_day")
    return frame.filter((day < instant) & (following.is_null() | (following >= instant)))


def _running(sales: pl.DataFrame, instant: date, height: int) -> pl.Series:
    rows = _last_before(sales, instant)
    return filled(0, height, pl.Int64).scatter(rows.get_column("customer"), rows.get_column("running"))


def _state(changes: pl.DataFrame, instant: date, height: int) -> tuple[pl.Series, pl.Series]:
    """Whether each customer was active just before `instant`, and its recurring revenue then."""
    rows = _last_before(changes, instant)
    place = rows.get_column("customer")
    active = filled(value=False, height=height, dtype=pl.Boolean)
    level = filled(0, height, pl.Int64)
    return active.scatter(place, rows.get_column("is_active")), level.scatter(place, rows.get_column("level"))


def _ceased(changes: pl.DataFrame, instant: date, height: int) -> pl.DataFrame:
    """`ceased_on` and `was_served` of who is not active any more."""
    last = _last_before(changes, instant).filter(~pl.col("is_active"))
    served = last.select(pl.col("level") - pl.col("delta") > 0).to_series()
    customers = last.get_column("customer")
    return pl.DataFrame(
        {
            "ceased_on": placed(customers, last.get_column("day"), height),
            "was_served": placed(customers, served, height),
        }
    )


def _last_loss(happened: pl.DataFrame, height: int) -> pl.Series:
    lost = happened.filter(pl.col("step") == -1).group_by("customer").agg(pl.col("day").max())
    return placed(lost.get_column("customer"), lost.get_column("day"), height)


def _events(happened: pl.DataFrame, height: int) -> pl.DataFrame:
    """Sum of the changes of each kind inside the period."""
    columns = {}
    for movement in MOVEMENTS:
        moved = (
            happened.filter((pl.col("kind") == movement) & (pl.col("delta") != 0))
            .group_by("customer")
            .agg(pl.col("delta").sum())
        )
        nothing = filled(0, height, pl.Int64)
        columns[f"event_{movement}"] = nothing.scatter(
            moved.get_column("customer"), moved.get_column("delta")
        )
    return pl.DataFrame(columns)
