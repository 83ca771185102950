"""What revenue would come if nobody new came: dependence on new customers. Spec §9."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.levels import standing_in
from holdfast.figures import FEW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.money import to_units
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.intervals.wilson import Z
from holdfast.timeline import ONE_DAY, add_months
from holdfast.words.numerals import percent_text, rounded_amount_text

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.metrics.scope import Scope

TOO_SHORT: Final = "the data do not reach back 24 months, so no year of one set of customers can be followed"
NOTHING_THEN: Final = "no revenue in the 12 months before the last 12, so no rate to go by"
NOTHING_NOW: Final = "no revenue in the last 12 months"
SOURCE: Final = (
    "Ratio estimator with its linearised variance (Cochran 1977, 6.4), set beside the last forecast that can "
    "be checked"
)


@dataclass(frozen=True)
class Returning:
    """What the customers of one day bring in the 12 months after it, told from those of a year before.

    `revenue` of their last 12 months and the `expected` of the next, between `low` and `high`, in currency
    units. `rate`: what came of a year's revenue in the year after, the revenue of those who left counting as
    nothing; `stayed`: the share of that revenue whose customers ordered again. `followed` customers in it.
    """

    revenue: float
    expected: float
    low: float | None
    high: float | None
    rate: float
    stayed: float
    followed: int


@keeps(1)
def without_new(scope: Scope) -> Returning | str:
    """The forecast at the close of the as-of date, or the sentence that says what is lacking."""
    return returning(scope, scope.as_of + ONE_DAY)


def returning(scope: Scope, end: date) -> Returning | str:
    """The forecast for the 12 months from `end` on, from what was there before it."""
    first, middle = add_months(end, -24), add_months(end, -12)
    begin = _first_day(scope)
    if begin is None or begin > first:
        return TOO_SHORT
    followed = scope.own(_followed, first, middle, end)
    then = exact_sum(followed.get_column("before"))
    if then <= 0:
        return NOTHING_THEN
    now = scope.own(yearly_revenue, end)
    whole = exact_sum(now.get_column("revenue"))
    if whole <= 0:
        return NOTHING_NOW
    rate = exact_sum(followed.get_column("after")) / then
    came = followed.filter(pl.col("after") > 0)
    stayed = exact_sum(came.get_column("before")) / then
    spread = _spread(followed, rate, then, now.height)
    low = None if spread is None else max(0.0, rate - spread) * whole
    high = None if spread is None else (rate + spread) * whole
    return Returning(whole, rate * whole, low, high, rate, stayed, followed.height)


def _spread(followed: pl.DataFrame, rate: float, then: float, customers: int) -> float | None:
    """Half of the 95 % interval of the rate; None where one customer tells nothing of a spread.

    It holds both what a rate seen of so many customers leaves open and the chance of those to come.
    """
    size = followed.height
    if size < 2:
        return None
    off = (followed.get_column("after") - rate * followed.get_column("before")) ** 2
    variance = size / (size - 1) * exact_sum(off) / then**2
    return Z * math.sqrt(variance * (1 + size / customers))


def _followed(scope: Scope, first: date, middle: date, end: date) -> pl.DataFrame:
    """`customer`, `before` and `after`: revenue of two years of whoever was there before the second began."""
    known = scope.own(_there_before, middle)
    years = [
        scope.own(yearly_revenue, until).rename({"revenue": name})
        for until, name in ((middle, "before"), (end, "after"))
    ]
    joined = known
    for year in years:
        joined = joined.join(year, on="customer", how="left", maintain_order="left")
    filled = joined.with_columns(pl.col("before", "after").fill_null(0.0))
    return filled.filter((pl.col("before") != 0) | (pl.col("after") != 0))


def yearly_revenue(scope: Scope, end: date) -> pl.DataFrame:
    """`customer` and Float64 `revenue`, not 0, currency units, of the 12 months before `end`, sorted.

    Net orders; of a book without orders the recurring revenue at the end of each of the 12 months.
    """
    if scope.book.has("orders"):
        sums = scope.of_chosen(_sold(scope.book, end).lazy())
    else:
        ends = [add_months(end, -back) for back in range(12)]
        months = pl.sum_horizontal((pl.col("day") < month).cast(pl.Int64) for month in ends)
        sums = scope.changes.lazy().group_by("customer").agg((pl.col("delta") * months).sum().alias("amount"))
    brought = sums.filter(pl.col("amount") != 0).select(
        "customer", to_units(pl.col("amount")).alias("revenue")
    )
    return brought.sort("customer").collect()


def _sold(book: Book, end: date) -> pl.DataFrame:
    """Int64 `amount` of the 12 months before `end` by `customer`, of everybody: running totals tell it."""
    height, running = book.customers.height, book.sales.get_column("running")
    before, by_then = (
        standing_in(book, "sales", day).level(running, height) for day in (add_months(end, -12), end)
    )
    customer = pl.int_range(height, dtype=pl.UInt32, eager=True)
    return pl.DataFrame({"customer": customer, "amount": by_then - before})


def _there_before(scope: Scope, day: date) -> pl.DataFrame:
    """Every `customer` with any revenue before a day, sorted."""
    if scope.book.has("orders"):
        sold = standing_in(scope.book, "sales", day).customers
        return scope.of_chosen(pl.LazyFrame({"customer": sold})).collect()
    moved = scope.changes.lazy().filter((pl.col("delta") != 0) & (pl.col("day") < day))
    return moved.select(pl.col("customer").unique().sort()).collect()


def _first_day(scope: Scope) -> date | None:
    """The first day of the book with any revenue: before it nobody can be followed."""
    days = scope.book.sales if scope.book.has("orders") else scope.book.activity.changes
    first = days.get_column("day").min()
    return first if isinstance(first, date) else None


def _expected(scope: Scope) -> Measured:
    found = without_new(scope)
    if isinstance(found, str):
        return Measured(None, note=found)
    return Measured(
        found.expected,
        found.low,
        found.high,
        note=f"{_rate_in_words(found)}; {_in_hindsight(scope)}",
        status="few" if found.followed < FEW else "ok",
    )


def _dependence(scope: Scope) -> Measured:
    found = without_new(scope)
    if isinstance(found, str):
        return Measured(None, note=found)
    whole = found.revenue
    gap = whole - found.expected
    grows = "; they bring more by themselves" if gap < 0 else ""
    return Measured(
        gap / whole,
        None if found.high is None else 1 - found.high / whole,
        None if found.low is None else 1 - found.low / whole,
        numerator=gap,
        denominator=whole,
        note=f"{_rate_in_words(found)}{grows}",
        status="few" if found.followed < FEW else "ok",
    )


def _rate_in_words(found: Returning) -> str:
    return (
        f"customers of a year ago brought {percent_text(found.rate, 1)} of their revenue again; "
        f"{percent_text(found.stayed, 1)} of it was of customers who came back at all"
    )


def _in_hindsight(scope: Scope) -> str:
    """The same forecast a year ago, beside what its customers have brought since."""
    end = scope.as_of + ONE_DAY
    middle = add_months(end, -12)
    then = returning(scope, middle)
    if isinstance(then, str):
        return "nothing to check it by: that takes 36 months of data"
    came = exact_sum(scope.own(_followed, add_months(end, -24), middle, end).get_column("after"))
    currency = scope.book.settings.currency
    said, brought = (rounded_amount_text(value, currency) for value in (then.expected, came))
    inside = then.low is not None and then.high is not None and then.low <= came <= then.high
    verdict = "inside" if inside else "outside"
    return f"on {middle - timedelta(days=1)} it said {said}; {brought} came, {verdict} its interval"


def _rows(scope: Scope, _part: str) -> pl.DataFrame:
    found = without_new(scope)
    rate = 0.0 if isinstance(found, str) else found.rate
    now = scope.own(yearly_revenue, scope.as_of + ONE_DAY)
    return now.select("customer", (pl.col("revenue") * rate).alias("expected"))


def _gap_rows(scope: Scope, part: str) -> pl.DataFrame:
    found = without_new(scope)
    missing = 0.0 if isinstance(found, str) else 1 - found.rate
    now = scope.own(yearly_revenue, scope.as_of + ONE_DAY)
    share = missing if part == "numerator" else 1.0
    return now.select("customer", (pl.col("revenue") * share).alias("expected"))


DEPENDENCE_METRICS: Final = (
    Metric(
        "revenue.without_new",
        "Revenue of 12 months without new customers",
        "revenue of the last 12 months × what customers of a year ago brought since ÷ what they brought in "
        "the 12 months before",
        "customers with revenue in the last 12 months",
        "money",
        1,
        ACTIVITY,
        "prediction interval",
        SOURCE,
        Computed(_expected, _rows, adds_up="expected"),
        over_period=False,
        nothing=NOTHING_NOW,
        synonyms=("revenue if nobody new came", "existing customer revenue"),
    ),
    Metric(
        "revenue.dependence",
        "Dependence on new customers",
        "1 − revenue of 12 months without new customers ÷ revenue of the last 12 months",
        "customers with revenue in the last 12 months",
        "ratio",
        -1,
        ACTIVITY,
        "prediction interval",
        SOURCE,
        Computed(_dependence, _gap_rows, adds_up="expected", below="expected", amounts="money"),
        over_period=False,
        nothing=NOTHING_NOW,
        synonyms=("new customer dependence", "dépendance aux nouveaux clients"),
    ),
)
"""What those who are here bring without anybody new, and what is left for new customers to bring."""
