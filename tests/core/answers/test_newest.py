"""Who opens a book again finds facts and flags of its newest date ready, and never those of another state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.core.book.own_log.journals import TABLES, shop, written
from tests.core.books import make_book
from tests.core.risk.risky_world import RiskyWorld

from holdfast.answers import store as answers
from holdfast.answers.answer import Answer, Facts
from holdfast.answers.store import FactsStore
from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.book.disk.newest import KeptForm, found_beside
from holdfast.facts.worth import forecast as worth
from holdfast.facts.worth.forecast import Forecast, forecast
from holdfast.figures import Figure
from holdfast.own.places import cached_books
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.statistics.models.bgnbd import Bgnbd
from holdfast.statistics.models.gamma_gamma import GammaGamma
from holdfast.views.figures import figures
from holdfast.views.figures.asked import figures_asked


def opened(book: Book) -> Book:
    """The book as another process opens it: mapped from the cache, with nothing worked out yet."""
    again = cache.load(book.fingerprint)
    assert again is not None
    return again


def kept_book(seed: int = 1) -> Book:
    tables: dict[str, Any] = RiskyWorld(seed).tables
    book = make_book(fingerprint=f"risky-{seed}", **tables)
    assert cache.store(book)
    return book


def facts(book: Book, query: Query = Query(), limits: Thresholds | None = None) -> Facts:  # noqa: B008
    return FactsStore(book, limits or default_thresholds()).answer(query).facts


def files() -> list[Path]:
    return sorted(path for path in cached_books().glob("*/newest/*/*") if path.is_file())


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was worked out, in order."""
    calls: list[str] = []

    def counted(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def told(*asked: Any) -> Any:
            calls.append(name)
            return work(*asked)

        return told

    for name in ("customer_facts", "evaluate"):
        monkeypatch.setattr(answers, name, counted(name, getattr(answers, name)))
    return calls


def assert_same(one: Facts, other: Facts) -> None:
    assert_frame_equal(one.customers, other.customers, categorical_as_str=True)
    assert_frame_equal(one.reps, other.reps, categorical_as_str=True)
    for these, those in ((one.raised, other.raised), (one.rep_flags.raised, other.rep_flags.raised)):
        assert list(these) == list(those)
        for flag, frame in these.items():
            assert_frame_equal(frame, those[flag], categorical_as_str=True)
    assert_frame_equal(one.rep_flags.levels, other.rep_flags.levels, categorical_as_str=True)


@pytest.mark.thorough
def test_an_opened_book_finds_the_facts_and_flags_of_its_newest_date_cell_by_cell(made: list[str]) -> None:
    first = facts(opened(kept_book()))
    assert first.raised
    assert first.rep_flags.raised
    assert made == ["customer_facts", "evaluate"]
    again = facts(opened(kept_book()))
    assert made == ["customer_facts", "evaluate"]
    assert_same(first, again)


@pytest.mark.thorough
def test_what_is_damaged_or_of_other_customers_is_worked_out_again(made: list[str]) -> None:
    first = facts(opened(kept_book()))
    for file in files():
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    assert_same(first, facts(opened(kept_book())))
    assert made == ["customer_facts", "evaluate"] * 2
    assert_same(first, facts(opened(kept_book())))
    assert made == ["customer_facts", "evaluate"] * 2


@pytest.mark.thorough
def test_facts_of_other_customers_are_never_taken_over() -> None:
    facts(opened(kept_book()))
    tables: dict[str, Any] = RiskyWorld(2).tables
    tables["customers"] = tables["customers"][:9]
    other = make_book(fingerprint="risky-1", **tables)
    assert facts(other).customers.height == other.customers.height


@pytest.mark.thorough
def test_what_users_wrote_counts_at_once_and_is_found_again() -> None:
    cache.store(shop())
    told = {"kind": "contact", "fields": {"outcome": "reached", "channel": "call"}}
    facts(opened(shop()))
    by_journal = written(opened(shop()), told).store.answer(Query()).facts
    again = written(opened(shop()), told).store.answer(Query()).facts
    assert_same(by_journal, again)
    tables: dict[str, Any] = dict(TABLES)
    never_kept = make_book(fingerprint="nowhere", **tables)
    assert_same(by_journal, written(never_kept, told).store.answer(Query()).facts)
    assert not by_journal.customers.equals(facts(opened(shop())).customers)


@pytest.mark.thorough
def test_another_day_other_thresholds_and_another_period_are_told_apart(made: list[str]) -> None:
    book = opened(kept_book())
    facts(book)
    day = book.default_as_of - timedelta(days=31)
    earlier = facts(opened(book), Query(as_of=day))
    tables: dict[str, Any] = RiskyWorld(1).tables
    plain = FactsStore(make_book(**tables), default_thresholds())
    assert_same(earlier, plain.answer(Query(as_of=day)).facts)
    strict = default_thresholds().replaced("F01", "high", 2.9)
    assert_same(facts(opened(book), limits=strict), FactsStore(plain.book, strict).answer(Query()).facts)
    shorter = Query(period="6m")
    assert_same(facts(opened(book), shorter), plain.answer(shorter).facts)


@pytest.mark.thorough
def test_a_sitting_writes_what_it_begins_with_and_no_more() -> None:
    book = opened(kept_book())
    facts(book)
    written_first = files()
    assert len(written_first) == 2
    facts(book, Query(period="6m"))
    facts(book, limits=default_thresholds().replaced("F01", "high", 2.9))
    assert files() == written_first


def test_figures_are_made_once_and_found_again_to_the_last_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    made = figures.metric_figures
    asked: list[Query] = []

    def counted(store: FactsStore, answer: Answer, *more: Any) -> tuple[Figure, ...]:
        asked.append(answer.query)
        return made(store, answer, *more)

    def told(query: Query, limits: Thresholds | None = None) -> tuple[Figure, ...]:
        store = FactsStore(opened(book), limits or default_thresholds())
        return figures_asked(store, store.answer(query))

    monkeypatch.setattr(figures, "metric_figures", counted)
    tables: dict[str, Any] = RiskyWorld(1).tables
    never_kept = FactsStore(make_book(**tables), default_thresholds())
    book = opened(kept_book())
    plain = made(never_kept, never_kept.answer(Query()))
    assert repr(told(Query())) == repr(told(Query())) == repr(plain)
    assert asked == [Query()]
    others = [
        Query(always_valid=True),
        Query(period="6m"),
        Query(as_of=book.default_as_of - timedelta(days=31)),
        Query(where="revenue>0"),
        Query(by="segment"),
    ]
    for query in others:
        assert repr(told(query)) == repr(made(never_kept, never_kept.answer(query), query.by))
    told(Query(), default_thresholds().replaced("F01", "high", 2.9))
    assert asked == [Query(), *others, Query()]


def test_a_frame_is_found_again_as_anything_else() -> None:
    book = opened(kept_book())
    told = book.customers.select("customer", (pl.col("customer") / 3).alias("loss_rate"))
    form = KeptForm(lambda frame: ({"customers": frame}, {}), lambda frames, _: frames["customers"])
    for _ in range(2):
        assert_frame_equal(found_beside(opened(book), "rates", form, lambda: told), told)


def test_models_of_a_day_and_the_one_before_are_fitted_once_and_found_again_to_the_last_digit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fitted = worth._fitted
    asked: list[object] = []

    def with_models(book: Book, as_of: date) -> Forecast:
        asked.append(as_of)
        models = Bgnbd(0.1 + 0.2, 1 / 3, 0.7, 2.4, -1e-17), GammaGamma(6.25, 3.74, 15.44, -9.0)
        return replace(fitted(book, as_of), order_model=models[0], spend_model=models[1])

    monkeypatch.setattr(worth, "_fitted", with_models)
    book = opened(kept_book())
    days = [book.default_as_of - timedelta(days=back) for back in (0, 365, 400)]
    first = [forecast(book, day) for day in days]
    again = [forecast(opened(book), day) for day in days[:2]]
    assert asked == days
    for one, other in zip(first, again, strict=False):
        assert_frame_equal(one.customers, other.customers)
        assert replace(one, customers=other.customers).__dict__ == other.__dict__
