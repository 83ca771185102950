"""Who held which customer when, and who is left without a rep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book
from tests.core.facts.team.test_reps import CLOSE, TEAM, YEAR, days

from holdfast.book.book import Book
from holdfast.facts.team.holdings import (
    attributed,
    holders,
    holders_within,
    orphans,
    rep_ids,
    reps_in_scope,
)
from holdfast.timeline import Period


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
    last = row["last_holder"]
    return (
        row["orphaned"],
        row["orphaned_since"],
        None if last is None else rep_ids(book).item(last, "rep_id"),
    )


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
        # The number of a rep is its place among all that ever held a customer, and says nothing else.
        lambda book: _with_ids(book, orphans(book, as_of), "last_holder"),
        lambda book: _with_ids(book, holders(book, as_of, as_of, active_only=True), "holder"),
        lambda book: attributed(book, as_of, lost(book, c1=as_of), YEAR.end),
        lambda book: _with_ids(book, holders_within(book, as_of, YEAR), "holder"),
    ]
    for answer in answers:
        assert answer(whole).equals(answer(cut))


def _with_ids(book: Book, numbered: pl.DataFrame, column: str) -> pl.DataFrame:
    ids = rep_ids(book).get_column("rep_id").gather(numbered.get_column(column))
    return numbered.with_columns(ids.alias(column))


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
    for day, rep in ((date(2025, 7, 28), "R1"), (date(2025, 7, 29), "R3")):
        assert ids(attributed(book, day, lost(book), YEAR.until(day).end), book) == {"c1": rep}


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
