"""Which order of customers finds losses: worked where the answer is known beforehand."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk import past_desk as past

from holdfast.book.book import Book
from holdfast.book.disk import cache as book_cache
from holdfast.risk.chance import ranking as module
from holdfast.risk.chance.ranking import RANKINGS, Comparison, compare, comparison_of
from holdfast.risk.past.backtest import BacktestPlan, calendar_of
from holdfast.risk.past.history import History
from holdfast.risk.past.tally import Calendar, apart
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.watch import CancelledError, Watch
from holdfast.statistics.intervals.resampling import resampled_shares


@cache
def complaining() -> Book:
    """A book whose past is told once for all who ask about it."""
    return make_book(**past.complaining())


@cache
def past_of(book: Book) -> History:
    """The flags of its month-ends: whoever looks at fewer of them finds them told."""
    return History(book, default_thresholds())


TWO_YEARS = BacktestPlan(months=24)
"""Of the three years that a desk looks back on: each month-end takes a sixth of a second."""


@cache
def compared(book: Book, as_of: date = past.AS_OF) -> Comparison:
    return compare(past_of(book), calendar_of(book, as_of, TWO_YEARS))


@pytest.mark.thorough
def test_priority_wins_where_only_those_who_complained_leave() -> None:
    # Detractors pay as much as others and have been there as long: nothing but their flag gives them away.
    found = compared(complaining())
    assert found.best == "flags"
    assert set(found.beaten) == {"logistic", "revenue"}
    assert found.sentence.endswith("On this book flags wins.")
    assert "rates include" not in found.sentence
    assert found.top["flags"].low > found.top["revenue"].high
    for share in found.top.values():
        assert 0 <= share.low <= share.value <= share.high <= 1


@pytest.mark.thorough
def test_revenue_wins_where_the_large_ones_leave_all_at_once_and_without_a_sign() -> None:
    # Until 2025 one small customer a month complained and left, and no large one ever did. In March 60 small
    # ones complain and stay; on 1 May 36 of the 40 largest leave, at 60 a month instead of 46.
    tables = past.complaining(quiet=0, per_month=1, gone=1, mrr=40)
    tables["subscriptions"] += [past.subscription(f"s{number:03}", 46) for number in range(320)]
    tables["subscriptions"] += [
        past.subscription(f"x{number:02}", 60, date(2025, 5, 1) if number < 36 else None)
        for number in range(40)
    ]
    tables["surveys"] += [past.answer(f"s{number:03}", date(2025, 3, 20), 3) for number in range(60)]
    found = compared(make_book(**tables))
    assert found.best == "revenue"
    assert set(found.beaten) == {"flags", "logistic"}
    assert "On this book revenue wins." in found.sentence


@pytest.mark.thorough
def test_nothing_is_claimed_where_orders_are_alike() -> None:
    # All pay the same and complain without leaving; who leaves, leaves for no reason that shows.
    tables = past.complaining(quiet=0, per_month=1, gone=0)
    tables["subscriptions"] = [
        past.subscription(row["customer_id"], 100) for row in tables["subscriptions"]
    ] + [
        past.subscription(f"q{number:03}", 100, past.FIRST + timedelta(days=100 + 7 * number))
        for number in range(200)
    ]
    found = compared(make_book(**tables))
    assert "wins" not in found.sentence


@pytest.mark.thorough
def test_without_a_calibrated_flag_nothing_is_compared() -> None:
    tables = past.complaining(per_month=1, gone=0)
    found = compared(make_book(**tables))
    assert (found.best, found.customers) == (None, 0)
    assert "cannot be told" in found.sentence


def test_a_book_without_orders_has_no_order_by_recency() -> None:
    assert set(compared(complaining()).top) == set(RANKINGS) - {"recency", "cadence"}


@pytest.mark.thorough
def test_what_comes_after_the_as_of_date_changes_no_comparison() -> None:
    as_of = date(2024, 9, 30)
    known = past.complaining()
    visible: dict[str, Any] = {
        "subscriptions": [
            {**row, "end": None} if row["end"] and row["end"] > as_of else row
            for row in known["subscriptions"]
        ],
        "surveys": [row for row in known["surveys"] if row["answered"] <= as_of],
    }
    assert compared(complaining(), as_of).sentence == compared(make_book(**visible), as_of).sentence


def test_month_ends_tried_lie_a_horizon_apart() -> None:
    ends = tuple(date(2025, month, 28) for month in (1, 2, 3, 4, 5, 6))
    # 90 days before 28 June is 30 March.
    assert apart(Calendar(ends, timedelta(days=90))) == (date(2025, 3, 28), date(2025, 6, 28))
    assert apart(Calendar((), timedelta(days=90))) == ()


@pytest.mark.thorough
def test_a_comparison_can_be_called_off() -> None:
    book = complaining()
    history, calendar = History(book, default_thresholds()), calendar_of(book, past.AS_OF, TWO_YEARS)
    with pytest.raises(CancelledError):
        comparison_of(history, calendar, Watch(cancelled=lambda: True))
    assert comparison_of(history, calendar) is comparison_of(history, calendar)


@pytest.mark.thorough
def test_opening_the_book_again_finds_the_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, again = (make_book(**past.complaining(quiet=40)) for _ in range(2))
    assert book_cache.store(first)
    calendar = calendar_of(first, past.AS_OF, TWO_YEARS)
    found = comparison_of(History(first, default_thresholds()), calendar)
    monkeypatch.setattr(module, "compare", None)
    stored = comparison_of(History(again, default_thresholds()), calendar)
    assert (stored.sentence, stored.top, stored.ahead) == (found.sentence, found.top, found.ahead)


def test_resampled_shares_are_reproducible_and_hold_the_share() -> None:
    groups = pl.DataFrame({"group": [0, 1, 2, 3], "all": [10.0, 20, 30, 40], "caught": [10.0, 0, 30, 0]})
    found = resampled_shares(groups, "all", seed=1)["caught"]
    assert found.value == pytest.approx(0.4)
    assert 0 <= found.low < 0.4 < found.high <= 1
    assert resampled_shares(groups, "all", seed=1)["caught"] == found


def test_what_is_always_caught_has_no_width() -> None:
    groups = pl.DataFrame({"group": [0, 1], "all": [10.0, 20], "caught": [10.0, 20]})
    found = resampled_shares(groups, "all", seed=1)["caught"]
    assert (found.value, found.low, found.high) == (1, 1, 1)
