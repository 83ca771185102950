"""Figures of a query and the rows that made them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.worked import END_OF_JUNE, JANUARY, mrr_book, orders_book

from holdfast.engine import Engine
from holdfast.metrics.registry import METRICS
from holdfast.metrics.sums import Share
from holdfast.query import Query
from holdfast.views.figures.figures import metric_figures, metric_of


def ids_behind(engine: Engine, query: Query, metric: str, part: str = "numerator") -> set[str]:
    rows = engine.rows_behind(query, metric, part).rows
    return set(rows.fetch(0, len(rows), ["customer_id"])["customer_id"])


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("metric", "part", "expected"),
    [
        ("retention.customers", "numerator", "ABD"),
        ("retention.customers", "denominator", "ABCD"),
        ("churn.customers", "numerator", "C"),
        ("churn.customers.with_new", "numerator", "CG"),
        ("churn.customers.daily", "numerator", "CG"),
        ("customers.new", "numerator", "E"),
        ("customers.returned", "numerator", "F"),
        ("mrr.expansion", "numerator", "A"),
        ("mrr.contraction", "numerator", "B"),
        ("mrr.new.events", "numerator", "EG"),
        ("mrr.churn.events", "numerator", "CG"),
    ],
)
def test_who_is_behind_the_figures_of_january(metric: str, part: str, expected: str) -> None:
    assert ids_behind(Engine(mrr_book()), JANUARY, metric, part) == set(expected)


def test_gaps_open_into_the_orders_that_ended_them() -> None:
    behind = Engine(orders_book()).rows_behind(END_OF_JUNE, "repeat.gap_mean")
    assert behind.subject == "order"
    found = behind.rows.fetch(0, len(behind.rows), ["order_id", "gap"])
    assert sorted(found["order_id"]) == ["o02", "o03", "o04", "o07", "o09", "o12", "o13"]
    assert sum(found["gap"]) / len(found["gap"]) == pytest.approx(38.43, abs=5e-3)


def test_the_sentence_says_how_many_and_which() -> None:
    behind = Engine(mrr_book()).rows_behind(JANUARY, "retention.customers")
    assert behind.sentence == "3 customers: active at start and at end"
    below = Engine(mrr_book()).rows_behind(JANUARY, "churn.customers", "denominator")
    assert below.sentence.startswith("4 customers counted below the line")
    one = Engine(mrr_book()).rows_behind(JANUARY, "customers.lost")
    assert one.sentence.startswith("1 customer: ")


def test_rows_keep_the_order_of_the_list() -> None:
    engine = Engine(orders_book())
    listed = engine.customers(END_OF_JUNE).frame["customer_id"].to_list()
    rows = engine.rows_behind(END_OF_JUNE, "repeat.rate").rows
    behind = list(rows.fetch(0, len(rows), ["customer_id"])["customer_id"])
    assert behind == [name for name in listed if name in behind]


def test_the_filter_narrows_the_rows_as_it_narrows_the_figure() -> None:
    narrowed = Query(END_OF_JUNE.as_of, END_OF_JUNE.period, where="id:c1,c2")
    assert ids_behind(Engine(orders_book()), narrowed, "repeat.rate") == {"c1"}
    assert ids_behind(Engine(orders_book()), narrowed, "repeat.rate", "denominator") == {"c1", "c2"}


def test_columns_of_the_rows_let_a_reader_check_them() -> None:
    behind = Engine(mrr_book()).rows_behind(JANUARY, "retention.customers")
    names = [name for name, _ in behind.columns]
    assert names[0] == "name"
    assert len(behind.rows.fetch(0, 3, names)["name"]) == 3


def test_only_the_figures_asked_for_in_the_order_of_the_registry() -> None:
    engine = Engine(mrr_book())
    answer = engine.store.answer(JANUARY)
    found = metric_figures(engine.store, answer, ids=("mrr.end", "retention.customers"))
    assert [figure.id for figure in found] == ["retention.customers", "mrr.end"]


def test_every_metric_answers_on_a_book_without_a_single_row() -> None:
    book = make_book(customers=[{"customer_id": "a"}], orders=[], mrr_events=[], reps=[], assignments=[])
    found = Engine(book).metrics(Query(date(2025, 6, 30)))
    assert [figure.id for figure in found] == list(METRICS)
    for figure in found:
        if isinstance(METRICS[figure.id].definition, Share):
            assert figure.value is None
        assert figure.value is None or figure.value == 0
        assert figure.value is not None or figure.note


def test_a_metric_is_found_by_its_id() -> None:
    assert metric_of("mrr.end", mrr_book()).name == "MRR at end"
