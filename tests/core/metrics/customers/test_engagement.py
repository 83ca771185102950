"""Engagement: the worked score, what each part measures, and that nothing is filled in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.scores.engagement import PARTS, score, settings

JUNE = date(2025, 6, 30)


def test_the_worked_score_at_80_percent_coverage() -> None:
    found = score({"recency": 1.0, "frequency": 0.8, "breadth": 0.4, "contact": 0.4, "usage": None})
    # (.25 · 1 + .25 · .8 + .15 · .4 + .15 · .4) ÷ .80
    assert found == pytest.approx((0.7125, 0.80))


def test_nothing_told_is_no_score() -> None:
    assert score(dict.fromkeys(PARTS)) is None


def test_the_weights_are_those_of_the_parts_and_add_up_to_one() -> None:
    assert tuple(settings()["weights"]) == PARTS
    assert sum(settings()["weights"].values()) == pytest.approx(1)


def back(days: int) -> date:
    return JUNE - timedelta(days=days)


def orders(*ages: int, customer: str = "c") -> list[Row]:
    return [
        {"order_id": f"{customer}{age}", "customer_id": customer, "order_date": back(age), "amount": 10}
        for age in ages
    ]


def parts(book: Book, customer: int = 0, as_of: date = JUNE) -> dict[str, float | None]:
    health = Engine(book).customer(Query(as_of), customer).health
    return {} if health is None else {part.name: part.score for part in health.inputs}


def told(book: Book, as_of: date = JUNE) -> tuple[float | None, float | None]:
    columns = ("engagement", "engagement_coverage")
    row: tuple[Any, ...] = Engine(book).customers(Query(as_of, columns=columns)).frame.row(0)
    return row[0], row[1]


@pytest.mark.thorough
@pytest.mark.parametrize(("age", "recency"), [(30, 1.0), (60, 0.5), (90, 0.0), (200, 0.0)])
def test_recency_falls_from_one_usual_gap_to_three(age: int, recency: float) -> None:
    book = make_book(orders=orders(age + 90, age + 60, age + 30, age))
    assert parts(book)["recency"] == pytest.approx(recency)


def test_frequency_is_measured_against_the_half_year_before() -> None:
    book = make_book(orders=orders(400, 350, 300, 250, 200, 100))
    assert parts(book)["frequency"] == pytest.approx(1 / 4)
    young = make_book(orders=orders(300, 250, 200, 100))
    assert parts(young)["frequency"] is None


def test_breadth_counts_categories_against_the_half_year_before() -> None:
    lines = [
        {"order_id": f"c{age}", "product": f"p{n}", "category": kind}
        for age, kinds in ((200, "abc"), (190, "ad"), (20, "ab"), (10, "b"))
        for n, kind in enumerate(kinds)
    ]
    book = make_book(orders=orders(200, 190, 20, 10), order_lines=lines)
    assert parts(book)["breadth"] == pytest.approx(2 / 4)


@pytest.mark.thorough
@pytest.mark.parametrize(("tier", "contact"), [("A", 0.0), ("B", 0.75), ("C", 1.0), (None, 1.0)])
def test_contact_is_measured_against_the_cadence_of_the_tier(tier: str | None, contact: float) -> None:
    book = make_book(
        customers=[{"customer_id": "c", "tier": tier}],
        orders=orders(10),
        interactions=[{"customer_id": "c", "at": back(90), "direction": "two-way"}],
    )
    assert parts(book)["contact"] == pytest.approx(contact)


def test_usage_is_measured_against_the_eight_weeks_before() -> None:
    usage = [
        {"customer_id": "c", "date": back(7 * week), "metric": "logins", "value": 5 if week < 4 else 20}
        for week in range(14)
    ]
    assert parts(make_book(orders=orders(10), usage=usage))["usage"] == pytest.approx(0.25)
    assert parts(make_book(orders=orders(10), usage=usage[:11]))["usage"] is None


def test_what_cannot_be_told_is_left_out_and_lowers_the_coverage() -> None:
    book = make_book(
        customers=[{"customer_id": "c", "tier": "B"}],
        orders=orders(10),
        interactions=[{"customer_id": "c", "at": back(90), "direction": "two-way"}],
    )
    assert told(book) == pytest.approx((0.75, 0.15))
    assert told(make_book(orders=orders(10))) == (None, None)


def test_later_rows_change_nothing() -> None:
    early = orders(500, 450, 400, 350, 300, 250, 200, 160)
    as_of = back(150)
    late = make_book(orders=[*early, *orders(100, 20)])
    assert told(late, as_of) == told(make_book(orders=early), as_of)


def test_the_figure_is_the_mean_of_its_rows_with_its_parts_in_the_note() -> None:
    book = make_book(orders=orders(120, 90, 60, 30) + orders(150, 120, 90, 60, customer="d"))
    engine = Engine(book)
    figure = FiguresOf(engine, Query(JUNE))["engagement.score"]
    assert figure.value == pytest.approx((1.0 + 0.5) / 2)
    assert (figure.denominator, figure.status) == (2, "few")
    assert figure.note == (
        "coverage 25%: recency 0.75; nothing on file for frequency, breadth, contact, usage"
    )
    found = engine.rows_behind(Query(JUNE), "engagement.score")
    names = [name for name, _ in found.columns]
    assert names == ["name", "engagement", "engagement_coverage", *PARTS]
    assert found.rows.fetch(0, 9, ("name", "engagement")) == {"name": ["d", "c"], "engagement": [0.5, 1.0]}


def test_customers_can_be_filtered_and_sorted_by_engagement() -> None:
    book = make_book(orders=orders(120, 90, 60, 30) + orders(150, 120, 90, 60, customer="d"))
    found = Engine(book).customers(Query(JUNE, where="engagement<0.8")).frame
    assert found["customer_id"].to_list() == ["d"]
