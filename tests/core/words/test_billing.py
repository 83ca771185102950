"""How long a billing interval is."""

from __future__ import annotations

import pytest

from holdfast.words.billing import DAYS_IN_MONTH, months_of


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Monthly", 1), ("Month", 1), ("monatlich", 1), ("mensuel", 1), ("mese", 1), ("1 month", 1), ("M", 1),
        ("Quarter", 3), ("3 months", 3), ("every 3 months", 3), ("trimestriel", 3), ("vierteljährlich", 3),
        ("Semi-Annual", 6), ("halbjährlich", 6), ("half-year", 6), ("Annual", 12), ("yearly", 12),
        ("P1Y", 12),
        ("12 months", 12), ("jährlich", 12), ("año", 12), ("bi-monthly", 2), ("2 year", 24),
        ("week", 7 / DAYS_IN_MONTH), ("2 weeks", 14 / DAYS_IN_MONTH), ("P7D", 7 / DAYS_IN_MONTH),
        ("fortnight", 14 / DAYS_IN_MONTH), ("daily", 1 / DAYS_IN_MONTH),
    ],
)  # fmt: skip
def test_the_months_of_an_interval(text: str, months: float) -> None:
    assert months_of(text) == pytest.approx(months)


@pytest.mark.parametrize("text", ["", "full moon", "0 months", "1", "custom"])
def test_other_words_are_no_interval(text: str) -> None:
    assert months_of(text) is None
