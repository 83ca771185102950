"""Numbers, amounts and days as people of a locale write them. Source of the forms: CLDR 44."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.examples import each
from tests.spoken import speaking

from holdfast.words.interface.chosen import choose, form, from_environment, in_english, language
from holdfast.words.interface.forms import spaced
from holdfast.words.numerals import amount_text, chance_text, interval_text, number_text, percent_text
from holdfast.words.wording import (
    change_words,
    day_text,
    day_words,
    money_text,
    money_words,
    month_words,
    number_words,
)

NBSP, NARROW = "\u00a0", "\u202f"
AMOUNTS = {
    "en": "€1,234.56",
    "de": f"1.234,56{NBSP}€",
    "fr": f"1{NARROW}234,56{NBSP}€",
    "it": f"1.234,56{NBSP}€",
}
PERCENTAGES = {"en": "91.2%", "de": f"91,2{NBSP}%", "fr": f"91,2{NARROW}%", "it": "91,2%"}
DAYS = {"en": "30 Jun 2025", "de": "30.06.2025", "fr": "30/06/2025", "it": "30/06/2025"}


@pytest.mark.parametrize("locale", AMOUNTS)
def test_an_amount_a_share_and_a_day_are_written_as_the_locale_has_them(locale: str) -> None:
    with speaking("en", locale):
        assert amount_text(1234.56, "EUR") == AMOUNTS[locale]
        assert percent_text(0.912, 1) == PERCENTAGES[locale]
        assert day_text(date(2025, 6, 30)) == DAYS[locale]


@pytest.mark.parametrize("locale", AMOUNTS)
def test_a_column_of_polars_says_what_one_value_says(locale: str) -> None:
    money = [0, 45_000, -12_345_678_900, 9_999_600, None, 310 * 10_000, 2_900_000 * 10_000, 5 * 10**13]
    day = date(2025, 3, 5)
    with speaking("en", locale):
        for currency in ("EUR", "CHF", ""):
            told = money_words(pl.Series(money, dtype=pl.Int64), currency).to_list()
            assert told == [None if one is None else money_text(one, currency) for one in money]
        assert pl.select(day_words(pl.lit(day))).item() == day_text(day)
        assert pl.select(month_words(pl.lit(day))).item() == f"{form().months[2]} 2025"


@each("said", {"number": (2.94, "2,9"), "whole": (30.0, "30"), "below": (-0.5, "−0,5")}.values())
def test_numbers_inside_of_german_sentences_have_a_comma(said: tuple[float, str]) -> None:
    number, text = said
    with speaking("de"):
        assert pl.select(number_words(pl.lit(number))).item() == text


def test_short_amounts_keep_the_minus_in_front_and_the_currency_behind() -> None:
    with speaking("de"):
        assert money_text(-1_200_000 * 10_000, "EUR") == f"−1,2{NBSP}Mio.{NBSP}€"
        assert money_text(84_000 * 10_000, "CHF") == f"84{NBSP}TCHF"
        assert money_text(0, "EUR") == f"0{NBSP}€"


def test_bounds_are_told_apart_where_the_decimal_sign_is_a_comma() -> None:
    with speaking("it"):
        assert interval_text(-14.5, 16.2, 1) == "[−14,5; 16,2]"
        assert interval_text(86, 95) == "[86–95]"
        assert chance_text(0.999) == ">99%"
        assert number_text(-0.0, 1) == "0,0"
        assert pl.select(change_words(pl.lit(42.0), pl.lit(100.0))).item() == "−58%"


def test_a_locale_goes_by_its_setting_and_then_by_the_terminal() -> None:
    german = {"LANG": "de_AT.UTF-8", "LC_NUMERIC": "it_IT.UTF-8"}
    assert from_environment(german, "", "NUMERIC") == "it"
    assert from_environment(german, "auto", "MESSAGES") == "de"
    assert from_environment(german, "fr", "NUMERIC") == "fr"
    assert from_environment({**german, "LC_ALL": "C"}, "", "NUMERIC") == "en"
    assert from_environment({"LANG": "sv_SE.UTF-8"}, "", "NUMERIC") == "en"


def test_what_programs_read_is_english_while_the_rest_speaks() -> None:
    with speaking("fr"):
        with in_english():
            assert (language(), amount_text(1234.56, "EUR")) == ("en", AMOUNTS["en"])
        assert (language(), amount_text(1234.56, "EUR")) == ("fr", AMOUNTS["fr"])


def test_arabic_and_unknown_languages_leave_the_interface_in_english() -> None:
    choose("ar", "ar")
    assert (language(), form().locale) == ("en", "en")


@each(
    "text, language, told",
    [
        ("Risque : 3 clients ; lesquels ?", "fr", "Risque\u202f: 3 clients\u202f; lesquels\u202f?"),
        ("« trop cher » !", "fr", "«\u202ftrop cher\u202f»\u202f!"),
        ("à 10:30", "fr", "à 10:30"),
        ("Risiko : 3", "de", "Risiko : 3"),
    ],
)
def test_french_sets_its_high_signs_apart_by_a_narrow_space(text: str, language: str, told: str) -> None:
    """Source: Imprimerie nationale, Lexique des règles typographiques."""
    assert spaced(text, language) == told
