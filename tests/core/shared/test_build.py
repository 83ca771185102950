"""A mart is whole or as it was before, whatever happens while it is built; nothing else is ever touched."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.core.shared.shop import built, read, write_shop
from tests.examples import some_by_day
from tests.unprivileged import unprivileged

from holdfast.book.built import MART
from holdfast.engine import Engine, open_book
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.shared.build import Recipe, build, check_target
from holdfast.shared.opened import content_now

BUILDER = """
import sys
from pathlib import Path
from tests.core.shared.shop import built
exports, into, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
for number in range(times):
    print(built(exports, into, 'segment:smb' if number % 2 else '').content, flush=True)
"""

READER = """
import sys
from pathlib import Path
from holdfast.engine import Engine, open_book
from holdfast.query import Query
book = open_book([Path(sys.argv[1])], use_cache=False)
print("open", flush=True)
sys.stdin.readline()
print(Engine(book).customers(Query()).frame.write_csv())
assert not {"urllib.request", "http.client", "ssl"} & set(sys.modules)
"""


def started(code: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return write_shop(tmp_path / "exports")


def changed(exports: Path) -> Path:
    """The exports after another order came in."""
    with (exports / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("ORD-10,CUST-ALPHA,2025-04-01,50\n")
    return exports


@pytest.mark.thorough
def test_unchanged_content_is_not_written_again_wherever_and_whenever_files_were_written(
    exports: Path, tmp_path: Path
) -> None:
    first = built(exports, tmp_path / "mart")
    before = (tmp_path / "mart" / MART).stat()
    for path in exports.iterdir():
        os.utime(path, (1, 1))
    again = built(exports, tmp_path / "mart")
    assert (first.written, again.written, again.content, again.built) == (
        True,
        False,
        first.content,
        first.built,
    )
    assert (tmp_path / "mart" / MART).stat().st_ino == before.st_ino
    assert built(exports, tmp_path / "mart", force=True).written
    assert built(changed(exports), tmp_path / "mart").content != first.content


@pytest.mark.thorough
@pytest.mark.parametrize("found", ["orders.csv", MART, ".hidden"])
def test_a_folder_that_holds_anything_else_is_refused_untouched(
    exports: Path, tmp_path: Path, found: str
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / found).write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match=f"holds {found}, no mart of Holdfast: nothing was touched"):
        built(exports, folder)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {found: "precious"}


def test_neither_a_file_nor_a_folder_that_is_read_takes_a_mart(exports: Path) -> None:
    with pytest.raises(UsageError, match="is a file: name a folder"):
        check_target(exports / "orders.csv", ())
    with pytest.raises(UsageError, match="which is read: name a folder beside it"):
        check_target(exports / "mart", [exports])


@pytest.mark.thorough
def test_a_mart_of_nobody_is_not_built(exports: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rep:nobody: there is no such customer, so nothing was built"):
        built(exports, tmp_path / "mart", "rep:nobody")
    assert not (tmp_path / "mart").exists()


@pytest.mark.thorough
def test_an_open_desk_keeps_the_mart_it_opened_and_sees_that_a_newer_one_is_there(
    exports: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mart"
    built(exports, folder)
    open_one = open_book([folder], use_cache=False)
    assert content_now(folder) == open_one.fingerprint
    built(changed(exports), folder)
    assert content_now(folder) != open_one.fingerprint
    assert Engine(open_one).customers(Query()).frame.height == 5
    assert open_one.tables["orders"].height == 6
    assert open_book([folder], use_cache=False).tables["orders"].height == 7


@pytest.mark.parametrize("seed", some_by_day(range(6)))
def test_a_builder_killed_at_any_moment_leaves_a_whole_mart(exports: Path, tmp_path: Path, seed: int) -> None:
    folder, chance = tmp_path / "mart", random.Random(seed)
    known = {built(exports, folder, where).content for where in ("", "segment:smb")}
    child = started(BUILDER, exports, folder, 1000)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(chance.uniform(0, 1.5))
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert content_now(folder) in known
    assert open_book([folder], use_cache=False).customers.height in (2, 5)
    # What it left behind is no reason to refuse the folder, and goes with time.
    for draft in folder.glob(".building-*"):
        for path in (*draft.iterdir(), draft):
            os.utime(path, (1, 1))
    built(exports, folder, force=True)
    assert [path.name for path in folder.iterdir()] == [MART]


@pytest.mark.thorough
def test_of_two_that_build_at_once_one_wins_whole_and_three_readers_agree(
    exports: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mart"
    content = built(exports, folder).content
    readers = [started(READER, folder) for _ in range(3)]
    assert [reader.stdout.readline() for reader in readers if reader.stdout] == ["open\n"] * 3
    builders = [started(BUILDER, exports, folder, 2) for _ in range(2)]
    wrote = [builder.communicate()[0].split() for builder in builders]
    assert wrote[0] == wrote[1]
    assert wrote[0][0] == content
    assert content_now(folder) in wrote[0]
    assert [path.name for path in folder.iterdir()] == [MART]
    told = {reader.communicate("go\n")[0] for reader in readers}
    # None of them has even what it would take to reach a host.
    assert {reader.returncode for reader in readers} == {0}
    assert len(told) == 1
    assert told.pop().strip() == Engine(read(exports)).customers(Query()).frame.write_csv().strip()


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.core.shared.shop import built
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    built(Path(sys.argv[1]), Path(sys.argv[2]), "segment:smb")
except OSError as error:
    print(error.strerror)
"""


@pytest.mark.thorough
def test_a_full_disk_leaves_the_older_mart_and_no_draft(exports: Path, tmp_path: Path) -> None:
    built(exports, tmp_path / "mart")
    before = (tmp_path / "mart" / MART).read_bytes()
    child = started(FULL, exports, tmp_path / "mart")
    said, problems = child.communicate()
    assert said == "File too large\n", problems
    assert [path.read_bytes() for path in (tmp_path / "mart").iterdir()] == [before]


@pytest.mark.thorough
def test_a_mart_that_may_only_be_read_is_read(exports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mart"
    built(exports, folder)
    (folder / MART).chmod(0o444)
    folder.chmod(0o555)
    with unprivileged():
        assert open_book([folder], use_cache=False).customers.height == 5
        with pytest.raises(PermissionError):
            build(read(exports), folder, Recipe((str(exports),)), force=True)
    folder.chmod(0o755)
    assert [path.name for path in folder.iterdir()] == [MART]


@pytest.mark.thorough
def test_who_may_read_a_mart_is_decided_by_the_umask(exports: Path, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        built(exports, tmp_path / "mart")
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "mart", tmp_path / "mart" / MART)] == [
        0o750,
        0o640,
    ]
