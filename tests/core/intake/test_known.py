"""Remarks that the user accepts, and forms in which rows name their customer only through something else."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

CUSTOMERS = "Customer ID,Name\nC1,Alder\nC2,Birch\n"
ORDERS = "Order ID,Customer ID,Order Date,Amount\n1,C1,2025-02-01,10\n2,X9,2025-02-02,20\n"


@pytest.mark.parametrize("known", ["orders: 1 row of orders *", "* not found in customers*"])
def test_a_known_problem_is_told_and_is_none(book: Book, known: str) -> None:
    files = {"customers_dot_csv": CUSTOMERS, "orders_dot_csv": ORDERS}
    (problem,) = book(**files).receipt.problems
    receipt = book(**files, holdfast_dot_toml=f'[book]\nknown = ["{known}"]\n').receipt
    assert receipt.clean
    (told,) = [one for one in receipt.findings if one.severity == "known"]
    assert told.sentence == problem.sentence


def test_another_problem_is_not_known_and_what_is_over_is_told(book: Book) -> None:
    settings = '[book]\nknown = ["orders: 7 rows of orders *"]\n'
    receipt = book(customers_dot_csv=CUSTOMERS, orders_dot_csv=ORDERS, holdfast_dot_toml=settings).receipt
    assert len(receipt.problems) == 1
    assert any("that holdfast.toml calls known: orders: 7 rows" in one.message for one in receipt.findings)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("usage", "subscription_id,date,metric,value\nS1,2025-06-01,logins,5\nS2,2025-06-02,logins,7\n"),
        (
            "tickets",
            "Ticket ID,Subscription ID,Created,Status\nT1,S1,2025-06-01,open\nT2,S2,2025-06-02,open\n",
        ),
    ],
)
def test_rows_that_name_a_subscription_are_its_customers(book: Book, table: str, text: str) -> None:
    subscriptions = "subscription_id,customer_id,start,mrr\nS1,A,2024-05-01,50\nS2,B,2024-06-01,70\n"
    intake = book(subscriptions_dot_csv=subscriptions, **{f"{table}_dot_csv": text})
    assert intake.tables[table]["customer_id"].to_list() == ["A", "B"]


def test_dates_of_unmapped_columns_tell_the_order_of_day_and_month(book: Book) -> None:
    text = "Order ID,Customer,Order Date,Total,Pickup\n"
    text += "1,A,01/02/2025,10,14/02/2025\n2,B,03/02/2025,2,15/02/2025\n"
    assert [str(day) for day in book(orders_dot_csv=text).tables["orders"]["order_date"]] == [
        "2025-02-01",
        "2025-02-03",
    ]
