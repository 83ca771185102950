"""Days, durations and periods: what the grammar says, and arithmetic that holds for every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.errors import UsageError
from holdfast.timeline import (
    MONTHS_IN,
    Duration,
    Grain,
    Period,
    add_months,
    label,
    parse_day,
    parse_duration,
    parse_period,
    period_of,
    periods_in,
)

CLOSE = date(2025, 12, 31)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
GRAINS = st.sampled_from(sorted(MONTHS_IN))


def period(first: str, end: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12m", period("2025-01-01", "2026-01-01")),
        ("1m", period("2025-12-01", "2026-01-01")),
        ("1y", period("2025-01-01", "2026-01-01")),
        ("2q", period("2025-07-01", "2026-01-01")),
        ("90d", period("2025-10-03", "2026-01-01")),
        ("4w", period("2025-12-04", "2026-01-01")),
        ("2025", period("2025-01-01", "2026-01-01")),
        ("2025Q3", period("2025-07-01", "2025-10-01")),
        ("2025-q3", period("2025-07-01", "2025-10-01")),
        ("2025-07", period("2025-07-01", "2025-08-01")),
        (" 2025-07 ", period("2025-07-01", "2025-08-01")),
        ("2025-01-10..2025-02-20", period("2025-01-10", "2025-02-21")),
        ("2025-02-20..2025-02-20", period("2025-02-20", "2025-02-21")),
        ("2025-01..2025-06", period("2025-01-01", "2025-07-01")),
        ("2024Q4..2025Q1", period("2024-10-01", "2025-04-01")),
    ],
)
def test_a_period_as_written(text: str, expected: Period) -> None:
    assert parse_period(text, CLOSE) == expected


def test_twelve_months_ending_on_a_short_month_end() -> None:
    assert parse_period("12m", date(2025, 2, 28)) == period("2024-03-01", "2025-03-01")
    assert parse_period("1m", date(2025, 3, 30)) == period("2025-02-28", "2025-03-31")


@pytest.mark.parametrize(
    "text", ["", "12", "13x", "2025Q5", "2025-13", "2025-02-30", "..", "2025-01..", "12m..2025", "99999m"]
)
def test_what_is_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="is not a period: write 12m"):
        parse_period(text, CLOSE)


def test_a_duration_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="'0d' is not a duration: write 90d"):
        parse_period("0d", CLOSE)


@pytest.mark.parametrize("text", ["700y", "9999y", "9999-12-31..9999-12-31", "0000", "0001"])
def test_a_period_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=f"'{text}' is not a period"):
        parse_period(text, CLOSE)


def test_a_range_that_ends_before_it_starts_says_so() -> None:
    with pytest.raises(UsageError, match="ends before it starts"):
        parse_period("2025-06-02..2025-06-01", CLOSE)


@pytest.mark.parametrize("text", ["2025-6-1", "30.06.2025", "today", ""])
def test_a_bad_day_names_the_form(text: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        parse_day(text)


@pytest.mark.parametrize(
    ("of", "before"),
    [
        (period("2025-01-01", "2026-01-01"), period("2024-01-01", "2025-01-01")),
        (period("2025-07-01", "2025-10-01"), period("2025-04-01", "2025-07-01")),
        (period("2025-03-01", "2025-04-01"), period("2025-02-01", "2025-03-01")),
        (period("2025-10-03", "2026-01-01"), period("2025-07-05", "2025-10-03")),
        (period("2025-01-10", "2025-02-10"), period("2024-12-10", "2025-01-10")),
    ],
)
def test_the_comparison_period_is_the_equally_long_one_just_before(of: Period, before: Period) -> None:
    assert of.previous() == before


@pytest.mark.parametrize(
    ("text", "start"),
    [("2025", "2025-04-01"), ("2025Q1", "2025-04-01"), ("2025Q4", "2026-01-01"), ("2025-01", "2025-01-01")],
)
def test_named_years_and_quarters_follow_the_fiscal_year(text: str, start: str) -> None:
    assert parse_period(text, CLOSE, fiscal_year_start=4).start == date.fromisoformat(start)


@pytest.mark.parametrize("text", ["1d", "90d", "12m", "1m"])
def test_a_duration_reads_as_it_is_written(text: str) -> None:
    assert str(parse_duration(text)) == text


def test_weeks_quarters_and_years_are_days_and_months() -> None:
    assert parse_duration("4w") == Duration(days=28)
    assert parse_duration("2q") == parse_duration(" 6M ") == Duration(months=6)
    assert parse_duration("1y") == Duration(months=12)


@given(DAYS, st.integers(-400, 400))
def test_adding_months_keeps_the_day_or_takes_the_last_one(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(DAYS, GRAINS, st.integers(1, 12))
def test_every_day_lies_in_the_bucket_of_its_grain(day: date, grain: Grain, fiscal: int) -> None:
    bucket = period_of(day, grain, fiscal)
    assert bucket.start <= day < bucket.end
    assert bucket.whole_months == MONTHS_IN[grain]
    assert bucket.previous().end == bucket.start
    assert bucket.next().start == bucket.end
    assert (bucket.start.month - fiscal) % MONTHS_IN[grain] == 0 or grain == "month"


@given(DAYS, st.integers(1, 900), GRAINS, st.integers(1, 12))
def test_buckets_of_a_span_follow_each_other_and_cover_it(
    day: date, days: int, grain: Grain, fiscal: int
) -> None:
    span = Period(day, day + timedelta(days=days))
    buckets = list(periods_in(span, grain, fiscal))
    assert buckets[0].start <= span.start < buckets[0].end
    assert buckets[-1].start < span.end <= buckets[-1].end
    assert all(left.end == right.start for left, right in pairwise(buckets))


@given(DAYS, GRAINS, st.integers(1, 12))
def test_a_label_parses_to_its_own_period(day: date, grain: Grain, fiscal: int) -> None:
    bucket = period_of(day, grain, fiscal)
    assert parse_period(label(bucket, grain, fiscal), day, fiscal) == bucket


@given(DAYS, st.integers(1, 900))
def test_a_period_written_out_parses_to_itself(day: date, days: int) -> None:
    span = Period(day, day + timedelta(days=days))
    assert parse_period(str(span), CLOSE) == span
    assert span.days == days
    assert span.last_day + timedelta(days=1) == span.end


def test_a_period_runs_until_the_close_of_its_last_day_and_ends_with_the_day_it_is_looked_at() -> None:
    january = period("2025-01-01", "2025-02-01")
    assert january.until(date(2025, 1, 31)) == january
    assert not january.running
    cut = january.until(date(2025, 1, 30))
    assert (cut.start, cut.end, cut.running) == (january.start, date(2025, 1, 31), True)
    assert cut.until(date(2025, 1, 10)).asked_end == january.end


@pytest.mark.parametrize(
    ("of", "day", "before"),
    [
        ("2025", "2025-06-15", period("2024-01-01", "2024-06-15")),
        ("2025", "2025-06-30", period("2024-01-01", "2024-07-01")),
        ("2025Q3", "2025-08-09", period("2025-04-01", "2025-05-11")),
        ("2025-06", "2025-06-15", period("2025-05-01", "2025-05-16")),
        ("2025-03", "2025-03-28", period("2025-02-01", "2025-03-01")),
        ("2025-03", "2025-03-29", period("2025-02-01", "2025-03-01")),
        ("2025-01-10..2025-02-20", "2025-01-12", period("2025-01-07", "2025-01-10")),
    ],
)
def test_a_running_period_is_compared_with_as_much_of_the_one_before(
    of: str, day: str, before: Period
) -> None:
    as_of = date.fromisoformat(day)
    assert parse_period(of, as_of).until(as_of).previous() == before


@given(DAYS, GRAINS, st.integers(1, 12))
def test_the_comparison_is_never_longer_than_the_days_so_far_nor_reaches_into_them(
    day: date, grain: Grain, fiscal: int
) -> None:
    whole = period_of(day, grain, fiscal)
    so_far = whole.until(day)
    before = so_far.previous()
    assert before.start == whole.previous().start
    assert before.end <= so_far.start
    if whole.running:
        assert before.days <= so_far.days or so_far.whole_months
