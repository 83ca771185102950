"""What a flag lacks in a book, and the sentence that says how to unlock it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.book.locked import missing
from holdfast.risk.catalog import FLAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book
    from holdfast.risk.flag import AnyFlag

NEEDS_RECORDED_ASSIGNMENTS: Final = frozenset({"F18"})
"""Flags about a change of rep: assignments assumed from today's owner know of none."""


def missing_tables(book: Book, flag: AnyFlag) -> tuple[str, ...]:
    """The fewest tables that would make the flag possible; empty where it is.

    The export has to have them: of the few calls that users log nobody can tell who was never called.
    """
    lacking = missing(flag.needs, book.exported) or ()
    if book.assumed_assignments and flag.id in NEEDS_RECORDED_ASSIGNMENTS:
        return ("assignments", *lacking)
    return lacking


def locked(book: Book) -> Mapping[str, str]:
    """Flag id → what to add, for every flag the tables of the book cannot tell."""
    lacking = {flag.id: missing_tables(book, flag) for flag in FLAGS.values()}
    return MappingProxyType({flag: _sentence(tables) for flag, tables in lacking.items() if tables})


def _sentence(tables: tuple[str, ...]) -> str:
    names = " and ".join(tables)
    files = " and ".join(f"{name}.csv" for name in tables)
    return f"Needs {names}: add {files} or map {'it' if len(tables) == 1 else 'them'} in holdfast.toml"
