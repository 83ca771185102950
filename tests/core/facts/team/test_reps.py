"""Reps as of a date, and who held which customer when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book

from holdfast.book.book import Book
from holdfast.facts.team.reps import locked_reason, rep_facts, undated_note
from holdfast.timeline import Period

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
CLOSE = date(2025, 12, 31)

# The worked team of the specification, last days turned into first days no longer here.
TEAM = [
    {"rep_id": "R1", "hire_date": "2021-03-01"},
    {"rep_id": "R2", "hire_date": "2022-06-15", "end_date": "2025-05-01", "end_type": "voluntary"},
    {"rep_id": "R3", "hire_date": "2023-01-10"},
    {"rep_id": "R4", "hire_date": "2024-09-01", "end_date": "2025-11-16", "end_type": "involuntary"},
    {"rep_id": "R5", "hire_date": "2025-02-01"},
    {"rep_id": "R6", "hire_date": "2025-05-01", "end_date": "2025-09-01", "end_type": "involuntary"},
    {"rep_id": "R7", "hire_date": "2020-01-01"},
]


def one_rep(**columns: str | None) -> Book:
    return make_book(reps=[{"rep_id": "R1", **columns}])


def marked(facts: pl.DataFrame, column: str) -> list[str]:
    return facts.filter(pl.col(column)).get_column("rep_id").to_list()


# --- one row per rep


def test_the_worked_team_of_2025() -> None:
    facts = rep_facts(make_book(reps=TEAM), CLOSE, YEAR)
    assert marked(facts, "at_start") == ["R1", "R2", "R3", "R4", "R7"]
    assert marked(facts, "at_end") == ["R1", "R3", "R5", "R7"]
    assert marked(facts, "hired") == ["R5", "R6"]
    assert marked(facts, "separated") == ["R2", "R4", "R6"]
    assert marked(facts, "voluntary") == ["R2"]
    assert marked(facts, "active") == ["R1", "R3", "R5", "R7"]
    assert facts.get_column("person_days").to_list() == [365, 120, 365, 319, 334, 123, 365]
    assert facts.get_column("person_days").sum() == 1991
    assert facts.get_column("headcount_share").sum() == pytest.approx(5.4548, abs=5e-5)
    assert undated_note(facts) is None


def test_a_departure_after_the_as_of_date_is_not_known_yet() -> None:
    facts = rep_facts(make_book(reps=TEAM), date(2025, 4, 29), YEAR)
    assert facts.get_column("rep_id").to_list() == ["R1", "R2", "R3", "R4", "R5", "R7"]
    r2 = facts.row(1, named=True)
    assert (r2["active"], r2["at_end"], r2["end_date"], r2["end_type"]) == (True, True, None, None)


def test_person_days_stop_at_the_as_of_date_and_average_over_the_days_elapsed() -> None:
    facts = rep_facts(one_rep(hire_date="2024-01-01"), date(2025, 1, 10), YEAR.until(date(2025, 1, 10)))
    assert facts.row(0, named=True)["person_days"] == 10
    assert facts.row(0, named=True)["headcount_share"] == 1.0


def test_who_is_gone_on_the_first_day_was_there_at_start_and_separated_inside() -> None:
    facts = rep_facts(one_rep(hire_date="2020-01-01", end_date="2025-01-01"), CLOSE, YEAR)
    assert facts.select("at_start", "separated", "at_end").row(0) == (True, True, False)


def test_who_worked_through_the_last_day_is_still_there_at_the_end() -> None:
    book = one_rep(hire_date="2020-01-01", end_date="2026-01-01")
    for as_of in (CLOSE, date(2026, 3, 1)):
        facts = rep_facts(book, as_of, YEAR)
        assert facts.select("separated", "at_end", "person_days").row(0) == (False, True, 365)


def test_who_starts_on_the_first_day_is_hired_and_not_there_at_start() -> None:
    facts = rep_facts(one_rep(hire_date="2025-01-01"), CLOSE, YEAR)
    assert facts.select("at_start", "hired").row(0) == (False, True)


def test_tenure_runs_to_the_close_of_the_as_of_date_or_to_the_end() -> None:
    reps = [
        {"rep_id": "R1", "hire_date": "2025-01-01"},
        {"rep_id": "R2", "hire_date": "2025-01-01", "end_date": "2025-01-11"},
    ]
    facts = rep_facts(make_book(reps=reps), date(2025, 1, 31), YEAR)
    assert facts.get_column("tenure_days").to_list() == [31, 10]


def test_reps_without_a_hire_date_are_named_in_a_note_and_not_counted() -> None:
    reps = [*TEAM, {"rep_id": "R8"}, {"rep_id": "R9", "end_date": "2025-03-01", "end_type": "voluntary"}]
    facts = rep_facts(make_book(reps=reps), CLOSE, YEAR)
    assert marked(facts, "undated") == ["R8", "R9"]
    assert undated_note(facts) == "2 reps have no hire date and are not counted"
    undated = facts.filter("undated")
    for column in ("at_start", "at_end", "hired", "separated", "voluntary"):
        assert undated.get_column(column).to_list() == [False, False]
    assert undated.get_column("person_days").to_list() == [0, 0]
    assert undated.get_column("active").to_list() == [True, False]


def test_who_ended_before_being_hired_counts_nowhere() -> None:
    facts = rep_facts(one_rep(hire_date="2025-06-01", end_date="2025-05-01"), CLOSE, YEAR)
    row = facts.row(0, named=True)
    assert [row[name] for name in ("at_start", "at_end", "hired", "separated")] == [False] * 4
    assert row["person_days"] == 0


def test_a_rep_without_a_name_goes_by_the_id() -> None:
    facts = rep_facts(make_book(reps=[{"rep_id": "R1"}, {"rep_id": "R2", "name": "Zoë"}]), CLOSE, YEAR)
    assert facts.select("name", "name_folded").rows() == [("R1", "r1"), ("Zoë", "zoe")]


def test_the_end_type_is_read_whatever_its_case() -> None:
    facts = rep_facts(
        one_rep(hire_date="2020-01-01", end_date="2025-06-01", end_type=" Voluntary "), CLOSE, YEAR
    )
    assert marked(facts, "voluntary") == ["R1"]


Span = tuple[date, date | None]


def team_of(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [
        {"rep_id": f"R{number:02}", "hire_date": hire, "end_date": end}
        for number, (hire, end) in enumerate(spans)
    ]


days = st.dates(date(2024, 6, 1), date(2026, 6, 30))
employments = st.lists(st.tuples(days, st.none() | days), max_size=12)


@given(employments, st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_start_plus_hired_minus_departed_is_end(spans: list[Span], as_of: date) -> None:
    facts = rep_facts(make_book(reps=team_of(spans)), as_of, YEAR)
    counted = facts.select(pl.col("at_start", "hired", "departed", "at_end").sum())
    start, hired, gone, end = (int(count) for count in counted.row(0))
    assert start + hired - gone == end


@given(employments, st.dates(date(2024, 12, 1), date(2026, 6, 30)))
def test_deleting_all_later_rows_and_dates_changes_nothing(spans: list[Span], as_of: date) -> None:
    earlier = [(hire, end if end is None or end <= as_of else None) for hire, end in spans if hire <= as_of]
    facts = rep_facts(make_book(reps=team_of(spans)), as_of, YEAR).drop("rep_id", "name", "name_folded")
    cut = rep_facts(make_book(reps=team_of(earlier)), as_of, YEAR).drop("rep_id", "name", "name_folded")
    assert facts.equals(cut)


# --- what is missing


def test_a_book_without_reps_says_which_file_is_missing() -> None:
    assert locked_reason(make_book(customers=[])) == "Rep retention needs reps.csv with rep_id and hire_date"
    assert rep_facts(make_book(customers=[]), CLOSE, YEAR).is_empty()


def test_a_book_whose_reps_have_no_hire_date_says_which_column_is_missing() -> None:
    book = make_book(reps=[{"rep_id": "R1", "name": "Ana"}])
    assert locked_reason(book) == "reps.csv has no hire_date: rep retention needs it"


def test_one_hire_date_is_enough_to_unlock() -> None:
    assert locked_reason(make_book(reps=TEAM)) is None


@pytest.mark.parametrize(
    ("how", "counted"), [("transfer", 0), (" Transfer ", 0), ("involuntary", 1), ("voluntary", 1), (None, 1)]
)
def test_a_transfer_leaves_the_team_but_is_no_separation(how: str | None, counted: int) -> None:
    book = one_rep(hire_date="2020-01-01", end_date="2025-05-01", end_type=how)
    facts = rep_facts(book, CLOSE, YEAR).row(0, named=True)
    assert (facts["departed"], facts["separated"], facts["at_end"]) == (True, bool(counted), False)
    assert facts["voluntary"] == (how == "voluntary")
