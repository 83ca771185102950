"""What the departure of a rep does to its book: revenue a year later beside that of reps who stayed."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from holdfast.facts.levels import standing_in
from holdfast.facts.team.holdings import holders, rep_ids
from holdfast.figures import FEW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.metrics.revenue.recurring import MEASURED_ON
from holdfast.metrics.scope import Scope
from holdfast.money import MONEY_SCALE, to_units
from holdfast.rows.numbered import marked
from holdfast.rows.standing import standing
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.intervals.wilson import Z
from holdfast.statistics.sequential.evidence import boundary
from holdfast.statistics.sequential.prospect import TOO_FEW
from holdfast.statistics.sequential.waiting import when_measured
from holdfast.timeline import ONE_DAY, add_months
from holdfast.words.numerals import rounded_amount_text
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.book.book import Book

YEAR_MONTHS: Final = 12
KEPT_DAYS: Final = 32
KEPT_ROWS: Final = 2_000_000
"""Revenue around so many days is kept of a book, of so many customers together: a row takes 21 bytes."""
NO_DEPARTURE: Final = "no rep left a book whose 12 months after ended inside the period"
NOBODY_STAYED: Final = "no rep stayed through those 12 months to compare with"


class Departure(NamedTuple):
    """A rep who left: `day` is the first day no longer here. Revenue in ten-thousandths.

    `customers`: those of its book, `stayed`: those of the reps it is compared with.
    """

    rep_id: str
    name: str
    day: date
    customers: pl.Series
    stayed: pl.Series
    before: int
    after: int
    stayed_before: int
    stayed_after: int

    @property
    def is_compared(self) -> bool:
        """Whether the book brought anything, and there is a book to compare it with."""
        return self.before > 0 and self.stayed_before > 0

    @property
    def went_on(self) -> float:
        """What of its revenue the books of those who stayed kept."""
        return self.stayed_after / self.stayed_before


@keeps(1)
def departures(scope: Scope) -> list[Departure]:
    """Departures whose 12 months after ended inside the period, by day and rep.

    `before` and `after`: revenue of the customers the rep held on the last day, in the 12 months before and
    after; on the recurring basis their level at the departure and 12 months later. `stayed_*`: the same
    customers-held-that-day for reps who were here and still were 12 months later.
    """
    reps = scope.book.visible("reps", scope.as_of).filter(pl.col("hire_date").is_not_null())
    year_after = pl.col("end_date").dt.offset_by(f"{YEAR_MONTHS}mo")
    left = reps.filter(
        (pl.col("end_date") > pl.col("hire_date"))
        & (year_after > scope.period.start)
        & (year_after <= scope.period.end)
    ).sort("end_date", "rep_id")
    chosen = left.select("rep_id", pl.coalesce("name", "rep_id"), "end_date")
    return [_departure(scope, reps, *row) for row in chosen.iter_rows()]


def _departure(scope: Scope, reps: pl.DataFrame, rep_id: str, name: str, day: date) -> Departure:
    later = add_months(day, YEAR_MONTHS)
    stayed = reps.filter(
        (pl.col("hire_date") < day) & (pl.col("end_date").is_null() | (pl.col("end_date") >= later))
    )
    books = scope.own(_books, rep_id, day, tuple(stayed.get_column("rep_id")))
    own, others = (books.filter(part) for part in ("own", "others"))
    sums = [int(part.get_column(name).sum()) for part in (own, others) for name in ("before", "after")]
    return Departure(rep_id, name, day, own.get_column("customer"), others.get_column("customer"), *sums)


def _books(scope: Scope, rep_id: str, day: date, stayed: tuple[str, ...]) -> pl.DataFrame:
    """The customers held the day before by a rep (`own`) or by some (`others`), and revenue around the day.

    `customer`, Boolean `own` and `others`, Int64 `before` and `after`; by customer.
    """
    held = holders(scope.book, scope.as_of, day - ONE_DAY)
    ids = rep_ids(scope.book)
    by_rep = ids.select("holder", own=pl.col("rep_id") == rep_id, others=pl.col("rep_id").is_in(stayed))
    looked_at = by_rep.select(pl.col("holder").filter(pl.col("own") | pl.col("others"))).to_series()
    chosen = marked(scope.facts.get_column("customer"), scope.book.customers.height)
    asked = marked(looked_at, ids.height).gather(held.get_column("holder"))
    held = held.filter(asked & chosen.gather(held.get_column("customer")))
    around = _around(scope.book, scope.as_of, day, recurring=scope.on_recurring)
    return pl.DataFrame(
        [
            *around.select("customer", "before", "after")[held.get_column("customer")],
            *by_rep.select("own", "others")[held.get_column("holder")],
        ]
    )


def revenue_around(scope: Scope, customers: pl.Series, day: date) -> pl.DataFrame:
    """`customer`, and Int64 revenue `before` and `after` a day, of those with any."""
    around = _around(scope.book, scope.as_of, day, recurring=scope.on_recurring)
    return around[customers.sort()].filter("any").drop("any")


@keeps(lambda book: max(2, min(KEPT_DAYS, KEPT_ROWS // max(book.customers.height, 1))))
def _around(book: Book, as_of: date, day: date, *, recurring: bool) -> pl.DataFrame:
    """The same of everybody, row i customer i: running totals tell what came between two days.

    Boolean `any`: whether there was any revenue by the as-of date.
    """
    earlier, later = add_months(day, -YEAR_MONTHS), add_months(day, YEAR_MONTHS)
    closed, height = as_of + ONE_DAY, book.customers.height
    customer = pl.int_range(height, dtype=pl.UInt32, eager=True)
    instants = (earlier, day, min(later, closed))
    if recurring:
        changes = book.activity.changes
        at = [standing(changes, instant).level(changes.get_column("level"), height) for instant in instants]
        known, before, after = standing(changes, closed), at[1], at[2]
    else:
        running = book.sales.get_column("running")
        at = [standing_in(book, "sales", instant).level(running, height) for instant in instants]
        known, before, after = standing_in(book, "sales", closed), at[1] - at[0], at[2] - at[1]
    return pl.DataFrame(
        {"customer": customer, "before": before, "after": after, "any": marked(known.customers, height)}
    )


def _departure_revenue(scope: Scope) -> Measured:
    found = [one for one in departures(scope) if one.before > 0]
    if not found:
        return Measured(None, note=NO_DEPARTURE)
    compared = [one for one in found if one.is_compared]
    if not compared:
        return Measured(None, note=NOBODY_STAYED)
    before, after = sum(one.before for one in compared), sum(one.after for one in compared)
    # Every departure has its own year to be compared with; the larger book weighs more.
    stayed = sum(one.before * one.went_on for one in compared) / before
    customers = sum(one.customers.len() for one in compared)
    of = rounded_amount_text(before / MONEY_SCALE, scope.book.settings.currency)
    note = (
        f"books of {plural(len(compared), 'rep')} who left kept {after / before:.1%} of "
        f"{of}, those of reps who stayed {stayed:.1%}; accounts of leavers may differ"
    )
    return Measured(after / before - stayed, note=note, status="few" if customers < FEW else None)


def _departed_books(scope: Scope, _part: str) -> pl.DataFrame:
    """The customers of every book that is compared: revenue `before`, `after`, and `effect` on the figure."""
    compared = [one for one in departures(scope) if one.is_compared]
    before = sum(one.before for one in compared)
    books = [
        revenue_around(scope, one.customers, one.day).select(
            "customer",
            pl.lit(one.name).alias("left_by"),
            pl.lit(one.day).alias("on"),
            to_units(pl.col("before")).alias("before"),
            to_units(pl.col("after")).alias("after"),
            ((pl.col("after") - pl.col("before") * one.went_on) / before).alias("effect"),
        )
        for one in compared
    ]
    nobody = (
        scope.facts.head(0)
        .select("customer")
        .with_columns(
            pl.lit(None, pl.String).alias("left_by"),
            pl.lit(None, pl.Date).alias("on"),
            *(pl.lit(None, pl.Float64).alias(name) for name in ("before", "after", "effect")),
        )
    )
    return pl.concat([nobody, *books]).sort("customer", "on")


class CostOf(NamedTuple):
    """What one departure cost in a year, in currency units: what would have been kept − what was.

    `low`, `high`: its 95 % interval, None below FEW customers on either side.
    """

    value: float
    low: float | None = None
    high: float | None = None
    variance: float = 0.0


def cost_of(scope: Scope, one: Departure) -> CostOf:
    """The cost of one departure that is compared.

    Each customer of the book misses what those of the reps who stayed went on to bring, for its own revenue
    before, less what it brought. The interval is that of a total of as many customers, and of the ratio it is
    measured by (linearised: Cochran 1977, Sampling Techniques, 6.3); books of departing reps may differ.
    """
    yearly = _yearly(scope) / MONEY_SCALE
    value = (one.before * one.went_on - one.after) * yearly
    held, compared = one.customers.len(), one.stayed.len()
    if min(held, compared) < FEW:
        return CostOf(value)
    own, others = (
        _variance(revenue_around(scope, part, one.day), one.went_on, part.len())
        for part in (one.customers, one.stayed)
    )
    variance = (own + (one.before / one.stayed_before) ** 2 * others) * yearly**2
    wide = Z * math.sqrt(variance)
    return CostOf(value, value - wide, value + wide, variance)


def _yearly(scope: Scope) -> int:
    """What turns revenue around a departure into that of a year: recurring revenue is that of a month."""
    return 12 if scope.on_recurring else 1


def _variance(around: pl.DataFrame, went_on: float, customers: int) -> float:
    """The variance of the total of after − `went_on` × before over so many customers, most with revenue."""
    left = around.select(pl.col("after") - went_on * pl.col("before")).to_series()
    total, squares = exact_sum(left), exact_sum(left * left)
    return max(0.0, customers * (squares - total * total / customers) / (customers - 1))


def _departure_cost(scope: Scope) -> Measured:
    found = departures(scope)
    compared = [one for one in found if one.is_compared]
    if not compared:
        return Measured(None, note=NOBODY_STAYED if any(one.before > 0 for one in found) else NO_DEPARTURE)
    costs = [cost_of(scope, one) for one in compared]
    value = math.fsum(cost.value for cost in costs)
    told = all(cost.low is not None for cost in costs)
    once = Z * math.sqrt(math.fsum(cost.variance for cost in costs))
    customers = sum(one.customers.len() for one in compared)
    counted = f"{plural(customers, 'customer')} of {plural(len(compared), 'rep')} who left"
    level = scope.level
    wide = once if level is None or not customers else once * boundary(customers, level) / Z
    distinct = told and abs(value) > wide
    when = when_measured(value, once, customers, scope.pace, told=distinct, level=level) if told else TOO_FEW
    unclear = ("not distinguishable from none",) if told and abs(value) <= wide else ()
    note = "; ".join(
        (f"{counted}, beside the books of reps who stayed", *unclear, "accounts of leavers may differ")
    )
    return Measured(
        value,
        value - wide if told else None,
        value + wide if told else None,
        note=note,
        status=None if told else "few",
        knowable=when,
        always_valid=scope.always_valid and told,
    )


def _cost_rows(scope: Scope, _part: str) -> pl.DataFrame:
    """The customers of every book that is compared, and what each of them brought less than expected."""
    compared = [one for one in departures(scope) if one.is_compared]
    return pl.concat([_NO_COST, *(cost_rows(scope, one) for one in compared)]).sort("customer", "on")


def cost_rows(scope: Scope, one: Departure) -> pl.DataFrame:
    """The customers of one departure with any revenue around it; money Float64 in currency units of a year.

    `customer`, `left_by`, `on`, `before`, `expected`, `after`, `cost` (expected − after); null without
    anybody to compare with.
    """
    before, after = (to_units(_yearly(scope) * pl.col(name)) for name in ("before", "after"))
    expected = before * one.went_on if one.is_compared else pl.lit(None, pl.Float64)
    return revenue_around(scope, one.customers, one.day).select(
        "customer",
        pl.lit(one.name).alias("left_by"),
        pl.lit(one.day).alias("on"),
        before.alias("before"),
        expected.alias("expected"),
        after.alias("after"),
        (expected - after).alias("cost"),
    )


_NO_COST: Final = pl.DataFrame(
    schema={
        "customer": pl.UInt32,
        "left_by": pl.String,
        "on": pl.Date,
        **dict.fromkeys(("before", "expected", "after", "cost"), pl.Float64),
    }
)


DEPARTURE_METRICS: Final = (
    Metric(
        "departure.revenue",
        "Effect of a departing rep on revenue",
        "revenue 12 months after ÷ before the departure of the books of reps who left − the same of reps "
        "who stayed",
        "customers held on the last day of reps whose 12 months after ended inside the period",
        "ratio",
        1,
        tuple((*activity, "assignments", "reps") for activity in ACTIVITY),
        "none",
        f"Difference in differences: Angrist & Pischke 2009, chapter 5; {MEASURED_ON}",
        Computed(
            _departure_revenue,
            _departed_books,
            (("left_by", "Left by"), ("on", "On"), ("before", "Before"), ("after", "After")),
            adds_up="effect",
            amount_title="Effect",
        ),
        on_basis=True,
        difference=True,
        nothing=NO_DEPARTURE,
        synonyms=("difference in differences",),
    ),
    Metric(
        "departure.cost",
        "Cost of departing reps",
        "Σ revenue 12 months before × what the books of reps who stayed kept of theirs − revenue 12 months "
        "after",
        "customers held on the last day of reps whose 12 months after ended inside the period",
        "money",
        -1,
        tuple((*activity, "assignments", "reps") for activity in ACTIVITY),
        "linearised",
        f"Ratio estimation: Cochran 1977, chapter 6; {MEASURED_ON}",
        Computed(
            _departure_cost,
            _cost_rows,
            (
                ("left_by", "Left by"),
                ("on", "On"),
                ("before", "Before"),
                ("expected", "Expected"),
                ("after", "After"),
            ),
            adds_up="cost",
            amount_title="Cost",
        ),
        on_basis=True,
        nothing=NO_DEPARTURE,
        synonyms=("departure cost", "cost of losing a rep", "what a departure cost"),
    ),
)
"""What departures do to the books they leave."""
