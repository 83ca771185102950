"""What holds of flags in every book: lists, counts, filters, changes and rows behind them agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.exports import of_the_flags, same
from tests.core.risk.risky_world import AS_OF, RiskyWorld, ago, thresholds
from tests.examples import cases, some_by_day

from holdfast.answers.answer import Answer
from holdfast.answers.store import FactsStore
from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.facts.customers import customer_facts
from holdfast.glossary.entries import entry
from holdfast.query import Query
from holdfast.risk.catalog import ALL_FLAGS, FLAGS, REP_FLAGS
from holdfast.risk.evaluate import evaluate
from holdfast.risk.evidence import evidence
from holdfast.risk.scope.scope import RuleScope, rule_scope
from holdfast.schema.fields import SEVERITIES
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration, Period
from holdfast.words.languages import LANGUAGES, Language

SETTINGS = BookSettings(name="Risky", currency="EUR", active_window=Duration(months=6))
SEEDS = (0, 3, 8, 12)
FILTERS = (
    "",
    "segment:smb",
    "tier:A or orders>=3",
    "risk>=high",
    "flag:overdue",
    "id:c01,c04,c07",
    "id:nobody",
)
DAYS = (AS_OF, ago(1), ago(45), ago(200))

books = st.sampled_from(SEEDS)
filters = st.sampled_from(FILTERS)
days = st.sampled_from(DAYS)


@cache
def book_of(seed: int) -> Book:
    return new_book(seed)


def new_book(seed: int) -> Book:
    tables: dict[str, Any] = RiskyWorld(seed).tables
    return make_book(settings=SETTINGS, **tables)


@cache
def store_of(seed: int) -> FactsStore:
    return FactsStore(book_of(seed), thresholds())


@cache
def engine_of(seed: int) -> Engine:
    return Engine(book_of(seed), thresholds(), store=store_of(seed))


def listed(seed: int, query: Query) -> pl.DataFrame:
    """Raised flags of customers, as `show flags` lists them."""
    return engine_of(seed).flags(query).frame.filter(pl.col("flag").is_in(list(FLAGS)))


def scope_of(seed: int, answer: Answer) -> RuleScope:
    scope = rule_scope(book_of(seed), answer.facts.as_of, answer.facts.customers, thresholds())
    return replace(scope, rep_flags=answer.facts.rep_flags)


@pytest.mark.thorough
@cases(6)
@given(books, filters, days)
def test_the_count_of_a_flag_is_the_number_of_its_rows(seed: int, where: str, day: date) -> None:
    query = Query(day, where=where)
    rows = listed(seed, query)
    for flag in engine_of(seed).risk_room(query).flags:
        mine = rows.filter(pl.col("flag") == flag.id)
        assert flag.count == mine.height, flag.id
        assert flag.money == pytest.approx(mine.get_column("money").sum(), abs=1e-6), flag.id
        worst = mine.get_column("severity").cast(pl.String).to_list()
        assert flag.severity == max(worst, key=SEVERITIES.index, default="none"), flag.id


@pytest.mark.thorough
@cases(6)
@given(books, filters, days)
def test_the_customers_under_a_flag_are_those_it_counts(seed: int, where: str, day: date) -> None:
    query = Query(day, where=where)
    rows = listed(seed, query)
    for flag in engine_of(seed).risk_room(query).flags:
        under = engine_of(seed).flag_customers(query, flag.id).rows
        fetched = under.fetch(0, len(under), ("customer_id", "severity", "evidence", "first_seen", "money"))
        mine = rows.filter(pl.col("flag") == flag.id)
        assert len(under) == flag.count
        assert sorted(fetched["customer_id"]) == sorted(mine.get_column("subject"))
        assert sorted(fetched["evidence"]) == sorted(mine.get_column("evidence"))


@pytest.mark.thorough
@cases(6)
@given(books, filters, days)
def test_whoever_is_not_evaluated_is_neither_clear_nor_raised(seed: int, where: str, day: date) -> None:
    query = Query(day, where=where)
    chosen = store_of(seed).answer(query).chosen
    for flag in engine_of(seed).risk_room(query).flags:
        levels = chosen.get_column(f"flag_{flag.id}")
        assert flag.evaluated == levels.len() - levels.null_count()
        assert flag.count == levels.drop_nulls().filter(levels.drop_nulls() > 0).len()


@pytest.mark.thorough
@cases(4)
@given(books, st.sampled_from(("", "id:c01,c04,c07,c10,c13,c16")), st.sampled_from((1, 30, 90)))
def test_opened_less_cleared_is_the_difference_of_the_counts(seed: int, where: str, days_before: int) -> None:
    before = ago(days_before)
    changes = engine_of(seed).flag_changes(Query(AS_OF, where=where, since=before))
    now, then = (
        {flag.id: flag.count for flag in engine_of(seed).risk_room(Query(day, where=where)).flags}
        for day in (AS_OF, before)
    )
    for flag_id in FLAGS:
        counts = changes.counts.get(flag_id, {})
        assert counts.get("opened", 0) - counts.get("cleared", 0) == now[flag_id] - then[flag_id], flag_id
    assert changes.rows.height == sum(changes.totals.values())


@pytest.mark.thorough
@cases(4)
@given(books, days)
def test_risk_is_the_worst_of_the_flags_and_flags_counts_them(seed: int, day: date) -> None:
    facts = store_of(seed).answer(Query(day)).facts.customers
    levels = [pl.col(flag.column) for flag in FLAGS.values()]
    expected = facts.select(
        pl.max_horizontal(levels).fill_null(0).cast(pl.UInt8).alias("risk"),
        pl.sum_horizontal((level > 0).fill_null(value=False) for level in levels)
        .cast(pl.UInt8)
        .alias("flags"),
    )
    found = facts.select(pl.col("risk").to_physical().cast(pl.UInt8), pl.col("flags"))
    assert_frame_equal(found, expected)


@pytest.mark.thorough
@cases(6)
@given(books, filters, days)
def test_flags_of_the_filtered_customers_are_the_filtered_flags(seed: int, where: str, day: date) -> None:
    chosen = engine_of(seed).customers(Query(day, where=where, columns=("customer_id",))).frame
    everybody = listed(seed, Query(day))
    expected = everybody.filter(pl.col("subject").is_in(chosen.get_column("customer_id").implode()))
    assert_frame_equal(listed(seed, Query(day, where=where)), expected)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(SEEDS))
def test_no_flag_asks_for_the_period(seed: int) -> None:
    """Hence a step of the period needs no new flags: those of a book that has no period are the same."""
    spans = (
        Period(date(2024, 7, 1), date(2025, 7, 1)),
        Period(date(2025, 6, 1), date(2025, 8, 1)).until(AS_OF),
    )
    year, running = (customer_facts(book_of(seed), AS_OF, span) for span in spans)
    of_the_period = [name for name in year.columns if not year[name].equals(running[name])]
    assert {"lost", "revenue_period", "active_start"} <= set(of_the_period)
    known = evaluate(book_of(seed), AS_OF, year, thresholds())
    without = evaluate(book_of(seed), AS_OF, year.drop(of_the_period), thresholds())
    assert_frame_equal(without.levels, known.levels)
    assert_frame_equal(without.reps.levels, known.reps.levels)


@pytest.mark.nightly  # by day: tests/core/test_reproducible.py, with flags and in another process
@pytest.mark.parametrize("seed", SEEDS[:1])
def test_the_same_files_give_the_same_flags_twice(seed: int) -> None:
    again = Engine(new_book(seed), thresholds())
    same(of_the_flags(engine_of(seed), Query(AS_OF)), of_the_flags(again, Query(AS_OF)))


@pytest.mark.thorough
@cases(4)
@given(books, days)
def test_every_raised_flag_says_why_and_was_first_seen_by_that_day(seed: int, day: date) -> None:
    rows = engine_of(seed).flags(Query(day)).frame
    assert rows.filter(pl.col("evidence").is_null() | (pl.col("evidence").str.strip_chars() == "")).is_empty()
    assert rows.filter(pl.col("first_seen") > day).is_empty()
    assert rows.select(pl.col("flag", "subject", "severity", "play").null_count()).row(0) == (0, 0, 0, 0)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(SEEDS, by_day=2))
def test_every_raised_flag_shows_rows_of_its_own_customer(seed: int) -> None:
    answer = store_of(seed).answer(Query(AS_OF))
    scope = scope_of(seed, answer)
    ids = answer.facts.customers.get_column("customer_id")
    for flag_id, seen in answer.facts.raised.items():
        flag = FLAGS[flag_id]
        for customer in seen.get_column("customer"):
            rows = flag.behind(scope, scope.thresholds.of(flag), customer)
            assert rows.height > 0, (flag_id, ids[customer])
            if "customer_id" in rows.columns:
                assert set(rows.get_column("customer_id")) == {ids[customer]}, flag_id


@pytest.mark.thorough
@pytest.mark.parametrize("seed", SEEDS)
def test_every_prompt_about_a_rep_shows_its_rows_and_says_why(seed: int) -> None:
    answer = store_of(seed).answer(Query(AS_OF))
    scope = scope_of(seed, answer)
    for flag_id, seen in answer.facts.rep_flags.raised.items():
        flag = REP_FLAGS[flag_id]
        assert evidence(flag, seen, "EUR").null_count() == 0
        for rep in seen.get_column("rep"):
            assert flag.behind(scope, scope.thresholds.of(flag), rep).height > 0, (flag_id, rep)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_is_explained_in_every_language(language: Language) -> None:
    for flag_id in ALL_FLAGS:
        explained = entry(flag_id, language)
        for part in ("rule", "guard", "play", "example"):
            assert explained.text(part), (flag_id, part)
        assert explained.name
