"""What a change of thresholds would do to a flag, before it is saved."""

from __future__ import annotations

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, number_of, numbered, orders_of, scope_of, severity, stopping

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.risk.thresholds.preview import Count, Preview, preview
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.risk.watch import CancelledError, Watch

PLAIN = default_thresholds()
OVERDUE = FLAGS["F01"]


def buyers(**days_since_order: int) -> Book:
    """Customers who ordered every 30 days, 100 each time, until so many days ago."""
    groups = [orders_of(name, *(last + 30 * n for n in (2, 1, 0))) for name, last in days_since_order.items()]
    return make_book(orders=numbered(*groups))


def previewed(book: Book, changed: Thresholds, *kept: str) -> Preview:
    mask = pl.Series([name in kept for name in book.customers["customer_id"]]) if kept else None
    return preview(scope_of(book), OVERDUE, changed, mask)


def test_it_counts_who_would_open_close_worsen_and_ease() -> None:
    # Ratios: a 1.2, b 1.5 (watch), c 1.8 (watch), d 2.2 (high), e 4 (critical).
    book = buyers(a=36, b=45, c=54, d=66, e=120)
    lower = PLAIN.replaced("F01", "watch", 1.1).replaced("F01", "high", 1.7).replaced("F01", "critical", 5.0)
    assert previewed(book, lower) == Preview(
        "F01", Count(4, 1200.0, 5), Count(5, 1500.0, 5), opens=1, closes=0, worsens=1, eases=1
    )
    higher = PLAIN.replaced("F01", "high", 2.5).replaced("F01", "watch", 1.6)
    assert previewed(book, higher) == Preview(
        "F01", Count(4, 1200.0, 5), Count(3, 900.0, 5), opens=0, closes=1, worsens=0, eases=1
    )


def test_only_the_customers_of_the_filter_count() -> None:
    book = buyers(a=36, b=36, c=90)
    found = previewed(book, PLAIN.replaced("F01", "watch", 1.1), "a", "c")
    assert (found.opens, found.now.open, found.then.open, found.then.money) == (1, 1, 2, 600.0)


def test_who_could_not_be_judged_before_opens_and_who_cannot_be_any_more_closes() -> None:
    book = make_book(orders=numbered(orders_of("c1", 120, 60)))
    strict = PLAIN.replaced("F01", "minimum_orders", 3)
    found = previewed(book, PLAIN.replaced("F01", "watch", 1.0))
    assert (found.opens, found.now.evaluated) == (1, 1)
    scope = scope_of(book)
    back = preview(scope.under(strict), OVERDUE, PLAIN.replaced("F01", "watch", 1.0))
    assert (back.opens, back.now, back.then.open) == (1, Count(0, 0.0, 0), 1)
    gone = preview(scope.under(PLAIN.replaced("F01", "watch", 1.0)), OVERDUE, strict)
    assert (gone.closes, gone.then.evaluated) == (1, 0)


def test_no_change_changes_nothing() -> None:
    found = previewed(buyers(a=90), PLAIN)
    assert (found.opens, found.closes, found.worsens, found.eases) == (0, 0, 0, 0)
    assert found.now == found.then


def test_a_flag_whose_tables_are_missing_is_open_for_nobody() -> None:
    book = buyers(a=90)
    nothing = Count(0, 0.0, 0)
    found = preview(scope_of(book), FLAGS["F12"], PLAIN.replaced("F12", "within_days", 9))
    assert found == Preview("F12", nothing, nothing, 0, 0, 0, 0)


def test_the_preview_is_what_saving_brings() -> None:
    book = buyers(a=36, b=45, c=120)
    engine = Engine(book)
    changed = engine.thresholds.replaced("F01", "watch", 1.1)
    promised = engine.preview(Query(as_of=AS_OF), "F01", changed)
    flags = {flag.id: flag for flag in engine.under(changed).desk(Query(as_of=AS_OF)).flags}
    assert (flags["F01"].count, flags["F01"].money) == (promised.then.open, promised.then.money) == (3, 900.0)
    assert engine.under(changed).moment(Query(as_of=AS_OF)).thresholds == "default, 1 changed by you"
    assert severity(book, "F01", "a") == "none"
    assert number_of(book, "a") == 0


@pytest.mark.thorough
def test_the_backtest_before_and_after_a_change() -> None:
    engine = Engine(make_book(orders=stopping()))
    changed = engine.thresholds.replaced("F01", "watch", 1.2)
    found = engine.preview_records(Query(as_of=AS_OF), "F01", changed)
    assert found is not None
    before, after = found
    same = engine.preview_records(Query(as_of=AS_OF), "F01", engine.thresholds)
    assert same == (before, before)
    saved = engine.under(changed).preview_records(Query(as_of=AS_OF), "F01", changed)
    assert saved == (after, after)
    assert after != before
    assert engine.preview_records(Query(as_of=AS_OF), "R1", changed) is None
    other = engine.thresholds.replaced("F01", "watch", 1.3)
    with pytest.raises(CancelledError):
        engine.preview_records(Query(as_of=AS_OF), "F01", other, Watch(cancelled=lambda: True))
