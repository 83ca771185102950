"""`holdfast pool`: what leaves a book and what it spends, and what other books lend to a small one."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.tui.cli.conftest import Run, write

from holdfast.engine import Engine
from holdfast.schema.pool.counts import KeptAndLost, PoolBook
from holdfast.schema.pool.document import read_pool, written

FIRST = date(2024, 1, 1)


@pytest.fixture
def stopping(tmp_path: Path) -> Path:
    """Twenty-four customers buy every 20 days and stop one after the other; their windows last two months."""
    rows = [
        f"o{number}-{place},Firm {number:02},{FIRST + timedelta(20 * place)},{100 if place % 7 else 10}"
        for number in range(24)
        for place in range(6 + number)
    ]
    return write(tmp_path / "stopping", orders="\n".join(["order_id,customer_id,order_date,amount", *rows]))


def test_without_a_file_to_write_it_says_what_would_leave_and_spends_nothing(
    run: Run, sample_read: Path
) -> None:
    told = [run("pool", "export", sample_read) for _ in range(2)][1]
    assert told.status == 0
    words = " ".join(told.out.split())
    assert "ε 0 of 3 spent by 0 exports; this would spend 1" in words
    assert "F01 Overdue" in words
    assert "other customers decide (F03, F17, F20, F34)" in words


def test_what_leaves_is_printed_and_written_and_names_nobody(
    run: Run, sample_read: Path, sample_engine: Engine
) -> None:
    ran = run("pool", "export", sample_read, "--epsilon", "0.5", "--output", "ours.toml")
    assert ran.status == 0, ran.err
    text = Path("ours.toml").read_text(encoding="utf-8")
    assert ran.out == text
    assert "ε 0.5 of 3 spent by 1 export" in ran.err
    (book,) = read_pool(Path("ours.toml"), "ours.toml")
    assert (book.year, book.window, str(book.scale)) == (2025, "6m", "8")
    # Neither a customer, a segment, a rep nor the book is called by its name; no day is finer than a year.
    facts = sample_engine.book.customers
    names = {
        str(value)
        for column in ("customer_id", "name", "segment", "region", "industry", "owner_rep_id")
        for value in facts.get_column(column).drop_nulls().unique()
    }
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert not [name for name in {*names, sample_engine.book.settings.name} if name in "\n".join(lines)]
    assert not re.search(r"\d{4}-\d{2}", "\n".join(lines))


def test_a_file_is_never_overwritten_and_nothing_is_spent_for_it(run: Run, sample_read: Path) -> None:
    Path("ours.toml").write_text("mine")
    ran = run("pool", "export", sample_read, "--output", "ours.toml")
    assert (ran.status, Path("ours.toml").read_text()) == (2, "mine")
    assert "already there, and is never overwritten" in ran.err
    ran = run("pool", "export", sample_read, "--output", "nowhere/ours.toml")
    assert ran.status == 2
    assert "ε 0 of 3 spent" in " ".join(run("pool", "export", sample_read).out.split())


def test_the_same_book_spends_again_until_its_budget_is_spent(run: Run, sample_read: Path) -> None:
    words = ("pool", "export", sample_read, "--epsilon", "1.5", "--output")
    texts = [run(*words, name).out for name in ("a.toml", "b.toml")]
    # Other noise each time: that is why it spends again.
    assert texts[0] != texts[1]
    refused = run(*words, "c.toml")
    assert refused.status == 2
    assert "has spent ε 3 of its budget of 3 (1.5 on" in refused.err
    assert not Path("c.toml").exists()


def test_a_day_is_asked_for_where_only_rows_would_say_it(run: Run, stopping: Path) -> None:
    refused = run("pool", "export", stopping, "--output", "ours.toml")
    assert refused.status == 2
    assert "say up to which day: --as-of 2025-07-14 is the last day of this book" in refused.err
    for words, said in (
        (("--epsilon", "0"), "--epsilon must be a number from 0.01 to 10"),
        (("--flags-a-customer", "11"), "--flags-a-customer must be from 1 to 10"),
        (("--format", "json"), "leave --format out"),
    ):
        refused = run("pool", "export", stopping, "--as-of", "2025-07-31", *words)
        assert (refused.status, said in refused.err) == (2, True), refused.err


def test_a_pool_stands_behind_the_rates_of_a_small_book_and_says_so(run: Run, stopping: Path) -> None:
    mapping = '[book]\nactive_window = "2m"\n'
    (stopping / "holdfast.toml").write_text(mapping, encoding="utf-8")
    alone, _ = rates(run, stopping)
    assert "this book has no pool" in run("pool", "show", stopping).err
    flags = {f"F0{number}": KeptAndLost(20, 80) for number in range(1, 7)}
    peers = PoolBook("", 2024, KeptAndLost(900, 100), flags, source="Peers", licence="theirs")
    (stopping / "peers.toml").write_text(written((peers,), ()), encoding="utf-8")
    (stopping / "holdfast.toml").write_text(f'{mapping}[pool]\nfiles = ["peers.toml"]\n', encoding="utf-8")
    ran = run("pool", "show", stopping, "--format", "json")
    assert ran.status == 0, ran.err
    assert "peers.toml: up to 2024; Peers; theirs" in ran.err
    rows = {row["flag"]: row for row in json.loads(ran.out)["rows"]}
    lent = {flag: row for flag, row in rows.items() if row["status"] == "pool"}
    assert lent
    for flag, row in lent.items():
        assert row["rate_alone"] == alone[flag]["loss_rate"]
        low, high = sorted((row["rate_alone"], row["pool_rate"]))
        assert low < row["loss_rate"] < high
    pooled, notes = rates(run, stopping)
    assert {flag for flag, row in pooled.items() if row["loss_rate"] != alone[flag]["loss_rate"]} == set(lent)
    assert f"rates of {', '.join(lent)} are drawn to those of a pool of 1 book" in notes
    # A file of the pool is no file that was forgotten.
    assert "peers.toml" not in run("check", stopping).out


def test_a_damaged_pool_is_refused_with_the_place(run: Run, stopping: Path) -> None:
    (stopping / "holdfast.toml").write_text('[pool]\nfiles = ["peers.toml"]\n', encoding="utf-8")
    (stopping / "peers.toml").write_text("version = 1\n[[book]]\nyear = 1\n", encoding="utf-8")
    refused = run("pool", "show", stopping)
    assert refused.status == 2
    assert "holdfast.toml: [pool] files: peers.toml: book 1: year must be a whole number" in refused.err


def rates(run: Run, book: Path) -> tuple[dict[str, dict[str, object]], str]:
    """The rows of the backtest by flag, and what is told beside them."""
    ran = run("show", "backtest", book, "--format", "json")
    return {row["flag"]: row for row in json.loads(ran.out)["rows"]}, ran.err
