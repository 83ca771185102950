"""What every test shares: deterministic properties, a private home, and the sibling folder of real books."""

from __future__ import annotations

import gc
import os

# Workers share the cores, and on a tiny book a second thread mostly waits for the first. Set before polars is
# imported, which looks once. `make nightly` tries more; so do tests of equal bytes, in processes apart.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from tests import examples, spoken
from tests.worked_out import home_of_the_run, worked_out

from holdfast.engine import Engine
from holdfast.own.places import PURPOSES
from holdfast.words.interface.chosen import choose

settings.load_profile(examples.BY_DAY)
spoken.english_inherited()

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


APART = {"engines": "engines", "install": "install"}
"""Folders that hold tests of one mark alone."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is left out as a whole is not imported, by each worker, to be left out."""
    mark = APART.get(collection_path.name) if collection_path.parent == REPOSITORY / "tests" else None
    return True if mark and f"not {mark}" in config.getoption("markexpr") else None


FIRST = (
    "core/judges/test_rooms_by_sql.py",
    "core/intake/test_exports.py",
    "core/risk/test_every_flag_no_leak.py",
    "tui/sitting/test_ending.py",
    "tui/screens/rooms/test_retention_room.py",
    "tui/cli/test_help.py",
    "tui/cli/test_verify.py",
    "core/book/disk/test_cache.py",
    "tui/help/test_script_topics.py",
    "fuzz/test_slice_desk.py",
    "core/risk/test_truncated_book.py",
    "tui/screens/rooms/outcomes/test_outcome_rooms.py",
    "tui/screens/dialogs/test_answering_twice.py",
    "tui/cli/test_build.py",
    "tui/commands/test_standing.py",
    "core/risk/chance/test_ranking.py",
    "core/shared/test_build.py",
    "tui/cli/test_pages.py",
    "tui/cli/test_examples_shown.py",
    "tui/test_hostile_pty.py",
    "tui/snapshots/test_screens.py",
    "core/test_no_leakage.py",
)
"""Files that take longest begin first: at the end no worker is left alone with one. The first of them works
the sample out (20 s), while what is beside it needs no sample and would not wait for it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put `FIRST` first, all else as it was collected."""
    place = {REPOSITORY / "tests" / name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """Thousands of collected tests live to the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()
    # Nor need it come as often as where memory is short.
    gc.set_threshold(50_000, 20, 100)


def pytest_sessionfinish() -> None:
    """At the end they may go: extension modules count what is left."""
    gc.unfreeze()


TOPICS = REPOSITORY / "tui" / "holdfast_tui" / "help" / "topics"
"""The pages of `holdfast help`."""


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Not by mktemp for each, which reads the names of all before it makes one more.
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _private_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the caches, settings or history of whoever runs it, or speaks as they do."""
    home = next(_homes)
    for kind in PURPOSES:
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(home / kind))
    choose()


@pytest.fixture
def opened_again(tmp_path: Path) -> Iterator[None]:
    """Folders that a test shuts are open again in the end, so that they can be removed."""
    yield
    for folder, below, _ in os.walk(tmp_path):
        for path in (Path(folder, name) for name in below):
            if not path.is_symlink():
                path.chmod(0o700)


@pytest.fixture
def shared() -> Path:
    """The folder of real books and worked examples beside the repository; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real books is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def home_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    return home_of_the_run(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def sample_engine(home_of_run: Path) -> Engine:
    """An engine over the bundled sample book: what it has worked out serves every test of the process."""
    return worked_out(home_of_run, "sample", lambda _folder: REPOSITORY / "sample_data")[1]


@pytest.fixture
def sample_book() -> Path:
    """The bundled sample book."""
    return REPOSITORY / "sample_data"
