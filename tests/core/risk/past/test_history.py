"""Standings at past month-ends: what was visible then, kept in memory and on disk, rebuilt when damaged."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk import past_desk as past
from tests.core.risk.desk import evaluated, orders_of

from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.risk.past import disk as history_cache
from holdfast.risk.past import history as module
from holdfast.risk.past.history import History, Standing
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.risk.watch import CancelledError, Watch

ENDS = (date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31))


def history_of(book: Book) -> History:
    return History(book, default_thresholds())


def assert_same(standing: Standing, other: Standing) -> None:
    assert standing.end == other.end
    assert_frame_equal(standing.customers, other.customers)
    assert_frame_equal(standing.raised, other.raised)


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def stored_book() -> Book:
    """A book that is kept on disk, as if opened anew: nothing of it is in memory."""
    book = make_book(**past.complaining(quiet=20))
    assert cache.store(book)
    return book


def never(*_: Any) -> Standing:
    raise AssertionError("evaluated again")


def test_a_standing_says_what_the_desk_said_on_that_day() -> None:
    book = make_book(
        orders=[
            {"order_id": f"o{number}", **row}
            for number, row in enumerate(orders_of("c1", 400, 370, 340, 310) + orders_of("c2", 20, 40))
        ]
    )
    end = date(2024, 10, 31)
    standing, desk = history_of(book).standing(end), evaluated(book, end)
    for flag in ("F01", "F03", "F12"):
        assert standing.levels(flag).to_list() == desk.get_column(f"flag_{flag}").to_list(), flag
    assert standing.customers.get_column("active").to_list() == [True, False]
    assert standing.customers.get_column("revenue").to_list() == [4_000_000, 0]
    # Its last order of 24 August 2024, 310 days before 30 June 2025, keeps it active until 24 August 2025.
    assert standing.customers.get_column("closes_in").to_list() == [297, None]
    assert standing.told >= {"F01"}
    assert "F12" not in standing.told


def test_rows_after_a_month_end_change_no_standing() -> None:
    end = date(2024, 10, 31)
    known = past.complaining(quiet=20)
    visible: dict[str, Any] = {
        "subscriptions": [
            {**row, "end": None} if row["end"] and row["end"] > end else row for row in known["subscriptions"]
        ],
        "surveys": [row for row in known["surveys"] if row["answered"] <= end],
    }
    assert_same(history_of(make_book(**known)).standing(end), history_of(make_book(**visible)).standing(end))


def test_a_month_end_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = make_book(**past.complaining(quiet=20))
    first = history_of(book).standing(ENDS[0])
    monkeypatch.setattr(module, "standing_at", never)
    assert history_of(book).standing(ENDS[0]) is first


def test_other_thresholds_have_a_history_of_their_own() -> None:
    book = make_book(**past.complaining(quiet=20))
    usual = default_thresholds()
    strict = edited(usual, highest_score=0)
    assert history_of(book).standing(ENDS[0]).raised.filter(flag="F12").height > 0
    assert History(book, strict).standing(ENDS[0]).raised.filter(flag="F12").height == 0


def edited(thresholds: Thresholds, **detractor: Any) -> Thresholds:
    """The thresholds with another F12."""
    values = {f"F12.{key}": value for key, value in detractor.items()}
    return replace(thresholds, values=MappingProxyType({**thresholds.values, **values}))


def test_memory_holds_no_more_than_its_share_of_a_large_book(monkeypatch: pytest.MonkeyPatch) -> None:
    book = make_book(**past.complaining(quiet=20))
    monkeypatch.setattr(module, "KEPT_ROWS", 2 * book.customers.height)
    history = history_of(book)
    history.prepare(ENDS)
    monkeypatch.setattr(module, "standing_at", never)
    history.standing(ENDS[2])
    with pytest.raises(AssertionError, match="evaluated again"):
        history.standing(ENDS[0])


def test_a_book_that_is_not_kept_on_disk_leaves_nothing_there(on_disk: Path) -> None:
    history_of(make_book(**past.complaining(quiet=20))).prepare(ENDS)
    assert list(on_disk.rglob("*")) == []


def test_opening_the_book_again_finds_its_history(on_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = history_of(stored_book())
    first.prepare(ENDS)
    again = history_of(make_book(**past.complaining(quiet=20)))
    monkeypatch.setattr(module, "standing_at", never)
    for end in ENDS:
        assert_same(again.standing(end), first.standing(end))


@pytest.mark.thorough
@pytest.mark.parametrize("damage", ["cut", "bit", "gone", "words"])
def test_a_damaged_standing_is_rebuilt(on_disk: Path, damage: str) -> None:
    first = history_of(stored_book())
    first.prepare(ENDS[:1])
    (entry,) = on_disk.rglob(ENDS[0].isoformat())
    content = bytearray(entry.read_bytes())
    if damage == "cut":
        entry.write_bytes(content[: len(content) // 2])
    elif damage == "bit":
        content[64] ^= 1
        entry.write_bytes(content)
    elif damage == "gone":
        entry.unlink()
    else:
        entry.write_text("[]", encoding="utf-8")
    again = history_of(make_book(**past.complaining(quiet=20)))
    assert_same(again.standing(ENDS[0]), first.standing(ENDS[0]))
    # And it is whole again on disk.
    assert history_cache.load(entry.parent, entry.name, lambda frames, _: frames) is not None


def test_a_standing_of_other_customers_is_not_taken(on_disk: Path) -> None:
    history_of(stored_book()).prepare(ENDS[:1])
    other = make_book(**past.complaining(quiet=21))
    assert history_of(other).standing(ENDS[0]).customers.height == other.customers.height


def test_what_was_done_before_it_was_called_off_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    book = make_book(**past.complaining(quiet=20))
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    with pytest.raises(CancelledError):
        history_of(book).prepare(ENDS, Watch(progress, lambda: len(seen) == 2))
    assert seen == [(0, 3), (1, 3)]
    monkeypatch.setattr(module, "standing_at", never)
    history_of(book).prepare(ENDS[:2], Watch(progress))
    assert seen[2:] == [(0, 2), (1, 2), (2, 2)]


def test_the_disk_holds_so_much_and_the_oldest_goes_first(on_disk: Path) -> None:
    history_of(stored_book()).prepare(ENDS)
    entries = sorted(on_disk.rglob("2024-*"))
    for age, entry in enumerate(entries):
        os.utime(entry, (1_000_000 + age, 1_000_000 + age))
    size = max(entry.stat().st_size for entry in entries)
    history_cache.prune(entries[0].parent.parent, kept_bytes=2 * size)
    assert [entry.exists() for entry in entries] == [False, True, True]
