"""Past month-ends lived through again: whom a plan of then had reached before they were lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.answers.store import FactsStore
from holdfast.facts.states import IS_ACTIVE
from holdfast.journal.acting.quiet import FIRES_AGAIN
from holdfast.query import Query
from holdfast.risk.chance.judged import LEAST_ENDS, LOOKED_AT_ROWS
from holdfast.risk.chance.rates import loss_rates
from holdfast.risk.past.backtest import HORIZON, calendar_of
from holdfast.risk.past.tally import apart, lost_on
from holdfast.risk.watch import CancelledError, Watch
from holdfast.timeline import ONE_DAY
from holdfast.views.today.due.mine import narrowed
from holdfast.views.today.plan.candidates import candidates, matters_then
from holdfast.views.today.plan.capacity import calls_a_day, keeper
from holdfast.views.today.plan.hours import Window
from holdfast.views.today.plan.planned import most_of, offered, places_of, with_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.statistics.scheduling import Offer
    from holdfast.views.today.results import Asked

ORDERS: Final[Mapping[str, str]] = {
    "plan": "the plan",
    "revenue": "revenue",
    "recency": "recency",
    "chance": "chance",
    "hindsight": "hindsight",
}
"""The orders that are compared, by id: the same calls of the same reps on the same days.

By revenue of 12 months; by recency (the overdue ratio, then days since the last order); by chance, as is to
be expected of a random order; with hindsight, the most that anybody could have reached.
"""

DATED: Final = ("plan", "revenue", "recency")
"""Orders that give every customer a day or none."""

TRIED: Final = pl.Schema({"end": pl.Date, "capacity": pl.Int64, "planned": pl.Int64})
"""A month-end: how many calls the days after it had, and for how many of them the plan had somebody."""

LOST: Final = pl.Schema(
    {
        "end": pl.Date,
        "customer": pl.UInt32,
        "lost_on": pl.Date,
        "worth": pl.Int64,
        **{f"on_{order}": pl.Date for order in DATED},
        **dict.fromkeys(ORDERS, pl.Int64),
    }
)
"""A customer lost within the horizon of a month-end: `worth` money of the 12 months before; the day on which
an order had called it; and by order its worth where that was before the loss, else nothing. By chance: worth
× the share of random orders that reach it."""


def replayed(store: FactsStore, answer: Answer, asked: Asked, length: int, watch: Watch) -> Replay:
    """Every month-end that is tried, with its losses. Raises CancelledError.

    The latest month-ends that lie a horizon apart and have it behind them, at which loss rates could be told:
    fewer of a large book. Of each day only what was visible then counts, the loss rates are those of then,
    and what the user says of calls and days is taken as it is now. Nothing that was written counts.
    """
    book = store.book.exported
    then = store if book is store.book else FactsStore(book, store.thresholds)
    ends = apart(calendar_of(book, answer.facts.as_of))
    most = max(LEAST_ENDS, LOOKED_AT_ROWS // max(book.customers.height, 1))
    tried, found = [pl.DataFrame(schema=TRIED)], [pl.DataFrame(schema=LOST)]
    quiet = Watch(cancelled=watch.cancelled)
    for done, end in enumerate(ends[-most:]):
        if watch.cancelled():
            raise CancelledError
        watch.progress(done, min(most, len(ends)))
        if loss_rates(book, end, store.thresholds, quiet) is not None:
            month, lost = _month(then, answer.query.where, end, asked, length)
            tried.append(month)
            found.append(lost)
    return pl.concat(tried), pl.concat(found)


Replay = tuple[pl.DataFrame, pl.DataFrame]
"""TRIED and LOST."""


def _month(store: FactsStore, where: str, end: date, asked: Asked, length: int) -> Replay:
    answer = store.answer(Query(as_of=end, where=where))
    chosen = narrowed(store, answer, asked.mine).chosen
    # What is known at the close of a day is called upon from the next one on.
    window = Window(end + ONE_DAY, length)
    reps = calls_a_day(store.book, answer, asked.hours, chosen)
    places = {rep: places_of(calls, asked.hours, window) for rep, calls in reps.items()}
    pool = _pool(store.book, answer, chosen, window)
    matters = matters_then(store, answer, chosen, window)
    listed = candidates(answer, matters, window, most_of(places))
    days = {"plan": with_days(listed, places, window)}
    for order in ("revenue", *(("recency",) if not store.book.purchases.is_empty() else ())):
        days[order] = with_days(_in_order(pool, order), places, window, _as_they_stand)
    lost = pool.filter(pl.col("lost_on").is_not_null())
    for order, planned in days.items():
        called = planned.select("customer", pl.col("on").alias(f"on_{order}"))
        lost = lost.join(called, on="customer", how="left", maintain_order="left")
    month = (end, sum(map(sum, places.values())), days["plan"].get_column("on").count())
    reached = _reached(lost, pool, places, window).with_columns(pl.lit(end).alias("end"))
    return pl.DataFrame([month], schema=TRIED, orient="row"), reached.select(LOST.names())


def _pool(book: Book, answer: Answer, chosen: pl.Series, window: Window) -> pl.DataFrame:
    """Active customers that somebody may call, with what came of them: the same for every order.

    `customer`, `keeper`, `worth`, `overdue_ratio`, `days_since_order`, `first` and `last` as in `candidates`,
    `lost_on` Date within the horizon.
    """
    as_of = answer.facts.as_of
    rests = (pl.col("last_contact") + FIRES_AGAIN - pl.lit(window.first)).dt.total_days()
    return (
        answer.facts.customers.hstack([lost_on(book, as_of, as_of + HORIZON).alias("gone_on")])
        .filter(chosen & IS_ACTIVE.fill_null(value=False))
        .select(
            "customer",
            keeper().cast(pl.String).alias("keeper"),
            pl.col("revenue").clip(lower_bound=0).fill_null(0).cast(pl.Int64).alias("worth"),
            "overdue_ratio",
            "days_since_order",
            rests.clip(lower_bound=0).fill_null(0).cast(pl.Int32).alias("first"),
            pl.lit(window.length - 1, dtype=pl.Int32).alias("last"),
            pl.col("gone_on").alias("lost_on"),
        )
    )


def _in_order(pool: pl.DataFrame, order: str) -> pl.DataFrame:
    by = ("worth", "days_since_order") if order == "revenue" else ("overdue_ratio", "days_since_order")
    return pool.sort(*by, "customer", descending=[True, True, False], nulls_last=True)


def _as_they_stand(rows: pl.DataFrame, window: Window) -> Iterable[Offer]:
    return offered(rows.filter(pl.col("first") < window.length))


def _reached(
    lost: pl.DataFrame, pool: pl.DataFrame, places: Mapping[str | None, Sequence[int]], window: Window
) -> pl.DataFrame:
    """Lost customers with LOST but `end`: what each order had reached of them before they were lost."""
    untold = [name for order in DATED if (name := f"on_{order}") not in lost.columns]
    told = lost.with_columns(pl.lit(None, dtype=pl.Date).alias(name) for name in untold)
    known = told.hstack([_by_chance(told, pool, places, window), _with_hindsight(told, places, window)])
    return known.with_columns(
        *(
            pl.when(pl.col(f"on_{order}") < pl.col("lost_on")).then("worth").otherwise(0).alias(order)
            for order in DATED
        ),
        (pl.col("worth") * pl.col("chance")).round().cast(pl.Int64).alias("chance"),
        pl.when("hindsight").then("worth").otherwise(0).alias("hindsight"),
    )


def _by_chance(
    lost: pl.DataFrame, pool: pl.DataFrame, places: Mapping[str | None, Sequence[int]], window: Window
) -> pl.Series:
    """The share of random orders of a rep's customers in which a lost one is called before it is lost.

    The calls of the days before, spread over all customers of the rep that may be called by then.
    """
    of_rep = dict(pool.filter(pl.col("first") < window.length).group_by("keeper").agg(pl.len()).iter_rows())
    shares = []
    for rep, first, gone in lost.select("keeper", "first", "lost_on").iter_rows():
        calls = sum(places.get(rep, ())[first : max((gone - window.first).days, 0)])
        shares.append(min(1.0, calls / of_rep[rep]) if calls else 0.0)
    return pl.Series("chance", shares, dtype=pl.Float64)


def _with_hindsight(
    lost: pl.DataFrame, places: Mapping[str | None, Sequence[int]], window: Window
) -> pl.Series:
    """Whether a lost customer is among the most revenue that calls can reach where all losses are known."""
    gone = (pl.col("lost_on") - pl.lit(window.first + timedelta(days=1))).dt.total_days().cast(pl.Int32)
    known = lost.with_columns(
        pl.lit(0, dtype=pl.Int32).alias("first"), pl.min_horizontal("last", gone).alias("last")
    ).sort("worth", "customer", descending=[True, False])
    reached = with_days(known, places, window, _as_they_stand).filter(pl.col("on").is_not_null())
    return lost.get_column("customer").is_in(reached.get_column("customer").implode()).alias("hindsight")
