"""What the past says of a flag, and of how few losses it is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.risk.past.test_backtest import AS_OF, tables

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.backtest import BacktestPlan, too_few_losses
from holdfast.risk.past.record import FlagRecord

QUERY = Query(AS_OF)


def engine_of(lost: int) -> Engine:
    return Engine(make_book(**tables(lost=lost, happy=0)))


@pytest.mark.thorough
def test_nine_losses_are_too_few_to_judge_a_flag_and_ten_are_enough() -> None:
    said = "9 losses so far; 10 are needed to judge a flag"
    few, enough = (engine_of(lost).flag_rates(QUERY) for lost in (9, 10))
    assert {found.silence for found in few.rates.values()} == {said}
    assert enough.rates["F12"].silence is None
    assert set(few.rates) == set(FLAGS)
    # Counted or not: the limits of a flag and the backtest say the same of the same book.
    engine = engine_of(9)
    changed = engine.thresholds.replaced("F12", "highest_score", 2)
    both = engine.preview_records(QUERY, "F12", changed)
    assert both is not None
    assert [(one.silence, one.flagged) for one in both] == [(said, 20), (said, 0)]
    assert said in engine.backtest(QUERY).notes
    assert said not in engine_of(10).backtest(QUERY).notes


def test_one_loss_is_one_loss() -> None:
    assert (too_few_losses(engine_of(1).book, AS_OF) or "").startswith("1 loss so far; ")


def test_losses_before_the_months_that_are_looked_at_are_not_said_to_be_none() -> None:
    assert too_few_losses(engine_of(10).book, AS_OF, BacktestPlan(months=1)) == (
        "0 losses since 31 Mar 2025; 10 are needed to judge a flag"
    )


def test_a_young_book_has_no_month_end_to_look_at() -> None:
    found = engine_of(10).flag_rates(Query(date(2025, 4, 30)))
    assert found.rates["F12"].silence == "no month-end has 90 days behind it yet"


@pytest.mark.parametrize(
    ("recall", "months", "said"),
    [
        (0.0, 14, "open for nobody at 14 past month-ends"),
        (None, 14, "could be judged for nobody at 14 past month-ends"),
        (0.0, 1, "open for nobody at 1 past month-end"),
    ],
)
def test_a_flag_that_never_opened_is_told_from_one_that_could_never_be_judged(
    recall: float | None, months: int, said: str
) -> None:
    never = FlagRecord(0, 0, None, None, None, None, recall, None, calibrated=False, months=months)
    assert never.silence == said
    assert replace(never, flagged=1).silence is None


@pytest.mark.thorough
def test_what_the_past_says_of_a_flag_that_could_be_judged_comes_from_the_past() -> None:
    rates = engine_of(10).flag_rates(QUERY).rates
    assert rates["F28"].silence == "open for nobody at 3 past month-ends"
    assert rates["F25"].silence == "could be judged for nobody at 3 past month-ends"
