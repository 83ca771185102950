"""What changed in a book between two days, and that it adds up."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book
from tests.core.random_books import FILTERS, Sketch, days, sketches
from tests.examples import cases, each

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.figures import Figure
from holdfast.metrics.registry import METRICS
from holdfast.query import Query
from holdfast.views.changes.figures import OF_CHANCE, beyond, difference
from holdfast.views.changes.results import CUSTOMER_SCHEMA

THEN, NOW = date(2025, 1, 31), date(2025, 2, 28)


def book() -> Book:
    """In February 2025 C leaves, B comes back, D is new, A goes from Ana to Luc."""
    return make_book(
        customers=[{"customer_id": name, "name": name * 3} for name in "ABCD"],
        reps=[{"rep_id": "R1", "name": "Ana"}, {"rep_id": "R2", "name": "Luc"}],
        assignments=[
            {"customer_id": "A", "rep_id": "R1", "start": "2024-01-01", "end": "2025-02-10"},
            {"customer_id": "A", "rep_id": "R2", "start": "2025-02-10"},
        ],
        mrr_events=[
            {"customer_id": "A", "effective_date": "2024-01-01", "mrr": 30},
            {"customer_id": "B", "effective_date": "2024-01-01", "mrr": 20},
            {"customer_id": "B", "effective_date": "2024-09-01", "mrr": 0},
            {"customer_id": "B", "effective_date": "2025-02-03", "mrr": 20},
            {"customer_id": "C", "effective_date": "2024-01-01", "mrr": 10},
            {"customer_id": "C", "effective_date": "2025-02-05", "mrr": 0},
            {"customer_id": "D", "effective_date": "2025-02-20", "mrr": 5},
        ],
    )


@pytest.mark.thorough
def test_who_came_left_returned_and_has_another_rep_is_told_one_by_one() -> None:
    changes = Engine(book()).changes(Query(as_of=NOW), THEN)
    assert changes.counts.told == {"start": 2, "new": 1, "returned": 1, "lost": 1, "end": 3}
    assert changes.customers.schema == CUSTOMER_SCHEMA
    told = changes.customers.filter(pl.col("change") != "risk")
    assert told.select("change", "customer_id", "before", "after").rows() == [
        ("new", "D", "prospect", "active"),
        ("returned", "B", "lost", "active"),
        ("lost", "C", "active", "lost"),
        ("reassigned", "A", "Ana", "Luc"),
    ]
    assert told.row(3, named=True)["rep"] == "Luc"
    # C pays 10 a month until 5 February.
    assert (told.row(2, named=True)["revenue_before"], told.row(2, named=True)["revenue"]) == (120.0, 0.0)


@pytest.mark.thorough
def test_figures_stand_beside_those_of_the_earlier_day_as_show_metrics_has_them() -> None:
    engine = Engine(book())
    changes = engine.changes(Query(as_of=NOW), THEN)
    ids = ("retention.customers", "customers.active")
    then, now = (
        {figure.id: figure.value for figure in engine.metrics(Query(as_of=day), ids)} for day in (THEN, NOW)
    )
    told = {row["id"]: row for row in changes.figures.to_dicts()}
    for name in ids:
        assert (told[name]["before"], told[name]["after"]) == (then[name], now[name])
        assert told[name]["difference"] == pytest.approx((now[name] or 0) - (then[name] or 0))
    # Of a handful of customers nothing is beyond chance, and of a count nobody can say.
    assert told["retention.customers"]["beyond"] is False
    assert told["customers.active"]["beyond"] is None
    assert "nps.customers" not in told


@pytest.mark.thorough
def test_flags_are_those_of_show_flags_since_the_day() -> None:
    engine = Engine(book())
    changes = engine.changes(Query(as_of=NOW), THEN)
    asked = engine.flags(Query(as_of=NOW, since=THEN)).frame
    assert changes.flags.rows.drop("customer").equals(asked)


def test_the_later_day_comes_last() -> None:
    with pytest.raises(UsageError, match="2025-02-28 is not before 2025-02-28: write the earlier day first"):
        Engine(book()).changes(Query(as_of=NOW), NOW)


@pytest.mark.thorough
@cases(10)
@given(sketches(), days, st.integers(1, 400), st.sampled_from(FILTERS))
def test_start_and_what_came_and_went_make_the_end(
    sketch: Sketch, last: date, before: int, where: str
) -> None:
    engine = Engine(sketch.book())
    changes = engine.changes(Query(as_of=last, where=where), last - timedelta(days=before))
    told = changes.counts
    if told.start is None or told.new is None or told.returned is None or told.lost is None:
        return
    assert told.start + told.new + told.returned - told.lost == told.end
    # Every one of them is a row.
    rows = changes.customers.get_column("change").cast(pl.String).value_counts()
    counted = dict(rows.iter_rows())
    assert {name: counted.get(name, 0) for name in ("new", "returned", "lost")} == {
        "new": told.new,
        "returned": told.returned,
        "lost": told.lost,
    }
    assert (
        changes.customers.get_column("customer_id")
        .is_in(engine.customers(Query(as_of=last, where=where)).frame["customer_id"].implode())
        .all()
    )


def share(value: float, low: float | None, high: float | None, metric: str = "retention.customers") -> Figure:
    return Figure(metric, value, "ratio", low, high)


@each(
    "then, now, expected",
    [
        (share(0.9, 0.85, 0.93), share(0.7, 0.6, 0.8), True),
        (share(0.9, 0.8, 0.93), share(0.7, 0.6, 0.8), False),  # they touch
        (share(0.5, 0.4, 0.6), share(0.7, 0.61, 0.8), True),
        (share(0.5, None, None), share(0.7, 0.61, 0.8), None),
        # What open deals leave open is no matter of chance.
        (
            share(0.5, 0.4, 0.6, "pipeline.stage_conversion"),
            share(0.7, 0.61, 0.8, "pipeline.stage_conversion"),
            None,
        ),
    ],
)
def test_beyond_chance_is_where_the_intervals_of_both_days_lie_apart(
    then: Figure, now: Figure, expected: bool | None
) -> None:
    assert beyond(then, now) is expected
    assert difference(then, now) == pytest.approx(now.value - then.value)  # type: ignore[operator]


def test_every_interval_is_one_of_chance_or_known_not_to_be() -> None:
    others = {
        "none",
        "prediction interval",
        "range of the assumptions",
        "Σ of the bounds of each rate",
        "bounds: none or all of the open deals go on",
    }
    assert {metric.interval for metric in METRICS.values()} == OF_CHANCE | others
