"""Headers that say a known word among others, and currencies that stand beside nested amounts."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

from holdfast.errors import UsageError
from holdfast.schema.exports import Intake


def columns(intake: Intake, table: str) -> dict[str, str]:
    (receipt,) = (one for one in intake.receipt.files if one.table == table)
    return dict(receipt.columns)


def test_a_start_and_an_end_of_billing_are_those_of_the_subscription(book: Book) -> None:
    intake = book(
        subscriptions_dot_csv="Account,Plan,MRR,Billing Start,Billing End,Trial End Day\n"
        "Acme,Pro,100,2024-01-01,,2024-01-15\nBrio,Pro,90,2024-02-01,2024-08-01,\n"
    )
    told = columns(intake, "subscriptions")
    assert (told["start"], told["end"]) == ("Billing Start", "Billing End")


def test_a_french_list_of_contracts_is_read_by_the_words_within_its_headers(book: Book) -> None:
    intake = book(
        contrats_dot_csv="N° contrat;Client;Date de début;Date de fin\nC-1;Paul;01/02/2023;31/01/2024\n"
    )
    told = columns(intake, "contracts")
    assert (told["contract_id"], told["start"], told["end"]) == ("N° contrat", "Date de début", "Date de fin")


@pytest.mark.parametrize(
    "header",
    [
        "Customer,Plan,MRR,First start,Second start",
        "Customer,Plan,MRR,Trial start,x",
        "Customer,Plan,MRR,Start week,x",
    ],
)
def test_where_two_headers_or_none_say_it_the_missing_column_is_named(book: Book, header: str) -> None:
    cells = "1,2" if "week" in header else "2024-01-01,2024-02-01"
    with pytest.raises(UsageError, match="has no column for start"):
        book(subscriptions_dot_csv=f"{header}\nAcme,Pro,100,{cells}\nBrio,Pro,90,{cells}\n")


def test_two_currencies_beside_nested_amounts_are_not_added(book: Book) -> None:
    row = (
        '{{"id":"{0}","date":"2025-01-0{0}","customer":"A","total":{{"amount":"10.00","currency":"{1}"}}}}\n'
    )
    one = book(orders_dot_jsonl=row.format(1, "USD") + row.format(2, "USD"))
    assert one.settings.currency == "USD"
    two = book(orders_dot_jsonl=row.format(1, "USD") + row.format(2, "EUR"))
    assert two.receipt.quarantine["text"].to_list() == ["USD"]
    assert two.tables["orders"]["amount"].len() == 1
    assert any("cannot be converted" in one.message for one in two.receipt.problems)


@pytest.mark.parametrize(
    ("header", "rest"),
    [("Umsatz netto", "MwSt;Umsatz brutto"), ("Net Sales Amount", "Sales Tax;Gross Sales Amount")],
)
def test_an_amount_is_known_by_a_header_of_nothing_but_words_of_amounts(
    book: Book, header: str, rest: str
) -> None:
    intake = book(
        report_dot_csv=f"Datum;Beleg;Kunde;{rest};{header}\n2025-01-02;1;Huber;19;119;100\n"
        "2025-01-03;2;Maier;38;238;200\n"
    )
    assert columns(intake, "orders")["amount"] == header


def test_fees_and_taxes_are_no_amounts_whatever_else_their_headers_say(book: Book) -> None:
    with pytest.raises(UsageError, match="no table was recognised"):
        book(report_dot_csv="Datum;Beleg;Kunde;Sales Tax Amount\n2025-01-02;1;Huber;19\n")


@pytest.mark.parametrize(
    "question",
    [
        "How likely are you to recommend us to a friend? (0-10)",
        "Würden Sie uns weiterempfehlen?",
        "Nous recommanderiez-vous à un confrère ?",
    ],
)
def test_the_question_of_a_survey_is_its_score(book: Book, question: str) -> None:
    intake = book(
        survey_dot_csv=f'Response ID,Company,"{question}",Why?,Submitted At\n'
        "r1,Acme,9,Good,2025-01-05\nr2,Brio,3,Slow,2025-01-06\n"
    )
    told = columns(intake, "surveys")
    assert (told["score"], told["kind"], told["answered"]) == (question, "'nps'", "Submitted At")
