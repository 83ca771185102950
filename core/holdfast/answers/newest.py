"""Facts and flags of the newest date on disk, beside the cached book: who opens it again finds them ready.

They depend on the files and the code (the name of the entry says which), the day, the period, the thresholds,
and on those entries of the journal that count as data; all of these stand in their names.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import polars as pl

from holdfast.answers.answer import Facts
from holdfast.book.disk.frames import entry_name, is_there
from holdfast.book.own_log.overlay import moving
from holdfast.own.places import cached_books
from holdfast.risk.evaluate import Evaluation
from holdfast.risk.past import disk
from holdfast.risk.rep_evaluation import RepEvaluation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.timeline import Period

T = TypeVar("T")
Frames: TypeAlias = dict[str, pl.DataFrame]

KEPT: Final = 6
"""So many of them are kept for a book: facts of three periods, say, and flags by three sets of thresholds."""


def facts_of(book: Book, as_of: date, period: Period, make: Callable[[], Facts]) -> Facts:
    """Facts without flags: from disk where they are there, else made, and kept for the newest date."""
    return _found(
        book,
        as_of,
        f"facts {period.start} {period.end} {period.asked_end}",
        make,
        lambda facts: ({"customers": facts.customers, "reps": facts.reps}, {}),
        lambda frames, _: Facts(as_of, period, frames["customers"], frames["reps"]),
    )


def flags_of(book: Book, as_of: date, limits: Thresholds, make: Callable[[], Evaluation]) -> Evaluation:
    """The flags of a day, as `facts_of`."""
    return _found(book, as_of, f"flags {limits.digest}", make, _frames_of_flags, _flags_from)


def _found(  # noqa: PLR0917 - what makes it, and how it is written and read
    book: Book,
    as_of: date,
    name: str,
    make: Callable[[], T],
    frames_of: Callable[[T], tuple[Frames, dict[str, Any]]],
    read: Callable[[Frames, Mapping[str, Any]], T],
) -> T:
    folder = _folder(book, as_of)
    if folder is None:
        return make()
    load = partial(disk.load, folder, name, lambda frames, told: read(_of_these(book, frames), told))
    if (kept := load()) is not None:
        return kept
    made = make()
    # One sitting writes the facts and the flags it begins with: nothing is written because a key changes the
    # period or a threshold, or because a call is logged.
    kind = name.partition(" ")[0]
    written = book.exported.kept.of(_found, KEPT)
    if written.known(kind) is None:
        written.get(kind, lambda: disk.store(folder, name, *frames_of(made)))
        _prune(folder)
    # What lies in a file that is mapped is shared with whoever else looks at the book.
    return load() or made


def _folder(book: Book, as_of: date) -> Path | None:
    if as_of != book.default_as_of:
        return None
    entry = cached_books() / entry_name(book.fingerprint)
    ids = hashlib.sha256("\n".join(moving(book.log)).encode()).hexdigest()[:16]
    return entry / "newest" / f"{as_of} {book.span[1]} {ids}" if is_there(entry) else None


def _of_these(book: Book, frames: Frames) -> Frames:
    """The frames as plain ones. Raises ValueError for those of other customers."""
    if frames["customers"].height != book.customers.height:
        raise ValueError("facts of other customers")
    return {name: frame.select(pl.all()) for name, frame in frames.items()}


def _frames_of_flags(flags: Evaluation) -> tuple[Frames, dict[str, Any]]:
    frames = {"customers": flags.levels, "reps": flags.reps.levels}
    frames |= {f"raised {flag}": frame for flag, frame in flags.raised.items()}
    frames |= {f"prompts {flag}": frame for flag, frame in flags.reps.raised.items()}
    return frames, {"raised": list(flags.raised), "prompts": list(flags.reps.raised)}


def _flags_from(frames: Frames, told: Mapping[str, Any]) -> Evaluation:
    raised = {flag: frames[f"raised {flag}"] for flag in told["raised"]}
    prompts = {flag: frames[f"prompts {flag}"] for flag in told["prompts"]}
    return Evaluation(frames["customers"], raised, RepEvaluation(frames["reps"], prompts))


def _prune(folder: Path) -> None:
    """Keep the newest few, those of this date and journal before all others."""
    with suppress(OSError):
        files = [path for path in folder.parent.rglob("*") if path.is_file()]
        older = sorted(files, key=lambda path: (path.parent == folder, path.stat().st_mtime))[:-KEPT]
        for file in older:
            file.unlink(missing_ok=True)
