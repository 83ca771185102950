"""Books that several rooms are shown over."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.tui.hostile_book import write_hostile_book
from tests.tui.shared_desk import SharedDesk
from tests.tui.spared import spared
from tests.worked_out import cache_of, worked_out

from holdfast import engine as engine_module
from holdfast.answers.store import FactsStore
from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.engine import Engine
from holdfast.risk.thresholds.thresholds import Thresholds

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


@pytest.fixture
def stays_open(monkeypatch: pytest.MonkeyPatch) -> Callable[[Engine], None]:
    """A command that this process runs over the files of a book finds its engine as a desk has it open."""

    def keep(engine: Engine) -> None:
        load, shared, of_nobody = cache.load, vars(engine_module)["shared_book"], engine_module.Engine
        book, limits = engine.book, engine.thresholds

        def over(
            found: Book, thresholds: Thresholds | None = None, *, store: FactsStore | None = None
        ) -> Engine:
            usual = store is None and (thresholds is None or thresholds.digest == limits.digest)
            return engine if found is book and usual else of_nobody(found, thresholds, store=store)

        def mart(*asked: Any) -> Book | None:
            found = shared(*asked)
            return book if found is not None and found.fingerprint == book.fingerprint else found

        monkeypatch.setattr(cache, "load", lambda found: book if found == book.fingerprint else load(found))
        monkeypatch.setattr(engine_module, "shared_book", mart)
        monkeypatch.setattr(engine_module, "Engine", over)

    return keep


@pytest.fixture
def sample_read(
    sample_engine: Engine,
    home_of_run: Path,
    monkeypatch: pytest.MonkeyPatch,
    stays_open: Callable[[Engine], None],
) -> Path:
    """The files of the sample book, with a cache in which a command finds them read, and their past."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_of(home_of_run)))
    stays_open(sample_engine)
    return SAMPLE


@pytest.fixture(scope="session")
def _hostile(home_of_run: Path) -> tuple[Path, Engine]:
    return worked_out(home_of_run, "hostile", write_hostile_book)


@pytest.fixture(scope="session")
def hostile_engine(_hostile: tuple[Path, Engine]) -> Engine:
    """A book whose every text is hostile."""
    return _hostile[1]


@pytest.fixture
def hostile_folder(
    _hostile: tuple[Path, Engine],
    home_of_run: Path,
    monkeypatch: pytest.MonkeyPatch,
    stays_open: Callable[[Engine], None],
) -> Path:
    """Its files, with a cache in which programs that the test starts find its past."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_of(home_of_run)))
    stays_open(_hostile[1])
    return _hostile[0]
