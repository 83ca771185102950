"""The last row of each customer before an instant, and what facts make of it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.core.worked import mrr_book, orders_book

from holdfast.book.activity import NEXT_DAY
from holdfast.facts.customers import OF_LEVELS, customer_facts, level_facts
from holdfast.rows.standing import standing
from holdfast.timeline import Period, add_months

START = date(2024, 1, 1)
CUSTOMERS = 6
ROW = st.tuples(st.integers(0, CUSTOMERS - 1), st.integers(0, 9), st.integers(-9, 9))


@given(
    rows=st.lists(
        st.tuples(st.integers(0, CUSTOMERS - 1), st.integers(0, 9), st.integers(-9, 9)), max_size=25
    ),
    passed=st.integers(0, 11),
)
def test_it_is_the_last_row_of_each_whatever_comes_later(
    rows: list[tuple[int, int, int]], passed: int
) -> None:
    frame = (
        pl.DataFrame(rows, schema={"customer": pl.UInt32, "ago": pl.Int32, "value": pl.Int64}, orient="row")
        .with_columns((pl.lit(START) + pl.duration(days="ago")).alias("day"))
        .sort("customer", "day", maintain_order=True)
        .with_columns(NEXT_DAY.alias("next_day"))
    )
    instant = START + timedelta(days=passed)
    last: list[int | None] = [None] * CUSTOMERS
    place: dict[int, int] = {}
    for row, (customer, day, value) in enumerate(frame.select("customer", "day", "value").iter_rows()):
        if day < instant:
            last[customer], place[customer] = value, row
    found = standing(frame, instant)
    assert found.customers.to_list() == sorted(place)
    assert found.rows.to_list() == [place[customer] for customer in sorted(place)]
    assert found.level(frame.get_column("value"), CUSTOMERS, none=None).to_list() == last
    zeroed = [0 if value is None else value for value in last]
    assert found.level(frame.get_column("value"), CUSTOMERS).to_list() == zeroed


def test_what_a_comparison_reads_is_what_the_facts_of_its_day_say() -> None:
    for book in (orders_book(), mrr_book()):
        last = book.span[1]
        for back in (0, 1, 3):
            end = add_months(last, -back)
            period = Period(add_months(end, -2), end + timedelta(days=1))
            whole, part = customer_facts(book, end, period), level_facts(book, end, period)
            assert set(part.columns) == OF_LEVELS
            assert part.equals(whole.select(part.columns))
