"""Money lost and to be won: on worked figures, with every assumption in the note."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import END_OF_JUNE, JANUARY, mrr_book, orders_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.metrics.revenue.cost_of_churn import Rates
from holdfast.metrics.what_if import what_if
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.views.retention.what_if import WhatIfInputs, what_if_table

YEAR_2025 = Query(as_of=date(2025, 12, 31), period="2025")


def figures(book: Book, query: Query = YEAR_2025) -> FiguresOf:
    return FiguresOf(Engine(book), query)


def two_years(kept: int, lost: int, each: float = 1000, **settings: Any) -> Book:
    """Customers who all bought for `each` in 2024; those kept bought for the same in 2025."""
    orders: list[Row] = []
    for number in range(kept + lost):
        days = ["2024-12-15"] if number >= kept else ["2024-12-15", "2025-12-15"]
        orders += [{"customer_id": f"c{number:02}", "order_date": day, "amount": each} for day in days]
    customers = [{"customer_id": f"c{number:02}", "margin_pct": 40} for number in range(kept + lost)]
    return make_book(
        settings=BookSettings(name="Two years", currency="EUR", **settings),
        orders=orders,
        customers=customers,
    )


def test_the_worked_what_if() -> None:
    found = what_if(margin=1000, discount=0.10, retention=0.80, raised=0.85)
    assert found.before == pytest.approx(3666.67, abs=5e-3)
    assert found.after == pytest.approx(4400)
    assert found.lift == pytest.approx(0.20)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_what_if_takes_shares_only(share: float) -> None:
    with pytest.raises(ValueError, match="share between 0 and 1"):
        what_if(1000, 0.1, share, 0.9)
    with pytest.raises(ValueError, match="without a discount"):
        what_if(1000, 0.0, 0.9, 1.0)


def test_the_what_if_table_shows_the_range_of_the_uplift() -> None:
    frame = what_if_table(1000, 0.10, 0.80, (0.02, 0.05, 0.08), customers=10)
    assert frame["case"].to_list() == ["today", "low", "usual", "high"]
    assert frame["retention"].to_list() == pytest.approx([0.80, 0.82, 0.85, 0.88])
    assert frame["customer_value"].to_list()[::2] == pytest.approx([3666.67, 4400], abs=5e-3)
    assert frame["lift"].to_list()[2] == pytest.approx(0.20)
    assert frame["all_customers"].to_list()[2] == pytest.approx(44000)


def test_the_what_if_of_a_book_takes_its_margin_and_retention() -> None:
    book = two_years(kept=16, lost=4)
    found = figures(book)["clv.what_if"]
    # 400 a year and 80 % kept: 400 · 1.1 / (1.1 − .85).
    assert found.value == pytest.approx(1760)
    assert (found.low, found.high) == pytest.approx((400 * 1.1 / 0.28, 400 * 1.1 / 0.22))
    assert "to €1,760 at 85.0%" in (found.note or "")
    table = Engine(book).what_if(YEAR_2025).frame
    assert table["customer_value"].to_list()[2] == pytest.approx(1760)
    assert table["all_customers"].to_list()[2] == pytest.approx(16 * 1760)
    given = Engine(book).what_if(YEAR_2025, WhatIfInputs(margin=1000, discount=0.1, retention=0.8)).frame
    assert given["customer_value"].to_list()[2] == pytest.approx(4400)


def test_a_what_if_without_customers_at_start_asks_for_its_inputs() -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": "2025-06-01", "amount": 1}])
    with pytest.raises(UsageError, match="give a margin and a retention"):
        Engine(book).what_if(YEAR_2025)
    given = Engine(book).what_if(YEAR_2025, WhatIfInputs(margin=1000, retention=0.8)).frame
    assert given["customer_value"].to_list()[0] == pytest.approx(3666.67, abs=5e-3)


def test_the_value_of_a_lost_customer_by_hand() -> None:
    found = figures(two_years(kept=16, lost=4))["churn.customer_value"]
    # 400 · .8 / (1.1 − .8), the first margin a year after the loss.
    assert found.value == pytest.approx(400 * 0.8 / 0.3)
    assert (found.denominator, found.status) == (4, "few")
    assert "retention 80.0% a year, discount 10%; margins as on file" in (found.note or "")


def test_the_cost_of_churn_without_costs_says_what_it_leaves_out() -> None:
    found = figures(two_years(kept=16, lost=4))["churn.cost"]
    assert found.value == pytest.approx(4 * 400 * 0.8 / 0.3)
    assert found.low is None
    assert "without replacement: set acquisition_cost or retention_cost" in (found.note or "")


def test_the_cost_of_churn_with_multiples_is_a_range() -> None:
    book = two_years(kept=16, lost=4, assumed=(("retention_cost", 50.0),))
    found = figures(book)["churn.cost"]
    value = 4 * 400 * 0.8 / 0.3
    assert found.value == pytest.approx(value + 4 * 50 * 5)
    assert (found.low, found.high) == pytest.approx((value + 4 * 50 * 3, value + 4 * 50 * 7))
    assert "claims of the sources" in (found.note or "")


def test_the_cost_of_churn_with_an_acquisition_cost_has_no_range() -> None:
    book = two_years(kept=16, lost=4, assumed=(("acquisition_cost", 250.0), ("retention_cost", 50.0)))
    found = figures(book)["churn.cost"]
    assert found.value == pytest.approx(4 * 400 * 0.8 / 0.3 + 1000)
    assert (found.low, found.high) == (None, None)


def test_without_losses_there_is_no_cost() -> None:
    found = figures(two_years(kept=5, lost=0))
    assert (found["churn.cost"].value, found["churn.cost"].status) == (None, "n/a")
    assert found["churn.cost"].note == "no customer was lost in the period"


def test_word_of_mouth_counts_for_each_lost_customer() -> None:
    found = figures(two_years(kept=16, lost=4))["churn.word_of_mouth"]
    assert found.value == 4 * 16.75
    assert "16.75 for each: (1 + 11 + 11 · 5) · 25%" in (found.note or "")
    assert "claims of the sources" in (found.note or "")


def test_five_percent_a_month_is_46_a_year() -> None:
    assert 1 - Rates(start=100, kept=95, years=1 / 12).retention == pytest.approx(0.460, abs=5e-4)


def test_yearly_churn_stands_beside_the_band_of_the_sources() -> None:
    found = figures(two_years(kept=16, lost=4))["churn.customers.yearly"]
    assert found.value == pytest.approx(0.20)
    assert (found.low, found.high) == pytest.approx((0.0807, 0.4160), abs=5e-4)
    assert (found.note or "").startswith("inside the band of 20% to 40% a year")
    assert (found.numerator, found.denominator) == (4, 20)


def test_half_a_year_of_losses_is_compounded() -> None:
    found = figures(mrr_book(), JANUARY)["churn.customers.yearly"]
    assert found.value == pytest.approx(1 - 0.75**12)


def test_revenue_variation_by_hand() -> None:
    orders = [
        {"customer_id": "c", "order_date": f"2025-0{month}-10", "amount": amount}
        for month, amount in ((1, 100), (2, 200), (4, 100))
    ]
    book = make_book(orders=orders)
    found = figures(book, Query(as_of=date(2025, 4, 30), period="2025-01-01..2025-04-30"))[
        "revenue.stability"
    ]
    # 100, 200, 0, 100: mean 100, standard deviation √(20000/3).
    assert found.value == pytest.approx((20000 / 3) ** 0.5 / 100)
    assert found.denominator == 4
    rows = Engine(book).rows_behind(
        Query(as_of=date(2025, 4, 30), period="2025-01-01..2025-04-30"), "revenue.stability"
    )
    assert rows.rows.fetch(0, 9, ("revenue",)) == {"revenue": [100, 200, 0, 100]}


def test_recurring_revenue_varies_by_its_level_at_month_end() -> None:
    period = Query(as_of=date(2025, 1, 31), period="2024-11-01..2025-01-31")
    rows = Engine(mrr_book()).rows_behind(period, "revenue.stability")
    assert rows.rows.fetch(0, 9, ("revenue",))["revenue"] == [500, 500, 560]


def test_two_months_are_too_few_to_vary() -> None:
    found = figures(orders_book(), Query(as_of=date(2025, 6, 30), period="2025-05-01..2025-06-30"))
    assert found["revenue.stability"].note == "fewer than 3 whole months in the period"


def test_new_and_repeat_revenue_make_up_the_whole() -> None:
    orders = [
        {"customer_id": "old", "order_date": "2024-03-01", "amount": 500},
        {"customer_id": "old", "order_date": "2025-03-01", "amount": 300},
        {"customer_id": "new", "order_date": "2025-04-01", "amount": 60},
        {"customer_id": "new", "order_date": "2025-05-01", "amount": 40},
    ]
    book = make_book(orders=orders)
    found = figures(book)
    assert (found["revenue.new_share"].numerator, found["revenue.new_share"].denominator) == (100, 400)
    assert found["revenue.repeat_share"].value == 0.75
    rows = Engine(book).rows_behind(YEAR_2025, "revenue.new_share")
    assert rows.rows.fetch(0, 9, ("name",)) == {"name": ["new"]}
    assert figures(book, END_OF_JUNE)["revenue.new_share"].value == 0.25


def test_losses_say_who_went_why_and_what_they_brought() -> None:
    base = two_years(kept=2, lost=2)
    orders = [{"customer_id": f"c0{n}", "order_date": "2024-12-15", "amount": 1000} for n in range(4)] + [
        {"customer_id": f"c0{n}", "order_date": "2025-12-10", "amount": 1000} for n in range(2)
    ]
    records = [
        {"customer_id": "c02", "date": "2025-11-20", "reason_code": "Rep-left", "competitor": "Orvelio"},
        {"customer_id": "c00", "date": "2024-06-01", "reason_code": "price"},
    ]
    book = make_book(
        settings=replace(base.settings),
        orders=orders,
        customers=[{"customer_id": f"c0{n}", "name": f"Customer {n}"} for n in range(4)],
        losses=records,
    )
    view = Engine(book).losses(YEAR_2025)
    assert view.frame.columns == [
        "customer", "date", "reason", "competitor", "revenue_before", "recoverable", "silent", "state",
        "win_back",
    ]  # fmt: skip
    assert view.frame.drop("silent", "state", "win_back").rows() == [
        ("Customer 2", date(2025, 11, 20), "Rep-left", "Orvelio", 1000, True),
        ("Customer 3", date(2025, 12, 15), None, None, 1000, None),
    ]
    assert "never recorded" in view.notes[0]
    assert Engine(book).losses(Query(YEAR_2025.as_of, "2025", where="name:3")).frame.height == 1
    assert Engine(book).losses(Query(date(2025, 11, 19), "2025")).frame.height == 0


def test_a_record_written_long_after_a_loss_still_speaks_of_it_and_counts_it_once() -> None:
    # Lost on 10 January, twelve months after the only order; written down 250 days later, never back.
    orders = [{"customer_id": "c", "order_date": "2024-01-09", "amount": 10}]
    record = {"customer_id": "c", "date": "2025-09-17", "reason_code": "price"}
    frame = Engine(make_book(orders=orders, losses=[record])).losses(YEAR_2025).frame
    assert frame.select("date", "reason").rows() == [(date(2025, 9, 17), "price")]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("reason", "back"), [("Price", True), ("out_of_business", False), ("aliens", None), (None, None)]
)
def test_a_reason_tells_whether_there_is_a_way_back(reason: str | None, back: bool | None) -> None:
    orders = [{"customer_id": "c", "order_date": "2025-01-01", "amount": 10}]
    book = make_book(
        orders=orders, losses=[{"customer_id": "c", "date": "2025-06-01", "reason_code": reason}]
    )
    row = Engine(book).losses(YEAR_2025).frame.row(0, named=True)
    assert (row["reason"], row["recoverable"], row["revenue_before"]) == (reason, back, 10)
