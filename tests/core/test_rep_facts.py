"""Reps as of a date, and who held which customer when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book

from holdfast.book import Book
from holdfast.rep_facts import (
    attributed,
    holders,
    holders_within,
    locked_reason,
    orphans,
    rep_facts,
    reps_in_scope,
    undated_note,
)
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


def one_rep(**columns: str) -> Book:
    return make_book(reps=[{"rep_id": "R1", **columns}])


def assigned(*rows: tuple[str, str, str, str | None], reps: Sequence[dict[str, Any]] = TEAM) -> Book:
    """A book of assignments (customer, rep, start, end); every customer is known from 2020."""
    names = sorted({row[0] for row in rows} | {"c1", "c2", "c3"})
    return make_book(
        customers=[{"customer_id": name, "created": "2020-01-01"} for name in names],
        reps=reps,
        assignments=[
            {"customer_id": customer, "rep_id": rep, "start": start, "end": end}
            for customer, rep, start, end in rows
        ],
    )


def ids(frame: pl.DataFrame, book: Book) -> dict[str, str]:
    named = frame.join(book.customers.select("customer", "customer_id"), on="customer")
    return dict(named.select("customer_id", "rep_id").iter_rows())


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
    facts = rep_facts(one_rep(hire_date="2024-01-01"), date(2025, 1, 10), YEAR)
    assert facts.row(0, named=True)["person_days"] == 10
    assert facts.row(0, named=True)["headcount_share"] == 1.0


def test_a_period_that_has_not_begun_has_no_person_days() -> None:
    facts = rep_facts(one_rep(hire_date="2020-01-01"), date(2024, 6, 30), YEAR)
    assert facts.select("person_days", "headcount_share").row(0) == (0, 0.0)


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
def test_start_plus_hired_minus_separated_is_end(spans: list[Span], as_of: date) -> None:
    facts = rep_facts(make_book(reps=team_of(spans)), as_of, YEAR)
    counted = facts.select(pl.col("at_start", "hired", "separated", "at_end").sum())
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


# --- who holds whom


def test_the_latest_start_holds_where_assignments_overlap() -> None:
    book = assigned(("c1", "R3", "2025-03-01", None), ("c1", "R1", "2024-01-01", None))
    assert ids(holders(book, CLOSE, date(2025, 2, 28)), book) == {"c1": "R1"}
    assert ids(holders(book, CLOSE, date(2025, 3, 1)), book) == {"c1": "R3"}


def test_the_end_of_an_assignment_is_its_first_day_without() -> None:
    book = assigned(("c1", "R1", "2024-01-01", "2025-03-01"))
    assert ids(holders(book, CLOSE, date(2025, 2, 28)), book) == {"c1": "R1"}
    assert ids(holders(book, CLOSE, date(2025, 3, 1)), book) == {}


def test_a_rep_who_left_still_holds_on_paper_but_not_as_an_active_rep() -> None:
    book = assigned(("c1", "R1", "2023-01-01", None), ("c1", "R2", "2024-01-01", None))
    assert ids(holders(book, CLOSE, CLOSE), book) == {"c1": "R2"}
    assert ids(holders(book, CLOSE, CLOSE, active_only=True), book) == {"c1": "R1"}


def test_an_owner_without_a_date_has_always_held() -> None:
    book = make_book(customers=[{"customer_id": "c1", "owner_rep_id": "R1"}], reps=TEAM)
    assert ids(holders(book, CLOSE, date(2021, 6, 1)), book) == {"c1": "R1"}


def test_an_assignment_of_tomorrow_is_not_visible_today() -> None:
    book = assigned(("c1", "R1", "2024-01-01", None), ("c1", "R3", "2025-07-01", None))
    assert ids(holders(book, date(2025, 6, 30), CLOSE), book) == {"c1": "R1"}


def test_a_book_without_assignments_has_no_holders() -> None:
    assert holders(make_book(customers=[{"customer_id": "c1"}]), CLOSE, CLOSE).is_empty()


# --- orphans


def orphan(book: Book, as_of: date = CLOSE, customer: str = "c1") -> tuple[Any, ...]:
    named = orphans(book, as_of).join(book.customers.select("customer", "customer_id"), on="customer")
    row = named.row(by_predicate=pl.col("customer_id") == customer, named=True)
    return row["orphaned"], row["orphaned_since"], row["last_rep_id"]


def test_a_customer_is_orphaned_from_the_day_its_rep_is_gone() -> None:
    book = assigned(("c1", "R2", "2023-01-01", None))
    assert orphan(book, date(2025, 4, 30)) == (False, None, None)
    assert orphan(book, date(2025, 5, 1)) == (True, date(2025, 5, 1), "R2")


def test_a_customer_is_orphaned_from_the_day_its_assignment_ends() -> None:
    book = assigned(("c1", "R1", "2023-01-01", "2025-02-01"), ("c1", "R2", "2022-07-01", "2023-01-01"))
    assert orphan(book) == (True, date(2025, 2, 1), "R1")


def test_a_successor_ends_the_orphanage() -> None:
    book = assigned(("c1", "R2", "2023-01-01", None), ("c1", "R3", "2025-06-01", None))
    assert orphan(book, date(2025, 5, 31))[0] is True
    assert orphan(book, date(2025, 6, 1)) == (False, None, None)


def test_a_successor_who_is_already_gone_does_not_count() -> None:
    book = assigned(("c1", "R1", "2023-01-01", "2025-06-10"), ("c1", "R2", "2025-06-10", None))
    assert orphan(book) == (True, date(2025, 6, 10), "R1")


def test_a_customer_given_to_a_rep_who_had_left_never_had_one() -> None:
    assert orphan(assigned(("c1", "R2", "2025-06-10", None))) == (True, date(2025, 6, 10), "R2")


def test_a_customer_never_assigned_is_orphaned_without_a_day() -> None:
    assert orphan(assigned(("c1", "R1", "2023-01-01", None)), customer="c2") == (True, None, None)


def test_a_rep_who_is_not_on_file_leaves_it_open() -> None:
    assert orphan(assigned(("c1", "R99", "2023-01-01", None))) == (None, None, None)


def test_without_assignments_or_reps_nobody_can_tell() -> None:
    customers = [{"customer_id": "c1", "created": "2020-01-01"}]
    link = [{"customer_id": "c1", "rep_id": "R1", "start": "2023-01-01", "end": "2024-01-01"}]
    assert orphan(make_book(customers=customers, reps=TEAM)) == (None, None, None)
    assert orphan(make_book(customers=customers, assignments=link)) == (None, None, None)


def test_an_unknown_customer_in_the_assignments_orphans_nobody() -> None:
    book = assigned(("c1", "R1", "2023-01-01", None))
    stray = make_book(
        customers=[{"customer_id": "c1"}],
        reps=TEAM,
        assignments=[{"customer_id": "zz", "rep_id": "R1", "start": "2023-01-01"}],
    )
    assert orphan(book)[0] is False
    assert orphans(stray, CLOSE).height == 1


def test_a_customer_not_yet_known_is_not_listed() -> None:
    book = make_book(
        customers=[{"customer_id": "c1", "created": "2025-06-01"}],
        reps=TEAM,
        assignments=[{"customer_id": "c1", "rep_id": "R1", "start": "2025-06-01"}],
    )
    assert orphans(book, date(2025, 5, 31)).is_empty()


spells = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2"]), st.sampled_from(["R1", "R2", "R3", "R99"]), days, st.none() | days
    ),
    max_size=8,
)


@given(spells, st.dates(date(2024, 6, 1), date(2026, 6, 30)))
def test_who_holds_whom_does_not_depend_on_what_comes_later(
    rows: list[tuple[str, str, date, date | None]], as_of: date
) -> None:
    def known_by(day: date | None) -> date | None:
        return day if day is None or day <= as_of else None

    def book_from(
        assignments: list[tuple[str, str, date, date | None]], reps: Sequence[dict[str, Any]]
    ) -> Book:
        return make_book(
            customers=[{"customer_id": name, "created": "2020-01-01"} for name in ("c1", "c2")],
            reps=reps,
            assignments=[
                {"customer_id": customer, "rep_id": rep, "start": start, "end": end}
                for customer, rep, start, end in assignments
            ],
        )

    whole = book_from(rows, TEAM)
    earlier = [(*row[:3], known_by(row[3])) for row in rows if row[2] <= as_of]
    cut = book_from(
        earlier,
        [
            {**rep, "end_date": known_by(date.fromisoformat(rep["end_date"])) if "end_date" in rep else None}
            for rep in TEAM
            if date.fromisoformat(rep["hire_date"]) <= as_of
        ],
    )
    answers: list[Callable[[Book], pl.DataFrame]] = [
        lambda book: orphans(book, as_of),
        # The number of a rep is its place among all that ever held a customer, and says nothing else.
        lambda book: holders(book, as_of, as_of, active_only=True).drop("holder"),
        lambda book: attributed(book, as_of, lost(book, c1=as_of), YEAR.end),
        lambda book: holders_within(book, as_of, YEAR),
    ]
    for answer in answers:
        assert answer(whole).equals(answer(cut))


@given(spells, st.dates(date(2024, 6, 1), date(2026, 6, 30)))
def test_a_customer_has_an_active_holder_or_is_orphaned_or_nobody_can_tell(
    rows: list[tuple[str, str, date, date | None]], as_of: date
) -> None:
    book = make_book(
        customers=[{"customer_id": name, "created": "2020-01-01"} for name in ("c1", "c2")],
        reps=TEAM,
        assignments=[
            {"customer_id": customer, "rep_id": rep, "start": start, "end": end}
            for customer, rep, start, end in rows
        ],
    )
    held = holders(book, as_of, as_of, active_only=True).get_column("customer")
    for customer, orphaned, since, _ in orphans(book, as_of).iter_rows():
        assert orphaned is not True or customer not in held
        assert orphaned is True or customer in held
        assert since is None or since <= as_of


# --- attribution


def lost(book: Book, **losses: date) -> pl.DataFrame:
    rows = pl.DataFrame({"customer_id": list(losses), "day": list(losses.values())})
    return rows.cast({"customer_id": pl.String, "day": pl.Date}).join(
        book.customers.select("customer", "customer_id"), on="customer_id"
    )


def test_a_loss_belongs_to_the_rep_of_90_days_before() -> None:
    book = assigned(("c1", "R1", "2024-01-01", "2025-06-01"), ("c1", "R3", "2025-06-01", None))
    assert ids(attributed(book, CLOSE, lost(book, c1=date(2025, 8, 29)), YEAR.end), book) == {"c1": "R1"}
    assert ids(attributed(book, CLOSE, lost(book, c1=date(2025, 8, 30)), YEAR.end), book) == {"c1": "R3"}


def test_at_loss_it_belongs_to_the_rep_of_the_day_before() -> None:
    book = assigned(("c1", "R1", "2024-01-01", "2025-06-01"), ("c1", "R3", "2025-06-01", None))
    answer = attributed(book, CLOSE, lost(book, c1=date(2025, 6, 2)), YEAR.end, at_loss=True)
    assert ids(answer, book) == {"c1": "R3"}


def test_who_stayed_belongs_to_the_rep_of_90_days_before_the_end() -> None:
    book = assigned(("c1", "R1", "2024-01-01", "2025-10-04"), ("c1", "R3", "2025-10-04", None))
    assert ids(attributed(book, CLOSE, lost(book), YEAR.end), book) == {"c1": "R1"}


def test_in_a_running_period_the_end_is_the_as_of_date() -> None:
    book = assigned(("c1", "R1", "2024-01-01", "2025-05-01"), ("c1", "R3", "2025-05-01", None))
    assert ids(attributed(book, date(2025, 6, 30), lost(book), YEAR.end), book) == {"c1": "R1"}
    assert ids(attributed(book, date(2025, 7, 30), lost(book), YEAR.end), book) == {"c1": "R3"}


def test_without_a_rep_then_the_first_after_that_answers() -> None:
    book = assigned(
        ("c1", "R3", "2025-11-01", "2025-12-01"),
        ("c1", "R7", "2025-12-01", None),
        ("c2", "R1", "2023-01-01", "2025-01-01"),
    )
    assert ids(attributed(book, CLOSE, lost(book), YEAR.end), book) == {"c1": "R3"}


def test_a_rep_who_had_left_does_not_answer() -> None:
    book = assigned(("c1", "R2", "2023-01-01", None), ("c1", "R3", "2025-11-20", None))
    assert ids(attributed(book, CLOSE, lost(book, c1=date(2025, 12, 1)), YEAR.end), book) == {"c1": "R3"}


# --- scope of a filter


def test_a_filter_brings_the_reps_who_held_its_customers_in_the_period_or_now() -> None:
    book = assigned(
        ("c1", "R1", "2023-01-01", "2024-12-31"),
        ("c1", "R7", "2024-12-31", "2025-01-02"),
        ("c1", "R3", "2025-01-02", None),
        ("c2", "R4", "2024-09-01", None),
        ("c3", "R2", "2023-01-01", None),
    )
    c1 = book.customers.filter(pl.col("customer_id") == "c1").get_column("customer")
    assert reps_in_scope(book, CLOSE, YEAR, c1).to_list() == ["R3", "R7"]
    past = Period(date(2024, 1, 1), date(2024, 6, 30))
    assert reps_in_scope(book, CLOSE, past, c1).to_list() == ["R1", "R3"]


def test_without_a_filter_every_visible_rep_is_in_scope() -> None:
    book = make_book(reps=TEAM)
    assert reps_in_scope(book, date(2024, 12, 31), YEAR).to_list() == ["R1", "R2", "R3", "R4", "R7"]


def test_a_rep_holds_a_customer_only_while_employed() -> None:
    book = assigned(("c1", "R2", "2023-01-01", None))
    later = Period(date(2025, 6, 1), date(2026, 1, 1))
    assert holders_within(book, CLOSE, YEAR).height == 1
    assert holders_within(book, CLOSE, later).is_empty()
