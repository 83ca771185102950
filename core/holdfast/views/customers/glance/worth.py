"""What a customer brings, against the year before, and the agreements that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.contracts import contract_terms, deadline_words
from holdfast.facts.lost.records import revenue_before
from holdfast.money import to_units
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.customers.glance.told import Agreement, Worth
from holdfast.views.customers.rows import monthly

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

YEAR = 12


def worth_of(book: Book, row: pl.DataFrame, as_of: date) -> Worth:
    """What the customer in `row` (one row of facts) brings, and when that is next up."""
    customer: int = row.item(0, "customer")
    money = row.select(to_units(pl.col("revenue", "mrr"))).row(0, named=True)
    before = _year_before(book, customer, as_of)
    renewal = row.item(0, "renewal")
    notice_by = _notice_by(book, customer, as_of, renewal)
    return Worth(
        revenue=money["revenue"],
        before=before,
        change=money["revenue"] / before - 1 if before is not None and before > 0 else None,
        months=tuple(monthly(book, [customer], as_of)[0]),
        mrr=money["mrr"],
        renewal=renewal,
        renewal_days=_days(renewal, as_of),
        notice_by=notice_by,
        notice_days=_days(notice_by, as_of),
        deadline=row.select(deadline_words(as_of)).item(),
    )


def _days(day: date | None, as_of: date) -> int | None:
    return None if day is None else (day - as_of).days


def _year_before(book: Book, customer: int, as_of: date) -> float | None:
    """The field `revenue` as it was a year ago, in currency units."""
    closed = add_months(as_of + ONE_DAY, -YEAR)
    sold = book.sales.get_column("day").min()
    first = sold if sold is not None else book.span[0]
    if first > add_months(closed, -YEAR):  # type: ignore[operator]
        return None
    asked = pl.DataFrame({"customer": [customer], "date": [closed]}, schema_overrides={"customer": pl.UInt32})
    value: float = revenue_before(book, asked).select(to_units(pl.col("revenue_before"))).item()
    return value


def _notice_by(book: Book, customer: int, as_of: date, renewal: date | None) -> date | None:
    if renewal is None or not book.has("contracts"):
        return None
    mine = (pl.col("customer") == customer) & (pl.col("due") == renewal)
    day: date | None = contract_terms(book, as_of).filter(mine).get_column("notice_by").min()  # type: ignore[assignment]
    return day


def agreements_of(book: Book, customer: int, as_of: date) -> tuple[Agreement, ...]:
    """Contracts and subscriptions visible on `as_of`: those that run first, then the newest."""
    found = [*_contracts(book, customer, as_of), *_subscriptions(book, customer, as_of)]
    newest = sorted(found, key=lambda one: one.start.toordinal() if one.start else 0, reverse=True)
    return tuple(sorted(newest, key=lambda one: not one.runs))


def _contracts(book: Book, customer: int, as_of: date) -> list[Agreement]:
    if not book.has("contracts"):
        return []
    rows = contract_terms(book, as_of).filter(pl.col("customer") == customer)
    # One that renews itself has no end of its own, and still is over once another took its place.
    is_over = pl.col("followed_on").is_not_null()
    told = rows.select(
        pl.lit("contract"),
        "contract_id",
        to_units(pl.col("value")),
        "start",
        pl.coalesce("own_end", pl.when(is_over).then("due")).alias("until"),
        pl.col("running") & ~is_over,
        "due",
        "notice_by",
        "renews_itself",
    )
    return [Agreement(*row) for row in told.iter_rows()]


def _subscriptions(book: Book, customer: int, as_of: date) -> list[Agreement]:
    if not book.has("subscriptions"):
        return []
    rows = book.visible("subscriptions", as_of, pl.col("customer") == customer)
    name = pl.coalesce("plan", "subscription_id").fill_null("without a name")
    runs = (pl.col("end").is_null() | (pl.col("end") > as_of)).alias("runs")
    told = rows.select(pl.lit("subscription"), name, to_units(pl.col("mrr")), "start", "end", runs)
    return [Agreement(*row) for row in told.iter_rows()]
