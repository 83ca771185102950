"""What was worked out about the newest date, beside the cached book: who opens it again finds it ready.

It depends on the files and the code (the name of the entry says which), on the newest date, and on those
entries of the journal that count as data: these name the folder. Whatever else it depends on stands in the
name of the file.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

import polars as pl

from holdfast.book.disk.frames import entry_name, is_there, read_if_there, write_frames
from holdfast.book.own_log.overlay import moving
from holdfast.own.places import cached_books

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from holdfast.book.book import Book

T = TypeVar("T")
Frames: TypeAlias = dict[str, pl.DataFrame]

KEPT: Final = 10
"""So many of them are kept for a book: facts of three periods, say, flags by three sets of thresholds,
forecasts of two days, the rates of loss, and all figures."""


class KeptForm(NamedTuple):
    """How a thing is written as frames and what describes them, and made of them again.

    One of the frames is `customers`, row i customer i.
    """

    frames_of: Callable[[Any], tuple[Frames, dict[str, Any]]]
    read: Callable[[Frames, Mapping[str, Any]], Any]


def found_beside(book: Book, name: str, form: KeptForm, make: Callable[[], T], *, most: int = 1) -> T:
    """What lies beside the book under a name whose first word is its kind; else made, and kept.

    A sitting writes the first `most` of a kind: nothing is written because a key changes the period or a
    threshold, or because a call is logged.
    """
    folder = _folder(book)
    if folder is None:
        return make()
    load = partial(
        read_if_there, folder / name, lambda frames, told: form.read(_of_these(book, frames), told)
    )
    kept: T | None = load()
    if kept is not None:
        return kept
    made = make()
    kind = name.partition(" ")[0]
    written = book.exported.kept.of(found_beside, 2 * KEPT)
    free = [place for place in range(most) if written.known((kind, place)) is None]
    if free:
        written.get((kind, free[0]), lambda: write_frames(folder / name, *form.frames_of(made)))
        _prune(folder)
    # What lies in a file that is mapped is shared with whoever else looks at the book.
    shared: T | None = load()
    return made if shared is None else shared


def _folder(book: Book) -> Path | None:
    entry = cached_books() / entry_name(book.fingerprint)
    ids = hashlib.sha256("\n".join(moving(book.log)).encode()).hexdigest()[:16]
    return entry / "newest" / f"{book.default_as_of} {book.span[1]} {ids}" if is_there(entry) else None


def _made_again(book: Book, form: KeptForm, frames: Frames, told: Mapping[str, Any]) -> Any:
    return form.read(_of_these(book, frames), told)


def _of_these(book: Book, frames: Frames) -> Frames:
    """The frames as plain ones. Raises ValueError for those of other customers."""
    if frames["customers"].height != book.customers.height:
        raise ValueError("facts of other customers")
    return {name: frame.select(pl.all()) for name, frame in frames.items()}


def _prune(folder: Path) -> None:
    """Keep the newest few, those of this date and journal before all others."""
    with suppress(OSError):
        files = [path for path in folder.parent.rglob("*") if path.is_file()]
        older = sorted(files, key=lambda path: (path.parent == folder, path.stat().st_mtime))[:-KEPT]
        for file in older:
            file.unlink(missing_ok=True)
