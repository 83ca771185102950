"""Amounts are decided by evidence or asked: decimal signs, dashes, currencies in the cell."""

from __future__ import annotations

import pytest

from holdfast.errors import UsageError
from holdfast.schema.exports import Intake

from .conftest import Book


def orders(*amounts: str, separator: str = ",", day: str = "2025-01-05") -> str:
    head = separator.join(("Order ID", "Customer", "Date", "Total"))
    rows = [separator.join((f"A{number}", "c1", day, f'"{text}"')) for number, text in enumerate(amounts)]
    return "\n".join([head, *rows]) + "\n"


def amounts(intake: Intake) -> list[float]:
    return [amount / 10_000 for amount in intake.tables["orders"]["amount"].to_list()]


@pytest.mark.parametrize(("separator", "day"), [(";", "2025-01-05"), (",", "05.01.2025"), ("\t", "5.1.25")])
def test_three_digits_after_every_point_are_thousands_beside_semicolons_or_pointed_days(
    book: Book, separator: str, day: str
) -> None:
    intake = book(orders_dot_csv=orders("1.000", "2.500", "950", separator=separator, day=day))
    assert amounts(intake) == [1_000, 2_500, 950]
    assert any("points group thousands" in note for note in intake.receipt.files[0].notes)


def test_where_nothing_tells_it_is_asked_with_the_line_to_paste(book: Book) -> None:
    with pytest.raises(
        UsageError,
        match=r"orders\.csv: in the numbers of Total the point could be decimal or group thousands; "
        r'say which in \[tables\.orders\] .* with decimal = "\." or decimal = ","',
    ):
        book(orders_dot_csv=orders("1.000", "2.500"))


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.000", "2.5"], [1, 2.5]),
        (["1.000", "0.125"], [1, 0.125]),
        (["1.000", "1234.500"], [1, 1234.5]),
        (["1.000", "2500"], [1, 2500]),
        (["1.000", "12,50"], [1_000, 12.5]),
        (["1.000", "1.234.567"], [1_000, 1_234_567]),
        (["1,000", "2,500"], [1_000, 2_500]),
    ],
)
def test_one_cell_may_prove_what_the_others_mean(book: Book, texts: list[str], values: list[float]) -> None:
    assert amounts(book(orders_dot_csv=orders(*texts))) == values


def test_a_proof_far_down_the_file_counts(book: Book) -> None:
    texts = ["1.000"] * 1_500 + ["12,50"]
    assert amounts(book(orders_dot_csv=orders(*texts)))[::1_500] == [1_000, 12.5]
    with pytest.raises(UsageError, match="decimal"):
        book(orders_dot_csv=orders(*["100"] * 1_500, "1.000"))


def test_points_and_commas_that_contradict_each_other_are_asked(book: Book) -> None:
    with pytest.raises(UsageError, match="decimal"):
        book(orders_dot_csv=orders("1.5", "2,5"))


def test_a_sibling_file_decides(book: Book) -> None:
    clear = orders("12,50").replace("A0", "B0")
    intake = book(orders_1_dot_csv=orders("1.000"), orders_2_dot_csv=clear)
    assert amounts(intake) == [1_000, 12.5]


def test_rates_are_never_thousands(book: Book) -> None:
    intake = book(
        orders_dot_csv=orders("1.5"),
        fx_dot_csv="currency,date,rate\nUSD,2025-01-01,1.085\nGBP,2025-01-01,1.165\n",
    )
    assert intake.tables["fx"]["rate"].to_list() == [1.085, 1.165]


@pytest.mark.parametrize("dash", ["-", "–", "—", " -   ", "$ -", "€-", "- kr"])
def test_the_dash_of_accounts_is_zero(book: Book, dash: str) -> None:
    assert amounts(book(orders_dot_csv=orders("5.00", dash))) == [5, 0]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("text", "value"),
    [("(1,234.50)", -1234.5), ("1,234.50-", -1234.5), ("-$5.25", -5.25), ("($5.25)", -5.25), ("12.-", 12),
     ("CHF 12.–", 12), ("1'234.50", 1234.5), ("1 234 567.50", 1234567.5), ("12,345,678", 12345678)],
)  # fmt: skip
def test_ways_of_writing_amounts(book: Book, text: str, value: float) -> None:
    assert amounts(book(orders_dot_csv=orders(text, "0.99"))) == [value, 0.99]


# Currencies


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("text", "code"),
    [("€100.00", "EUR"), ("100.00 €", "EUR"), ("£100.00", "GBP"), ("$100.00", "USD"), ("US$ 100.00", "USD"),
     ("CHF 100.00", "CHF"), ("USD 100", "USD"), ("100 EUR", "EUR"), ("100.00 zł", "PLN"),
     ("(€100.00)", "EUR"),
     ("A$100.00", "AUD"), ("R$ 100.00", "BRL"), ("100.00 kr", "SEK")],
)  # fmt: skip
def test_a_sign_or_code_in_the_cell_is_the_currency_of_the_row(book: Book, text: str, code: str) -> None:
    intake = book(orders_dot_csv=orders(text, "5.00"))
    assert intake.tables["orders"]["currency"].to_list() == [code, None]
    assert intake.settings.currency == code


def test_currencies_in_cells_are_never_added(book: Book) -> None:
    intake = book(orders_dot_csv=orders("€100.00", "$70.00", "€5.00", "£1.00"))
    assert intake.settings.currency == "EUR"
    assert amounts(intake) == [100, 5]
    assert intake.receipt.quarantine["text"].to_list() == ["USD", "GBP"]
    assert not intake.receipt.clean


def test_amounts_without_a_currency_among_several_are_said(book: Book) -> None:
    intake = book(orders_dot_csv=orders("€100.00", "$70.00", "5.00"))
    (finding,) = [one for one in intake.receipt.findings if "without a currency" in one.message]
    assert finding.severity == "warning"
    assert (
        finding.message == "1 amount without a currency among those in EUR, USD: it is taken for the book's"
    )


def test_a_sign_that_first_stands_far_down_is_seen(book: Book) -> None:
    intake = book(orders_dot_csv=orders(*["1.50"] * 1_500, "$70.00", "€80.00", "€80.00"))
    assert intake.settings.currency == "EUR"
    assert intake.receipt.quarantine["line"].to_list() == [1_502]


def test_a_rate_turns_them_into_the_currency_of_the_book(book: Book) -> None:
    intake = book(
        orders_dot_csv=orders("€100.00", "€1.00", "$70.00"),
        fx_dot_csv="currency,date,rate\nUSD,2025-01-01,0.5\n",
    )
    assert amounts(intake) == [100, 1, 35]


def test_a_shared_sign_is_what_the_book_says(book: Book) -> None:
    stated = book(orders_dot_csv=orders("$5.00", "$6.00"), holdfast_dot_toml='[book]\ncurrency = "CAD"\n')
    assert stated.tables["orders"]["currency"].to_list() == ["CAD", "CAD"]
    taken = book(holdfast_dot_toml="[book]\n")
    assert any("$ is taken for USD" in finding.message for finding in taken.receipt.findings)


def test_a_column_of_currencies_wins_and_may_hold_signs(book: Book) -> None:
    text = "Order ID,Customer,Date,Total,Currency\nA,c,2025-01-05,$5.00,CAD\nB,c,2025-01-05,5.00,C$\n"
    assert book(orders_dot_csv=text).tables["orders"]["currency"].to_list() == ["CAD", "CAD"]


def test_signs_in_columns_that_make_the_amount_count_too(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["s.csv"]\n'
        'columns = { order_id = "O", customer_id = "C", order_date = "D" }\n'
        'derive = { amount = "Q * P" }\n'
    )
    text = "O,C,D,Q,P\n1,a,2025-01-05,2,€5.00\n2,a,2025-01-05,2,$5.00\n3,a,2025-01-05,1,€1.00\n"
    intake = book(s_dot_csv=text, holdfast_dot_toml=mapping)
    assert amounts(intake) == [10, 1]
