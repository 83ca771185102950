"""The journal: opening years of it, writing one more entry, and what a save makes the engine work out."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.table import Measurement
from tests.benchmarks.timing import median_of

from holdfast.journal.entry import Draft, Value
from holdfast.journal.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENTRIES: Final = 50_000


def measure() -> Iterator[Measurement]:
    """A journal of 50,000 entries in the folder for temporary files."""
    with tempfile.TemporaryDirectory() as home:
        yield from _measured(Path(home))


def _measured(home: Path) -> Iterator[Measurement]:
    Journal(home, "bench", "ana").write(list(_drafts(ENTRIES)))
    time.sleep(0.2)  # a file that was just written is looked at twice

    def opened() -> Sequence[object]:
        return Journal(home, "bench", "ana").read().in_force

    yield Measurement(f"open {ENTRIES:,} entries", median_of(opened), budget="journal open")
    journal = Journal(home, "bench", "luc")
    journal.read()
    yield Measurement(
        "write one entry", median_of(lambda: journal.write(list(_drafts(1)))), budget="journal write"
    )

    def written_and_read() -> None:
        journal.write(list(_drafts(1)))
        journal.read()

    yield Measurement("write one and read all again", median_of(written_and_read))


def _drafts(count: int) -> Iterator[Draft]:
    kinds = ("note", "contact", "task", "done")
    for number in range(count):
        fields: dict[str, Value] = {"channel": "call", "outcome": "reached", "flags": ("F01", "F29")}
        text = "Spoke about the renewal, wants a second site quoted"
        yield Draft(
            kinds[number % len(kinds)], "customer", f"C{number % 1000:05}", date(2025, 6, 30), text, fields
        )
