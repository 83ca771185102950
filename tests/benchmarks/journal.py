"""The journal: opening years of it, writing one more entry, and what a save makes the engine work out."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from tests.benchmarks.table import Measurement
from tests.benchmarks.timing import fresh, median_of
from tests.tui.desk_story import sitting

from holdfast.engine import Engine, open_book
from holdfast.journal.copies import Copies
from holdfast.journal.entry import Draft, Value
from holdfast.journal.journal import Journal
from holdfast.own.places import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENTRIES: Final = 50_000
FORMS: Final = 8
SIZES: Final = ((120, 40), (80, 24))
SAMPLE: Final = Path(__file__).resolve().parents[2] / "sample_data"


def measure() -> Iterator[Measurement]:
    """A journal of 50,000 entries in the folder for temporary files."""
    with tempfile.TemporaryDirectory() as home:
        yield from _measured(Path(home))


def _measured(home: Path) -> Iterator[Measurement]:
    Journal(home, "bench", "ana").write(list(_drafts(ENTRIES)))
    time.sleep(0.2)  # a file that was just written is looked at twice

    def opened(copies: Copies | None = None) -> Sequence[object]:
        return Journal(home, "bench", "ana", copies=copies).read().in_force

    yield Measurement(f"open {ENTRIES:,} entries for the first time", median_of(opened))
    copies = Copies(home / "copies")
    kept = Journal(home, "bench", "ana", copies=copies)
    kept.read()
    kept.keep_copies()
    yield Measurement(f"open {ENTRIES:,} entries", median_of(lambda: opened(copies)), budget="journal open")
    journal = Journal(home, "bench", "luc")
    journal.read()
    yield Measurement(
        "write one entry", median_of(lambda: journal.write(list(_drafts(1)))), budget="journal write"
    )

    def written_and_read() -> None:
        journal.write(list(_drafts(1)))
        journal.read()

    yield Measurement("write one and read all again", median_of(written_and_read))
    for size in SIZES:
        columns, rows = size
        yield Measurement(
            f"open a form at {columns}×{rows}, processor time",
            fresh(_form_seconds, home / f"{columns}", size),
            budget="form open",
        )


def _form_seconds(home: Path, size: tuple[int, int]) -> float:
    """Median seconds of processor time from the key to a form that is painted, over the sample book."""
    os.environ.update({f"XDG_{kind.upper()}_HOME": str(home / kind) for kind in PURPOSES})
    return asyncio.run(_opened_forms(size))


async def _opened_forms(size: tuple[int, int]) -> float:
    taken = []
    async with sitting(Engine(open_book([SAMPLE])), size) as desk:
        for _ in range(FORMS):
            started = time.process_time()
            desk.send("n")
            while not (desk.app.screen.is_modal and desk.app.is_idle):
                await asyncio.sleep(0)
            desk.app.screen._on_timer_update()
            taken.append(time.process_time() - started)
            await desk.press("escape")
    return median(taken[1:])


def _drafts(count: int) -> Iterator[Draft]:
    kinds = ("note", "contact", "task", "done")
    for number in range(count):
        fields: dict[str, Value] = {"channel": "call", "outcome": "reached", "flags": ("F01", "F29")}
        text = "Spoke about the renewal, wants a second site quoted"
        yield Draft(
            kinds[number % len(kinds)], "customer", f"C{number % 1000:05}", date(2025, 6, 30), text, fields
        )
