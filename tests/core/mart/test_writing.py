"""A mart is whole or not there: what was written before stays until the new one has all of it."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from holdfast.mart import write
from holdfast.mart.read import open_mart
from holdfast.mart.write import DRAFT, write_mart

OLD = {"rows": pl.DataFrame({"a": range(1000), "text": [f"a rather long text {row}" for row in range(1000)]})}

STOPPED_WHILE_WRITING = """
import sys, time
from pathlib import Path
import polars as pl
from holdfast.mart import columns, write

def wait(column, keep, **how):
    found = stored(column, keep, **how)
    if column.name == "b":
        print("writing", flush=True)
        time.sleep(60)
    return found

stored, write.stored = write.stored, wait
frame = pl.DataFrame({"a": range(2000), "b": range(2000)})
write.write_mart(Path(sys.argv[1]), {"rows": frame}, {}, "")
"""


def rows(path: Path) -> pl.DataFrame:
    mart = open_mart(path)
    mart.blocks.check_all()
    return mart.frames["rows"]


def test_a_writer_that_is_killed_leaves_the_old_mart(tmp_path: Path) -> None:
    path = tmp_path / "a.mart"
    write_mart(path, OLD, {}, "")
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED_WHILE_WRITING, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert rows(path).equals(OLD["rows"])
    (draft,) = (other for other in tmp_path.iterdir() if other != path)
    assert draft.name.endswith(DRAFT)
    write_mart(path, OLD, {}, "")
    assert draft.exists(), "its writer may still be at work"
    yesterday = time.time() - 25 * 60 * 60
    os.utime(draft, (yesterday, yesterday))
    write_mart(path, OLD, {}, "")
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fills_up_leaves_the_old_mart_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mart"
    write_mart(path, OLD, {}, "")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "stored", full)
    with pytest.raises(OSError, match="No space"):
        write_mart(path, {"rows": pl.DataFrame({"b": [1]})}, {}, "")
    assert rows(path).equals(OLD["rows"])
    assert list(tmp_path.iterdir()) == [path]


def test_of_two_that_write_at_once_one_wins_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mart"
    frames = [pl.DataFrame({"a": pl.repeat(which, 20_000, eager=True)}) for which in (1, 2)]
    writers = [
        threading.Thread(
            target=lambda frame=frame: [write_mart(path, {"rows": frame}, {}, "") for _ in range(5)]
        )
        for frame in frames
    ]
    for writer in writers:
        writer.start()
    read = []
    while any(writer.is_alive() for writer in writers):
        if path.exists():
            read.append(rows(path).get_column("a").unique().to_list())
    for writer in writers:
        writer.join()
    assert [one for one in read if one not in ([1], [2])] == []
    assert rows(path).get_column("a").unique().to_list() in ([1], [2])
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("private", [True, False])
def test_who_may_read_a_mart(tmp_path: Path, *, private: bool) -> None:
    before = os.umask(0o022)
    try:
        write_mart(tmp_path / "a.mart", OLD, {}, "", private=private)
    finally:
        os.umask(before)
    assert (tmp_path / "a.mart").stat().st_mode & 0o777 == (0o600 if private else 0o644)


def test_rows_outlive_the_file_and_all_but_what_stands_on_them(tmp_path: Path) -> None:
    path = tmp_path / "a.mart"
    write_mart(path, OLD, {}, "")
    kept = open_mart(path).frames["rows"]
    number, text = kept.get_column("a"), kept.select("text")
    write_mart(path, {"rows": pl.DataFrame({"a": [1]})}, {}, "")
    path.unlink()
    del kept
    gc.collect()
    assert number.equals(OLD["rows"].get_column("a"))
    assert text.equals(OLD["rows"].select("text"))


def test_a_mapping_is_let_go_with_the_last_row_that_stands_on_it(tmp_path: Path) -> None:
    path = tmp_path / "a.mart"
    write_mart(path, OLD, {}, "")

    def mapped() -> bool:
        return str(path) in Path("/proc/self/maps").read_text(encoding="utf-8")

    if not Path("/proc/self/maps").exists():
        pytest.skip("this system does not tell what is mapped")
    mart = open_mart(path)
    column = mart.frames["rows"].get_column("a").slice(10, 5)
    del mart
    gc.collect()
    assert mapped()
    assert column.to_list() == [10, 11, 12, 13, 14]
    del column
    gc.collect()
    assert not mapped()


SHARED = """
import sys
from pathlib import Path
from holdfast.mart.read import open_mart

def private():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))

frame = open_mart(Path(sys.argv[1])).frames["rows"]
frame.get_column("a").head(10).sum()
before = private()
print(frame.get_column("b").sum(), frame.get_column("c").null_count())
print(private() - before)
"""


@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system does not tell")
def test_reading_numbers_takes_no_memory_of_ones_own(tmp_path: Path) -> None:
    count = 4_000_000
    numbers = pl.int_range(count, eager=True)
    frame: Mapping[str, Any] = {
        "a": numbers,
        "b": numbers + 1,
        "c": pl.repeat(None, count, dtype=pl.Int64, eager=True),
    }
    write_mart(tmp_path / "a.mart", {"rows": pl.DataFrame(frame)}, {}, "")
    done = subprocess.run(
        [sys.executable, "-c", SHARED, str(tmp_path / "a.mart")], capture_output=True, text=True, check=True
    )
    answer, private = done.stdout.splitlines()
    assert answer == f"{count * (count + 1) // 2} {count}"
    assert int(private) < 8 * count / 1024 / 4, "kB; a copy of one column would take 32,000"
