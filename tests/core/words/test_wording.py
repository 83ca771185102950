from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.words.wording import (
    change_words,
    day_text,
    day_words,
    money_text,
    money_words,
    number_words,
    plural,
    plural_words,
    quote_words,
)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "€0"),
        (0.4, "€0.40"),
        (9.99, "€9.99"),
        (9.999, "€10"),
        (310, "€310"),
        (999.4, "€999"),
        (999.6, "€1k"),
        (4_100, "€4.1k"),
        (9_949, "€9.9k"),
        (9_950, "€10k"),
        (84_210, "€84k"),
        (999_499, "€999k"),
        (999_500, "€1m"),
        (1_234_567, "€1.2m"),
        (34_000_000, "€34m"),
        (2_500_000_000, "€2.5bn"),
        (-412_000, "−€412k"),
        (-0.001, "€0"),
    ],
)
def test_money_is_written_short(amount: float, text: str) -> None:
    assert money_text(round(amount * 10_000), "EUR") == text


@pytest.mark.parametrize(
    ("currency", "text"), [("USD", "$84k"), ("GBP", "£84k"), ("CHF", "CHF 84k"), ("", "84k")]
)
def test_money_carries_its_currency(currency: str, text: str) -> None:
    assert money_text(840_000_000, currency) == text
    assert money_words(pl.Series([840_000_000]), currency).to_list() == [text]


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (9.4, "JPY", "¥9"),
        (9.6, "JPY", "¥10"),
        (0.4, "JPY", "¥0"),
        (-0.4, "JPY", "¥0"),
        (4.512, "KWD", "KWD 4.512"),
        (9.9996, "KWD", "KWD 10"),
        (1_234, "KWD", "KWD 1.2k"),
    ],
)
def test_small_money_has_the_digits_of_its_currency(amount: float, currency: str, text: str) -> None:
    money = round(amount * 10_000)
    assert money_text(money, currency) == text
    assert money_words(pl.Series([money]), currency).to_list() == [text]


@given(st.lists(st.none() | st.integers(-(10**17), 10**17) | st.integers(-(10**9), 10**9)))
def test_a_column_of_money_reads_like_single_amounts(amounts: list[int | None]) -> None:
    words = money_words(pl.Series(amounts, dtype=pl.Int64), "EUR").to_list()
    assert words == [None if amount is None else money_text(amount, "EUR") for amount in amounts]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_have_english_months_whatever_the_locale(day: date) -> None:
    assert pl.select(day_words(pl.lit(day))).item() == day_text(day)


def test_a_day_is_written_without_leading_zero() -> None:
    assert day_text(date(2025, 4, 3)) == "3 Apr 2025"


@pytest.mark.parametrize("number", [0, 1, 2, 11])
def test_plurals_agree(number: int) -> None:
    assert plural(number, "gap") == ("1 gap" if number == 1 else f"{number} gaps")
    assert pl.select(plural_words(pl.lit(number), "gap")).item() == plural(number, "gap")
    assert plural(number, "company", "companies") == ("1 company" if number == 1 else f"{number} companies")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.94, "2.9"),
        (2.0, "2"),
        (-2.94, "−2.9"),
        (-0.04, "0"),
        (9.96, "10"),
        (10.46, "10"),
        (0.5, "0.5"),
        (30, "30"),
    ],
)
def test_numbers_keep_a_decimal_only_where_it_matters(number: float, text: str) -> None:
    assert pl.select(number_words(pl.lit(number))).item() == text


@pytest.mark.parametrize(
    ("now", "before", "text"), [(42, 100, "−58 %"), (112, 100, "+12 %"), (999, 1_000, "0 %"), (5, 0, None)]
)
def test_a_change_carries_its_sign(now: int, before: int, text: str | None) -> None:
    assert pl.select(change_words(pl.lit(now), pl.lit(before))).item() == text


def test_a_quotation_stays_on_one_line_and_short() -> None:
    texts = pl.Series(["  slow\r\n\tdelivery ", "x" * 100, "y" * 10, "   ", "", None])
    assert quote_words(texts, 10).to_list() == [
        "“slow deli…”", "“xxxxxxxxx…”", "“yyyyyyyyyy”", None, None, None,
    ]  # fmt: skip


def test_a_quotation_is_not_cut_inside_a_number() -> None:
    texts = pl.Series(["we paid 1,234.50 too much", "we paid 12 and more"])
    assert quote_words(texts, 14).to_list() == ["“we paid…”", "“we paid 12 an…”"]
