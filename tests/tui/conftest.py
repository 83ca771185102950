"""Books that several rooms are shown over."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.tui.hostile_book import write_hostile_book
from tests.tui.shared_desk import SharedDesk
from tests.tui.spared import spared
from tests.worked_out import cache_of, worked_out

from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.engine import Engine

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
ORDERS_ONLY = ("customers.csv", "orders.csv", "order_lines.csv")


@pytest.fixture(scope="session", autouse=True)
def _spared() -> Iterator[None]:
    with spared():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share desks share the loop they run in: of the process, or of a module with its own book."""
    for item in items:
        if isinstance(item, pytest.Function) and (desks := item._fixtureinfo.name2fixturedefs.get("desks")):
            item.add_marker(pytest.mark.asyncio(loop_scope=desks[-1].scope), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desks(sample_engine: Engine) -> AsyncIterator[SharedDesk]:
    """Each test finds a desk as it was when it was opened."""
    async with SharedDesk(sample_engine) as shared:
        yield shared


@pytest.fixture(scope="session")
def orders_engine(home_of_run: Path) -> Engine:
    """The sample book without what reps, contacts, tickets, surveys and contracts tell."""
    return worked_out(home_of_run, "orders", _orders_only)[1]


def _orders_only(folder: Path) -> Path:
    for name in ORDERS_ONLY:
        shutil.copy(SAMPLE / name, folder / name)
    (folder / "holdfast.toml").write_text('[book]\nname = "Orders only"\ncurrency = "EUR"\n')
    return folder


def _stays_open(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that this process runs over the files of a book finds it open, with what is known of it."""
    load = cache.load
    monkeypatch.setattr(cache, "load", lambda found: book if found == book.fingerprint else load(found))


@pytest.fixture
def sample_read(sample_engine: Engine, home_of_run: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the sample book, with a cache in which a command finds them read, and their past."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_of(home_of_run)))
    _stays_open(sample_engine.book, monkeypatch)
    return SAMPLE


@pytest.fixture(scope="session")
def _hostile(home_of_run: Path) -> tuple[Path, Engine]:
    return worked_out(home_of_run, "hostile", write_hostile_book)


@pytest.fixture(scope="session")
def hostile_engine(_hostile: tuple[Path, Engine]) -> Engine:
    """A book whose every text is hostile."""
    return _hostile[1]


@pytest.fixture
def hostile_folder(_hostile: tuple[Path, Engine], home_of_run: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its files, with a cache in which programs that the test starts find its past."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_of(home_of_run)))
    _stays_open(_hostile[1].book, monkeypatch)
    return _hostile[0]
