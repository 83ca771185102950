"""What a seal tells by itself, and what it cannot hold."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import pytest
from tests.examples import each

from holdfast.errors import UsageError
from holdfast.metrics.registry import METRICS
from holdfast.views.seals.made import number_of
from holdfast.views.seals.parts import WIDTHS, SealParts, day_number, parts_in, period_number

PARTS = SealParts(
    what=number_of("retention.customers"),
    as_of=day_number(date(2025, 6, 30)) or 0,
    period=period_number("12m", ""),
    where=1023,
    basis=2,
    split=63,
    data=2**18 - 1,
    settings=1,
    thresholds=255,
    journal=0,
    version=31,
    value=2**16 - 1,
)


def test_every_part_is_read_as_it_was_written() -> None:
    assert parts_in(PARTS.code) == PARTS
    assert PARTS.day == date(2025, 6, 30)
    assert PARTS.basis_asked == "orders"
    assert set(asdict(PARTS)) == set(WIDTHS)


@each(
    "asked, told",
    [
        ("12m", "12m"),
        ("1y", "12m"),
        ("90d", "90d"),
        ("4w", "28d"),
        ("2025", "2025"),
        ("2025-q3", "2025Q3"),
        ("2025Q1", "2025Q1"),
        ("2025-12", "2025-12"),
        ("2025-01..2025-06", None),
        ("2025-06-30", None),
        ("9999w", None),
    ],
)
def test_a_period_is_told_as_it_was_asked_for_but_a_range_of_days(asked: str, told: str | None) -> None:
    found = replace(PARTS, period=period_number(asked, "2025-01-01..2025-06-30"))
    assert parts_in(found.code).period_text == told
    assert found.period != period_number("13m", "2025-01-01..2025-06-29")


def test_days_that_no_code_can_hold_and_codes_of_another_form_are_refused() -> None:
    assert day_number(date(1899, 12, 31)) is None
    assert day_number(date(2300, 1, 1)) is None
    with pytest.raises(UsageError, match="another version"):
        parts_in(replace(PARTS, form=2).code)


def test_no_two_figures_have_the_same_number() -> None:
    assert len({number_of(name) for name in METRICS}) == len(METRICS)
