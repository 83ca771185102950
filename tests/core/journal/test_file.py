"""What is confirmed is on disk: kills, full and read-only disks, wrong clocks, files that are not ours."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.core.journal.desks import MARCH, desk, note
from tests.unprivileged import unprivileged

from holdfast.errors import NotSavedError
from holdfast.journal import file
from holdfast.journal.ids import next_id
from holdfast.journal.journal import Journal
from holdfast.journal.log import standing

HOSTILE = "\x1b]0;owned\x07 =cmd|'/c calc'!A1\n<script>\u202e\r\n\x00 \ud800 'quoted' \"“”\" \u2028 end"


def test_what_was_written_is_read_by_the_next_desk(tmp_path: Path) -> None:
    (entry,) = desk(tmp_path / "j").write([note("First call", with_="Mara", flags=("F01", "F29"))])
    read = desk(tmp_path / "j").read()
    assert read.written == (entry,)
    assert read.journals == ("ana.db",)
    assert read.problems == ()
    assert entry.fields == {"with_": "Mara", "flags": ("F01", "F29")}
    assert (entry.writer, entry.book, entry.kind, entry.subject_id) == ("ana", "shop", "note", "C1")


def test_several_entries_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    journal = desk(tmp_path)
    entries = journal.write([note(f"{number}") for number in range(5)])
    assert [entry.text for entry in journal.read().written] == ["0", "1", "2", "3", "4"]
    assert sorted(entry.id for entry in entries) == [entry.id for entry in entries]
    with pytest.raises(NotSavedError, match="nothing was saved"):
        journal.write([note("kept out"), note("bad", amount=float("nan"))])
    assert len(journal.read().written) == 5


def test_hostile_text_comes_back_as_it_was_but_for_half_letters(tmp_path: Path) -> None:
    desk(tmp_path).write([note(HOSTILE, customer="C\n1'; DROP TABLE entry --", with_=HOSTILE)])
    (entry,) = desk(tmp_path).read().written
    assert entry.text == HOSTILE.replace("\ud800", "\ufffd")
    assert entry.fields["with_"] == entry.text
    assert entry.subject_id == "C\n1'; DROP TABLE entry --"


def test_a_text_that_nobody_can_mean_is_refused_by_its_length(tmp_path: Path) -> None:
    with pytest.raises(NotSavedError, match="longer than 100,000 letters"):
        desk(tmp_path).write([note("x" * 100_001)])


def test_only_its_owner_may_read_a_journal(tmp_path: Path) -> None:
    desk(tmp_path / "deep" / "j").write([note()])
    assert (tmp_path / "deep" / "j" / "ana.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "deep" / "j").stat().st_mode & 0o777 == 0o700


def test_between_two_writings_a_journal_is_one_file_that_can_be_copied(tmp_path: Path) -> None:
    """Merging is copying a file: nothing of it lies beside it, and reading leaves nothing there either."""
    journal = desk(tmp_path / "j")
    journal.write([note()])
    desk(tmp_path / "j", "luc").read()
    assert [path.name for path in (tmp_path / "j").iterdir()] == ["ana.db"]
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "ana.db").write_bytes((tmp_path / "j" / "ana.db").read_bytes())
    assert desk(tmp_path / "copy", "luc").read().written == journal.read().written


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET entry = '{}'",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry",
        "REPLACE INTO entry (n, id, day, kind, about, entry) VALUES (1, 'x', '', '', '', '{}')",
    ],
)
def test_an_entry_is_never_changed(tmp_path: Path, statement: str) -> None:
    journal = desk(tmp_path)
    journal.write([note("as it was")])
    with sqlite3.connect(tmp_path / "ana.db") as connection, pytest.raises(sqlite3.Error, match="only added"):
        connection.execute(statement)
    connection.close()
    assert [entry.text for entry in journal.read().written] == ["as it was"]


def test_time_never_goes_back_in_a_journal_even_where_the_clock_does(tmp_path: Path) -> None:
    times = iter((MARCH, MARCH - 86_400 * 400, MARCH - 5, MARCH, MARCH + 0.001))
    journal = desk(tmp_path, now=lambda: next(times))
    entries = [journal.write([note(f"{number}")])[0] for number in range(5)]
    assert [entry.text for entry in desk(tmp_path).read().written] == ["0", "1", "2", "3", "4"]
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert entries[1].day < entries[0].day, "the day is what the writer's calendar says"


def test_two_desks_of_one_writer_lose_nothing(tmp_path: Path) -> None:
    one, other = desk(tmp_path), desk(tmp_path)
    for number in range(6):
        (one, other)[number % 2].write([note(f"{number}")])
    assert [entry.text for entry in one.read().written] == list("012345")
    assert other.read().written == one.read().written
    assert [path.name for path in tmp_path.iterdir()] == ["ana.db"]


def test_writers_write_into_files_of_their_own_and_read_all(tmp_path: Path) -> None:
    ana, luc = desk(tmp_path, "ana"), desk(tmp_path, "luc", now=lambda: MARCH + 1)
    ana.write([note("from Ana")])
    luc.write([note("from Luc")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ana.db", "luc.db"]
    assert [(entry.writer, entry.text) for entry in ana.read().written] == [
        ("ana", "from Ana"),
        ("luc", "from Luc"),
    ]


def test_a_copy_of_a_journal_beside_it_counts_once(tmp_path: Path) -> None:
    journal = desk(tmp_path)
    journal.write([note()])
    (tmp_path / "ana (copy).db").write_bytes((tmp_path / "ana.db").read_bytes())
    assert len(desk(tmp_path).read().written) == 1


def test_reading_again_costs_nothing_where_nothing_changed(tmp_path: Path) -> None:
    journal = desk(tmp_path)
    journal.write([note()])
    assert journal.read() is journal.read()
    assert journal.read().written is journal.read().written
    desk(tmp_path).write([note("from elsewhere")])
    assert len(journal.read().written) == 2


WRITER = """
import sys
from pathlib import Path
from tests.core.journal.desks import desk, note
import time
journal = desk(Path(sys.argv[1]), now=time.time)
number = 0
while True:
    journal.write([note(f"{number}"), note(f"{number} again")])
    print(number, flush=True)
    number += 1
"""


def killed_while_writing(folder: Path, dice: random.Random) -> tuple[int, list[str]]:
    """The last number that a writer confirmed before it was killed, and the texts that are there after."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(dice.randrange(1, 8)):
            writer.stdout.readline()
        time.sleep(dice.uniform(0, 0.02))
        writer.send_signal(signal.SIGKILL)
        confirmed = [int(line) for line in writer.stdout if line.strip().isdigit()]
    log = desk(folder).read()
    assert log.problems == ()
    texts = [entry.text for entry in log.written]
    return max(confirmed, default=-1), texts


def killed_many_times(tmp_path: Path, times: int) -> None:
    dice = random.Random(7)
    for number in range(times):
        confirmed, texts = killed_while_writing(tmp_path / str(number), dice)
        whole = [f"{n}{what}" for n in range(len(texts) // 2) for what in ("", " again")]
        assert texts == whole, "the two of a step are there together, in their order"
        assert len(texts) // 2 > confirmed, "what was confirmed is there"


@pytest.mark.thorough
def test_a_kill_at_any_moment_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    killed_many_times(tmp_path, 8)


@pytest.mark.nightly
def test_two_hundred_kills_lose_nothing_that_was_confirmed(tmp_path: Path) -> None:
    killed_many_times(tmp_path, 200)


def test_after_a_kill_the_next_desk_writes_on(tmp_path: Path) -> None:
    _, texts = killed_while_writing(tmp_path, random.Random(3))
    journal = desk(tmp_path, now=time.time)
    journal.write([note("after it")])
    assert [entry.text for entry in journal.read().written] == [*texts, "after it"]


CROWD = """
import sys, time
from pathlib import Path
from tests.core.journal.desks import desk, note
journal = desk(Path(sys.argv[1]), sys.argv[2], now=time.time)
for number in range(15):
    journal.write([note(f"{sys.argv[3]} {number}")])
"""


@pytest.mark.thorough
def test_two_desks_and_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    crowd = [("ana", "left"), ("ana", "right"), ("luc", "home"), ("luc", "office")]
    running = [
        subprocess.Popen([sys.executable, "-c", CROWD, str(tmp_path), writer, where])
        for writer, where in crowd
    ]
    reader = desk(tmp_path, "eve")
    problems: set[str] = set()
    while any(process.poll() is None for process in running):
        problems.update(reader.read().problems)
    assert problems == set()
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    written = reader.read().written
    assert len(written) == 60
    for writer, where in crowd:
        mine = [entry.text for entry in written if entry.text.startswith(where)]
        assert mine == [f"{where} {number}" for number in range(15)], f"{writer} at {where}, in order"


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.core.journal.desks import desk, note
from holdfast.errors import NotSavedError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = desk(Path(sys.argv[1]))
size = (Path(sys.argv[1]) / "ana.db").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    for number in range(50):
        journal.write([note("x" * 4000)])
except NotSavedError as error:
    print(number, error)
"""


def test_a_full_disk_is_said_with_a_way_out_and_loses_nothing(tmp_path: Path) -> None:
    desk(tmp_path).write([note("before")])
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    number, _, said = done.stdout.partition(" ")
    assert str(tmp_path / "ana.db") in said
    assert "nothing was saved (the disk is full)" in said
    assert "`folder` under [journal] in config.toml" in said
    log = desk(tmp_path).read()
    assert log.problems == ()
    assert len(log.written) == 1 + int(number)


@pytest.mark.usefixtures("opened_again")
def test_a_read_only_home_is_read_and_said(tmp_path: Path) -> None:
    desk(tmp_path / "home").write([note("before")])
    (tmp_path / "home" / "ana.db").chmod(0o400)
    (tmp_path / "home").chmod(0o500)
    journal = desk(tmp_path / "home")
    with unprivileged():
        assert [entry.text for entry in journal.read().written] == ["before"]
        assert journal.why_read_only == f"{tmp_path / 'home'} may not be written in"
        with pytest.raises(NotSavedError, match="nothing was saved"):
            journal.write([note()])


def test_a_home_that_is_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    journal = desk(tmp_path / "home" / "journals")
    assert journal.why_read_only == f"{tmp_path / 'home'} is not a folder"
    assert journal.read().written == ()
    with pytest.raises(NotSavedError, match="Not a directory"):
        journal.write([note()])


def spoilt(path: Path, how: str) -> None:
    """A file that is there and is no sound journal of ours."""
    if how == "text":
        path.write_text("not a database\n" * 100, encoding="utf-8")
    elif how == "foreign":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE prices (sku, price)")
        connection.close()
    else:
        desk(path.parent, path.stem).write([note(f"{'x' * 500} {number}") for number in range(40)])
        whole = bytearray(path.read_bytes())
        if how == "truncated":
            path.write_bytes(whole[: len(whole) // 2])
        else:
            whole[4096 : 3 * 4096] = b"\xa5" * (2 * 4096)
            path.write_bytes(whole)


@pytest.mark.parametrize("how", ["text", "foreign", "truncated", "damaged"])
def test_a_file_that_is_no_sound_journal_is_named_and_left_alone(tmp_path: Path, how: str) -> None:
    spoilt(tmp_path / "ana.db", how)
    before = (tmp_path / "ana.db").read_bytes()
    desk(tmp_path, "luc").write([note("from Luc")])
    journal = desk(tmp_path, "ana", now=lambda: MARCH + 1)
    (problem,) = journal.read().problems
    assert problem.startswith(f"{tmp_path / 'ana.db'}: ")
    assert [entry.text for entry in journal.read().written] == ["from Luc"]
    assert journal.why_read_only is None
    journal.write([note("in a second file")])
    assert [entry.text for entry in journal.read().written] == ["from Luc", "in a second file"]
    assert (tmp_path / "ana~2.db").exists()
    assert (tmp_path / "ana.db").read_bytes() == before


def test_a_file_of_a_newer_version_is_read_and_never_touched(tmp_path: Path) -> None:
    journal = desk(tmp_path)
    journal.write([note("old kind")])
    with sqlite3.connect(tmp_path / "ana.db") as connection:
        connection.execute("ALTER TABLE entry ADD COLUMN mood TEXT")
        connection.execute(f"PRAGMA user_version = {len(file.STEPS) + 3}")
    connection.close()
    before = (tmp_path / "ana.db").read_bytes()
    newer = desk(tmp_path)
    assert [entry.text for entry in newer.read().written] == ["old kind"]
    assert newer.why_read_only == f"{tmp_path / 'ana.db'} was written by a newer Holdfast"
    with pytest.raises(NotSavedError, match="newer Holdfast"):
        newer.write([note()])
    assert (tmp_path / "ana.db").read_bytes() == before


def test_a_newer_version_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "luc.db") as connection:
        connection.execute(f"PRAGMA application_id = {file.APPLICATION_ID}")
        connection.execute("CREATE TABLE entries (everything BLOB)")
        connection.execute(f"PRAGMA user_version = {len(file.STEPS) + 1}")
    connection.close()
    (problem,) = desk(tmp_path).read().problems
    assert problem == f"{tmp_path / 'luc.db'}: was written by a newer Holdfast and cannot be read by this one"


def test_an_older_file_is_brought_up_to_date_when_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk(tmp_path).write([note("by an older version")])
    newer = (*file.STEPS, "ALTER TABLE entry ADD COLUMN mood TEXT;\nCREATE INDEX by_day ON entry (day);")
    monkeypatch.setattr(file, "STEPS", newer)
    journal = desk(tmp_path)
    assert [entry.text for entry in journal.read().written] == ["by an older version"]
    journal.write([note("by this one")])
    assert [entry.text for entry in journal.read().written] == ["by an older version", "by this one"]
    with sqlite3.connect(tmp_path / "ana.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
    connection.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk(tmp_path).write([note("kept")])
    monkeypatch.setattr(file, "STEPS", (*file.STEPS, "CREATE TABLE more (x);\nCREATE TABLE entry (x);"))
    with pytest.raises(NotSavedError):
        desk(tmp_path).write([note()])
    with sqlite3.connect(tmp_path / "ana.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)
    connection.close()


def test_a_spoilt_line_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    journal = desk(tmp_path)
    journal.write([note("sound")])
    with sqlite3.connect(tmp_path / "ana.db") as connection:
        spoilt = (
            ("no day", "customer C1", "{}"),
            ("2025-03-10", b"customer \xff", "{}"),
            ("2025-03-10", "customer C1", "{broken"),
            ("2025-03-10", "customer C1", b"{\xff}"),
        )
        for number, (day, about, entry) in enumerate(spoilt):
            connection.execute(
                "INSERT INTO entry (id, day, kind, about, entry) VALUES (?, ?, 'note', ?, ?)",
                (next_id(int(MARCH * 1000) + 1 + number, None)[1], day, about, entry),
            )
    connection.close()
    log = desk(tmp_path).read()
    assert log.problems == (f"{tmp_path / 'ana.db'}: 2 of its entries cannot be read and are left out",)
    assert [entry.text for entry in log.written] == ["sound", "\ufffd", "\ufffd"]


def test_a_changed_copy_of_what_was_read_says_itself_what_it_takes_back(tmp_path: Path) -> None:
    (first,) = desk(tmp_path).write([note("first")])
    (read,) = desk(tmp_path).read().written
    assert read == first
    undo = replace(read, id=next_id(int(MARCH * 1000) + 1, None)[1], kind="undo", ref=f"entry:{first.id}")
    assert (undo.takes_back, undo.text) == (first.id, "first")
    assert standing((read, undo)) == ()


def test_a_shared_folder_keeps_no_write_ahead_log_and_its_own_permissions(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        journal = Journal(tmp_path / "shared", "shop", "ana", shared=True)
        journal.write([note()])
    finally:
        os.umask(before)
    assert (tmp_path / "shared" / "ana.db").stat().st_mode & 0o777 == 0o664
    with sqlite3.connect(tmp_path / "shared" / "ana.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_a_kind_of_a_later_version_is_kept(tmp_path: Path) -> None:
    journal = desk(tmp_path)
    (entry,) = journal.write([note()])
    _, name = next_id(int(MARCH * 1000) + 1, None)
    later = replace(entry, id=name, kind="hologram", day=date(2025, 3, 10))
    assert desk(tmp_path, "luc").keep([later]) == 1
    assert [found.kind for found in journal.read().in_force] == ["note", "hologram"]
