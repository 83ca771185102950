from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from holdfast.errors import UsageError

from .conftest import Book


def orders(rows: list[tuple[str, str]], separator: str = ",") -> str:
    lines = [separator.join(("order_id", "customer_id", "order_date", "amount"))]
    lines += [separator.join((f"A{index}", "c1", *row)) for index, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-01-31", date(2025, 1, 31)),
        ("2025-01-31 23:59:59", date(2025, 1, 31)),
        ("2025-01-31T23:59:59Z", date(2025, 1, 31)),
        ("2025-01-31 23:59:59 +0200", date(2025, 1, 31)),
        ("2025-01-31 23:59:59+02", date(2025, 1, 31)),
        ("2025-01-31T23:59:59.123-05:00", date(2025, 1, 31)),
        ("2025/01/31", date(2025, 1, 31)),
        ("20250131", date(2025, 1, 31)),
        ("31.01.2025", date(2025, 1, 31)),
        ("31.1.2025 9:05", date(2025, 1, 31)),
        ("31/01/2025", date(2025, 1, 31)),
        ("01/31/2025", date(2025, 1, 31)),
        ("1/31/2025 2:30 PM", date(2025, 1, 31)),
        ("31-01-2025", date(2025, 1, 31)),
        ("31/01/25", date(2025, 1, 31)),
        ("31 Jan 2025", date(2025, 1, 31)),
        ("31 January 2025", date(2025, 1, 31)),
        ("31-Jan-25", date(2025, 1, 31)),
        ("Jan 31, 2025", date(2025, 1, 31)),
        ("1738324800", date(2025, 1, 31)),
        ("1738324800000", date(2025, 1, 31)),
        ("45688", date(2025, 1, 31)),
        ("45688.75", date(2025, 1, 31)),
        ("Fri, 31 Jan 2025 23:10:00 +0100", date(2025, 1, 31)),
        ("Fri, 31 Jan 2025 23:10:00 GMT", date(2025, 1, 31)),
        ("Fri Jan 31 2025 23:10:00 GMT+0100 (CET)", date(2025, 1, 31)),
        ("Friday, January 31, 2025", date(2025, 1, 31)),
        ("January 31st, 2025 3:30 PM", date(2025, 1, 31)),
        ("2025-Jan-31", date(2025, 1, 31)),
        ("Jan 2025", date(2025, 1, 1)),
        ("Jan-25", date(2025, 1, 1)),
        ("2025-01", date(2025, 1, 1)),
        ("01/2025", date(2025, 1, 1)),
        ("31. Januar 2025", date(2025, 1, 31)),
        ("31. Mrz. 2025", date(2025, 3, 31)),
        ("Fr., 31. Okt. 2025", date(2025, 10, 31)),
        ("1er févr. 2025", date(2025, 2, 1)),
        ("vendredi 31 janvier 2025", date(2025, 1, 31)),
        ("31 gennaio 2025", date(2025, 1, 31)),
        ("31-dic-25", date(2025, 12, 31)),
        ("31 de enero de 2025", date(2025, 1, 31)),
        ("31 يناير 2025", date(2025, 1, 31)),
        ("٣١ يناير ٢٠٢٥", date(2025, 1, 31)),
        ("31 كانون الثاني 2025", date(2025, 1, 31)),
    ],
)
def test_a_day_is_read_as_it_is_written(book: Book, text: str, day: date) -> None:
    cell = f'"{text}"'
    assert book(orders_dot_csv=orders([(cell, "1")])).tables["orders"]["order_date"].to_list() == [day]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-07-09 3:00", "2024-07-09 03:00:00"),
        ("2024-07-09", "2024-07-09 00:00:00"),
        ("2026-04-02 09:10:00 +0100", "2026-04-02 08:10:00"),
        ("2026-04-02T09:10:00Z", "2026-04-02 09:10:00"),
        ("2026-04-02T09:10:00.250+02:00", "2026-04-02 07:10:00.250000"),
        ("2026-04-02 09:10:00.25+02", "2026-04-02 07:10:00.250000"),
        ("2026-04-02 09:10:00-03", "2026-04-02 12:10:00.000000"),
        ("1738324800", "2025-01-31 12:00:00"),
        ("45688.75", "2025-01-31 18:00:00"),
        ('"Fri, 31 Jan 2025 23:10:00 +0100"', "2025-01-31 22:10:00"),
        ("31 Jan 2025 3:30 p.m.", "2025-01-31 15:30:00"),
    ],
)
def test_moments_are_converted_to_utc(book: Book, text: str, moment: str) -> None:
    content = f"ticket_id,customer_id,created\nT1,c1,{text}\nT2,c1,2025-01-01 10:00\n"
    assert book(tickets_dot_csv=content).tables["tickets"]["created"][0] == datetime.fromisoformat(moment)


def test_years_of_two_and_of_four_digits_in_one_file_are_read(book: Book) -> None:
    texts = ["31/01/25", "31/01/2025", "31-Dec-99", "31 Dec 1999", "31.01.25"]
    days = (
        book(orders_dot_csv=orders([(text, "1") for text in texts])).tables["orders"]["order_date"].to_list()
    )
    assert days == [date(2025, 1, 31)] * 2 + [date(1999, 12, 31)] * 2 + [date(2025, 1, 31)]


def test_days_counted_by_a_spreadsheet_are_told(book: Book) -> None:
    intake = book(orders_dot_csv=orders([("45688", "1"), ("45689", "2")]))
    assert any("as spreadsheets count them" in note for note in intake.receipt.files[0].notes)


def test_day_and_month_are_told_apart_by_the_whole_column(book: Book) -> None:
    rows = [("03/04/2025", "1")] * 1_500 + [("25/04/2025", "1")]
    intake = book(orders_dot_csv=orders(rows))
    assert intake.tables["orders"]["order_date"][0] == date(2025, 4, 3)
    assert "the day first" in intake.receipt.files[0].notes[0]


def test_dates_that_could_be_either_are_never_guessed(book: Book) -> None:
    with pytest.raises(UsageError, match=r"orders\.csv.*order_date.*date_format"):
        book(orders_dot_csv=orders([("03/04/2025", "1"), ("05/06/2025", "1")]))


def test_an_ambiguous_file_follows_its_siblings(book: Book) -> None:
    clear = orders([("25/04/2025", "1")]).replace("A0", "B0")
    intake = book(orders_1_dot_csv=orders([("03/04/2025", "1")]), orders_2_dot_csv=clear)
    assert intake.tables["orders"]["order_date"].to_list() == [date(2025, 4, 3), date(2025, 4, 25)]


def test_ambiguous_dates_far_down_a_file_are_noticed_too(book: Book) -> None:
    rows = [("2025-01-01", "1")] * 1_500 + [("03/04/2025", "1")]
    with pytest.raises(UsageError, match="date_format"):
        book(orders_dot_csv=orders(rows))


def test_a_stated_date_format_decides(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["orders.csv"]\ndate_format = "%m/%d/%Y"\n'
        'columns = { order_id = "order_id", customer_id = "customer_id", '
        'order_date = "order_date", amount = "amount" }\n'
    )
    intake = book(orders_dot_csv=orders([("03/04/2025", "1")]), holdfast_dot_toml=mapping)
    assert intake.tables["orders"]["order_date"].to_list() == [date(2025, 3, 4)]


def test_formats_that_appear_only_far_down_a_file_are_read(book: Book) -> None:
    rows = [("2025-01-01", "1")] * 1_500 + [("2025-01-02T10:00:00Z", '"1,234.50"'), ("31.12.2025", "$5")]
    intake = book(orders_dot_csv=orders(rows))
    assert intake.receipt.clean
    assert intake.tables["orders"]["amount"].to_list()[-2:] == [12345000, 50000]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1234.5", 1234.5),
        ("-3", -3),
        ("$1,234.50", 1234.5),
        ("-£26.62", -26.62),
        ("(40.00)", -40),
        ("$(250.00)", -250),
        ("12.50-", -12.5),
        ("1 234.50", 1234.5),
        ("1'234.50", 1234.5),
        ("EUR 12.50", 12.5),
        ("12.50 €", 12.5),
        ("1,234,567", 1234567),
        ("+7", 7),
        ("0.0001", 0.0001),
    ],
)
def test_amounts_with_a_decimal_point(book: Book, text: str, units: float) -> None:
    intake = book(orders_dot_csv=orders([("2025-01-01", f'"{text}"'), ("2025-01-01", '"9,999.99"')]))
    assert intake.tables["orders"]["amount"][0] == round(units * 10_000)


@pytest.mark.parametrize(
    ("text", "units"),
    [("1.234,50", 1234.5), ("401,90", 401.9), ("-26,62", -26.62), ("1.234", 1234), ("12", 12)],
)
def test_amounts_with_a_decimal_comma(book: Book, text: str, units: float) -> None:
    intake = book(orders_dot_csv=orders([("2025-01-01", text), ("2025-01-01", "0,99")], ";"))
    assert intake.tables["orders"]["amount"][0] == round(units * 10_000)


@pytest.mark.thorough
@pytest.mark.parametrize("text", ["abc", "1,2,3", "12abc", "1e999", "nan", "inf", "1.2.3", "10%5"])
def test_a_bad_amount_sends_that_row_to_quarantine(book: Book, text: str) -> None:
    intake = book(
        orders_dot_csv=orders([("2025-01-01", "1"), ("2025-01-02", f'"{text}"'), ("2025-01-03", "3")])
    )
    if text == "nan":
        assert intake.receipt.quarantine["reason"].to_list() == ["amount is empty"]
    else:
        assert intake.receipt.quarantine.select("line", "column", "text", "reason").rows() == [
            (3, "amount", text, "is not an amount")
        ]
    assert intake.tables["orders"].height == 2


@pytest.mark.parametrize(
    "text", ["31/02/2025", "2025-13-01", "soon", "0025-01-01", "2025-01-05x", "5 foo 2025", "May", "12345"]
)
def test_a_bad_date_sends_that_row_to_quarantine(book: Book, text: str) -> None:
    intake = book(orders_dot_csv=orders([("2025-01-01", "1"), (text, "2")]))
    assert intake.receipt.quarantine.select("table", "file", "line", "column", "text", "reason").rows() == [
        ("orders", "orders.csv", 3, "order_date", text, "is not a date")
    ]


def test_an_empty_required_value_is_quarantined_with_its_name(book: Book) -> None:
    text = "order_id,customer_id,order_date,amount\nA1,  ,2025-01-01,1\n"
    assert book(orders_dot_csv=text).receipt.quarantine["reason"].to_list() == ["customer_id is empty"]


def test_words_for_nothing_are_empty_in_columns_of_figures(book: Book) -> None:
    text = (
        "subscription_id,customer_id,start,end,mrr,seats\nS1,c1,2025-01-01,N/A,10,-\n"
        "S2,c1,2025-01-01,NULL,10,3\n"
    )
    intake = book(subscriptions_dot_csv=text)
    assert intake.receipt.clean
    assert intake.tables["subscriptions"].select("end", "seats").rows() == [(None, None), (None, 3)]


def test_an_end_in_the_year_9999_is_no_end(book: Book) -> None:
    text = "subscription_id,customer_id,start,end,mrr\nS1,c1,2025-01-01,9999-12-31,10\n"
    assert book(subscriptions_dot_csv=text).tables["subscriptions"]["end"].to_list() == [None]


@pytest.mark.parametrize(
    ("text", "value"), [("WAHR", True), ("Yes", True), ("0", False), ("faux", False), ("", None)]
)
def test_yes_and_no_in_several_languages(book: Book, text: str, value: Any) -> None:
    content = f"contact_id,customer_id,active\nk1,c1,{text}\nk2,c1,true\n"
    assert book(contacts_dot_csv=content).tables["contacts"]["active"][0] is value


def test_types_are_the_canonical_ones(book: Book) -> None:
    schema = book(orders_dot_csv=orders([("2025-01-01", "1")])).tables["orders"].schema
    assert schema == {
        "order_id": pl.String,
        "customer_id": pl.String,
        "order_date": pl.Date,
        "amount": pl.Int64,
    }
