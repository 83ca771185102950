"""A book: numbered customers, linked tables, counted purchases, and what was knowable on a day."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.settings import BookSettings


def test_customers_come_from_the_table_and_from_whatever_names_them() -> None:
    book = make_book(
        customers=[{"customer_id": "b", "name": "Borgo SpA"}],
        orders=[{"customer_id": "a", "order_date": "2025-01-05", "amount": 1}],
        mrr_events=[{"customer_id": "c", "effective_date": "2025-02-01", "mrr": 1}],
    )
    assert book.customers.select("customer", "customer_id", "name", "known_from").rows() == [
        (0, "a", "a", date(2025, 1, 5)),
        (1, "b", "Borgo SpA", None),
        (2, "c", "c", date(2025, 2, 1)),
    ]


def test_ids_stay_text_with_their_leading_zeros() -> None:
    book = make_book(orders=[{"customer_id": "007", "order_date": "2025-01-05", "amount": 1}])
    assert book.customers["customer_id"].to_list() == ["007"]


def test_a_row_that_names_an_unknown_customer_is_kept_without_a_number() -> None:
    book = make_book(
        customers=[{"customer_id": "a"}],
        tickets=[{"customer_id": "ghost", "created": "2025-01-05"}],
    )
    assert book.tables["tickets"].select("customer_id", "customer").rows() == [("ghost", None)]


@pytest.mark.parametrize(
    "word",
    ["cancelled", "Canceled", "void", "voided", "storniert", "annulé", "annulée", "annullato", "refunded"],
)
def test_an_order_that_did_not_happen_is_neither_sale_nor_purchase(word: str) -> None:
    order: Row = {"customer_id": "a", "order_date": "2025-01-05", "amount": 1, "status": f" {word.upper()}"}
    book = make_book(orders=[order])
    assert book.sales.is_empty()
    assert book.purchases.is_empty()


def test_purchases_know_their_number_gap_and_neighbours() -> None:
    book = make_book(
        orders=[
            {"order_id": "3", "customer_id": "a", "order_date": "2025-03-01", "amount": 3},
            {"order_id": "1", "customer_id": "a", "order_date": "2025-01-01", "amount": 1},
            {"order_id": "x", "customer_id": "a", "order_date": "2025-01-15", "amount": -1},
            {"order_id": "2", "customer_id": "a", "order_date": "2025-02-01", "amount": 2},
            {"order_id": "9", "customer_id": "b", "order_date": "2025-02-01", "amount": 2},
        ]
    )
    columns = ("customer", "order", "number", "gap", "next_day", "first_day")
    first, second, third = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
    assert book.purchases.select(columns).rows() == [
        (0, 1, 1, None, second, first),
        (0, 3, 2, 31, third, first),
        (0, 0, 3, 28, None, first),
        (1, 4, 1, None, None, second),
    ]
    assert book.sales["amount"].sum() == 7 * 10_000


def test_the_default_day_is_the_last_with_data_and_never_after_today() -> None:
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - the user's own calendar day
    rows: list[Row] = [
        {"customer_id": "a", "order_date": "2025-01-05", "amount": 1},
        {"customer_id": "a", "order_date": tomorrow, "amount": 1},
    ]
    book = make_book(orders=rows, tickets=[{"customer_id": "a", "created": "2025-02-07 10:00"}])
    assert book.default_as_of == date(2025, 2, 7)
    assert book.span == (date(2025, 1, 5), date(2025, 2, 7))
    assert Engine(book).moment(Query()).as_of == date(2025, 2, 7)


def test_a_planned_end_or_renewal_does_not_move_the_default_day() -> None:
    book = make_book(
        subscriptions=[{"customer_id": "a", "start": "2024-01-01", "end": "2024-12-31", "mrr": 1}],
        contracts=[{"customer_id": "a", "start": "2024-06-01", "renewal": "2025-06-01"}],
    )
    assert book.default_as_of == date(2024, 1, 1)


def test_the_day_of_the_books_settings_comes_first() -> None:
    settings = BookSettings(name="s", as_of=date(2024, 12, 31))
    book = make_book(
        settings=settings, orders=[{"customer_id": "a", "order_date": "2025-01-05", "amount": 1}]
    )
    assert book.default_as_of == date(2024, 12, 31)


def test_a_book_without_data_is_asked_about_today() -> None:
    assert make_book(customers=[{"customer_id": "a"}], orders=[]).default_as_of == date.today()  # noqa: DTZ011


def test_a_ticket_solved_later_was_open() -> None:
    ticket: Row = {
        "customer_id": "a",
        "created": "2025-01-05 09:00",
        "solved": "2025-01-20 09:00",
        "status": "solved",
        "csat": 5,
    }
    book = make_book(customers=[{"customer_id": "a"}], tickets=[ticket])
    seen = {
        day: book.visible("tickets", date(2025, 1, day)).select("solved", "status", "csat").rows()
        for day in (4, 19, 20)
    }
    assert seen[4] == []
    assert seen[19] == [(None, None, None)]
    assert [row[1:] for row in seen[20]] == [("solved", 5.0)]


def test_a_timestamp_late_on_the_as_of_date_is_visible() -> None:
    book = make_book(
        customers=[{"customer_id": "a"}],
        interactions=[{"customer_id": "a", "at": "2025-01-05 23:59"}],
    )
    assert book.visible("interactions", date(2025, 1, 5)).height == 1
    assert book.visible("interactions", date(2025, 1, 4)).is_empty()


def test_a_deal_decided_later_was_open() -> None:
    deal: Row = {
        "opportunity_id": "d", "customer_id": "a", "created": "2025-01-05", "close_date": "2025-03-01",
        "is_closed": True, "is_won": True, "stage": "Won",
    }  # fmt: skip
    book = make_book(customers=[{"customer_id": "a"}], opportunities=[deal])
    columns = ("stage", "is_closed", "is_won", "close_date")
    assert book.visible("opportunities", date(2025, 2, 1)).select(columns).row(0) == (None,) * 4
    assert book.visible("opportunities", date(2025, 3, 1)).select(columns).row(0)[:3] == ("Won", True, True)


def test_owners_without_assignments_are_assumed_to_hold_since_the_customer_is_known() -> None:
    book = make_book(
        customers=[
            {"customer_id": "a", "owner_rep_id": "r1", "created": "2025-01-01"},
            {"customer_id": "b", "owner_rep_id": None},
        ],
        orders=[],
    )
    assert book.assumed_assignments
    rows = book.tables["assignments"].select("customer", "rep_id", "start", "end", "reason").rows()
    assert rows == [(0, "r1", date(2025, 1, 1), None, "assumed")]


@pytest.mark.thorough
def test_what_a_customer_is_holds_from_its_first_order_also_where_it_was_created_later() -> None:
    """A move to a new CRM creates every account on one day; what the accounts are did not begin then."""
    book = make_book(
        customers=[
            {
                "customer_id": "A9",
                "name": "Acme",
                "segment": "smb",
                "owner_rep_id": "r",
                "created": "2025-06-01",
            }
        ],
        orders=[{"customer_id": "A9", "order_date": "2025-01-05", "amount": 1}],
        reps=[{"rep_id": "r", "name": "Petra", "hire_date": "2020-01-01"}],
    )
    engine = Engine(book)
    columns = ("name", "segment", "rep", "created", "orders")
    assert engine.moment(Query(date(2025, 1, 4))).total == 0
    first, before, after = (
        engine.customers(Query(day, columns=columns)).frame.row(0)
        for day in (date(2025, 1, 5), date(2025, 5, 31), date(2025, 6, 1))
    )
    assert first == before == ("Acme", "smb", "Petra", None, 1)
    assert after == ("Acme", "smb", "Petra", date(2025, 6, 1), 1)
    assert engine.moment(Query(date(2025, 5, 31), where="acme segment:smb")).shown == 1


def test_names_are_kept_folded_for_search() -> None:
    book = make_book(customers=[{"customer_id": "a", "name": "Café Müller"}], orders=[])
    assert book.customers["name_folded"].to_list() == ["cafe muller"]
    assert book.customers.schema["segment"] == pl.Categorical
