"""Whose sale a row is, where the column that is called so names an account, one for all, or nobody."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought

from holdfast.errors import UsageError

NAMES = ("Alder", "Birch", "Cedar")


def sales(header: str, row: str, rows: int = 30) -> str:
    lines = (
        row.format(number=number, day=f"2025-01-{number % 28 + 1:02}", name=NAMES[number % 3])
        for number in range(rows)
    )
    return "\n".join([header, *lines, ""])


LEDGER = "Date,Type,Document Number,Name,Account,Amount"


@pytest.mark.parametrize("account", ["1200 Accounts Receivable", "Sales : Services", "8400 Umsatzerlöse"])
def test_an_account_of_the_ledger_is_no_customer(book: Book, account: str) -> None:
    text = sales(LEDGER, f"{{day}},Invoice,INV{{number}},{{name}},{account},10")
    intake = book(orders_dot_csv=text)
    assert bought(intake) == dict.fromkeys(NAMES, (10, 100))
    assert all("segment" not in dict(file.columns) for file in intake.receipt.files), "a document has none"


def test_ledger_rows_that_name_nobody_are_refused(book: Book) -> None:
    text = sales(LEDGER.replace("Name", "Memo"), "{day},Invoice,INV{number},{name},Accounts Receivable,10")
    with pytest.raises(UsageError, match=r"no column for customer_id"):
        book(orders_dot_csv=text)


@pytest.mark.parametrize("first", ["Main store", ""])
def test_a_column_that_says_the_same_of_all_rows_gives_way_to_one_that_tells_them_apart(
    book: Book, first: str
) -> None:
    text = sales("Receipt,Date,Customer,Company,Total", f"{{number}},{{day}},{first},{{name}},10")
    assert bought(book(orders_dot_csv=text)) == dict.fromkeys(NAMES, (10, 100))


def test_a_few_orders_may_all_be_of_one_customer(book: Book) -> None:
    text = sales("Receipt,Date,Customer,Company,Total", "{number},{day},Alder,{name},10", rows=19)
    assert bought(book(orders_dot_csv=text)) == {"Alder": (19, 190)}


def test_companies_are_customers_that_are_called_accounts(book: Book) -> None:
    text = sales("Receipt,Date,Account,Total", "{number},{day},{name} Sales Co,10")
    assert bought(book(orders_dot_csv=text)) == {f"{name} Sales Co": (10, 100) for name in NAMES}
