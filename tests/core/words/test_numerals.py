"""Numbers in text: one minus sign, no negative nothing, amounts in the digits of their currency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.words.currencies import DIGITS, SIGNS, digits_of
from holdfast.words.numerals import (
    amount_text,
    interval_text,
    number_text,
    percent_text,
    rounded_amount_text,
)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (84_213.5, "EUR", "€84,213.50"),
        (310_000, "EUR", "€310,000"),
        (-12, "CHF", "−CHF 12"),
        (84_213.5, "JPY", "¥84,214"),
        (9_601.63, "KWD", "KWD 9,601.630"),
        (9_601.0004, "KWD", "KWD 9,601"),
        (1.0005, "CLF", "CLF 1.0005"),
        (1_234.5, "", "1,234.50"),
        (-0.004, "EUR", "€0"),
        (-0.4, "JPY", "¥0"),
    ],
)
def test_an_amount_in_full_has_the_digits_of_its_currency(amount: float, currency: str, text: str) -> None:
    assert amount_text(amount, currency) == text


def test_an_amount_without_minor_units_keeps_its_currency_and_sign() -> None:
    assert rounded_amount_text(3_027.4, "EUR") == "€3,027"
    assert rounded_amount_text(-3_027.4, "CHF") == "−CHF 3,027"
    assert rounded_amount_text(-0.4, "EUR") == "€0"


def test_digits_follow_the_standard_and_are_two_where_it_says_nothing_else() -> None:
    assert [digits_of(code) for code in ("EUR", "JPY", "KRW", "KWD", "TND", "UYW", "", "XYZ")] == [
        2, 0, 0, 3, 3, 4, 2, 2,
    ]  # fmt: skip
    assert all(len(code) == 3 and code.isupper() for code in (*DIGITS, *SIGNS))


@pytest.mark.parametrize(
    ("number", "decimals", "signed", "text"),
    [
        (1204, 0, False, "1,204"),
        (-58.34, 1, False, "−58.3"),
        (12, 0, True, "+12"),
        (-12, 0, True, "−12"),
        (-0.04, 1, False, "0.0"),
        (-0.4, 0, True, "0"),
        (-0.0, 2, False, "0.00"),
        (0, 0, True, "0"),
    ],
)
def test_a_number_has_one_minus_sign_and_nothing_is_not_negative(
    number: float, decimals: int, signed: bool, text: str
) -> None:
    assert number_text(number, decimals, signed=signed) == text


@given(st.floats(-1e12, 1e12), st.integers(0, 4), st.booleans())
def test_no_number_is_written_with_a_hyphen_or_as_less_than_nothing(
    number: float, decimals: int, signed: bool
) -> None:
    text = number_text(number, decimals, signed=signed)
    assert "-" not in text
    assert not text.startswith("−") or text.strip("−0.,")


def test_shares_and_intervals() -> None:
    assert percent_text(-0.0681, 1) == "−6.8%"
    assert percent_text(-0.0004) == "0%"
    assert percent_text(0.26, signed=True) == "+26%"
    assert interval_text(86, 95) == "[86–95]"
    assert interval_text(-14.1, 15.5, 1) == "[−14.1, 15.5]"
    assert interval_text(-0.001, 3) == "[0–3]"
    assert interval_text(1.8, 16, 1, signed=True) == "[+1.8, +16.0]"
