"""A long journal is opened from a copy of what was read, which never changes what is answered."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.core.journal.desks import MARCH, Written, desk, note
from tests.examples import some_by_day
from tests.unprivileged import unprivileged

from holdfast.journal import copies, file
from holdfast.journal.copies import Copies
from holdfast.journal.entry import Entry
from holdfast.journal.journal import Journal
from holdfast.journal.log import Log
from holdfast.journal.rows import document

HOSTILE = ("", "\x00\x1f\n", "Zoë 'quoted' \u202e", "x" * 9_000, "12s")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "journals"


def opened(folder: Path, cache: Path) -> Journal:
    """A journal of the next sitting: copies of files of three entries and more."""
    return Journal(folder, "shop", "ana", copies=Copies(cache, least=3))


def settled(folder: Path, at: float = MARCH) -> None:
    """As if everything had been written a while ago."""
    for path in folder.glob("*.db"):
        os.utime(path, (at, at))


def kept(folder: Path, cache: Path) -> Log:
    """What is read without copies, after a sitting that kept them."""
    settled(folder)
    journal = opened(folder, cache)
    journal.read()
    journal.keep_copies()
    return desk(folder).read()


def told(log: Log) -> object:
    """All that a reading says, every entry and its class cell by cell."""
    rows = [(type(entry), getattr(entry, "row", None), document(entry)) for entry in log.written]
    return rows, log.journals, log.problems, log.in_force


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that SQLite was asked for."""
    asked: list[Path] = []
    to_read = file._to_read

    def asking(path: Path) -> AbstractContextManager[sqlite3.Connection]:
        asked.append(path)
        return to_read(path)

    monkeypatch.setattr(file, "_to_read", asking)
    return asked


def write_at_random(folder: Path, dice: random.Random) -> None:
    """Entries of two writers on ten days: some take others back, some are renamed, some are spoilt."""
    written = Written()
    for writer in ("ana", "luc"):
        entries: list[Entry] = []
        for number in range(dice.randrange(2, 40)):
            kind, about, text, ref, fields = (
                "note",
                dice.choice(("C1", "C2", "C\n3")),
                dice.choice(HOSTILE),
                "",
                {},
            )
            if entries and dice.random() < 0.3:
                kind, ref = "undo", f"entry:{dice.choice(entries).id}"
            elif dice.random() < 0.2:
                kind, fields = "rename", {"old": "C1", "new": "C9"}
            day = date(2025, 3, 10) + timedelta(number // 4)
            entries.append(written(kind, about, day=day, writer=writer, text=text, ref=ref, fields=fields))
        desk(folder, writer).keep(entries)
        if dice.random() < 0.3:
            with sqlite3.connect(folder / f"{writer}+imported.db") as connection:
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(
                    "INSERT INTO entry (id, day, kind, about, takes_back, entry) "
                    "SELECT replace(id, substr(id, 1, 4), ?), ?, 'note', about, ?, '{' FROM entry LIMIT 1",
                    (
                        dice.choice(("01ff", "ffff")),
                        dice.choice(("2025-03-12", "no day")),
                        dice.choice((None, "")),
                    ),
                )
            connection.close()


@pytest.mark.parametrize("seed", some_by_day(range(60), by_day=2))
def test_what_is_read_from_copies_is_what_is_read_without(seed: int, tmp_path: Path, cache: Path) -> None:
    dice, folder = random.Random(seed), tmp_path / "j"
    write_at_random(folder, dice)
    expected = kept(folder, cache)
    found = opened(folder, cache).read()
    assert told(found) == told(expected)
    for number in range(12):
        # The same on every day: what was written later is not seen.
        day = date(2025, 3, 9) + timedelta(number)
        assert found.until(day) == expected.until(day)
    desk(folder, "eva").write([note("one more")])
    assert told(opened(folder, cache).read()) == told(desk(folder).read())


def five(folder: Path, writer: str = "ana") -> None:
    desk(folder, writer).write([note(f"number {number}", f"C{number}") for number in range(5)])


def test_only_a_file_that_changed_is_read_again(tmp_path: Path, cache: Path, unread: list[Path]) -> None:
    folder = tmp_path / "j"
    five(folder)
    five(folder, "luc")
    kept(folder, cache)
    unread.clear()
    journal = opened(folder, cache)
    assert len(journal.read().written) == 10
    assert unread == []
    desk(folder, "luc", now=lambda: MARCH + 1).write([note("one more")])
    unread.clear()
    assert opened(folder, cache).read().written[-1].text == "one more"
    assert unread == [folder / "luc.db"]
    # A desk that began with a copy reads on where it ends, and keeps the rest for the next one.
    settled(folder, MARCH + 1)
    assert len(journal.read().written) == 11
    journal.keep_copies()
    unread.clear()
    assert len(opened(folder, cache).read().written) == 11
    assert unread == []


def test_another_byte_is_read_even_where_size_and_times_are_the_same(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "j"
    five(folder)
    kept(folder, cache)
    path = folder / "ana.db"
    path.write_bytes(path.read_bytes().replace(b"number 3", b"number 7"))
    settled(folder)
    assert [entry.text[-1] for entry in opened(folder, cache).read().written] == list("01274")


def test_a_damaged_copy_is_as_good_as_none(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "j"
    five(folder)
    expected = told(kept(folder, cache))
    (copy,) = cache.iterdir()
    whole = copy.read_bytes()
    damaged = [whole + b"more"]
    for place in range(0, len(whole), 61):
        damaged += [whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]]
    for damage in damaged:
        copy.write_bytes(damage)
        assert told(opened(folder, cache).read()) == expected
    kept(folder, cache)
    assert copy.read_bytes() == whole, "it is written anew"


def test_a_copy_by_other_rules_does_not_count(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, unread: list[Path]
) -> None:
    folder = tmp_path / "j"
    five(folder)
    kept(folder, cache)
    monkeypatch.setattr(copies, "_rules", lambda: "of another version")
    unread.clear()
    assert len(opened(folder, cache).read().written) == 5
    assert unread == [folder / "ana.db"]


def test_what_lies_beside_a_file_counts(tmp_path: Path, cache: Path) -> None:
    """As after a kill, or while another desk writes: the entry is in the log and not yet in the file."""
    folder = tmp_path / "j"
    five(folder)
    kept(folder, cache)
    writer = sqlite3.connect(folder / "ana.db")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    with writer:
        writer.execute(
            "INSERT INTO entry (id, day, kind, about, entry) SELECT replace(id, substr(id, 1, 4), 'ffff'), "
            "day, kind, about, entry FROM entry LIMIT 1"
        )
    settled(folder)
    assert len(opened(folder, cache).read().written) == 6
    writer.close()
    assert len(opened(folder, cache).read().written) == 6


def test_a_damaged_journal_is_named_whatever_was_kept_of_it(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "j"
    five(folder)
    kept(folder, cache)
    path = folder / "ana.db"
    spoilt = bytearray(path.read_bytes())
    spoilt[4096:4200] = b"\xff" * 104
    path.write_bytes(bytes(spoilt))
    (problem,) = kept(folder, cache).problems
    assert opened(folder, cache).read().problems == (problem,)
    assert "is damaged" in problem


def test_copies_are_private_few_and_gone_with_their_journal(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "j"
    five(folder)
    desk(folder, "luc").write([note("short")])
    kept(folder, cache)
    (copy,) = cache.iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    (cache / "writing-1.rows").write_bytes(copy.read_bytes()[:100])  # somebody was killed
    five(folder, "eva")
    (folder / "ana.db").unlink()
    kept(folder, cache)
    (left,) = cache.iterdir()
    assert left != copy


def test_a_cache_that_cannot_be_written_only_makes_it_slower(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "j"
    five(folder)
    cache.parent.mkdir(mode=0o500)
    with unprivileged():
        expected = kept(folder, cache)
    assert not cache.exists()
    assert told(opened(folder, cache).read()) == told(expected)
