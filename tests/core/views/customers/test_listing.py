"""The customer list as a table: columns, aliases, defaults and evidence."""

from __future__ import annotations

import polars as pl
from tests.core.worked import END_OF_JUNE, orders_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.fields import FIELDS
from holdfast.views.customers.listing import TABLE_COLUMNS


def test_without_columns_those_of_the_pane_that_are_one_value() -> None:
    assert tuple(Engine(orders_book()).customers(END_OF_JUNE).frame.columns) == TABLE_COLUMNS


def test_columns_come_in_the_order_asked_for_and_aliases_name_their_field() -> None:
    query = Query(END_OF_JUNE.as_of, columns=("overdue", "id", "owner", "since"))
    assert Engine(orders_book()).customers(query).frame.columns == [
        "overdue_ratio",
        "customer_id",
        "rep",
        "days_since_order",
    ]


def test_every_field_can_be_a_column_of_every_book_also_of_an_empty_list() -> None:
    engine = Engine(orders_book())
    full = engine.customers(Query(END_OF_JUNE.as_of, columns=tuple(FIELDS))).frame
    empty = engine.customers(Query(END_OF_JUNE.as_of, where="id:nobody", columns=tuple(FIELDS))).frame
    assert full.columns == list(FIELDS)
    assert empty.is_empty()
    assert empty.schema == full.schema


def test_the_evidence_of_a_late_customer_is_in_the_table() -> None:
    query = Query(END_OF_JUNE.as_of, where="id:c1", columns=("risk", "flags", "why"))
    risk, flags, why = Engine(orders_book()).customers(query).frame.row(0)
    assert (risk, flags) == ("high", 1)
    assert "86 d ago" in why
    assert "2.9" in why


def test_money_is_in_currency_units() -> None:
    frame = Engine(orders_book()).customers(Query(END_OF_JUNE.as_of, columns=("revenue",))).frame
    assert frame.schema["revenue"] == pl.Float64
    assert frame["revenue"].sum() == 1745
