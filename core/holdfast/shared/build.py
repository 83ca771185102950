"""A book into a folder as a shared mart: whole or not at all, in the place of the older one alone."""

from __future__ import annotations

import platform
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import PolarsError

from holdfast.book.built import MART, Built
from holdfast.book.disk.stored import read_stored, write_book
from holdfast.errors import UsageError
from holdfast.journal.place import place_id
from holdfast.mart.errors import MartError
from holdfast.mart.layout import HEAD, format_of
from holdfast.mart.write import settle
from holdfast.shared.scope import of_some
from holdfast.version import version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.book.book import Book

_DRAFT: Final = ".building-"
"""How the folder is called in which a mart stands until it is whole."""

_ABANDONED_SECONDS: Final = 12 * 60 * 60
"""A draft that nobody has written into for so long is one of a builder that died."""


@dataclass(frozen=True)
class Recipe:
    """What was asked to be built: as `Built` has it, with the day as one."""

    sources: tuple[str, ...]
    config: str = ""
    where: str = ""
    engine: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class BuildResult:
    """What stands in the folder now; `written`: whether it was written, or was there already.

    `rows`: of every frame. `size` in bytes.
    """

    folder: Path
    written: bool
    content: str
    as_of: date
    built: Built
    rows: Mapping[str, int]
    size: int


def check_target(folder: Path, sources: Sequence[Path]) -> None:
    """Whether a mart may be written into a folder: one that is new, empty, or holds nothing but a mart.

    Raises UsageError; nothing is touched.
    """
    for source in sources:
        if source.is_dir() and folder.resolve().is_relative_to(source.resolve()):
            what = "is the source itself" if folder.resolve() == source.resolve() else f"lies in {source}"
            raise UsageError(f"{folder} {what}, which is read: name a folder beside it")
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise UsageError(f"{folder} is a file: name a folder of its own for the mart") from None
    other = next((name for name in names if name != MART and not name.startswith(_DRAFT)), None)
    if other is None and MART in names and not _is_mart(folder / MART):
        other = MART
    if other is not None:
        raise UsageError(
            f"{folder} holds {other}, no mart of Holdfast: nothing was touched; name a folder of its own"
        )


def build(
    book: Book, folder: Path, asked: Recipe, kept: pl.Series | None = None, *, force: bool = False
) -> BuildResult:
    """Write a book, or the customers of it for whom `kept` is true, into a folder as a mart.

    An older mart stays whole until the new one takes its place, and stays open for whoever has it open; of
    two that build at once one wins whole. Where nothing has changed, nothing is written unless `force`.
    Raises UsageError as `check_target` does, OSError where it cannot be written.
    """
    check_target(folder, ())
    total = book.customers.height
    settings = replace(
        book.settings,
        as_of=asked.as_of or book.settings.as_of,
        place=book.settings.place or place_id([Path("/", source) for source in asked.sources]),
    )
    whole = replace(book, settings=settings)
    if kept is not None and not kept.any():
        raise UsageError(f"{asked.where}: there is no such customer, so nothing was built")
    if kept is not None:
        whole = of_some(whole, kept, asked.where, whole.default_as_of)
    built = Built(
        at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        sources=asked.sources,
        config=asked.config,
        where=asked.where,
        engine=asked.engine,
        as_of="" if asked.as_of is None else asked.as_of.isoformat(),
        customers=whole.customers.height,
        total=total,
        holdfast=version(),
        polars=pl.__version__,
        python=platform.python_version(),
    )
    return _written(whole, folder, built, force=force)


def _written(book: Book, folder: Path, built: Built, *, force: bool) -> BuildResult:
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
    try:
        stored = write_book(book, draft, built.told())
        before = _before(folder)
        written = force or before is None or before != (stored.content, stored.made_by, built.same)
        if written:
            (draft / MART).replace(folder / MART)
            settle(folder / MART)
        else:
            built = Built.of(read_stored(folder).built)
    except PolarsError as error:
        raise UsageError(f"{folder}: the book cannot be written: {error}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if is_new:
            # Of what failed, nothing is left.
            with suppress(OSError):
                folder.rmdir()
    _clear_abandoned(folder)
    size = (folder / MART).stat().st_size
    return BuildResult(folder, written, stored.content, stored.as_of, built, stored.rows, size)


def _before(folder: Path) -> tuple[str, str, Built] | None:
    """Content, maker and recipe of the mart that is there; None where there is none that can be read."""
    try:
        there = read_stored(folder)
        return there.content, there.made_by, Built.of(there.built).same
    except (MartError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _is_mart(path: Path) -> bool:
    """Whether a file is a mart, be it of another version or damaged behind its head."""
    try:
        with path.open("rb") as file:
            return format_of(file.read(HEAD)) is not None
    except OSError:
        return False


def _clear_abandoned(folder: Path) -> None:
    with suppress(OSError):
        for draft in folder.glob(f"{_DRAFT}*"):
            newest = max((path.stat().st_mtime for path in (draft, *draft.glob("*"))), default=0.0)
            if time.time() - newest >= _ABANDONED_SECONDS:
                shutil.rmtree(draft, ignore_errors=True)
