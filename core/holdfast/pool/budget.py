"""What a book has told of itself so far: every export spends of a budget, kept in the user's own folder.

Noise protects a customer once; who adds up many noised counts of the same book takes the noise out again. The
ε of all exports add up (C. Dwork, A. Roth, The algorithmic foundations of differential privacy, 2014, theorem
3.16), so they are written down before anything is, and another is refused beyond the budget.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.journal.place import place_id, safe_name
from holdfast.own.files import private_file, private_folder
from holdfast.own.places import folder_for
from holdfast.schema.pool.document import epsilon_text

if TYPE_CHECKING:
    from datetime import date

    from holdfast.schema.settings import BookSettings

_FOLDER: Final = "pool"
_PATIENCE: Final = 10.0
"""Seconds to wait for another export of the book, which writes down what it spends."""

_LAYOUT: Final = (
    "CREATE TABLE IF NOT EXISTS spent (n INTEGER PRIMARY KEY, day TEXT NOT NULL, epsilon TEXT NOT NULL)"
)


@dataclass(frozen=True)
class Spent:
    """One export: when, and what it spent."""

    day: str
    epsilon: Fraction


@dataclass(frozen=True)
class Budget:
    """The budget of one book: `total`, and the files that its exports stand in, the first the one written."""

    total: Fraction
    files: tuple[Path, ...]

    def exports(self) -> tuple[Spent, ...]:
        """Every export so far. Raises UsageError where they cannot be read: nobody knows what is left."""
        return tuple(spent for file in self.files if file.exists() for spent in self._read(file))

    def spend(self, epsilon: Fraction, day: date) -> int:
        """Write down an export before it is made; the number to take it back by.

        Of two at once one waits for the other. Raises UsageError where it would go beyond the budget, or
        cannot be written down.
        """
        others = [spent for file in self.files[1:] if file.exists() for spent in self._read(file)]
        with self._open(self.files[0]) as rows:
            rows.execute("BEGIN IMMEDIATE")
            rows.execute(_LAYOUT)
            before = [*others, *_rows(rows)]
            if sum((one.epsilon for one in before), epsilon) > self.total:
                rows.execute("ROLLBACK")
                raise UsageError(self.refusal(before, epsilon))
            told = (day.isoformat(), epsilon_text(epsilon))
            number = rows.execute("INSERT INTO spent (day, epsilon) VALUES (?, ?)", told).lastrowid
            rows.execute("COMMIT")
        return int(number or 0)

    def take_back(self, number: int) -> None:
        """An export of which nothing was told after all. Raises UsageError."""
        with self._open(self.files[0]) as rows:
            rows.execute("DELETE FROM spent WHERE n = ?", (number,))

    def refusal(self, before: Sequence[Spent], epsilon: Fraction) -> str:
        """Why another export is refused, and what can be done."""
        spent = sum((one.epsilon for one in before), Fraction(0))
        return (
            f"this book has spent ε {epsilon_text(spent)} of its budget of {epsilon_text(self.total)}"
            f"{_listed(before)}; another {epsilon_text(epsilon)} would go beyond it, so nothing was written: "
            "hand on the file of an earlier export, which costs nothing, ask for less (--epsilon), or have "
            "whoever answers for these customers raise [pool] budget in holdfast.toml"
        )

    def _read(self, file: Path) -> list[Spent]:
        with self._open(file) as rows:
            rows.execute(_LAYOUT)
            return _rows(rows)

    @contextmanager
    def _open(self, file: Path) -> Iterator[sqlite3.Connection]:
        try:
            private_folder(file.parent)
            private_file(file, exist_ok=True)
            rows = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
            try:
                rows.execute("PRAGMA synchronous = FULL")
                yield rows
            finally:
                rows.close()
        except (sqlite3.Error, OSError, ValueError) as error:
            raise UsageError(
                f"{file}: what this book has spent cannot be read or written down ({error}), so nothing was "
                "exported"
            ) from None


def budget_of(
    sources: Sequence[Path], settings: BookSettings, environ: Mapping[str, str] = os.environ
) -> Budget:
    """The budget of the book that was read from these files, by the name that its journal has.

    What it spent before it had an id of its own counts along.
    """
    by_place = settings.place or place_id(sources)
    names = dict.fromkeys((safe_name(settings.id) if settings.id else by_place, by_place))
    folder = folder_for("state", environ) / _FOLDER
    return Budget(Fraction(settings.pool_budget), tuple(folder / f"{name}.sqlite" for name in names))


def _rows(rows: sqlite3.Connection) -> list[Spent]:
    found = rows.execute("SELECT day, epsilon FROM spent ORDER BY n").fetchall()
    return [Spent(str(day), Fraction(str(epsilon))) for day, epsilon in found]


def _listed(exports: Sequence[Spent]) -> str:
    if not exports:
        return ""
    return f" ({', '.join(f'{epsilon_text(one.epsilon)} on {one.day}' for one in exports)})"
