"""What flags came to in the past of the book, as a table, and which order of customers finds losses best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.chance.judged import judged_of
from holdfast.risk.chance.ranking import comparison_of
from holdfast.risk.chance.words import ordered_words
from holdfast.risk.needs import locked
from holdfast.risk.past.backtest import USUAL, BacktestPlan, backtest
from holdfast.risk.past.history import History
from holdfast.risk.past.rates import MINIMUM_FLAGGED, MINIMUM_LOSSES
from holdfast.risk.past.record import BEYOND_CLOCK
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.scores.priority import WITH_INTERVENTIONS
from holdfast.statistics.pooling.power_prior import MOST_WORTH
from holdfast.views.results import TableView
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.past.backtest import Backtest


def backtest_table(
    store: FactsStore, answer: Answer, plan: BacktestPlan = USUAL, watch: Watch = UNWATCHED
) -> TableView:
    """One row per flag and combination, over the chosen customers: the columns of `show backtest`.

    `loss_rate`, `low`, `high`, `base_rate`, `no_order`, `recall` are ratios, `lead_days` a median. `status`:
    `ok`, `shrunken` (≈: seen too seldom, drawn to the rate of all), `out of time` where the clock lets nobody
    under the flag be lost within the horizon, `uncalibrated`, or `needs` where the tables of the flag are
    missing. The orders are compared over all customers, whatever the filter. Raises CancelledError.
    """
    history = History(store.book, store.thresholds)
    as_of = answer.facts.as_of
    chosen = answer.mask if answer.filtered else None
    tested = backtest(history, as_of, plan, chosen=chosen, watch=watch)
    told = () if tested.too_few is None or not tested.calendar.ends else (tested.too_few,)
    notes = (_what(tested), *told, *_outcomes(tested), *_which_order(history, tested, answer, watch))
    return TableView("backtest", answer.moment, _rows(tested, locked(store.book)), notes)


def _rows(tested: Backtest, lacking: Collection[str]) -> pl.DataFrame:
    return tested.rates.select(
        "flag",
        "name",
        "flagged",
        "lost",
        pl.col("rate").alias("loss_rate"),
        "low",
        "high",
        "base_rate",
        "lift",
        "beyond_clock",
        "no_order",
        "no_order_lift",
        "recall",
        "lead_days",
        pl.when(pl.col("flag").is_in(list(lacking)))
        .then(pl.lit("needs"))
        .when("calibrated")
        .then(pl.lit("ok"))
        .when((pl.col("flagged") > 0) & (pl.col("in_time") == 0))
        .then(pl.lit("out of time"))
        .when("shrunken")
        .then(pl.lit("shrunken"))
        .otherwise(pl.lit("uncalibrated"))
        .alias("status"),
        "months",
    )


def _what(tested: Backtest) -> str:
    """What the rates are of, and what they cannot tell."""
    days, ends = tested.calendar.horizon.days, tested.calendar.ends
    if not ends:
        return (
            f"no month-end of this book has {days} days behind it as of {day_text(tested.as_of)}: "
            "nothing can be tested yet"
        )
    span = day_text(ends[0]) if len(ends) == 1 else f"{day_text(ends[0])} to {day_text(ends[-1])}"
    return (
        f"customers lost within {days} days after {plural(len(ends), 'month-end')} ({span}), each once in "
        f"{days} days; uncalibrated below {MINIMUM_FLAGGED} flagged or {MINIMUM_LOSSES} lost; "
        f"{WITH_INTERVENTIONS}"
    )


def _outcomes(tested: Backtest) -> tuple[str, ...]:
    """What else is told beside the rates, where there is anything to tell."""
    days, told = tested.calendar.horizon.days, [*_pool(tested)]
    outside = tested.rates.filter((pl.col("flagged") > 0) & (pl.col("in_time") == 0)).get_column("flag")
    if outside.len():
        told.append(
            f"by the clock nobody under {', '.join(outside)} can be lost within {days} days, as a customer "
            f"stays active for the whole window after an order: see no_order, the share that placed none in "
            f"{days} days"
        )
    by_clock = tested.flags.filter(pl.col("calibrated") & (pl.col("beyond_clock") < BEYOND_CLOCK))
    if not by_clock.is_empty():
        named = ", ".join(by_clock.get_column("flag").cast(pl.String))
        told.append(
            f"the clock alone says as much as {named}: customers whose last order is as long ago, against "
            "their own gap, were lost as often (beyond_clock)"
        )
    return tuple(told)


def _pool(tested: Backtest) -> Iterator[str]:
    """Which rates other books stand behind."""
    if "pool_books" not in tested.rates.columns:
        return
    stood = tested.rates.filter(pl.col("pool_books") > 0)
    if stood.is_empty():
        yield "the pool counts for no flag: its noise, or what happened on this book, outweighs it"
        return
    most = int(stood.get_column("pool_books").cast(pl.Int64).max() or 0)  # type: ignore[arg-type]
    named = ", ".join(stood.get_column("flag"))
    yield (
        f"rates of {named} are drawn to those of a pool of {plural(most, 'book')} as well, which counts for "
        f"{MOST_WORTH:.0f} customers at most (holdfast pool show)"
    )


def _which_order(history: History, tested: Backtest, answer: Answer, watch: Watch) -> tuple[str, ...]:
    if not tested.calendar.ends:
        return ()
    sentence = comparison_of(history, tested.calendar, watch).sentence
    if tested.too_few is None:
        judged = judged_of(history.book, tested.as_of, history.thresholds, watch)
        sentence = f"{sentence} {ordered_words(judged)}"
    return (f"over all customers, {sentence}" if answer.filtered else sentence,)
