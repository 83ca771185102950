"""The mart: when each customer was active and at what level, and what it bought by month.

Built once a book, independent of any as-of date: a change of activity is dated on the day it happened, and
whether it happened never depends on a later row, so `day <= as_of` is the whole of as-of honesty here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.rows.daily import of_each_day
from holdfast.rows.numbered import filled
from holdfast.rows.packed import Packing, sorted_by
from holdfast.timeline import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.schema.settings import BookSettings

MOVEMENTS: Final = ("new", "reactivation", "expansion", "contraction", "churn")
"""Kinds of change, in the order a waterfall shows them."""

MOVEMENT_DTYPE: Final = pl.Enum(MOVEMENTS)


@dataclass(frozen=True, eq=False)
class Activity:
    """`changes` sorted by customer and day; `months` sorted by customer and month.

    `changes`: `customer` UInt32, `day` Date, `delta` Int64 (recurring revenue; 0 on the orders basis),
    `step` Int8 (+1 became active, −1 ceased, 0 stayed), `kind` MOVEMENT_DTYPE, `counted_from` Date (where it
    became active: the first month's end that saw it active, null where it had left before one did), `level`
    Int64 and `is_active` after the change, `is_first`, `next_day` Date of the customer's next change. A
    customer is active at the close of day d when its steps up to d add up to 1, and its recurring revenue
    is the sum of its deltas.
    `months`: `customer` UInt32, `month` Int32 (year·12 + month − 1), `orders` UInt32, `revenue` Int64.
    `gaps`, sorted by customer and length: `customer`, `gap` Int32 days, `day` of the order that ended it.
    """

    changes: pl.DataFrame
    months: pl.DataFrame
    gaps: pl.DataFrame


def build_activity(
    settings: BookSettings, tables: Mapping[str, pl.DataFrame], purchases: pl.DataFrame, sales: pl.DataFrame
) -> Activity:
    """The mart of a book's linked tables; `purchases` and `sales` as in `book.Book`."""
    # What needs most memory on the way comes first, while the least is held.
    gaps = _gaps(purchases)
    months = _months(purchases, sales)
    changes = _changes(_spells(settings, tables, purchases), settings.reactivation_window)
    return Activity(changes, months, gaps)


def _spells(
    settings: BookSettings, tables: Mapping[str, pl.DataFrame], purchases: pl.DataFrame
) -> pl.DataFrame:
    """When customers were active: `customer`, `start`, `end` (null: open) and `mrr`."""
    service = _service_spells(settings, tables)
    bought = _purchase_spells(purchases, settings.active_window)
    return bought if service is None else pl.concat([service, _before_service(bought, service)])


def month_index(day: pl.Expr) -> pl.Expr:
    """Date → Int32 months since year 0."""
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1


def month_number(day: date) -> int:
    """The same for one date."""
    return day.year * 12 + day.month - 1


def after(day: pl.Expr, duration: Duration) -> pl.Expr:
    """The first day t for which `duration.before(t)` is later than `day`, less one: when activity ends.

    Calendar months clamp to the last day of a short month; where they do, the window stays open to that
    month's end, so the day after is taken.
    """
    if not duration.months:
        return day + pl.duration(days=duration.days)
    first_outside = day + pl.duration(days=1)
    shifted = first_outside.dt.offset_by(f"{duration.months}mo")
    clamped = shifted.dt.day() != first_outside.dt.day()
    return pl.when(clamped).then(shifted).otherwise(shifted - pl.duration(days=1))


def _purchase_spells(purchases: pl.DataFrame, window: Duration) -> pl.DataFrame:
    """Runs of purchases no further apart than the active window: active until the window has passed."""
    end = of_each_day(purchases.get_column("day"), after(pl.col("day"), window))
    windows = purchases.select("customer", "day", end.alias("end"))
    other_customer = pl.col("customer") != pl.col("customer").shift(1)
    begins = (other_customer | (pl.col("day") > pl.col("end").shift(1))).fill_null(value=True)
    marked = windows.with_columns(begins.alias("begins")).with_columns(
        pl.col("begins").shift(-1, fill_value=True).alias("ends")
    )
    runs = marked.filter("begins").select("customer", pl.col("day").alias("start"))
    return runs.with_columns(marked.filter("ends").get_column("end"), pl.lit(0, dtype=pl.Int64).alias("mrr"))


def _service_spells(settings: BookSettings, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
    """Subscription intervals with their recurring revenue, without trials and free plans; None without any.

    Columns `customer`, `start`, `end` (null: open), `mrr` Int64, below 0 where the export books a credit so.
    """
    if "mrr_events" in tables:
        spells = _level_spells(tables["mrr_events"])
    elif "subscriptions" in tables:
        spells = _subscription_spells(settings, tables["subscriptions"])
    else:
        return None
    paying = pl.lit(value=True) if settings.include_trials else pl.col("mrr") != 0
    lasting = pl.col("end").is_null() | (pl.col("start") < pl.col("end"))
    return spells.filter(paying & pl.col("customer").is_not_null() & lasting)


def _before_service(bought: pl.DataFrame, service: pl.DataFrame) -> pl.DataFrame:
    """Spells from purchases, as long as the customer had no subscription: from its first one that decides.

    Cut at the day the first subscription starts, because before that day nobody could know of it.
    """
    first = service.group_by("customer").agg(pl.col("start").min().alias("served_from"))
    return (
        bought.join(first, on="customer", how="left", maintain_order="left")
        .filter(pl.col("served_from").is_null() | (pl.col("start") < pl.col("served_from")))
        .select("customer", "start", pl.min_horizontal("end", "served_from").alias("end"), "mrr")
    )


def _subscription_spells(settings: BookSettings, subscriptions: pl.DataFrame) -> pl.DataFrame:
    end = pl.col("end")
    if settings.churn_date == "cancel_requested":
        end = pl.min_horizontal("end", "cancel_requested")
    start = pl.col("start")
    if not settings.include_trials:
        start = pl.max_horizontal("start", "trial_end")
    return subscriptions.select("customer", start.alias("start"), end.alias("end"), "mrr")


def _level_spells(events: pl.DataFrame) -> pl.DataFrame:
    """From each level to the next; a level of 0 says that the customer is gone, whatever trials count as."""
    levels = events.sort("customer", "effective_date", maintain_order=True)
    levels = levels.unique(["customer", "effective_date"], keep="last", maintain_order=True)
    return levels.select(
        "customer",
        pl.col("effective_date").alias("start"),
        pl.col("effective_date").shift(-1).over("customer").alias("end"),
        "mrr",
    ).filter(pl.col("mrr") != 0)


def _changes(spells: pl.DataFrame, reactivation_window: Duration | None) -> pl.DataFrame:
    """Net change per customer and day, named by what it did to the customer."""
    starts = spells.select("customer", pl.col("start").alias("day"), pl.col("mrr").alias("delta"), open=1)
    ends = spells.filter(pl.col("end").is_not_null()).select(
        "customer", pl.col("end").alias("day"), (-pl.col("mrr")).alias("delta"), open=-1
    )
    daily = (
        _net_of_days(pl.concat([starts, ends]))
        .with_columns(
            running_total("open").alias("open_after"),
            running_total("delta").alias("level"),
            FIRST_OF_CUSTOMER.alias("is_first"),
        )
        .with_columns(
            (pl.col("open_after") > 0).alias("is_active"),
            (pl.col("open_after") - pl.col("open") > 0).alias("was_active"),
        )
        .with_columns(
            (pl.col("is_active").cast(pl.Int8) - pl.col("was_active").cast(pl.Int8)).alias("step"),
        )
        .filter((pl.col("step") != 0) | (pl.col("delta") != 0))
        .with_columns(NEXT_DAY.alias("next_day"))
    )
    returned = pl.lit(value=True)
    if reactivation_window is not None:
        # Who becomes active again has left before, so the last loss above is the customer's own.
        left_on = pl.when(pl.col("step") == -1).then("day").forward_fill()
        returned = pl.col("day") <= after(left_on, reactivation_window)
    new, reactivation, expansion, contraction, churn = (
        pl.lit(movement, dtype=MOVEMENT_DTYPE) for movement in MOVEMENTS
    )
    return daily.select(
        "customer",
        "day",
        "delta",
        "step",
        _COUNTED_FROM.alias("counted_from"),
        pl.when(pl.col("step") == -1)
        .then(churn)
        .when(pl.col("step") == 0)
        .then(pl.when(pl.col("delta") > 0).then(expansion).otherwise(contraction))
        .when(~pl.col("is_first") & returned)
        .then(reactivation)
        .otherwise(new)
        .alias("kind"),
        "level",
        "is_active",
        "is_first",
        "next_day",
    )


def _net_of_days(moves: pl.DataFrame) -> pl.DataFrame:
    """Sum of `delta` and `open` per customer and day, sorted by them.

    Running totals at the last row of each day, less the one before, of rows sorted by one packed key:
    at three million rows a third of what grouping and sorting take.
    """
    packing = Packing.of(moves.select("customer", "day"))
    if packing is None:
        sums = moves.group_by("customer", "day").agg(pl.col("delta").sum(), pl.col("open").sum())
        return sums.sort("customer", "day")
    is_last = (pl.col(_KEY) != pl.col(_KEY).shift(-1)).fill_null(value=True)
    return (
        moves.lazy()
        .select(packing.key().alias(_KEY), "delta", "open")
        .sort(_KEY)
        .with_columns(pl.col("delta", "open").cum_sum())
        .filter(is_last)
        .select(
            packing.column("customer", _KEY, moves.schema["customer"]),
            packing.column("day", _KEY, moves.schema["day"]),
            pl.col("delta", "open") - pl.col("delta", "open").shift(1, fill_value=0),
        )
        .collect(engine="in-memory")
    )


_KEY: Final = "__key"


def _counted_from() -> pl.Expr:
    """The month's end that first saw a spell, on the day it began; null where it had ended before.

    Of rows with `step`, sorted by customer and day. The next row with a step is the end of the spell.
    """

    def of_next_step(name: str) -> pl.Expr:
        return pl.when(pl.col("step") != 0).then(name).backward_fill().shift(-1)

    month_end, left_on = pl.col("day").dt.month_end(), of_next_step("day")
    has_left = (of_next_step("customer") == pl.col("customer")).fill_null(value=False)
    seen = ~has_left | (left_on > month_end)
    return pl.when((pl.col("step") == 1) & seen).then(month_end)


_COUNTED_FROM: Final = _counted_from()


FIRST_OF_CUSTOMER: Final = pl.col("customer").ne_missing(pl.col("customer").shift(1))
"""Whether a row is the first of its customer, in a frame sorted by customer."""

LAST_OF_CUSTOMER: Final = pl.col("customer").ne_missing(pl.col("customer").shift(-1))
"""Whether a row is the last of its customer, in a frame sorted by customer."""

NEXT_DAY: Final = pl.when(~LAST_OF_CUSTOMER).then(pl.col("day").shift(-1))
"""The day of the customer's next row, null for the last, in a frame sorted by customer and day."""


def running_total(name: str) -> pl.Expr:
    """Sum of a column over the rows of the customer so far, in a frame sorted by customer.

    One running sum over all rows less what stood before the customer's first: windows per customer cost
    several times as much.
    """
    total = pl.col(name).cum_sum()
    return total - pl.when(FIRST_OF_CUSTOMER).then(total - pl.col(name)).forward_fill()


def kept_revenue(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    """What is kept of revenue: no more than there was, and nothing where refunds or credits exceed it."""
    return pl.min_horizontal(after, before).clip(lower_bound=0)


def _gaps(purchases: pl.DataFrame) -> pl.DataFrame:
    return sorted_by(purchases.select("customer", "gap", "day").drop_nulls("gap"))


def _months(purchases: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    is_bought = pl.col("amount") > 0
    if int(sales.select(is_bought.sum()).item()) == purchases.height:
        return _monthly(sales, orders=is_bought.cast(pl.UInt32), revenue=pl.col("amount"))
    months = _monthly(sales, revenue=pl.col("amount"))
    ordered = _monthly(purchases, orders=pl.lit(1, dtype=pl.UInt32))
    # Every month with a purchase is one with a sale, and both are sorted: its place needs no join.
    place = _month_key(months).search_sorted(_month_key(ordered))
    orders = filled(0, months.height, pl.UInt32).scatter(place, ordered.get_column("orders"))
    return months.insert_column(2, orders.alias("orders"))


def _monthly(frame: pl.DataFrame, **values: pl.Expr) -> pl.DataFrame:
    """Sums of `values` per customer and month, of rows sorted by customer and day; in their order.

    Running totals at the last row of each month, less the one before: a fifth of what grouping takes.
    """
    ends = pl.any_horizontal(pl.col(key) != pl.col(key).shift(-1) for key in ("customer", "month"))
    sums = [pl.col(name) for name in values]
    month = of_each_day(frame.get_column("day"), month_index(pl.col("day")))
    return (
        frame.lazy()
        .select("customer", month.alias("month"), **values)
        .with_columns(total.cum_sum() for total in sums)
        .filter(ends.fill_null(value=True))
        .with_columns(total - total.shift(1, fill_value=0) for total in sums)
        .collect(engine="in-memory")
    )


def _month_key(months: pl.DataFrame) -> pl.Series:
    """Customer and month as one number that sorts as they do."""
    return months.select(pl.col("customer").cast(pl.UInt64) * 2**32 + pl.col("month")).to_series()
