"""A period that still runs ends at the close of the as-of date: nobody is lost in the future."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf
from tests.core.random_books import IDS, LAST, Sketch, sketches
from tests.core.test_properties import state_at
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.query import Query
from holdfast.timeline import ONE_DAY, Grain, parse_period

COSTLY = cases(6)
RUNNING = ("2025", "2025-04..2025-06", "2025-06", "2025-05-20..2025-08-10", "2024-09-01..2025-08-31")
DAYS = st.integers(1, 29).map(lambda back: date(2025, 6, back))
"""Days on which each of these periods runs."""

GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")

LOOK_BEFORE = (
    "retention.revenue.gross",
    "retention.revenue.net",
    "churn.customer_value",
    "churn.cost",
    "clv.what_if",
)
"""They also look at the revenue of the period before: of a running year, as many days of the year before."""

JUNE_16 = date(2025, 6, 16)


def counted(engine: Engine, query: Query) -> Mapping[str, Figure]:
    ids = ("customers.start", "customers.lost", "customers.active", "customers.returned", "customers.new")
    return {figure.id: figure for figure in engine.metrics(query, ids)}


def of_the_period_alone(engine: Engine, query: Query) -> list[Figure]:
    return [figure for figure in engine.metrics(query) if figure.id not in LOOK_BEFORE]


@pytest.mark.thorough
@given(sketches(), DAYS, st.sampled_from(RUNNING))
def test_lost_are_those_active_at_start_and_not_at_the_close_of_the_day(
    sketch: Sketch, as_of: date, text: str
) -> None:
    start = parse_period(text, as_of, sketch.settings.fiscal_year_start).start
    before, now = state_at(sketch, start), state_at(sketch, as_of + ONE_DAY)
    engine = Engine(sketch.book())
    found = counted(engine, Query(as_of, text))
    assert found["customers.start"].value == len(before)
    assert found["customers.lost"].value == len(before.keys() - now.keys())
    assert found["customers.active"].value == len(now)
    listed = engine.rows_behind(Query(as_of, text), "customers.lost").rows
    ids = listed.fetch(0, len(listed), ["customer_id"])["customer_id"]
    assert sorted(ids) == sorted(before.keys() - now.keys())


@COSTLY
@given(sketches(), DAYS, st.sampled_from(GRAINS))
def test_movements_of_a_running_bucket_end_with_who_is_active_that_day(
    sketch: Sketch, as_of: date, grain: Grain
) -> None:
    engine = Engine(sketch.book())
    row = engine.movements(Query(as_of), by=grain).frame.row(-1, named=True)
    assert not row["complete"]
    assert row["customers_end"] == len(state_at(sketch, as_of + ONE_DAY))
    found = FiguresOf(engine, Query(as_of, row["period"]))
    assert row["customers_lost"] == found["customers.lost"].value
    for metric, column in (("retention.revenue.gross", "gross"), ("retention.revenue.net", "net")):
        assert found[metric].value == pytest.approx(row[column]), metric


@pytest.mark.thorough
@COSTLY
@given(sketches(kinds=("subscriptions", "mrr_events")), DAYS, st.sampled_from(("2025", "2025-06")))
def test_figures_of_a_running_period_are_those_of_its_days_so_far(
    sketch: Sketch, as_of: date, text: str
) -> None:
    engine = Engine(sketch.book())
    start = parse_period(text, as_of, sketch.settings.fiscal_year_start).start
    asked = of_the_period_alone(engine, Query(as_of, text))
    so_far = of_the_period_alone(engine, Query(as_of, f"{start}..{as_of}"))
    assert [(one.id, one.value, one.low, one.high) for one in asked] == [
        (one.id, one.value, one.low, one.high) for one in so_far
    ]
    assert {one.status for one in asked} & {"incomplete"} or all(one.value is None for one in asked)
    assert "incomplete" not in {one.status for one in so_far}


def order(customer: str, day: str, amount: float = 10) -> Row:
    return {"customer_id": customer, "order_date": day, "amount": amount}


@pytest.fixture(scope="module")
def shop() -> Engine:
    """Two who ordered in 2024 and are active until 20 August 2025 and until the close of 15 June 2025."""
    customers = [{"customer_id": name, "segment": "smb"} for name in ("gone", "here")]
    orders = [order("here", "2024-08-21"), order("gone", "2024-06-16"), order("here", "2024-03-05", 70)]
    return Engine(
        make_book(
            customers=customers,
            orders=orders,
            reps=[{"rep_id": "r", "hire_date": "2020-01-01"}],
            assignments=[
                {"customer_id": one["customer_id"], "rep_id": "r", "start": "2023-01-01"} for one in customers
            ],
        )
    )


@pytest.mark.thorough
@pytest.mark.parametrize(("day", "lost"), [(date(2025, 6, 15), 0), (JUNE_16, 1)])
def test_a_year_asked_for_in_june_has_lost_only_who_is_gone_by_then(
    shop: Engine, day: date, lost: int
) -> None:
    found = FiguresOf(shop, Query(day, "2025"))
    kept = found["retention.customers"]
    assert (kept.numerator, kept.denominator, kept.status) == (2 - lost, 2, "incomplete")
    assert found["churn.customers.daily"].value == lost / 2
    assert shop.losses(Query(day, "2025")).frame.height == lost
    for grain in GRAINS:
        row = shop.movements(Query(day, "2025"), by=grain).frame.row(-1, named=True)
        assert (row["customers_lost"], row["customers_end"], row["complete"]) == (lost, 2 - lost, False)
    by_segment = shop.metrics(Query(day, "2025", by="segment"), ["customers.lost"])
    assert [(figure.group, figure.value) for figure in by_segment] == [("smb", lost)]
    rep = shop.reps(Query(day, "2025")).frame.row(0, named=True)
    assert (rep["held_at_start"], rep["kept"]) == (2, 2 - lost)


def test_the_period_that_is_told_is_the_one_that_was_counted(shop: Engine) -> None:
    period = shop.moment(Query(JUNE_16, "2025")).period
    assert (period.start, period.last_day, period.running) == (date(2025, 1, 1), JUNE_16, True)
    assert not shop.moment(Query(date(2025, 12, 31), "2025")).period.running


def test_a_running_year_is_compared_with_as_much_of_the_year_before() -> None:
    """Orders on 14 and 15 June 2024: the first 166 days of a leap year end on the 14th."""
    orders = [
        order("a", "2024-01-01", 100), order("a", "2024-06-14", 20), order("a", "2024-06-15", 400),
        order("a", "2024-12-31", 1000), order("a", "2025-01-01", 30), order("a", "2025-06-15", 60),
    ]  # fmt: skip
    engine = Engine(make_book(orders=orders))
    asked = Query(date(2025, 6, 15), "2025")
    net = FiguresOf(engine, asked)["retention.revenue.net"]
    assert (net.numerator, net.denominator) == (90, 120)
    row = engine.movements(asked, by="year").frame.row(0, named=True)
    assert (row["start"], row["contraction"], row["end"], row["net"]) == (120, -30, 90, 0.75)
    revenue = FiguresOf(engine, asked)["revenue.period"]
    assert (revenue.value, revenue.previous) == (90, 120)


@pytest.mark.parametrize("name", IDS[:1])
def test_a_past_period_is_not_cut(name: str) -> None:
    engine = Engine(make_book(orders=[order(name, "2024-02-01"), order(name, "2025-06-01")]))
    assert FiguresOf(engine, Query(LAST, "2024"))["revenue.period"].status == "ok"
