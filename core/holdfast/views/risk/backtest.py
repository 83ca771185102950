"""What flags came to in the past of the book, as a table, and which order of customers finds losses best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.needs import locked
from holdfast.risk.past.backtest import MINIMUM_FLAGGED, MINIMUM_LOSSES, USUAL, BacktestPlan, backtest
from holdfast.risk.past.history import History
from holdfast.risk.past.ranking import comparison_of
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.scores.priority import WITH_INTERVENTIONS
from holdfast.views.results import TableView
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.past.backtest import Backtest


def backtest_table(
    store: FactsStore, answer: Answer, plan: BacktestPlan = USUAL, watch: Watch = UNWATCHED
) -> TableView:
    """One row per flag and combination, over the chosen customers: the columns of `show backtest`.

    `loss_rate`, `low`, `high`, `base_rate`, `recall` are ratios, `lead_days` a median, `status` `ok`,
    `uncalibrated`, or `needs` where the tables of the flag are missing. The orders are compared over all
    customers, whatever the filter. Raises CancelledError.
    """
    history = History(store.book, store.thresholds)
    as_of = answer.facts.as_of
    chosen = answer.mask if answer.filtered else None
    tested = backtest(history, as_of, plan, chosen=chosen, watch=watch)
    told = () if tested.too_few is None or not tested.calendar.ends else (tested.too_few,)
    notes = (_what(tested), *told, *_which_order(history, tested, answer, watch))
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
        "recall",
        "lead_days",
        pl.when(pl.col("flag").is_in(list(lacking)))
        .then(pl.lit("needs"))
        .when("calibrated")
        .then(pl.lit("ok"))
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


def _which_order(history: History, tested: Backtest, answer: Answer, watch: Watch) -> tuple[str, ...]:
    if not tested.calendar.ends:
        return ()
    sentence = comparison_of(history, tested.calendar, watch).sentence
    return (f"over all customers, {sentence}" if answer.filtered else sentence,)
