"""A book with what users wrote about it: the export wins, and what is the users' own says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.journal.log import Log


def overlaid(book: Book, log: Log) -> Book:
    """The exported book with these entries, in the place of any that were laid over it before."""
    exported = book.exported
    if not (log.written or log.journals or log.problems):
        return exported
    return replace(exported, log=replace(log, present=exported.span[1]), without_log=exported)
