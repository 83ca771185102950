"""Who was active when: windows, overlapping subscriptions, levels and trials, by brute force."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import Row, make_book

from holdfast.book.activity import MOVEMENT_DTYPE, after
from holdfast.book.book import Book
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 420).map(lambda number: FIRST + timedelta(days=number))
DURATIONS = st.one_of(
    st.integers(1, 14).map(lambda months: Duration(months=months)),
    st.integers(1, 60).map(lambda days: Duration(days=days)),
)


@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)), DURATIONS)
def test_a_window_closes_on_the_first_day_that_no_longer_looks_back_so_far(
    day: date, window: Duration
) -> None:
    # At the instant p0 the window holds the days [before(p0), p0): the close of d asks for p0 = d + 1.
    end = pl.DataFrame({"day": [day]}).select(after(pl.col("day"), window)).item()
    close = day
    while window.before(close + timedelta(days=1)) <= day:
        close += timedelta(days=1)
    assert end == close


def test_month_ends_clamp_the_same_both_ways_on_every_day_of_four_years() -> None:
    month = Duration(months=1)
    days = pl.select(pl.date_range(date(2023, 1, 1), date(2026, 12, 31)).alias("day"))
    ends = days.with_columns(after(pl.col("day"), month).alias("end")).rows()
    wrong = [
        (day, end)
        for day, end in ends
        if not month.before(end) <= day < month.before(end + timedelta(days=1))
    ]
    assert not wrong


def active_days(book: Book, customer: int, until: date) -> set[date]:
    """Days at whose close the changes say the customer is active."""
    steps = dict(
        book.activity.changes.filter(pl.col("customer") == customer).select("day", "step").iter_rows()
    )
    active, days, day = 0, set(), FIRST
    while day <= until:
        active += steps.get(day, 0)
        assert active in (0, 1)
        if active:
            days.add(day)
        day += timedelta(days=1)
    return days


@given(st.lists(DAYS, min_size=1, max_size=6), DURATIONS)
def test_without_subscriptions_active_means_an_order_inside_the_window(
    days: list[date], window: Duration
) -> None:
    orders = [{"customer_id": "c", "order_date": day, "amount": 1} for day in days]
    book = make_book(settings=BookSettings(name="w", active_window=window), orders=orders)
    until = FIRST + timedelta(days=900)
    expected, close = set(), FIRST
    while close <= until:
        # Active at the close of a day is active at the instant the next begins.
        instant = close + timedelta(days=1)
        if any(window.before(instant) <= day < instant for day in days):
            expected.add(close)
        close += timedelta(days=1)
    assert active_days(book, 0, until) == expected


SPELLS = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), st.integers(-5, 200)), st.integers(0, 3)), min_size=1, max_size=5
)


@given(SPELLS)
def test_with_subscriptions_active_means_some_paid_interval_contains_the_day(
    spells: list[tuple[date, int | None, int]],
) -> None:
    rows: list[Row] = [
        {
            "customer_id": "c",
            "start": start,
            "end": None if length is None else start + timedelta(days=length),
            "mrr": 10 * mrr,
        }
        for start, length, mrr in spells
    ]
    book = make_book(subscriptions=rows)
    until = FIRST + timedelta(days=700)
    expected: dict[date, int] = {}
    day = FIRST
    while day <= until:
        covering = [
            row["mrr"]
            for row in rows
            if row["mrr"] and row["start"] <= day and (row["end"] is None or day < row["end"])
        ]
        if covering:
            expected[day] = sum(covering)
        day += timedelta(days=1)
    assert active_days(book, 0, until) == set(expected)
    level = 0
    deltas = dict(book.activity.changes.select("day", "delta").iter_rows())
    day = FIRST
    while day <= until:
        level += deltas.get(day, 0)
        assert level == expected.get(day, 0) * 10_000
        day += timedelta(days=1)


def test_levels_give_the_same_changes_as_the_subscriptions_they_come_from() -> None:
    subscriptions: list[Row] = [
        {"customer_id": "a", "start": "2024-01-01", "end": "2024-06-01", "mrr": 10},
        {"customer_id": "a", "start": "2024-03-01", "mrr": 5},
        {"customer_id": "b", "start": "2024-02-01", "end": "2024-04-01", "mrr": 7},
    ]
    levels: list[Row] = [
        {"customer_id": "a", "effective_date": "2024-01-01", "mrr": 10},
        {"customer_id": "a", "effective_date": "2024-03-01", "mrr": 15},
        {"customer_id": "a", "effective_date": "2024-06-01", "mrr": 5},
        {"customer_id": "b", "effective_date": "2024-02-01", "mrr": 7},
        {"customer_id": "b", "effective_date": "2024-04-01", "mrr": 0},
    ]
    changes = [
        make_book(subscriptions=subscriptions).activity.changes,
        make_book(mrr_events=levels).activity.changes,
    ]
    assert changes[0].equals(changes[1])


def test_the_last_level_of_a_day_counts_and_levels_are_read_before_subscriptions() -> None:
    levels: list[Row] = [
        {"customer_id": "a", "effective_date": "2024-01-01", "mrr": 10},
        {"customer_id": "a", "effective_date": "2024-01-01", "mrr": 12},
    ]
    book = make_book(
        mrr_events=levels, subscriptions=[{"customer_id": "a", "start": "2024-01-01", "mrr": 99}]
    )
    assert book.activity.changes.select("delta").to_series().to_list() == [120_000]


def test_a_plan_changed_on_one_day_is_one_change_not_a_loss_and_a_return() -> None:
    book = make_book(
        subscriptions=[
            {"customer_id": "a", "start": "2024-01-01", "end": "2024-03-01", "mrr": 10},
            {"customer_id": "a", "start": "2024-03-01", "mrr": 15},
        ]
    )
    kinds = book.activity.changes.select("day", "kind").rows()
    assert kinds == [(date(2024, 1, 1), "new"), (date(2024, 3, 1), "expansion")]


def test_a_free_plan_and_a_trial_are_no_activity_unless_trials_are_included() -> None:
    rows: list[Row] = [
        {"customer_id": "free", "start": "2024-01-01", "mrr": 0},
        {
            "customer_id": "trial",
            "start": "2024-01-01",
            "trial_end": "2024-02-01",
            "end": "2024-01-20",
            "mrr": 5,
        },
    ]
    assert make_book(subscriptions=rows).activity.changes.is_empty()
    included = make_book(settings=BookSettings(name="t", include_trials=True), subscriptions=rows)
    assert included.activity.changes["customer"].unique().to_list() == [0, 1]


def test_a_level_of_nothing_means_gone_even_where_trials_count() -> None:
    levels: list[Row] = [
        {"customer_id": "a", "effective_date": "2024-01-01", "mrr": 10},
        {"customer_id": "a", "effective_date": "2024-02-01", "mrr": 0},
    ]
    book = make_book(settings=BookSettings(name="t", include_trials=True), mrr_events=levels)
    assert book.activity.changes.select("day", "kind").rows() == [
        (date(2024, 1, 1), "new"),
        (date(2024, 2, 1), "churn"),
    ]


def test_orders_decide_until_the_first_subscription_starts() -> None:
    orders: list[Row] = [
        {"customer_id": name, "order_date": "2024-01-10", "amount": 1} for name in ("both", "buyer")
    ]
    book = make_book(
        orders=orders,
        subscriptions=[{"customer_id": "both", "start": "2024-03-01", "end": "2024-05-01", "mrr": 10}],
    )
    assert book.activity.changes.select("customer", "day", "step", "delta").rows() == [
        (0, date(2024, 1, 10), 1, 0),
        (0, date(2024, 3, 1), 0, 100_000),
        (0, date(2024, 5, 1), -1, -100_000),
        (1, date(2024, 1, 10), 1, 0),
        (1, date(2025, 1, 10), -1, 0),
    ]


def test_changes_are_sorted_and_typed_as_declared() -> None:
    book = make_book(
        orders=[
            {"customer_id": name, "order_date": day, "amount": 1}
            for name in "ba"
            for day in ("2024-05-01", "2024-01-01")
        ]
    )
    changes = book.activity.changes
    assert changes.schema["kind"] == MOVEMENT_DTYPE
    assert changes.schema["step"] == pl.Int8
    keys = changes.select("customer", "day").rows()
    assert all(left < right for left, right in pairwise(keys))


def test_months_hold_counted_orders_and_net_revenue() -> None:
    book = make_book(
        orders=[
            {"customer_id": "c", "order_date": "2024-01-05", "amount": 10},
            {"customer_id": "c", "order_date": "2024-01-25", "amount": -4},
            {"customer_id": "c", "order_date": "2024-02-25", "amount": -1},
        ]
    )
    january = 2024 * 12
    assert book.activity.months.rows() == [(0, january, 1, 60_000), (0, january + 1, 0, -10_000)]
