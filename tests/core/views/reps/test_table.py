"""The rep pane as a table for the command line."""

from __future__ import annotations

from datetime import date

from tests.core.books import make_book
from tests.core.worked import orders_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.reps.table import SCHEMA


def test_one_row_per_rep_with_the_customers_kept() -> None:
    book = make_book(
        reps=[{"rep_id": "r1", "name": "Ana", "team": "North", "hire_date": "2020-01-01"}],
        orders=[{"customer_id": "c", "order_date": "2024-12-01", "amount": 30}],
        assignments=[{"customer_id": "c", "rep_id": "r1", "start": "2024-01-01"}],
    )
    table = Engine(book).reps(Query(date(2025, 6, 30), "2025-06"))
    assert table.view == "reps"
    row = table.frame.row(0, named=True)
    assert (row["rep_id"], row["name"], row["team"]) == ("r1", "Ana", "North")
    assert (row["customers"], row["revenue"], row["held_at_start"], row["kept"]) == (1, 30.0, 1, 1)
    assert (row["kept_rate"], row["status"]) == (1.0, "few")


def test_a_book_without_reps_has_an_empty_table_of_the_same_columns() -> None:
    frame = Engine(orders_book()).reps(Query(date(2025, 6, 30))).frame
    assert frame.is_empty()
    assert set(SCHEMA.items()) <= set(frame.schema.items())
