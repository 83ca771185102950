"""Every open flag opens into the rows that raised it."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, numbered, orders_of

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.views.selection import FlagOfCustomer


@cache
def the_engine() -> Engine:
    return Engine(
        make_book(
            customers=[{"customer_id": "c1", "name": "Acme"}, {"customer_id": "c2"}],
            orders=numbered(orders_of("c1", 180, 150, 120, 90, amount=12.5), orders_of("c2", 60, 30, 0)),
            surveys=[
                {"kind": "nps", "customer_id": "c1", "invited": ago(9), "answered": ago(9), "score": 2},
                {"kind": "nps", "customer_id": "c1", "invited": ago(400), "answered": ago(400), "score": 1},
            ],
        )
    )


QUERY = Query(as_of=AS_OF)


def test_the_sentence_of_the_flag_stands_over_its_rows_newest_first() -> None:
    view = the_engine().customers_of(QUERY, FlagOfCustomer("F01", 0))
    assert view.title == "Overdue: Acme"
    assert view.sentence.startswith("3× overdue: last order 1 Apr 2025, 90 d ago")
    assert view.sentence.endswith("4 rows behind it.")
    rows = view.rows.fetch(0, 9, ("order_date", "amount"))
    assert list(rows["order_date"]) == [ago(90), ago(120), ago(150), ago(180)]
    assert list(rows["amount"]) == [12.5] * 4


def test_only_the_rows_that_speak_for_the_flag_are_listed() -> None:
    view = the_engine().customers_of(QUERY, FlagOfCustomer("F12", 0))
    assert list(view.rows.fetch(0, 9, ("answered",))["answered"]) == [ago(9)]


def test_columns_that_say_nothing_are_left_out() -> None:
    names = [name for name, _ in the_engine().customers_of(QUERY, FlagOfCustomer("F01", 0)).columns]
    assert "discount" not in names
    assert "customer_id" not in names


def test_at_an_earlier_day_the_flag_may_not_be_open_and_says_so() -> None:
    view = the_engine().customers_of(Query(as_of=ago(85)), FlagOfCustomer("F01", 0))
    assert view.sentence == "Overdue is not open for this customer on this day."
    assert len(view.rows) == 0


def test_a_flag_without_its_table_is_refused() -> None:
    with pytest.raises(UsageError, match="F22 is not evaluated"):
        the_engine().customers_of(QUERY, FlagOfCustomer("F22", 0))


def test_rows_say_which_of_their_numbers_are_money(sample_engine: Engine) -> None:
    assert the_engine().customers_of(QUERY, FlagOfCustomer("F01", 0)).kinds["amount"] == "money"
    ids = sample_engine.book.customers.get_column("customer_id")
    opened = sample_engine.flags(Query()).frame
    for flag, kind in (("F07", "number"), ("F22", "money")):
        customer = ids.index_of(opened.filter(pl.col("flag") == flag).item(0, "subject"))
        assert customer is not None
        behind = sample_engine.customers_of(Query(), FlagOfCustomer(flag, customer))
        assert behind.kinds["value"] == kind, "usage is measured, a contract has a price"
