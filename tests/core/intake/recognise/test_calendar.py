"""A column a month: what was sold in each, or what recurs every month, told by what the report is called."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought

from holdfast.errors import UsageError
from holdfast.intake.describe import sections_toml

SOLD = "Customer,Jan 2025,Feb 2025,Mar 2025,Total\nAlder,10,,5,15\nBirch,20,2,0,22\nTotal,30,2,5,37\n"
LEVELS = "Customer,Nov-24,Dec-24,Jan-25\nAlder,50,60,\nBirch,-,20,20\nTotal MRR,50,80,20\n"


def test_sales_by_month_are_a_purchase_on_the_last_day_of_each(book: Book) -> None:
    intake = book(**{"Sales by customer_dot_csv": SOLD})
    assert bought(intake) == {"Alder": (2, 15.0), "Birch": (2, 22.0)}
    assert sorted({str(day) for day in intake.tables["orders"]["order_date"]}) == [
        "2025-01-31",
        "2025-02-28",
        "2025-03-31",
    ]
    (orders,) = [one for one in intake.receipt.files if one.table == "orders"]
    assert "a column for each of 3 months, 2025-01 to 2025-03" in " ".join(orders.notes)


def test_recurring_revenue_by_month_is_a_level_that_ends_where_it_falls_away(book: Book) -> None:
    intake = book(**{"MRR by customer_dot_csv": LEVELS})
    levels = intake.tables["mrr_events"].select("customer_id", "effective_date", "mrr").rows()
    assert [(who, str(day), mrr / 10_000) for who, day, mrr in levels] == [
        ("Alder", "2024-11-01", 50.0),
        ("Alder", "2024-12-01", 60.0),
        ("Alder", "2025-01-01", 0.0),
        ("Birch", "2024-12-01", 20.0),
        ("Birch", "2025-01-01", 20.0),
    ]


def test_of_yearly_recurring_revenue_a_twelfth_counts(book: Book) -> None:
    intake = book(ARR_dot_csv=LEVELS.replace("MRR", "ARR").replace("50", "120"))
    assert intake.tables["mrr_events"]["mrr"][0] == 10 * 10_000


def test_what_was_found_out_is_a_mapping_that_reads_the_same(book: Book) -> None:
    name = "Sales by customer_dot_csv"
    first = book(**{name: SOLD})
    again = book(**{name: SOLD, "holdfast_dot_toml": sections_toml(first.receipt)})
    assert bought(again) == bought(first)


def test_where_nothing_says_what_the_figures_are_it_is_asked(book: Book) -> None:
    intake = book(accounts_dot_csv=SOLD.replace("Total", "Sum of it"))
    (asked,) = intake.receipt.questions
    assert "what was sold in it, or what recurs every month" in asked.question
    mapping = asked.paste.split("[tables.mrr_events]")[0]
    answered = book(accounts_dot_csv=SOLD, holdfast_dot_toml=mapping)
    assert bought(answered)["Birch"] == (2, 22.0)


@pytest.mark.parametrize("name", ["Logins per account", "Sales forecast by customer", "Revenue budget"])
def test_figures_of_something_else_are_no_sales(book: Book, name: str) -> None:
    orders = "Order,Customer,Date,Total\n1,Alder,2025-03-14,10\n2,Birch,2025-03-15,20\n"
    assert bought(book(orders_dot_csv=orders, **{f"{name}_dot_csv": SOLD})) == {
        "Alder": (1, 10.0),
        "Birch": (1, 20.0),
    }


def test_beside_orders_a_summary_by_month_counts_nothing_twice(book: Book) -> None:
    orders = "Order,Customer,Date,Total\n1,Alder,2025-03-14,10\n2,Birch,2025-03-15,20\n"
    assert bought(book(orders_dot_csv=orders, **{"Sales by customer_dot_csv": SOLD}))["Alder"] == (1, 10.0)


@pytest.mark.parametrize("header", ["2023,2024,2025", "Jan 2025,Mar 2025,May 2025", "Jan,Feb,Mar"])
def test_headers_that_are_no_months_in_a_row_are_refused_as_before(book: Book, header: str) -> None:
    with pytest.raises(UsageError, match="no table was recognised"):
        book(**{"Sales by customer_dot_csv": f"Customer,{header},Total\nAlder,10,1,5,16\nBirch,2,2,1,5\n"})


def test_a_customer_who_is_called_total_is_one(book: Book) -> None:
    intake = book(**{"Sales by customer_dot_csv": SOLD.replace("Alder", "Total Energies")})
    assert bought(intake)["Total Energies"] == (2, 15.0)


def test_a_layout_that_the_file_has_not_is_refused_by_its_key(book: Book) -> None:
    mapping = '[tables.orders]\nfiles = ["o.csv"]\nlayout = "months"\n'
    with pytest.raises(UsageError, match=r"layout: o.csv has no columns of 3 months in a row"):
        book(o_dot_csv="Customer,Date,Total\nA,2025-01-01,5\n", holdfast_dot_toml=mapping)
