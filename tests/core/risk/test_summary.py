from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl
from tests.core.books import make_book
from tests.core.risk.desk import ago, evaluated, evaluation, numbered, orders_of

from holdfast.book.book import Book
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evidence import why
from holdfast.risk.needs import locked
from holdfast.risk.summary import flag_rows, summarise


@cache
def the_book() -> Book:
    return make_book(
        customers=[{"customer_id": name} for name in ("late", "angry", "new", "both", "quiet")],
        orders=numbered(
            orders_of("late", 175, 145, 115, 85, amount=10),
            orders_of("angry", 40, 20, 0, amount=500),
            orders_of("new", 60, amount=70),
            orders_of("both", 250, 220, 190, 160, amount=1000),
        ),
        surveys=[
            {"kind": "nps", "customer_id": name, "invited": ago(9), "answered": ago(9), "score": 4}
            for name in ("angry", "both")
        ],
    )


@cache
def the_facts() -> pl.DataFrame:
    return evaluated(the_book())


@cache
def the_raised() -> Mapping[str, pl.DataFrame]:
    return evaluation(the_book()).raised


def test_every_flag_is_called_by_one_word_of_its_own() -> None:
    assert len({flag.slug for flag in FLAGS.values()}) == len(FLAGS)
    assert list(FLAGS) == sorted(FLAGS)


def test_risk_is_the_worst_open_flag_and_flags_counts_them() -> None:
    rows = {row["customer_id"]: row for row in the_facts().iter_rows(named=True)}
    summary = {name: (row["risk"], row["flags"], row["worst_flag"]) for name, row in rows.items()}
    assert summary == {
        "late": ("high", 1, "F01"),
        "angry": ("high", 1, "F12"),
        "new": ("watch", 1, "F03"),
        "both": ("critical", 2, "F01"),
        "quiet": ("none", 0, None),
    }


def test_why_is_the_evidence_of_the_worst_flag() -> None:
    told = why(the_facts(), the_raised(), "EUR")
    sentences = dict(zip(the_facts().get_column("customer_id"), told, strict=True))
    assert sentences["both"].startswith("5.3× overdue")
    assert sentences["angry"].startswith("Scored 4 on 21 Jun 2025")
    assert sentences["quiet"] is None
    assert why(the_facts().clear(), the_raised(), "EUR").to_list() == []


def test_the_summary_counts_customers_and_money_worst_first() -> None:
    flags = summarise(the_facts(), locked(the_book()))
    assert [(flag.id, flag.severity, flag.count, flag.money, flag.evaluated) for flag in flags[:3]] == [
        ("F01", "critical", 2, 4040.0, 3),
        ("F12", "high", 2, 5500.0, 2),
        ("F03", "watch", 1, 70.0, 4),
    ]
    assert {flag.id for flag in flags if flag.locked} >= {"F08", "F18", "F19", "F22", "F29", "F34"}
    assert flags[-1].locked is not None
    assert flags[-1].count == flags[-1].evaluated == 0


def test_the_summary_of_nobody_is_all_zero() -> None:
    assert {(flag.count, flag.money, flag.severity) for flag in summarise(the_facts().clear())} == {
        (0, 0.0, "none")
    }


def test_every_raised_flag_is_a_row_worst_and_largest_first() -> None:
    rows = flag_rows(the_facts(), the_raised(), "EUR")
    assert rows.columns == ["flag", "subject", "severity", "evidence", "first_seen", "money", "play"]
    assert list(rows.select("flag", "subject", "money").iter_rows()) == [
        ("F01", "both", 4000.0),
        ("F12", "both", 4000.0),
        ("F12", "angry", 1500.0),
        ("F01", "late", 40.0),
        ("F03", "new", 70.0),
    ]
    detractor = rows.row(1, named=True)
    assert detractor["evidence"] == "Scored 4 on 21 Jun 2025; nobody has replied"
    assert detractor["first_seen"] == date(2025, 6, 21)
    assert detractor["play"] == "Call within 48 hours"
    assert flag_rows(the_facts().clear(), the_raised(), "EUR").schema == rows.schema


def test_flags_are_the_same_for_a_part_of_the_customers_where_no_ranking_is_involved() -> None:
    part = the_facts().filter(pl.col("customer_id") == "both")
    assert [flag.count for flag in summarise(part) if flag.id == "F12"] == [1]


def test_a_locked_flag_names_the_files_that_unlock_it() -> None:
    sentences = locked(make_book(orders=[]))
    assert sentences["F12"] == "Needs surveys: add surveys.csv or map it in holdfast.toml"
    assert sentences["F19"] == (
        "Needs reps and assignments: add reps.csv and assignments.csv or map them in holdfast.toml"
    )
    assert "F01" not in sentences


def test_a_change_of_rep_stays_locked_while_assignments_are_only_assumed() -> None:
    book = make_book(
        customers=[{"customer_id": "c1", "owner_rep_id": "ana"}],
        interactions=[{"customer_id": "c1", "at": "2025-01-01"}],
        reps=[{"rep_id": "ana"}],
    )
    assert locked(book)["F18"] == "Needs assignments: add assignments.csv or map it in holdfast.toml"
    assert "F19" not in locked(book)
