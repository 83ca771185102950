"""The backtest: what flags of past month-ends came to, and what the open ones are expected to cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate_some
from holdfast.risk.flag import AnyFlag
from holdfast.risk.past import backtest as module
from holdfast.risk.past.backtest import BacktestPlan, backtest, backtest_flag
from holdfast.risk.past.history import History
from holdfast.risk.scope.scope import RuleScope
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

AS_OF = date(2025, 6, 30)
METRIC = "risk.revenue.expected"


def answer(customer: str, day: str, score: int) -> Row:
    return {"kind": "nps", "customer_id": customer, "invited": day, "answered": day, "score": score}


def subscription(customer: str, end: str | None = None) -> Row:
    return {"customer_id": customer, "start": "2025-01-10", "end": end, "mrr": 100}


def tables(detractors: int = 20, lost: int = 10, happy: int = 20) -> dict[str, Any]:
    """Subscribers at 100 a month from 10 January; some give a low score on the 20th and leave in March.

    Two of the happy ones leave on 20 May, more than 90 days after the month-end that counts them.
    """
    low = [f"d{number:02}" for number in range(detractors)]
    high = [f"h{number:02}" for number in range(happy)]
    return {
        "subscriptions": [
            *(subscription(name, "2025-03-15" if place < lost else None) for place, name in enumerate(low)),
            *(
                subscription(name, "2025-05-20" if place > happy - 3 else None)
                for place, name in enumerate(high)
            ),
        ],
        "surveys": [
            *(answer(name, "2025-01-20", 3) for name in low),
            *(answer(name, "2025-01-20", 10) for name in high),
        ],
    }


def rates_of(book: Book, as_of: date = AS_OF) -> pl.DataFrame:
    return backtest(History(book, default_thresholds()), as_of).rates


def rate_of(book: Book, flag: str = "F12", as_of: date = AS_OF) -> dict[str, Any]:
    return next(row for row in rates_of(book, as_of).iter_rows(named=True) if row["flag"] == flag)


def expected(book: Book, **query: Any) -> Figure:
    return FiguresOf(Engine(book), Query(AS_OF, **query))[METRIC]


def test_the_worked_loss_rate_of_detractors() -> None:
    found = rate_of(make_book(**tables()))
    # Counted once, on 31 January: 28 February and 31 March lie within its 90 days.
    assert (found["flagged"], found["lost"], found["rate"]) == (20, 10, 0.5)
    # Wilson for 10 of 20: (0.5 + z²/40 ± z·√(0.25/20 + z²/1600)) ÷ (1 + z²/20).
    assert (found["low"], found["high"]) == pytest.approx((0.299298, 0.700702), abs=1e-6)
    # 10 of all 40 by 1 May; the two of 20 May had been counted on 31 January as well.
    assert (found["base_rate"], found["lift"]) == (0.25, 2.0)
    assert (found["calibrated"], found["months"]) == (True, 3)


@pytest.mark.thorough
def test_the_worked_expected_loss_and_its_rows() -> None:
    orders: list[Row] = [
        {"customer_id": "h00", "order_date": day, "amount": 10}
        for day in ("2025-01-15", "2025-02-15", "2025-03-15")
    ]
    book = make_book(**tables(), orders=orders)
    found = expected(book)
    # Ten detractors are left, at 1,200 a year each, and 18 of whom a quarter leaves as of all: no other flag
    # has ever been open before. 12,000 × 10 ÷ 20 + 21,600 × 10 ÷ 40; bounds by Wilson for the two shares.
    assert (found.value, found.status) == (6000 + 5400, "ok")
    bounds = (12000 * 0.299298 + 21600 * 0.141868, 12000 * 0.700702 + 21600 * 0.401942)
    assert (found.low, found.high) == pytest.approx(bounds, abs=0.1)
    assert "25.0% without any" in (found.note or "")
    assert "include whatever was done" in (found.note or "")
    assert found.previous is None
    rows = Engine(book).rows_behind(Query(AS_OF), METRIC)
    shown = rows.rows.fetch(0, 20, [name for name, _ in rows.columns])
    assert list(shown["name"])[:10] == [f"d{number}" for number in range(10, 20)]
    assert set(shown["flag"][:10]) == {"F12"}
    assert set(shown["revenue"]) == {1200}
    assert (set(shown["rate"][:10]), set(shown["rate"][10:])) == ({0.5}, {0.25})
    everybody = rows.rows.fetch(0, len(rows.rows), ["expected"])["expected"]
    assert sum(everybody) == found.value


@pytest.mark.thorough
def test_groups_share_the_rates_and_add_up() -> None:
    segments: list[Row] = [
        {"customer_id": f"d{number}", "segment": "ab"[number % 2]} for number in range(10, 20)
    ]
    groups = Engine(make_book(**tables(), customers=segments)).metrics(Query(AS_OF, by="segment"), [METRIC])
    found = {figure.group: figure.value for figure in groups if figure.id == METRIC and figure.value}
    assert (found["a"], found["b"]) == (3000, 3000)
    assert sum(found.values()) == 6000 + 5400


@pytest.mark.thorough
def test_too_few_flagged_leave_a_flag_uncalibrated_and_its_rate_is_drawn_to_that_of_all() -> None:
    found = rate_of(make_book(**tables(detractors=19, lost=10)))
    assert (found["calibrated"], found["shrunken"]) == (False, True)
    # 10 of 19 beside 10 of 39, which counts as 20 more: a single flag cannot say how much flags differ.
    drawn = (10 + 20 * 10 / 39) / (19 + 20)
    assert found["rate"] == pytest.approx(drawn, abs=1e-9)
    assert found["low"] < drawn < found["high"]
    money = expected(make_book(**tables(detractors=19, lost=10)))
    assert money.status == "ok"
    assert "≈ 33% of the revenue stands under flags seen too seldom" in (money.note or "")


@pytest.mark.thorough
@pytest.mark.parametrize("lost", [7, 5])
def test_too_few_losses_say_nothing_of_any_rate(lost: int) -> None:
    book = make_book(**tables(20, lost))
    assert not rate_of(book)["calibrated"]
    found = expected(book)
    assert (found.value, found.low, found.status) == (None, None, "uncalibrated")
    assert "10 are needed to judge a flag" in (found.note or "")


def test_without_customers_nothing_is_expected() -> None:
    found = expected(make_book(**tables(detractors=0, lost=0, happy=0)))
    assert (found.value, found.status) == (None, "n/a")
    assert found.note == "no active customer with revenue"


@pytest.mark.thorough
def test_a_customer_counts_again_only_when_90_days_have_passed() -> None:
    # Open from 20 January for 180 days. 30 April is 89 days after 31 January, 31 May is 120.
    book = make_book(**tables(detractors=1, lost=0, happy=0))
    assert rate_of(book, as_of=date(2025, 8, 28))["flagged"] == 1
    assert rate_of(book, as_of=date(2025, 8, 29))["flagged"] == 2


def test_a_month_end_whose_90_days_are_still_running_is_left_out() -> None:
    book = make_book(**tables())
    assert rate_of(book, as_of=date(2025, 4, 30))["months"] == 0
    assert rate_of(book, as_of=date(2025, 5, 1))["months"] == 1


def test_a_flag_counts_only_from_the_month_end_that_could_see_it() -> None:
    known = tables(detractors=2, lost=1, happy=0)
    # d00 leaves on 15 March. Its answer of 3 March comes after 28 February, and on 31 March it has left.
    known["surveys"] = [answer("d00", "2025-03-03", 3), answer("d01", "2025-03-03", 3)]
    found = rate_of(make_book(**known))
    assert (found["flagged"], found["lost"]) == (1, 0)


@pytest.mark.thorough
@pytest.mark.parametrize("later", [("n",), ("c0",), ("n", "c0")])
def test_accounts_created_after_the_as_of_date_let_no_flag_be_told(later: tuple[str, ...]) -> None:
    names = [f"c{number}" for number in range(12)]
    orders: list[Row] = [
        {"customer_id": name, "order_date": f"2025-{month:02}-05", "amount": 10}
        for name in names
        for month in range(1, 3 if name < "c5" else 6)
    ]
    settings = BookSettings(name="Shop", currency="EUR", active_window=Duration(months=1))
    # Orders alone say nothing of a start, and an account that will be opened is none yet.
    listed: list[Row] = [{"customer_id": name} for name in names if name not in later]
    created: list[Row] = [{"customer_id": name, "created": "2025-08-01"} for name in later]
    then = make_book(settings=settings, orders=orders, customers=listed)
    full = make_book(settings=settings, orders=orders, customers=[*listed, *created])
    assert_frame_equal(rates_of(full), rates_of(then))
    told = rate_of(full, "F27")
    assert (told["flagged"], told["recall"], rate_of(full, "any")["recall"] is None) == (0, None, False)


def test_what_comes_after_the_as_of_date_changes_no_rate() -> None:
    as_of = date(2025, 5, 2)
    known = tables()
    later: dict[str, Any] = {
        "subscriptions": [*known["subscriptions"], {**subscription("n"), "start": "2025-05-03"}],
        "surveys": [*known["surveys"], answer("h00", "2025-05-03", 0)],
    }
    as_it_stood: dict[str, Any] = {
        **known,
        "subscriptions": [
            {**row, "end": None} if row["end"] == "2025-05-20" else row for row in known["subscriptions"]
        ],
    }
    then = rates_of(make_book(**as_it_stood), as_of)
    assert_frame_equal(rates_of(make_book(**later), as_of), then)
    assert then.filter(pl.col("flag") == "F12").get_column("lost").to_list() == [10]


def test_recall_is_of_all_losses_and_lead_time_runs_from_the_first_day_open() -> None:
    known = tables()
    # h01 leaves on 10 March with nothing open: 10 detractors of 11 losses between two month-ends.
    known["subscriptions"] = [
        {**row, "end": "2025-03-10"} if row["customer_id"] == "h01" else row for row in known["subscriptions"]
    ]
    book = make_book(**known)
    found = rate_of(book)
    assert found["recall"] == pytest.approx(10 / 11)
    # Open since the answer of 20 January, lost on 15 March: 11 days, 28 and 15.
    assert found["lead_days"] == 54
    # A high flag has no day of its own: first seen on 31 January, 43 days before.
    assert rate_of(book, "high")["lead_days"] == 43
    assert rate_of(book, "any")["lead_days"] == 54


def test_recall_is_of_the_very_losses_that_the_base_rate_counts() -> None:
    # h18 and h19 leave on 20 May: both had been counted on 31 January, and were still there 90 days later.
    assert rate_of(make_book(**tables()))["recall"] == 1


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("end", "lost", "recall", "lead"), [("2025-05-01", 1, 1, 101), ("2025-05-02", 0, None, None)]
)
def test_rate_lift_and_recall_count_losses_up_to_the_same_day(
    end: str, lost: int, recall: float | None, lead: float | None
) -> None:
    known = tables(detractors=1, lost=0, happy=1)
    known["subscriptions"][0]["end"] = end
    # On 28 February it is a detractor no more: only the month-end 90 days before the loss saw the flag open.
    known["surveys"].append(answer("d00", "2025-02-10", 10))
    found = rate_of(make_book(**known))
    assert (found["flagged"], found["lost"], found["base_rate"]) == (1, lost, lost / 2)
    assert (found["lift"], found["recall"], found["lead_days"]) == (2.0 if lost else None, recall, lead)


def test_a_flag_that_opens_between_the_month_end_that_counts_and_the_loss_has_seen_it() -> None:
    known = tables(detractors=2, lost=0, happy=0)
    known["surveys"] = [answer("d00", "2025-02-20", 3), answer("d01", "2025-03-02", 3)]
    for row, end in zip(known["subscriptions"], ("2025-03-10", "2025-03-15"), strict=True):
        row["end"] = end
    found = rate_of(make_book(**known))
    # Both are counted on 31 January. On 28 February one flag is open; the other opens after it, too late.
    assert (found["flagged"], found["lost"], found["recall"], found["lead_days"]) == (1, 1, 0.5, 18)


def test_a_flag_that_could_never_be_evaluated_has_no_recall() -> None:
    book = make_book(**tables())
    assert rate_of(book, "F25")["recall"] is None
    assert rate_of(book, "2")["recall"] == 0


@pytest.mark.thorough
def test_combinations_count_each_customer_once_however_many_flags_are_open() -> None:
    orders: list[Row] = [
        {"customer_id": name, "order_date": day, "amount": 10}
        for name in ("d00", "d10")
        for day in ("2025-01-11", "2025-01-12", "2025-01-13", "2025-01-14")
    ]
    book = make_book(**tables(), orders=orders)
    # d00 and d10 are overdue besides: an order a day until 14 January, none for 17 days.
    assert (rate_of(book, "F01")["flagged"], rate_of(book, "F01")["lost"]) == (2, 1)
    assert (rate_of(book, "any")["flagged"], rate_of(book, "any")["lost"]) == (20, 10)
    assert (rate_of(book, "1")["flagged"], rate_of(book, "1")["lost"]) == (18, 9)
    assert (rate_of(book, "2")["flagged"], rate_of(book, "2")["lost"]) == (2, 1)


def test_the_chosen_customers_have_rates_of_their_own() -> None:
    book = make_book(**tables())
    first_ten = book.customers.select(pl.col("customer_id") <= "d09").to_series()
    rates = backtest(History(book, default_thresholds()), AS_OF, chosen=first_ten).rates
    detractor = rates.filter(flag="F12").row(0, named=True)
    assert (detractor["flagged"], detractor["lost"], detractor["base_rate"]) == (10, 10, 1)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("plan", "flagged", "lost"),
    [
        # 45 days after 31 January is 17 March, after the losses; the ten who stay count again on 31 March.
        (BacktestPlan(timedelta(days=45)), 30, 10),
        # 40 days after it is 12 March, before them; on 28 February nobody counts again.
        (BacktestPlan(timedelta(days=40)), 30, 0),
        # The latest month-end only: 31 March, when ten have left.
        (BacktestPlan(months=1), 10, 0),
    ],
)
def test_horizon_and_months_can_be_chosen(plan: BacktestPlan, flagged: int, lost: int) -> None:
    history = History(make_book(**tables()), default_thresholds())
    detractor = backtest(history, AS_OF, plan).rates.filter(flag="F12").row(0, named=True)
    assert (detractor["flagged"], detractor["lost"]) == (flagged, lost)


@pytest.mark.thorough
def test_an_edited_threshold_is_tried_on_the_past_and_nothing_else_is_evaluated_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = make_book(**tables())
    history = History(book, default_thresholds())
    backtest(history, AS_OF)
    usual = default_thresholds()
    detractor = FLAGS["F12"]
    strict = replace(usual, values=MappingProxyType({**usual.values, "F12.highest_score": 2.0}))
    tried: list[str] = []

    def noted(scope: RuleScope, flags: Iterable[AnyFlag]) -> Evaluation:
        chosen = tuple(flags)
        tried.extend(flag.id for flag in chosen)
        return evaluate_some(scope, chosen)

    monkeypatch.setattr(module, "evaluate_some", noted)
    found = backtest_flag(history, detractor, strict, AS_OF).rates.filter(flag="F12").row(0, named=True)
    # All detractors gave 3: from 2 down, nobody is one.
    assert (found["flagged"], found["base_rate"]) == (0, 0.25)
    assert set(tried) == {"F12"}
    fresh = backtest(History(book, strict), AS_OF)
    assert_frame_equal(backtest_flag(history, detractor, strict, AS_OF).rates, fresh.rates)
    tried.clear()
    assert_frame_equal(backtest_flag(history, detractor, usual, AS_OF).rates, backtest(history, AS_OF).rates)
    assert tried == []
