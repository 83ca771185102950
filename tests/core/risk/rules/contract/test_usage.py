"""Usage drop: the last four weeks against the eight before, each metric beside itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, sentence, severity, since
from tests.examples import cases

from holdfast.book.book import Book

SERVED = [{"customer_id": name, "start": ago(900), "mrr": 10} for name in ("c1", "other")]
STILL_HEARD: list[dict[str, Any]] = [
    {"customer_id": "other", "date": ago(days), "metric": "logins", "value": 1} for days in range(400)
]


def weekly(now: float, before: float, metric: str = "logins", *, weeks: int = 12) -> list[dict[str, Any]]:
    """A row a week, the last one on the as-of date: `now` in the last four of them, `before` until then."""
    return [
        {"customer_id": "c1", "date": ago(7 * week), "metric": metric, "value": now if week < 4 else before}
        for week in range(weeks)
    ]


def book(*usage: list[dict[str, Any]], **tables: Any) -> Book:
    rows = [row for rows in usage for row in rows]
    return make_book(usage=[*rows, *STILL_HEARD], **{"subscriptions": SERVED, **tables})


# The first row of twelve weeks is 77 days old: seven days more make the history full.
LONG = 13


@pytest.mark.parametrize(
    ("now", "expected"), [(50, "high"), (50.1, "none"), (0.1, "high"), (0, "critical"), (100, "none")]
)
def test_half_of_the_usual_is_a_drop_and_nothing_at_all_is_critical(now: float, expected: str) -> None:
    assert severity(book(weekly(now, 100, weeks=LONG)), "F07") == expected


def test_the_evidence_names_the_metric_and_both_numbers() -> None:
    usage = book(weekly(30, 102.5, weeks=LONG))
    assert sentence(usage, "F07") == "Usage −71 %: logins 120 in 28 d, usual 410"
    gone = book(weekly(0, 102.5, weeks=LONG))
    assert sentence(gone, "F07") == "Not used any more: logins 0 in 28 d, usual 410"


def test_the_metric_that_fell_most_speaks_and_one_in_use_keeps_it_from_critical() -> None:
    usage = book(weekly(40, 100, weeks=LONG), weekly(0, 100, "exports", weeks=LONG), weekly(9, 9, "mails"))
    assert severity(usage, "F07") == "high"
    assert sentence(usage, "F07") == "Not used any more: exports 0 in 28 d, usual 400"
    assert set(behind(usage, "F07").get_column("metric")) == {"exports"}
    assert behind(usage, "F07").height == 12


def test_metrics_of_unlike_units_are_not_added() -> None:
    # Bytes would drown the logins.
    usage = book(weekly(10, 100, weeks=LONG), weekly(1e9, 1e9, "bytes", weeks=LONG))
    assert severity(usage, "F07") == "high"


def test_a_metric_used_now_and_then_is_not_compared() -> None:
    six = [row for row in weekly(0, 100, weeks=LONG) if row["date"] not in (ago(28), ago(35))]
    five = [row for row in six if row["date"] != ago(42)]
    assert severity(book(six), "F07") == "critical"
    # Eighty-four days of history were full a day ago.
    assert since(book(six), "F07") == ago(1)
    assert severity(book(six), "F07", as_of=ago(1)) == "critical"
    assert severity(book(six), "F07", as_of=ago(2)) is None
    assert severity(book(five), "F07") is None


def test_eight_weeks_of_usage_are_needed_before_the_window() -> None:
    full = weekly(0, 100, weeks=12)
    assert severity(book([*full, {**full[0], "date": ago(83), "value": 0}]), "F07") == "critical"
    assert severity(book([*full, {**full[0], "date": ago(82), "value": 0}]), "F07") is None


@pytest.mark.parametrize(("days", "expected"), [(6, "critical"), (7, None)])
def test_an_export_of_usage_that_ended_proves_nothing(days: int, expected: str | None) -> None:
    rows = weekly(0, 100, weeks=LONG)[4:]
    heard = [row for row in STILL_HEARD if row["date"] <= ago(days)]
    assert severity(make_book(usage=[*rows, *heard], subscriptions=SERVED), "F07") == expected


def test_customers_who_left_are_not_judged() -> None:
    left = [{**SERVED[0], "end": ago(3)}, SERVED[1]]
    assert severity(book(weekly(0, 100, weeks=LONG), subscriptions=left), "F07") is None


def test_later_usage_changes_nothing() -> None:
    rows = [
        *weekly(0, 100, weeks=LONG),
        {"customer_id": "c1", "date": ago(-1), "metric": "logins", "value": 900},
    ]
    assert severity(book(rows), "F07") == "critical"
    assert set(behind(book(rows), "F07").get_column("date")) <= {ago(days) for days in range(84)}


def test_a_drop_is_open_since_the_first_day_it_was_one() -> None:
    # 100 a day until three weeks ago, then nothing: half of the usual is missing after 14 of the 28 days.
    rows = [
        {"customer_id": "c1", "date": ago(days), "metric": "logins", "value": 100} for days in range(21, 300)
    ]
    assert since(book(rows), "F07") == ago(7)


def test_a_drop_open_for_longer_than_can_be_looked_back_has_no_first_day() -> None:
    # A third less every week, for half a year.
    rows = [
        {"customer_id": "c1", "date": ago(7 * week), "metric": "logins", "value": 1.3**week}
        for week in range(60)
    ]
    assert severity(book(rows), "F07") == "high"
    assert since(book(rows), "F07") is None


amounts = st.lists(st.sampled_from([0, 0, 1, 5, 20]), min_size=200, max_size=200)


@cases(6)
@given(amounts, amounts, st.integers(0, 120))
def test_the_first_day_is_the_first_of_the_days_on_which_it_was_open(
    logins: list[int], visits: list[int], joined: int
) -> None:
    rows = [
        {"customer_id": "c1", "date": ago(days), "metric": metric, "value": value}
        for metric, values in (("logins", logins), ("visits", visits))
        for days, value in enumerate(values)
        # Little of late, so that many of the books have the flag.
        if value and (days > 20 or value == 1)
    ]
    served = [{**SERVED[0], "start": ago(joined)}, SERVED[1]]
    drawn = book(rows, subscriptions=served)
    first = since(drawn, "F07")
    if first is None:
        return
    assert severity(drawn, "F07", as_of=first - timedelta(days=1)) in (None, "none")
    for day in {first, first + (AS_OF - first) / 2, AS_OF}:
        assert severity(drawn, "F07", as_of=day) in ("high", "critical")
    assert isinstance(first, date)
