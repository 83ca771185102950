"""Exports of what recurs: how often it is billed, what is a level and what a movement, in which currency."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought

from holdfast.errors import UsageError
from holdfast.schema.exports import Intake

HEAD = "Subscription ID,Customer,Plan,{0},Price,Start date\n"


def levels(intake: Intake) -> list[float]:
    return [mrr / 10_000 for mrr in intake.tables["subscriptions"]["mrr"]]


@pytest.mark.parametrize("header", ["Billing", "Paid", "Turnus"])
def test_words_of_intervals_say_how_often_a_price_is_due(book: Book, header: str) -> None:
    text = HEAD.format(header) + "S1,A,Pro,Annual,1200,2024-01-01\nS2,B,Pro,Monthly,90,2024-02-01\n"
    assert levels(book(subscriptions_dot_csv=text)) == [100.0, 90.0]


def test_plans_that_name_their_interval_say_it_too(book: Book) -> None:
    text = HEAD.format("Region") + "S1,A,pro-annual,N,1200,2024-01-01\nS2,B,pro-monthly,S,90,2024-02-01\n"
    assert levels(book(subscriptions_dot_csv=text)) == [100.0, 90.0]


def test_where_nothing_says_how_often_it_is_due_a_month_is_taken_and_told(book: Book) -> None:
    text = HEAD.format("Region") + "S1,A,Pro,Day trips,1200,2024-01-01\nS2,B,Pro,South,90,2024-02-01\n"
    intake = book(subscriptions_dot_csv=text)
    assert levels(intake) == [1200.0, 90.0]
    assert any("taken for that of a month" in one.message for one in intake.receipt.findings)


def test_of_yearly_recurring_revenue_a_twelfth_is_due_every_month(book: Book) -> None:
    text = "Account,Plan,ARR,Start date\nA,Pro,1200,2024-01-01\nB,Pro,600,2024-02-01\n"
    intake = book(subscriptions_dot_csv=text)
    assert levels(intake) == [100.0, 50.0]
    assert not any("taken for that of a month" in one.message for one in intake.receipt.findings)


MOVED = "customer,month,new_mrr,expansion_mrr,churned_mrr{0}\n"
MOVED += "A,2025-01-01,50,0,0{1}\nA,2025-02-01,0,10,0{2}\n"


def test_the_level_at_the_end_of_a_month_counts_not_what_was_new_in_it(book: Book) -> None:
    intake = book(mrr_dot_csv=MOVED.format(",ending_mrr", ",50", ",60"))
    assert [mrr / 10_000 for mrr in intake.tables["mrr_events"]["mrr"]] == [50.0, 60.0]


def test_movements_without_a_level_are_refused(book: Book) -> None:
    with pytest.raises(UsageError, match="has no column for mrr"):
        book(mrr_dot_csv=MOVED.format("", "", ""))


def test_a_new_level_is_one_where_no_movement_stands_beside_it(book: Book) -> None:
    intake = book(mrr_dot_csv="customer,month,new_mrr\nA,2025-01-01,50\nA,2025-02-01,60\n")
    assert [mrr / 10_000 for mrr in intake.tables["mrr_events"]["mrr"]] == [50.0, 60.0]


FX = "Invoice No,Customer,Invoice Date,Currency,Amount,Amount (EUR)\n1,A,2025-03-01,EUR,10,{0}\n"


def test_amounts_that_are_all_in_one_currency_beside_several_are_taken(book: Book) -> None:
    intake = book(orders_dot_csv=FX.format("10") + "2,B,2025-03-02,USD,22,20\n")
    assert (bought(intake), intake.settings.currency) == ({"A": (1, 10.0), "B": (1, 20.0)}, "EUR")


def test_where_they_are_not_the_same_money_currencies_are_told_apart(book: Book) -> None:
    intake = book(orders_dot_csv=FX.format("9") + "2,B,2025-03-02,USD,22,20\n")
    assert any("cannot be converted" in one.message for one in intake.receipt.problems)


def test_a_list_of_contracts_names_them_by_their_names(book: Book) -> None:
    text = "Contract Name,Counterparty,Effective Date,Expiration Date,Notice Period (days)\n"
    intake = book(
        contracts_dot_csv=text + "MSA A,A,2025-01-31,2026-01-31,60\nMSA B,B,2025-02-28,2026-02-28,30\n"
    )
    assert intake.tables["contracts"].select("contract_id", "customer_id", "notice_days").rows() == [
        ("MSA A", "A", 60),
        ("MSA B", "B", 30),
    ]
