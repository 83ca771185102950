"""Exports of known tools that hold nothing of a book, beside those that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.intake import read_book
from holdfast.intake.recognise.presets import presets_of
from holdfast.intake.recognise.strangers import stranger_of, strangers

ORDERS = "Order ID,Customer,Date,Amount\n1,Acme,2025-01-31,5\n"


def test_every_stranger_says_why_it_is_none_of_a_book_and_where_its_header_is_stated() -> None:
    assert all(one.why and len(one.source) > 10 for one in strangers())


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "Lead",
            "Id,LastName,FirstName,Name,Company,Status,Industry,OwnerId,IsConverted,CreatedDate\n"
            "00Q1,Moe,Ida,Ida Moe,Moe Ltd,Open,Energy,0051,false,2025-06-01T09:00:00.000Z\n",
            "is an export of Salesforce (Lead object): leads are prospects, no customers",
        ),
        (
            "Campaign",
            "Id,Name,ParentId,Type,Status,StartDate,EndDate,BudgetedCost,ActualCost,OwnerId\n"
            "7011,Fair,,Event,Planned,2025-01-01,2025-02-01,500,400,0051\n",
            "is an export of Salesforce (Campaign object): campaigns are not customers",
        ),
        (
            "Profile",
            "Id,Name,UserType,UserLicenseId\n00e1,System Administrator,Standard,1001\n",
            "profiles are rights of users",
        ),
        (
            "payouts",
            "id,Amount,Created (UTC),Currency,Arrival Date (UTC),Source Type,Status\n"
            "po_1,100.00,2025-03-05 10:00,eur,2025-03-07 00:00,card,paid\n",
            "is an export of Stripe (payouts): payouts are money on its way to the bank, no sales",
        ),
        (
            "EtsyDirectCheckoutPayments",
            "Payment ID,Buyer Name,Order ID,Gross Amount,Fees,Net Amount,Posted Gross,Order Date\n"
            "1,Anna Brook,3400000001,49.20,1.73,47.47,0,03/04/25\n",
            "take the export of orders",
        ),
    ],
)
def test_what_holds_nothing_of_a_book_is_named_with_the_reason_and_is_no_warning(
    name: str, text: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    receipt = read_book([tmp_path]).receipt
    assert [file.file for file in receipt.files] == ["orders.csv"]
    [unused] = receipt.not_used
    assert told in unused.why
    [remark] = [finding for finding in receipt.findings if f"{name}.csv" in finding.message]
    assert remark.severity == "info"


def test_an_account_is_no_lead() -> None:
    account = ["Id", "Name", "Type", "ParentId", "Industry", "OwnerId", "CreatedDate", "Status"]
    assert stranger_of(account) is None
    assert [one.name for one in presets_of(account)] == ["salesforce_account"]
