"""Rows in order, fetched slice by slice, with a trend that adds up to the revenue beside it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from tests.core.books import make_book
from tests.core.random_books import LAST, Sketch, sketches
from tests.core.worked import END_OF_JUNE, mrr_book, orders_book
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.query import Query, SortKey
from holdfast.views.customers import rows as rows_module
from holdfast.views.customers.rows import TREND_MONTHS


@cases(20)
@given(sketches(kinds=("orders",)))
def test_twelve_months_of_trend_add_up_to_the_revenue_of_the_row(sketch: Sketch) -> None:
    query = Query(LAST, columns=("trend", "revenue"))
    for trend, revenue in Engine(sketch.book()).customers(query).frame.iter_rows():
        assert len(trend) == TREND_MONTHS
        assert sum(trend) == pytest.approx(revenue, abs=1e-6)


def test_months_of_the_trend_end_on_the_day_of_the_as_of_date() -> None:
    query = Query(date(2025, 4, 5), where="id:c1", columns=("trend",))
    # Orders of 5 January, 4 February, 6 March and 5 April; the last month began on 6 March.
    assert Engine(orders_book()).customers(query).frame.item().to_list()[-4:] == [100, 110, 0, 190]


def test_a_book_without_orders_shows_its_recurring_revenue() -> None:
    query = Query(date(2025, 1, 31), where="name:b", columns=("trend",))
    trend = Engine(mrr_book()).customers(query).frame.item().to_list()
    assert trend == [200] * 11 + [150]


def test_one_pass_over_all_rows_gives_what_bisection_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query(END_OF_JUNE.as_of, columns=("id", "trend"))
    bisected = Engine(orders_book()).customers(query).frame.rows()
    monkeypatch.setattr(rows_module, "FEW_ENOUGH_TO_BISECT", 0)
    assert Engine(orders_book()).customers(query).frame.rows() == bisected


def test_slices_are_the_rows_of_the_whole_and_stop_at_its_end() -> None:
    desk = Engine(orders_book()).desk(END_OF_JUNE)
    columns = ("customer_id", "revenue", "trend", "why", "risk")
    whole = desk.customers.fetch(0, 6, columns)
    for start in range(6):
        part = desk.customers.fetch(start, start + 2, columns)
        for name in columns:
            assert list(part[name]) == list(whole[name][start : start + 2]), name
    assert list(desk.customers.fetch(4, 99, ["customer_id"])["customer_id"]) == list(whole["customer_id"][4:])
    assert list(desk.customers.fetch(9, 12, ["customer_id"])["customer_id"]) == []
    assert list(desk.customers.fetch(3, 1, ["customer_id"])["customer_id"]) == []


def test_a_customer_left_out_has_no_position() -> None:
    rows = Engine(orders_book()).desk(Query(END_OF_JUNE.as_of, where="id:c2,c4")).customers
    assert sorted(rows.customer_at(place) for place in range(2)) == [1, 3]
    assert rows.index_of(0) is None


def test_money_arrives_in_currency_units_and_categories_as_text() -> None:
    rows = Engine(orders_book()).desk(Query(END_OF_JUNE.as_of, where="id:c1")).customers
    found = rows.fetch(0, 1, ["revenue", "risk", "rfm_name", "cohort"])
    assert found["revenue"][0] == 400.0
    assert isinstance(found["risk"][0], str)
    assert found["cohort"][0] == "2025-01"


def test_names_sort_without_case_and_accents() -> None:
    customers = [
        {"customer_id": str(number), "name": name}
        for number, name in enumerate(["zeta", "Éclair", "abc", "Dora"])
    ]
    book = make_book(customers=customers, orders=[])
    frame = Engine(book).customers(Query(LAST, sort=(SortKey("name"),), columns=("name",))).frame
    assert frame["name"].to_list() == ["abc", "Dora", "Éclair", "zeta"]
