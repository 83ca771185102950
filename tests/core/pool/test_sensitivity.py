"""What one customer may move: nothing of anybody else, one cell of everybody and one of each flag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest
from tests.core.books import Row
from tests.core.pool.eventful import LAST, book_of, eventful, without
from tests.examples import some_by_day

from holdfast.book.book import Book
from holdfast.pool import counting
from holdfast.pool.counting import ExactCounts, counted
from holdfast.pool.exportable import LEFT_OUT, OWN_ROWS
from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.history import standing_at
from holdfast.risk.thresholds.thresholds import Layer, layered
from holdfast.schema.pool.counts import Noise
from holdfast.schema.pool.document import MOST_FLAGS

Cells = dict[tuple[str, str], int]

MONTHS = 2
"""Month-ends that are drawn from, so that a test can look at each."""
WANTED = {"F01", "F04", "F05", "F06", "F12", "F14", "F16", "F19", "F23"}
THRESHOLDS = layered(Layer("test", "test:", None, (("F25.names", ("Rivalo",)),)))


@pytest.fixture(autouse=True)
def few_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MONTHS", MONTHS)


def cells(counts: ExactCounts) -> Cells:
    told = {"everybody": counts.everybody, **counts.flags}
    return {(name, what): getattr(one, what) for name, one in told.items() for what in ("kept", "lost")}


def at_each_month(book: Book, most: int) -> Iterator[Cells]:
    """The counts where everybody's lot is the same month-end, one after the other."""
    for lot in range(MONTHS):
        drawn = lot.to_bytes(8, "little")

        def chance(size: int, drawn: bytes = drawn) -> bytes:
            return drawn * (size // len(drawn))

        yield cells(counted(book, THRESHOLDS, LAST, most, chance=chance))


@cache
def larger() -> Book:
    """A book that several tests ask; its past is worked out once."""
    return book_of(eventful(1, 24))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(range(24)))
def test_a_customer_who_is_taken_out_with_all_rows_moves_one_cell_of_everybody_and_one_a_flag(
    seed: int,
) -> None:
    tables = eventful(seed, 4)
    whole = list(at_each_month(book_of(tables), MOST_FLAGS))
    for customer in ("c0", "c1", "c2"):
        rest = at_each_month(book_of(without(tables, customer)), MOST_FLAGS)
        for full, less in zip(whole, rest, strict=True):
            moved = {cell: full[cell] - less[cell] for cell in full if full[cell] != less[cell]}
            # Whoever is gone takes its own counts along, and opens or closes nobody else's flag.
            assert set(moved.values()) <= {1}, (seed, customer, moved)
            assert all(times == 1 for times in Counter(name for name, _ in moved).values())
            assert len({what for _, what in moved}) <= 1
            assert sum(moved.values()) <= Noise(epsilon=1, flags=MOST_FLAGS).sensitivity  # type: ignore[arg-type]


@pytest.mark.thorough
def test_under_more_flags_than_may_be_a_customer_counts_under_so_many() -> None:
    seen = 0
    for full, capped in zip(at_each_month(larger(), MOST_FLAGS), at_each_month(larger(), 1), strict=True):
        everybody = sum(number for (name, _), number in full.items() if name == "everybody")
        under = [sum(n for (name, _), n in one.items() if name != "everybody") for one in (full, capped)]
        assert under[1] <= everybody
        seen += under[0] - under[1]
    # The limit has something to do in this book.
    assert seen > 0


def test_the_books_of_this_test_have_the_flags_it_speaks_of() -> None:
    raised: Counter[str] = Counter()
    for month in at_each_month(larger(), MOST_FLAGS):
        raised.update({name: number for (name, _), number in month.items()})
    assert {flag for flag in OWN_ROWS if raised[flag]} >= WANTED


def test_every_flag_of_customers_is_exported_or_says_why_not() -> None:
    assert set(OWN_ROWS) | set(LEFT_OUT) == set(FLAGS)
    assert not set(OWN_ROWS) & set(LEFT_OUT)


@pytest.mark.thorough
def test_a_rhythm_that_others_lend_is_not_counted_as_who_lends_it_would_decide() -> None:
    """Two gaps of 10 days are drawn to the usual gap of the segment, which is the other customer's."""
    slow = [("slow", LAST - timedelta(days=100 * back)) for back in range(1, 7)]
    quick = [("quick", date(2025, 2, day)) for day in (1, 11, 21)]
    orders: list[Row] = [
        {"order_id": f"o{number}", "customer_id": customer, "order_date": day, "amount": 10}
        for number, (customer, day) in enumerate(slow + quick)
    ]
    named: list[Row] = [{"customer_id": name} for name in ("slow", "quick")]
    tables: dict[str, list[Row]] = {"customers": named, "orders": orders, "order_lines": []}
    both, alone = book_of(tables), book_of(without(tables, "slow"))
    end = date(2025, 3, 31)
    raised = [standing_at(book, end, THRESHOLDS).raised.get_column("flag") for book in (both, alone)]
    assert ["F01" in flags for flags in raised] == [False, True]
    for book in (both, alone):
        month = next(at_each_month(book, MOST_FLAGS))
        assert (month["F01", "kept"], month["F01", "lost"]) == (0, 0)
