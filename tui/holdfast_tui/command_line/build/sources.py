"""The book of any sources: the one place where a build learns what it is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.book.assemble import assemble
from holdfast.errors import UsageError
from holdfast.intake import read_book
from holdfast.schema.settings import STANDARD_INPUT
from holdfast.shared.opened import shared_book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.book.book import Book


def book_of(addresses: Sequence[str], config: Path | None, _engine: str | None) -> Book:
    """The book, read afresh; of a mart, the one that is in it. Raises UsageError."""
    paths = local(addresses)
    if (shared := shared_book(paths, config)) is not None:
        if shared.built is not None and shared.built.where:
            raise UsageError(
                f"{addresses[0]} holds rows of {shared.built.where} only: build from the mart of everybody, "
                "or from the exports"
            )
        return shared
    return assemble(read_book(paths, config))


def local(addresses: Sequence[str]) -> list[Path]:
    """The sources that lie on this machine."""
    return [Path(address) for address in addresses]


def from_anywhere(address: str) -> str:
    """A source as it can be named from any folder, without a password."""
    if address == STANDARD_INPUT:
        return address
    return str(Path(address).absolute())
