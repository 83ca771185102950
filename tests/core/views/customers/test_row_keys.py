"""Sets of rows by identity: whatever is put in comes out, and sets combine as sets do."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.worked import END_OF_JUNE, orders_book

from holdfast.engine import Engine
from holdfast.rows.rowset import RowSet
from holdfast.views.customers.row_keys import among, numbers_of, row_set
from holdfast.views.customers.rows import FrameRows

NUMBERS = st.sets(st.integers(0, 70))


@given(NUMBERS)
def test_numbers_survive_the_way_into_a_set_and_back(numbers: set[int]) -> None:
    rows = row_set(pl.Series(sorted(numbers), dtype=pl.UInt32))
    assert len(rows) == len(numbers)
    assert numbers_of(rows).to_list() == sorted(numbers)
    assert {number for number in range(80) if number in rows} == numbers


@given(NUMBERS, NUMBERS)
def test_sets_of_rows_combine_as_sets_do(one: set[int], other: set[int]) -> None:
    def made(numbers: set[int]) -> RowSet:
        ids = pl.Series([f"r{number}" for number in sorted(numbers)], dtype=pl.String)
        return row_set(pl.Series(sorted(numbers), dtype=pl.UInt32)) | row_set(ids)

    assert made(one) | made(other) == made(one | other)
    assert made(one) & made(other) == made(one & other)
    assert made(one) ^ made(other) == made(one ^ other)
    assert made(one) - made(other) == made(one - other)
    assert len(made(one)) == 2 * len(one)


def test_a_row_without_identity_is_in_no_set() -> None:
    rows = row_set(pl.Series(["c-1", None, "c-2"]))
    assert len(rows) == 2
    assert "c-1" in rows
    assert among(pl.Series(["c-2", None]), rows).to_list() == [True, False]


def test_the_rows_of_a_set_keep_their_order_and_customers_left_out_come_last() -> None:
    engine = Engine(orders_book())
    everyone = engine.desk(END_OF_JUNE).customers
    ids = list(everyone.fetch(0, len(everyone), ["customer_id"])["customer_id"])
    first, last = everyone.customer_at(0), everyone.customer_at(len(everyone) - 1)
    chosen = everyone.only(RowSet.of(last) | RowSet.of(first))
    assert chosen.fetch(0, len(chosen), ["customer_id"])["customer_id"] == [ids[0], ids[-1]]
    only_last = everyone.only(RowSet.of(last))
    assert isinstance(only_last, type(everyone))
    again = only_last.only(RowSet.of(first) | RowSet.of(last))
    assert again.fetch(0, len(again), ["customer_id"])["customer_id"] == [ids[-1], ids[0]]


def test_every_customer_on_show_is_in_the_set_of_the_list() -> None:
    customers = Engine(orders_book()).desk(END_OF_JUNE).customers
    keys = customers.keys()
    assert len(keys) == len(customers)
    assert all(customers.customer_at(row) in keys for row in range(len(customers)))
    assert customers.key_at(2) == customers.customer_at(2)


@pytest.mark.parametrize("keys", [pl.Series(["a", "b", "c"]), pl.Series([4, 2, 9], dtype=pl.UInt32)])
def test_rows_of_a_frame_are_chosen_by_their_keys(keys: pl.Series) -> None:
    rows = FrameRows(pl.DataFrame({"value": [1, 2, 3]}), keys)
    chosen = rows.only(row_set(keys.gather([2, 0])))
    assert chosen.fetch(0, len(chosen), ["value"])["value"] == [1, 3]
    assert rows.key_at(1) == keys[1]


def test_rows_without_keys_cannot_be_chosen() -> None:
    rows = FrameRows(pl.DataFrame({"value": [1, 2, 3]}))
    assert rows.key_at(0) is None
    assert len(rows.keys()) == 0
    assert len(rows.only(RowSet.of(0))) == 0
