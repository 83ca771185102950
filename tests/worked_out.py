"""Engines whose past is looked at already: once in a run of the tests, by whichever process comes first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from holdfast.engine import Engine, open_book
from holdfast.keeping import Keeper, Kept
from holdfast.query import Query

MANY: Final = 48


class LongMemory(Keeper):
    """A sitting looks at a few days; the tests of a process look at all of theirs again and again."""

    def of(self, question: Hashable, most: int) -> Kept[Any, Any]:
        """Many more answers than a desk would keep."""
        return super().of(question, max(most, MANY))


def home_of_the_run(base: Path) -> Path:
    """A folder for all processes of one run. `base`: the temporary folder of this one."""
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "worked-out"
    home.mkdir(exist_ok=True)
    return home


def worked_out(home: Path, name: str, written: Callable[[Path], Path]) -> tuple[Path, Engine]:
    """A book and its engine; the flags of its past month-ends lie in the cache below `home`.

    `written` is given a folder of the run and returns the folder of the book, written once.
    """
    folder, place = home / name, home / f"{name}.place"
    with _alone(home / f"{name}.lock"), pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(cache_of(home)))
        if not place.exists():
            folder.mkdir()
            place.write_text(str(written(folder)), encoding="utf-8")
        book = Path(place.read_text(encoding="utf-8"))
        engine = Engine(open_book([book]))
        object.__setattr__(engine.book, "kept", LongMemory())
        engine.store.kept = LongMemory()
        engine.flag_rates(Query())
        engine.best_order(Query())
    return book, engine


def cache_of(home: Path) -> Path:
    """The `XDG_CACHE_HOME` in which the books of a run are found again."""
    return home / "cache"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process in at a time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
