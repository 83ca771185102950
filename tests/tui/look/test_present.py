"""Values as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.figures import Figure
from holdfast_tui.look import present
from holdfast_tui.safe_text import use_ascii
from holdfast_tui.terminal.capabilities import ASCII, UNICODE


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (84_213.5, "EUR", "€84.2k"),
        (412_000, "EUR", "€412k"),
        (1_234_567, "USD", "$1.2M"),
        (999_960, "GBP", "£1.0M"),
        (99_960, "EUR", "€100k"),
        (999.6, "EUR", "€1.0k"),
        (412, "CHF", "CHF 412"),
        (4.5, "EUR", "€4.50"),
        (0, "EUR", "€0"),
        (-4_100, "EUR", "−€4.1k"),
        (-0.001, "EUR", "€0"),
        (2.5e9, "", "2.5bn"),
        (4.5, "JPY", "¥4"),
        (84_213.5, "JPY", "¥84.2k"),
        (4.5, "KWD", "KWD 4.500"),
        (9.9999, "KWD", "KWD 10"),
        (None, "EUR", "–"),
        (float("nan"), "EUR", "–"),
    ],
)
def test_money_is_short_enough_to_scan(amount: float | None, currency: str, shown: str) -> None:
    assert present.money(amount, currency) == shown


def test_money_in_full_shows_cents_only_where_there_are_any() -> None:
    assert present.money_exact(84_213.5, "EUR") == "€84,213.50"
    assert present.money_exact(310_000, "EUR") == "€310,000"
    assert present.money_exact(-12, "EUR") == "−€12"
    assert present.money_exact(84_213.5, "JPY") == "¥84,214"
    assert present.money_exact(9_601.63, "KWD") == "KWD 9,601.630"


def test_in_a_column_a_sign_stays_with_the_amount_and_a_code_goes_into_the_heading() -> None:
    assert (present.amount(84_213.5, "EUR"), present.heading_code("EUR")) == ("€84.2k", "")
    assert (present.amount(-84_213.5, "CHF"), present.heading_code("CHF")) == ("−84.2k", "CHF")
    assert (present.amount_exact(84_213.5, "CHF"), present.heading_code("")) == ("84,213.50", "")
    assert present.cell("money", 84_213.5, "CHF") == "CHF 84.2k"
    assert present.cell("money", 84_213.5, "CHF", in_column=True) == "84.2k"


def test_whatever_an_export_calls_its_currency_stays_short() -> None:
    assert len(present.heading_code("x" * 300)) == present.LONGEST_CODE
    assert "\x1b" not in present.money(1, "\x1b[2J")


def test_nothing_is_never_less_than_nothing() -> None:
    assert present.number(-0.04) == "0.0"
    assert present.percent(-0.0004) == "0.0%"
    assert present.days(-0.4) == "0 d"
    assert present.times(-0.04) == "0.0×"
    assert present.interval(-0.001, 0.1) == "[0–10]"
    assert present.figure_value(Figure("nps.customers", -0.4, "score"), "EUR") == "0"


def test_negative_numbers_have_the_minus_sign_of_text() -> None:
    assert present.count(-5) == "−5"
    assert present.percent(-0.068) == "−6.8%"
    assert present.figure_value(Figure("nps.customers", -14.2, "score"), "EUR") == "−14"
    assert (
        present.counts(Figure("x", -0.1, "ratio", numerator=-2_110, denominator=30_973)) == "−2,110 of 30,973"
    )


def test_a_score_that_is_no_net_score_keeps_its_decimals() -> None:
    assert present.figure_value(Figure("engagement.score", 0.94, "score"), "EUR") == "0.94"
    assert present.figure_value(Figure("nps.customers", 21.3, "score"), "EUR") == "+21"


@pytest.mark.parametrize(
    ("ratio", "of", "shown"),
    [
        (0.912, None, "91.2%"),
        (1.031, None, "103%"),
        (1.0, None, "100%"),
        (0.9999, None, "100%"),
        (0.0, None, "0%"),
        (9 / 11, 11, "82%"),
        (None, None, "–"),
    ],
)
def test_percentages(ratio: float | None, of: float | None, shown: str) -> None:
    assert present.percent(ratio, of=of) == shown


def test_days_months_spans_and_multiples() -> None:
    assert present.day(date(2025, 4, 30)) == "30 Apr 2025"
    assert present.day(date(2025, 4, 30), near=date(2025, 6, 30)) == "30 Apr"
    assert present.day(date(2024, 4, 30), near=date(2025, 6, 30)) == "30 Apr 2024"
    assert present.month(date(2025, 4, 1)) == "Apr 2025"
    assert present.days(86.0) == "86 d"
    assert present.times(2.8666) == "2.9×"
    assert present.count(1204) == "1,204"
    assert present.plural(1, "customer") == "1 customer"
    assert present.plural(1204, "customer") == "1,204 customers"


@pytest.mark.parametrize(
    ("chance", "shown"),
    [
        (0.393, "39.3%"),
        (0.99, "99.0%"),
        (0.9901, ">99%"),
        (0.99999, ">99%"),
        (5 / 5, "100%"),
        (0.005, "0.5%"),
        (0.0049, "<1%"),
        (0.0, "0%"),
        (None, "–"),
    ],
)
def test_no_chance_is_certain_unless_all_that_were_counted_went_one_way(
    chance: float | None, shown: str
) -> None:
    assert present.chance(chance) == shown
    assert chance is None or present.cell("chance", chance, "EUR") == shown


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        *((2.87, "2.9×"), (2.94, "2.9×"), (2.96, "2.96×"), (2.9999, "2.99×"), (3.0, "3.0×"), (3.04, "3.0×")),
        *((1.46, "1.46×"), (1.1, "1.1×"), (1.08, "1.08×"), (2.46, "2.46×"), (2.5, "2.5×"), (0.39, "0.4×")),
    ],
)
def test_what_is_below_a_limit_of_lateness_is_not_shown_as_having_reached_it(
    ratio: float, shown: str
) -> None:
    assert present.cell("ratio", ratio, "EUR") == shown


def test_an_interval_is_in_whole_points() -> None:
    assert present.interval(0.861, 0.948) == "[86–95]"
    assert present.interval(None, None) == ""


def test_severity_has_glyph_and_word_and_loses_the_word_first() -> None:
    assert present.severity("critical", UNICODE) == "‼ critical"
    assert present.severity("critical", UNICODE, 5) == "‼"
    assert present.severity(None, UNICODE) == "  none"


def test_a_change_for_the_better_depends_on_the_metric() -> None:
    kept = Figure("retention.customers", 0.912, "ratio", previous=0.901)
    risk = Figure("risk.revenue.flagged", 412_000.0, "money", previous=380_000.0)
    assert present.figure_change(kept, "EUR", UNICODE) == ("▲1.1", "good")
    assert present.figure_change(risk, "EUR", UNICODE) == ("▲8%", "bad")
    assert present.figure_change(kept, "EUR", ASCII) == ("^1.1", "good")


def test_no_change_is_neither_good_nor_bad() -> None:
    same = Figure("repeat.rate", 0.5, "ratio", previous=0.5)
    assert present.figure_change(same, "EUR", UNICODE) == ("=", "muted")


def test_without_an_earlier_value_there_is_no_change() -> None:
    assert present.figure_change(Figure("repeat.rate", 0.5, "ratio"), "EUR", UNICODE) is None
    from_nothing = Figure("revenue.period", 10.0, "money", previous=0.0)
    assert present.figure_change(from_nothing, "EUR", UNICODE) is None


def test_an_ascii_terminal_gets_ascii() -> None:
    use_ascii(True)
    try:
        assert present.money(-84_213, "EUR") == "-EUR 84.2k"
        assert (present.amount(-84_213, "EUR"), present.heading_code("EUR")) == ("-84.2k", "EUR")
        assert (present.amount(84_213, "USD"), present.heading_code("USD")) == ("$84.2k", "")
        assert present.times(2.9) == "2.9x"
        assert present.interval(0.8, 0.9) == "[80-90]"
    finally:
        use_ascii(False)
