"""What is missing for a metric, a flag or a pane, said as the file that would unlock it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from holdfast.book.book import Book


def missing(needs: tuple[tuple[str, ...], ...], book: Book) -> tuple[str, ...] | None:
    """The fewest tables that would satisfy one of the alternatives; None when one is satisfied."""
    if not needs or any(book.has(*tables) for tables in needs):
        return None
    lacking = [tuple(name for name in tables if not book.has(name)) for tables in needs]
    return min(lacking, key=len)


def sentence(tables: tuple[str, ...]) -> str:
    """Which files are needed, what they are for, and where to name them."""
    files = " and ".join(f"{name}.csv" for name in tables)
    unlocks = TABLES[tables[0]].unlocks
    return f"Needs {files} for {unlocks}: add it to the book or map it in holdfast.toml"
