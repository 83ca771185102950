from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book
from holdfast.money import MONEY_SCALE


def invoice(due: int, paid: int | None = None, **columns: Any) -> dict[str, Any]:
    """Due and paid so many days ago."""
    return {
        "customer_id": "c1",
        "issue_date": ago(due + 30),
        "due_date": ago(due),
        "paid_date": None if paid is None else ago(paid),
        "amount": 100,
        **columns,
    }


def invoiced(*rows: dict[str, Any]) -> Book:
    """Numbered in order, of an active customer, beside an order of today, so that the data reach it."""
    return make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "c2"}],
        orders=[
            {"customer_id": "c1", "order_date": ago(300), "amount": 1},
            {"customer_id": "c2", "order_date": ago(0), "amount": 1},
        ],
        invoices=[{"invoice_id": f"INV-{number}", **row} for number, row in enumerate(rows, 1)],
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (15, "none"), (16, "watch"), (30, "watch"), (31, "high"), (60, "high"), (61, "critical"),
        (-20, "none"),
    ],
)  # fmt: skip
def test_the_days_overdue_set_the_severity(days: int, expected: str) -> None:
    assert severity(invoiced(invoice(days)), "F23") == expected


def test_paid_later_than_the_day_is_unpaid_on_that_day() -> None:
    assert severity(invoiced(invoice(38, -1, balance=0, status="paid")), "F23") == "high"
    assert raised(invoiced(invoice(38, -1, balance=0)), "F23").item(0, "money") == 100 * MONEY_SCALE
    assert severity(invoiced(invoice(38, 0)), "F23") == "none"


def test_without_a_due_date_nothing_is_late() -> None:
    assert severity(invoiced(invoice(38, due_date=None)), "F23") is None
    assert severity(invoiced(), "F23") is None


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"status": "Paid"}, None),
        ({"status": "voided"}, None),
        ({"balance": 0}, None),
        ({"amount": -50}, None),
        ({"status": "open"}, "high"),
        ({"status": "partially paid"}, "high"),
        ({"status": "unpaid"}, "high"),
        ({"balance": 40}, "high"),
    ],
)
def test_what_asks_for_nothing_is_never_overdue(columns: dict[str, Any], expected: str | None) -> None:
    assert severity(invoiced(invoice(38, **columns)), "F23") == expected


def test_the_balance_counts_from_the_last_day_with_data() -> None:
    book = invoiced(invoice(38, balance=40))
    assert raised(book, "F23").item(0, "money") == 40 * MONEY_SCALE
    assert raised(book, "F23", as_of=ago(1)).item(0, "money") == 100 * MONEY_SCALE


# Paid 4, 0 and 8 days late, one of them early: 4 on average.
USUAL = (invoice(304, 300), invoice(270, 275), invoice(248, 240))


def slower(*lateness: int) -> Book:
    recent = [invoice(100 - 10 * n + late, 100 - 10 * n) for n, late in enumerate(lateness)]
    return invoiced(*USUAL, *recent)


@pytest.mark.parametrize(("lateness", "expected"), [((19, 19, 19), "watch"), ((18, 19, 19), "none")])
def test_the_last_three_are_paid_15_days_later_than_before(lateness: tuple[int, ...], expected: str) -> None:
    assert severity(slower(*lateness), "F23") == expected


def test_too_few_payments_before_or_none_lately_tell_nothing_of_slowing() -> None:
    late = [invoice(150, 60), invoice(140, 50), invoice(130, 40)]
    assert severity(invoiced(*USUAL[:2], *late), "F23") == "none"
    assert severity(invoiced(*USUAL, *late), "F23") == "watch"
    old = [invoice(280, 190), invoice(278, 188)]
    assert severity(invoiced(*USUAL, *old, invoice(276, 180)), "F23") == "none"
    assert severity(invoiced(*USUAL, *old, invoice(276, 179)), "F23") == "watch"


def test_the_sentence_names_the_oldest_invoice_and_what_is_usual() -> None:
    book = invoiced(*USUAL, invoice(38, amount=6_200))
    assert sentence(book, "F23") == "INV-4 38 d overdue, €6.2k; usually 4 d late"
    assert since(book, "F23") == ago(22)
    assert behind(book, "F23").get_column("invoice_id").to_list() == ["INV-4"]
    three = invoiced(invoice(20), invoice(70), invoice(16), invoice(10))
    assert sentence(three, "F23") == "INV-2 70 d overdue and 2 more, €300"
    assert set(behind(three, "F23").get_column("invoice_id")) == {"INV-1", "INV-2", "INV-3"}
    punctual = invoiced(invoice(100, 101), invoice(20))
    assert sentence(punctual, "F23") == "INV-2 20 d overdue, €100; usually on time"


def test_slower_payments_say_how_late_they_were_and_used_to_be() -> None:
    book = slower(20, 22, 24)
    assert sentence(book, "F23") == "Last 3 invoices paid 22 d late on average; the 3 before 4 d"
    assert raised(book, "F23").item(0, "money") == 0
    assert behind(book, "F23").get_column("invoice_id").to_list() == ["INV-6", "INV-5", "INV-4"]


@pytest.mark.parametrize(
    "book",
    [
        invoiced(invoice(38)),
        slower(20, 22, 24),
        # Open since the first, although that one was paid meanwhile.
        invoiced(invoice(90, 30), invoice(50)),
        # Paid before the next became long overdue.
        invoiced(invoice(90, 40), invoice(50)),
        # Slower payments, then an overdue invoice.
        invoiced(*USUAL, invoice(150, 90), invoice(140, 89), invoice(130, 88), invoice(40)),
    ],
)
def test_it_was_open_on_its_first_day_and_not_the_day_before(book: Book) -> None:
    first = since(book, "F23")
    assert isinstance(first, date)
    assert severity(book, "F23", as_of=first) not in (None, "none")
    assert severity(book, "F23", as_of=first.fromordinal(first.toordinal() - 1)) in (None, "none")


def test_later_invoices_and_payments_do_not_matter() -> None:
    later = invoice(-1, -40, issue_date=ago(-1))
    assert severity(invoiced(later), "F23") is None
    assert sentence(invoiced(invoice(38), later), "F23") == "INV-1 38 d overdue, €100"
