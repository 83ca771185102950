"""The book of any sources: the one place where a build learns what it is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.engines.built import book_of_sources
from holdfast.errors import UsageError
from holdfast.schema.settings import STANDARD_INPUT
from holdfast.schema.sources import names_host, on_host, version_in
from holdfast.shared.opened import shared_book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.book.book import Book
    from holdfast.engines.workplace import EngineName


def book_of(addresses: Sequence[str], config: Path | None, engine: EngineName | None) -> Book:
    """The book, read afresh; of a mart, the one that is in it.

    Nothing but this may read over the network, and only where a source names a host. Raises UsageError.
    """
    if (shared := shared_book([Path(address) for address in addresses], config)) is not None:
        if shared.built is not None and shared.built.where:
            raise UsageError(
                f"{addresses[0]} holds rows of {shared.built.where} only: build from the mart of everybody, "
                "or from the exports"
            )
        return shared
    return book_of_sources(addresses, config, network=True, engine=engine or "polars")


def local(addresses: Sequence[str]) -> list[Path]:
    """The sources that lie on this machine."""
    return [Path(address) for address in addresses if not names_host(address)]


def from_anywhere(address: str) -> str:
    """A source as it can be named from any folder, without a password."""
    if address == STANDARD_INPUT:
        return address
    if names_host(address):
        found = on_host(address)
        return "#".join((found.shown, *([",".join(found.within)] if found.within else [])))
    path, version = version_in(Path(address))
    return "@".join((str(path.absolute()), *([version] if version else [])))
