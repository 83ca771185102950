"""A book from any sources, on any engine: what a build begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast import intake
from holdfast.book.assemble import assemble
from holdfast.engines.run import steps_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.book.book import Book
    from holdfast.engines.workplace import EngineName


def book_of_sources(
    sources: Sequence[str], config: Path | None = None, *, network: bool, engine: EngineName = "polars"
) -> Book:
    """The book of these sources, read anew; `engine` works out sales, purchases and activity.

    Sources as `intake.open_sources` takes them; only where `network` is True may one lie on a host. Its
    fingerprint changes with the rows that were brought from there. Every engine gives the same book.
    Raises OpenQuestionError where only the user can say how to read them, MissingExtraError, UsageError.
    """
    with intake.open_sources(sources, config, network=network) as located:
        return assemble(intake.read_located(located), steps_on(engine))
