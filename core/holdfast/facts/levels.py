"""Facts read off running totals: what a customer had on a day is its last row before it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.book.activity import MOVEMENTS
from holdfast.keeping import keeps
from holdfast.rows.numbered import filled, marked, placed
from holdfast.rows.standing import LastRows, standing
from holdfast.timeline import ONE_DAY, Period, add_months

if TYPE_CHECKING:
    from holdfast.book.book import Book


ByDay = Literal["purchases", "sales", "tickets", "two_way", "inbound", "outbound"]
"""Frames sorted by customer and day with `next_day`: of book.Book, the others of event_logs.EventLogs."""

KEPT_INSTANTS: Final = 24
"""So many are kept of a book: a step asks for some of them again, as does the period it is compared with."""

KEPT_ROWS: Final = 2_400_000
"""At most so many customers are kept together: four bytes each, and a bit for every row of the frame."""

LEVELS: Final = frozenset(
    ("revenue", "revenue_period", "revenue_before", "revenue_total", "active", "active_start", "active_end",
     "mrr", "mrr_start", "mrr_end", "counted_before", "joined", "has_returned", "first_active",
     "lost_on_period", *(f"event_{movement}" for movement in MOVEMENTS))
)  # fmt: skip
"""Columns of `sales_levels` and `activity_levels` that facts of customers keep."""


def _frame_of(book: Book, name: ByDay) -> pl.DataFrame:
    owner = book if name in ("purchases", "sales") else book.logs
    frame: pl.DataFrame = getattr(owner, name)
    return frame


def _most(book: Book) -> int:
    return max(2, min(KEPT_INSTANTS, KEPT_ROWS // max(book.customers.height, 1)))


@keeps(_most)
def standing_in(book: Book, name: ByDay, instant: date) -> LastRows:
    """The last row of each customer before an instant, in a frame of the book or of its logs."""
    return standing(_frame_of(book, name), instant)


def sales_levels(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Net revenue per customer up to `as_of`, row i customer i.

    Int64 `revenue` (trailing 12 months), `revenue_period`, `revenue_before` (the equally long period before)
    and `revenue_total`.
    """
    closed = as_of + ONE_DAY
    before = period.previous()
    instants = {add_months(closed, -12), closed, period.start, period.end, before.start, before.end}
    height, running = book.customers.height, book.sales.get_column("running")
    total = {instant: standing_in(book, "sales", instant).level(running, height) for instant in instants}
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
    height, changes = book.customers.height, book.activity.changes
    closed = as_of + ONE_DAY
    at = {instant: standing(changes, instant) for instant in {closed, period.start, period.end}}
    happened = changes.filter(pl.col("day").is_between(period.start, period.end, closed="left"))
    visible, kind = pl.col("day") <= as_of, pl.col("kind")
    active, level = changes.get_column("is_active"), changes.get_column("level")

    def of_any(rows: pl.DataFrame, wanted: pl.Expr) -> pl.Series:
        """Whether each customer has any of these rows."""
        return marked(rows.select(pl.col("customer").filter(wanted)).to_series(), height)

    return pl.DataFrame(
        {
            "active": at[closed].level(active, height, none=False),
            "active_start": at[period.start].level(active, height, none=False),
            "active_end": at[period.end].level(active, height, none=False),
            "mrr": at[closed].level(level, height),
            "mrr_start": at[period.start].level(level, height),
            "mrr_end": at[period.end].level(level, height),
            "counted_before": of_any(changes, visible & (pl.col("counted_from") < period.start)),
            "joined": of_any(happened, kind == "new"),
            "has_returned": of_any(changes, visible & (kind == "reactivation")),
            "first_active": _first(changes, visible, height),
            "lost_on_period": _last_loss(happened, height),
        }
    ).hstack([*_ceased(changes, at[closed], height), *_events(happened, height)])


def _first(changes: pl.DataFrame, visible: pl.Expr, height: int) -> pl.Series:
    """The day of the first change of each customer."""
    first = changes.select(pl.col("customer", "day").filter(visible & pl.col("is_first")))
    return placed(first.get_column("customer"), first.get_column("day"), height)


def _ceased(changes: pl.DataFrame, last: LastRows, height: int) -> pl.DataFrame:
    """`ceased_on` and `was_served` of who is not active any more."""
    gone = last.is_last & ~changes.get_column("is_active")
    left = changes.select("customer", "day", "level", "delta").filter(gone)
    customers = left.get_column("customer")
    return pl.DataFrame(
        {
            "ceased_on": placed(customers, left.get_column("day"), height),
            "was_served": placed(customers, left.get_column("level") - left.get_column("delta") > 0, height),
        }
    )


def _last_loss(happened: pl.DataFrame, height: int) -> pl.Series:
    lost = happened.filter(pl.col("step") == -1).group_by("customer").agg(pl.col("day").max())
    return placed(lost.get_column("customer"), lost.get_column("day"), height)


def _events(happened: pl.DataFrame, height: int) -> pl.DataFrame:
    """Sum of the changes of each kind inside the period."""
    # Without recurring revenue no change has any.
    moved = happened.filter(pl.col("delta") != 0)
    columns = {}
    for movement in MOVEMENTS:
        nothing = filled(0, height, pl.Int64)
        of_kind = moved.filter(pl.col("kind") == movement)
        if not of_kind.is_empty():
            of_kind = of_kind.group_by("customer").agg(pl.col("delta").sum())
            nothing = nothing.scatter(of_kind.get_column("customer"), of_kind.get_column("delta"))
        columns[f"event_{movement}"] = nothing
    return pl.DataFrame(columns)
