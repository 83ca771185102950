"""How often each value of a column occurs, and that every row is what its filter keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book
from tests.core.random_books import Sketch, queries, sketches
from tests.examples import cases, each

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.filters import combine
from holdfast.query import Query
from holdfast.views.frequency.edges import calendar_words, number_edges
from holdfast.views.frequency.table import SCHEMA

COLUMNS = ("segment", "customer_id", "created", "cohort", "orders", "revenue", "active", "risk", "last_order")
OF_EVERY_KIND = (
    *("industry", "name", "revenue", "orders", "overdue_ratio", "nps", "days_since_order"),
    *("renewal", "flags", "loyalty_member", "rfm_name", "tickets_open"),
)


def test_values_are_counted_with_their_revenue_and_those_who_stay() -> None:
    """A and B are SMB however it is spelt, C has no segment and is lost. Kept of SMB: 2 of 2.

    Wilson 95 % of 2 of 2: 1 / (1 + 1.96² / 2) = 0.3424 to 1.
    """
    book = make_book(
        customers=[
            {"customer_id": "A", "name": "Acme", "segment": "SMB"},
            {"customer_id": "B", "name": "Beta", "segment": "smb"},
            {"customer_id": "C", "name": "Gamma"},
            {"customer_id": "D", "name": "Delta", "segment": 'say "hi", or'},
        ],
        mrr_events=[
            {"customer_id": "A", "effective_date": "2024-01-01", "mrr": 10},
            {"customer_id": "B", "effective_date": "2024-01-01", "mrr": 5},
            {"customer_id": "C", "effective_date": "2024-01-01", "mrr": 5},
            {"customer_id": "C", "effective_date": "2025-02-01", "mrr": 0},
            {"customer_id": "D", "effective_date": "2025-03-31", "mrr": 1},
        ],
    )
    view = Engine(book).frequency(Query(by="segment"))
    rows = view.frame.to_dicts()
    assert view.frame.schema == SCHEMA
    assert [(row["value"], row["kind"], row["customers"], row["share"]) for row in rows] == [
        ("SMB", "value", 2, 0.5),
        ('say "hi", or', "value", 1, 0.25),
        (None, "missing", 1, 0.25),
    ]
    smb, hostile, missing = rows
    assert (smb["revenue"], smb["kept"], smb["held_at_start"], smb["status"]) == (180.0, 2, 2, "few")
    assert (round(smb["kept_low"], 4), smb["kept_high"]) == (0.3424, 1.0)
    assert (missing["kept_rate"], missing["held_at_start"], missing["where"]) == (0.0, 1, "segment:none")
    assert (hostile["kept_rate"], hostile["status"]) == (None, "n/a")
    assert Engine(book).customers(Query(where=hostile["where"])).frame.height == 1
    told = view.told
    assert told is not None
    assert told["kept"].to_list() == ["2 of 2 (100%) [34–100]", "no customers at start", "0 of 1 (0%) [0–79]"]


@cases(10)
@given(sketches(), queries(), st.sampled_from(COLUMNS))
def test_every_customer_of_the_filter_is_in_one_row_and_the_filter_of_a_row_keeps_just_its_customers(
    sketch: Sketch, query: Query, column: str
) -> None:
    engine = Engine(sketch.book())
    view = engine.frequency(Query(query.as_of, query.period, query.where, by=column))
    assert view.frame["customers"].sum() == view.moment.shown
    counted = view.frame["customers"].to_list()
    assert counted == sorted(counted, reverse=True)
    for row in view.frame.to_dicts():
        bracketed = f"({query.where}) {row['where']}" if query.where else row["where"]
        assert engine.moment(Query(query.as_of, query.period, bracketed)).shown == row["customers"]


@each("column", OF_EVERY_KIND)
def test_columns_of_every_kind_are_counted(sample_engine: Engine, column: str) -> None:
    view = sample_engine.frequency(Query(by=column))
    assert view.frame["customers"].sum() == view.moment.shown
    assert view.frame.height > 1
    # Enter adds the filter of a row to the one in force.
    for row in (view.frame.row(0, named=True), view.frame.row(-1, named=True)):
        where = combine("", row["where"], sample_engine.book.fields)
        assert sample_engine.moment(Query(where=where)).shown == row["customers"], row


def test_what_is_written_for_the_rows_on_show_alone_cannot_be_counted(sample_engine: Engine) -> None:
    for column in ("trend", "why"):
        with pytest.raises(UsageError, match=f"'{column}' is shown but cannot be counted"):
            sample_engine.frequency(Query(by=column))


@each("by", ["segment", "rep", "region", "cohort", "active"])
def test_those_who_stay_are_told_as_show_metrics_tells_them(sample_engine: Engine, by: str) -> None:
    told = {
        figure.group: (figure.value, figure.low, figure.high, figure.denominator, figure.status)
        for figure in sample_engine.metrics(Query(by=by), ("retention.customers",))
    }
    nobody = (None, None, None, 0, "n/a")
    words = {"yes": "true", "no": "false", None: "(blank)"}
    for row in sample_engine.frequency(Query(by=by)).frame.to_dicts():
        found = (row["kept_rate"], row["kept_low"], row["kept_high"], row["held_at_start"], row["status"])
        # A rep who holds customers today may have answered for none in the period.
        assert found == told.get(words.get(row["value"], row["value"]), nobody), row["value"]


def test_more_values_than_are_listed_stand_in_one_row_that_is_no_filter(
    sample_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.views.frequency.groups.MOST_VALUES", 10)
    frame = sample_engine.frequency(Query(by="name")).frame
    first = frame.row(0, named=True)
    assert (first["kind"], first["value"], first["where"]) == ("rest", "390 further values", None)
    assert (frame.height, frame["customers"].sum()) == (11, 400)
    # Whoever answered for customers in the period is in it as well, listed or not.
    monkeypatch.setattr("holdfast.views.frequency.groups.MOST_VALUES", 2)
    by_rep = sample_engine.frequency(Query(by="rep")).frame
    assert by_rep.filter(kind="rest")["held_at_start"].item() > 100


def test_what_is_no_column_is_named_with_the_nearest() -> None:
    engine = Engine(make_book(customers=[{"customer_id": "A"}]))
    with pytest.raises(UsageError, match="there is no column 'segmnt': did you mean 'segment'"):
        engine.frequency(Query(by="segmnt"))
    with pytest.raises(UsageError, match="add --by and one of customer_id, name"):
        engine.frequency(Query())
    # Without orders nobody can be kept or lost, and that is said instead of a rate.
    view = engine.frequency(Query(by="segment"))
    assert view.frame.row(0, named=True)["status"] == "needs"
    assert "orders" in view.notes[0]


@each(
    "values, expected",
    [
        ([42.0, 90.0], "40 50 60 70 80 90"),
        ([-60.0, 55.0], "-60 -40 -20 0 20 40"),
        ([0.2, 0.95], "0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9"),
        ([7.5, 7.5], "7.5"),
        ([0.0, 10.0, 300.0, 9_000.0, 40_000.0], "0 10 50 100 500 1000 5000 10000"),
        ([0.0, 10.0, 30.0, 900.0], "0 10 20 50 100 200 500"),
    ],
)
def test_numbers_are_cut_at_round_edges(values: list[float], expected: str) -> None:
    edges = number_edges(pl.Series(values))
    assert [f"{edge:f}" for edge in edges] == expected.split()
    assert edges == tuple(sorted(edges))
    assert all(isinstance(edge, Decimal) for edge in edges)


def test_days_are_cut_by_the_calendar_as_fine_as_it_stays_a_summary() -> None:
    assert calendar_words(date(2025, 1, 15), date(2025, 3, 1)) == ("2025-01", "2025-02", "2025-03")
    assert calendar_words(date(2024, 5, 1), date(2025, 6, 1))[:2] == ("2024Q2", "2024Q3")
    assert calendar_words(date(2001, 5, 1), date(2025, 6, 1))[::24] == ("2001", "2025")
