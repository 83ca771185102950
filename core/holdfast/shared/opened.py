"""A shared mart as a book: mapped, never written into, and refused with the command that builds it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfast.book.built import MART, SEALED, Built, mart_in
from holdfast.book.disk.stored import open_stored, read_stored
from holdfast.errors import UsageError
from holdfast.mart.errors import AbsentError, DamagedError, ForeignError, MartError, OtherVersionError
from holdfast.mart.read import read_manifest

if TYPE_CHECKING:
    from holdfast.book.book import Book


def open_shared(folder: Path) -> Book:
    """The book of a mart, whose fingerprint is its content. Raises MartError, in one line."""
    try:
        stored, book = open_stored(folder)
        built = _built(folder, stored.built)
    except MartError as error:
        raise _with_way_out(folder, error) from None
    return replace(book, fingerprint=stored.content, built=built)


def shared_book(sources: Sequence[Path], config: Path | None = None) -> Book | None:
    """The book of the mart that is named; None where exports are. Raises UsageError."""
    folder = mart_in(sources)
    if folder is None:
        inside = next((path for path in sources if mart_in([path]) is not None), None)
        if inside is not None:
            raise UsageError(f"{inside} is a mart, a book of its own: open it alone")
        return None
    if config is not None:
        raise UsageError(f"{folder} is a mart: it was read by its mapping when it was built, not by {config}")
    return open_shared(folder)


def refuse_sealed(sources: Sequence[Path]) -> None:
    """Raises UsageError for a mart: what is asked needs the files themselves."""
    if mart_in(sources) is not None:
        raise UsageError(SEALED)


def content_now(folder: Path) -> str:
    """The content of the mart that lies there now. Raises MartError, in one line."""
    try:
        return read_stored(folder).content
    except MartError as error:
        raise _with_way_out(folder, error) from None


def _built(folder: Path, told: Any) -> Built:
    try:
        return Built.of(told)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ForeignError(
            f"{folder / MART} is a cache of Holdfast, no mart that was built: name the exports themselves"
        ) from None


def _with_way_out(folder: Path, error: MartError) -> MartError:
    """Why a mart is not opened, and what builds it again."""
    if isinstance(error, AbsentError | ForeignError):
        return error
    built = built_before(folder)
    again = built.command(folder) if built else f"holdfast build SOURCE --into {folder}"
    if isinstance(error, OtherVersionError):
        made = f", {built.versions}" if built else ""
        return OtherVersionError(f"{folder} was built by another version{made}; to build it again: {again}")
    return DamagedError(f"{error}; to build it again: {again}")


def built_before(folder: Path) -> Built | None:
    """How a mart says it was built, whatever version made it; None where it cannot be read so far."""
    try:
        told = read_manifest(folder / MART).told
        return Built.of(told["built"])
    except (MartError, KeyError, TypeError, ValueError, AttributeError):
        return None
