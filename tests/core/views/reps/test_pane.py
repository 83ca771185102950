"""The rep pane: who is listed, in which order, with which customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book

from holdfast.book.book import Book
from holdfast.facts.team.holders import holder_facts
from holdfast.facts.team.holdings import reps_in_scope
from holdfast.figures import Figure
from holdfast.metrics.shares import share_figure
from holdfast.money import MONEY_SCALE
from holdfast.risk.flag import CRITICAL, HIGH, WATCH
from holdfast.timeline import Period
from holdfast.views.reps.pane import RepsPrepared, prepare_reps, reps_view
from holdfast.views.reps.results import RepRow

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
CLOSE = date(2025, 12, 31)

REPS: list[Row] = [
    {"rep_id": "R1", "name": "Ana Ruiz", "team": "North", "hire_date": "2021-03-01"},
    {"rep_id": "R2", "name": "Luc Tessier", "hire_date": "2022-06-15", "end_date": "2025-05-01"},
    {"rep_id": "R3", "name": "Bo Lind", "hire_date": "2023-01-10"},
    {"rep_id": "R4", "name": "Eva Old", "hire_date": "2020-01-01", "end_date": "2024-02-01"},
    {"rep_id": "R5", "name": "Ida New", "hire_date": "2025-11-01"},
    {"rep_id": "R6", "name": "Max Gone", "hire_date": "2020-01-01", "end_date": "2023-02-01"},
]
# customer, holder, from, to, revenue, active at start, active at end, flags F01 and F12
LIVES: list[tuple[str, str, str, str | None, int, bool, bool, int, int]] = [
    ("c1", "R1", "2021-06-01", None, 100, True, True, 0, 0),
    ("c2", "R1", "2021-06-01", None, 200, True, False, WATCH, 0),
    ("c3", "R3", "2023-02-01", None, 5_000, True, True, HIGH, CRITICAL),
    ("c4", "R2", "2022-07-01", None, 80, True, True, WATCH, 0),
    ("c5", "R2", "2022-07-01", "2025-03-01", 40, True, True, 0, 0),
    ("c6", "R4", "2021-01-01", None, 9_000, True, True, 0, HIGH),
]


def book_of(reps: list[Row] | None = None) -> Book:
    assignments: list[Row] = [
        {"customer_id": customer, "rep_id": rep, "start": start, "end": end}
        for customer, rep, start, end, *_ in LIVES
    ]
    assignments.append({"customer_id": "c5", "rep_id": "R5", "start": "2025-11-01"})
    customers: list[Row] = [{"customer_id": life[0], "created": "2021-01-01"} for life in LIVES]
    return make_book(reps=REPS if reps is None else reps, customers=customers, assignments=assignments)


def facts_of(book: Book) -> pl.DataFrame:
    """Customer facts as far as the rep pane reads them."""
    names = ("customer_id", "revenue", "active_start", "active_end", "flag_F01", "flag_F12")
    lives = pl.DataFrame([(life[0], *life[4:]) for life in LIVES], schema=names, orient="row")
    return (
        book.customers.select("customer", "customer_id", "segment")
        .join(lives, on="customer_id", maintain_order="left")
        .with_columns(
            pl.lit(value=True).alias("known"),
            pl.col("active_end").alias("active"),
            pl.col("revenue") * MONEY_SCALE,
            pl.col("flag_F01", "flag_F12").cast(pl.Int8),
            (pl.col("active_start") & ~pl.col("active_end")).alias("lost"),
        )
        .with_columns(pl.when("lost").then(pl.lit(date(2025, 6, 1))).alias("lost_on_period"))
        .join(_orphaned(book), on="customer", how="left", maintain_order="left")
    )


def _orphaned(book: Book) -> pl.DataFrame:
    held = holder_facts(book, CLOSE)
    if held is None or "orphaned" not in held.columns:
        return pl.DataFrame(
            schema={
                "customer": pl.UInt32,
                "orphaned": pl.Boolean,
                "orphaned_since": pl.Date,
                "last_rep_id": pl.String,
            }
        )
    return held.select("orphaned", "orphaned_since", "last_rep_id").with_row_index("customer")


def prepared_of(book: Book, period: Period = YEAR) -> RepsPrepared:
    return prepare_reps(book, facts_of(book), CLOSE, period)


def only(book: Book, *ids: str) -> pl.Series:
    return book.customers.select(pl.col("customer_id").is_in(ids).alias("mask")).to_series()


def row_of(rows: tuple[RepRow, ...], rep: str) -> RepRow:
    return next(row for row in rows if row.rep_id == rep)


def test_active_reps_come_by_revenue_held_then_leavers_by_revenue_left_behind() -> None:
    view = reps_view(prepared_of(book_of()), None, {})
    # R4 left before the period but left a customer behind; R6 left nobody behind and is not listed.
    assert [row.rep_id for row in view.rows] == ["R3", "R1", "R5", "R4", "R2"]


def test_a_rep_row_counts_customers_revenue_flags_and_the_worst_of_them() -> None:
    rows = reps_view(prepared_of(book_of()), None, {}).rows
    ana, bo = row_of(rows, "R1"), row_of(rows, "R3")
    assert (ana.name, ana.team, ana.hired, ana.left) == ("Ana Ruiz", "North", date(2021, 3, 1), None)
    assert (ana.customers, ana.revenue, ana.flags, ana.worst) == (2, 300.0, 1, "watch")
    assert (bo.customers, bo.revenue, bo.flags, bo.worst) == (1, 5_000.0, 2, "critical")


def test_a_leaver_shows_the_last_day_and_the_customers_left_behind() -> None:
    luc = row_of(reps_view(prepared_of(book_of()), None, {}).rows, "R2")
    assert luc.left == date(2025, 4, 30)
    assert (luc.customers, luc.revenue) == (0, 0.0)
    assert (luc.orphaned, luc.orphaned_revenue, luc.flags, luc.worst) == (1, 80.0, 1, "watch")


def test_retention_by_rep_counts_customers_active_at_start_with_an_interval() -> None:
    rows = reps_view(prepared_of(book_of()), None, {}).rows
    ana = row_of(rows, "R1")
    assert ana.held_at_start == 2
    assert ana.kept == share_figure("retention.customers.by_rep", 1, 2, group="R1")
    assert ana.kept.status == "few"


def test_a_rep_who_answers_for_nobody_has_no_retention() -> None:
    luc = row_of(reps_view(prepared_of(book_of()), None, {}).rows, "R2")
    assert (luc.held_at_start, luc.kept.value, luc.kept.status) == (0, None, "n/a")
    assert luc.kept.note == "answered for no active customer at start"


def test_the_customer_of_a_leaver_counts_for_the_rep_who_took_over() -> None:
    # Nobody held c5 90 days before the end of the period; R5 took it over after that.
    ida = row_of(reps_view(prepared_of(book_of()), None, {}).rows, "R5")
    assert (ida.held_at_start, ida.kept.numerator) == (1, 1)


def test_who_stayed_and_who_left_of_the_original_team() -> None:
    view = reps_view(prepared_of(book_of()), None, {})
    assert view.stayed == ("Ana Ruiz", "Bo Lind")
    assert view.departed == ("Luc Tessier (30 Apr 2025)",)


def test_names_are_not_listed_where_the_team_is_too_small_to_show() -> None:
    hidden = share_figure("retention.reps.original", 2, 3, about_people=True)
    view = reps_view(prepared_of(book_of()), None, {hidden.id: hidden})
    assert (view.stayed, view.departed) == ((), ())
    assert view.figures == {hidden.id: hidden}
    shown: Figure = replace(hidden, status="few")
    assert reps_view(prepared_of(book_of()), None, {shown.id: shown}).stayed


def test_a_filter_narrows_reps_to_those_its_customers_had_and_adds_up_only_these_customers() -> None:
    book = book_of()
    view = reps_view(prepared_of(book), only(book, "c1", "c4"), {})
    assert [row.rep_id for row in view.rows] == ["R1", "R2"]
    assert (view.rows[0].customers, view.rows[0].revenue, view.rows[0].held_at_start) == (1, 100.0, 1)
    assert (view.stayed, view.departed) == (("Ana Ruiz",), ("Luc Tessier (30 Apr 2025)",))


def test_a_filter_keeps_who_held_its_customers_earlier_in_the_period() -> None:
    book = book_of()
    view = reps_view(prepared_of(book), only(book, "c5"), {})
    assert [(row.rep_id, row.customers) for row in view.rows] == [("R5", 1), ("R2", 0)]


def test_a_filter_keeps_the_former_rep_of_an_orphan() -> None:
    book = book_of()
    view = reps_view(prepared_of(book), only(book, "c6"), {})
    assert [(row.rep_id, row.orphaned, row.worst) for row in view.rows] == [("R4", 1, "high")]


@pytest.mark.parametrize("ids", [("c1",), ("c5",), ("c4", "c6"), ("c1", "c2", "c3", "c4", "c5", "c6"), ()])
def test_the_reps_of_some_customers_are_those_of_the_book(ids: tuple[str, ...]) -> None:
    book = book_of()
    mask = only(book, *ids)
    asked = set(reps_in_scope(book, CLOSE, YEAR, book.customers.filter(mask).get_column("customer")))
    left_behind = {"R4"} if "c6" in ids else set()
    assert {row.rep_id for row in reps_view(prepared_of(book), mask, {}).rows} == asked | left_behind
    # R6 left before the period and nobody behind.
    everybody = set(reps_in_scope(book, CLOSE, YEAR)) - {"R6"}
    assert {row.rep_id for row in reps_view(prepared_of(book), None, {}).rows} == everybody


def test_a_filter_that_leaves_nobody_lists_no_reps() -> None:
    book = book_of()
    view = reps_view(prepared_of(book), only(book), {})
    assert (view.rows, view.stayed, view.departed) == ((), (), ())


def test_a_rep_who_is_not_on_file_is_listed_under_the_id() -> None:
    book = book_of(reps=[rep for rep in REPS if rep["rep_id"] != "R3"])
    bo = row_of(reps_view(prepared_of(book), None, {}).rows, "R3")
    assert (bo.name, bo.hired, bo.left, bo.customers, bo.orphaned) == ("R3", None, None, 1, 0)


def test_without_hire_dates_the_pane_says_so_and_still_lists_the_reps() -> None:
    undated: list[Row] = [{"rep_id": "R1", "name": "Ana Ruiz"}, {"rep_id": "R3"}]
    view = reps_view(prepared_of(book_of(reps=undated)), None, {})
    assert view.locked == "reps.csv has no hire_date: rep retention needs it"
    assert row_of(view.rows, "R1").customers == 2
    assert (view.stayed, view.departed) == ((), ())


def test_where_only_owners_are_on_file_retention_by_rep_says_what_it_assumes() -> None:
    owned: list[Row] = [
        {"customer_id": life[0], "created": "2021-01-01", "owner_rep_id": life[1]} for life in LIVES
    ]
    book = make_book(customers=owned, reps=REPS)
    ana = row_of(reps_view(prepared_of(book), None, {}).rows, "R1")
    assert ana.kept.note == "by today's owner: the export does not say who held the customer before"


def test_a_book_without_reps_or_assignments_has_an_empty_pane_that_names_the_file() -> None:
    book = make_book(customers=[{"customer_id": life[0], "created": "2021-01-01"} for life in LIVES])
    view = reps_view(prepared_of(book), None, {})
    assert view.rows == ()
    assert view.locked == "Rep retention needs reps.csv with rep_id and hire_date"


def test_customers_not_yet_known_belong_to_nobody() -> None:
    book = book_of()
    unknown = facts_of(book).with_columns(
        pl.when(pl.col("customer_id") != "c1").then("known").otherwise(pl.lit(value=False)).alias("known")
    )
    rows = reps_view(prepare_reps(book, unknown, CLOSE, YEAR), None, {}).rows
    assert (row_of(rows, "R1").customers, row_of(rows, "R1").held_at_start) == (1, 1)


def test_facts_without_flags_raise_none() -> None:
    book = book_of()
    plain = facts_of(book).drop("flag_F01", "flag_F12")
    rows: Any = reps_view(prepare_reps(book, plain, CLOSE, YEAR), None, {}).rows
    assert {(row.flags, row.worst) for row in rows} == {(0, "none")}
