"""Mutated exports through the command line: each run ends in a status and in lines, each row is counted."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.fuzz.cases import Ran, cases, faults_of, kept, private_home, receipt_faults, run_command
from tests.fuzz.exports import CUSTOMERS, FORMS, TABLES

MOST: Final = 3_000

ASKS: Final = "could be day/month or month/day"
"""The one question that has to be answered before a book opens."""
VIEWED: Final = 0.25
"""The share of books that are shown too: a view takes many times as long as the receipt."""
VIEWS: Final = (
    *("show metrics --format json", "show metrics --by segment", "show customers", "show flags", "show reps"),
    *("show customers --format csv --sort -revenue,name", "show cohorts", "show movements", "show survival"),
    *("show losses", "brief", "brief --format html", "init --output -", "show metrics --format md"),
)
_ODD_STEMS: Final = ("\udcff", "\u202e", "a b ", "[x]", "*", "%s", "{0}", "'", "\n", "\x1b[2J", "-", "--")


def run(seed: int, seconds: float) -> Iterable[str]:
    """Faults of up to MOST books, each with one mutated file, beside a sound one in half of the cases."""
    with private_home() as home:
        folder = home / "book"
        for number, rng in cases("files", seed, seconds, MOST):
            told = _write_book(rng, folder)
            for fault in _faults(rng, folder):
                where = kept(folder, "files", seed, number)
                yield f"files, seed {seed}, case {number} ({told}): {fault}; the book is kept in {where}"
            shutil.rmtree(folder)


def _faults(rng: random.Random, folder: Path) -> Iterator[str]:
    checked = run_command("check", str(folder), "--format", "json")
    yield from (f"check: {fault}" for fault in _of(checked))
    if checked.status != 2:
        yield from (f"check: {fault}" for fault in receipt_faults(checked))
    elif (folder / "customers.csv").exists() and ASKS not in checked.err:
        yield f"one bad file closed the book: {checked.err[:300]!r}"
    if rng.random() > VIEWED:
        return
    view = rng.choice(VIEWS)
    words = [*view.split(), str(folder)]
    shown = run_command(*words)
    yield from (f"{view}: {fault}" for fault in _of(shown))
    if rng.random() < 0.2 and run_command(*words) != shown:
        yield f"{view}: not the same from the cache"


def _of(ran: Ran) -> Iterator[str]:
    yield from faults_of(ran)
    if ran.status == 1 and ran.words[0] != "check":
        yield "exit status 1"


def _write_book(rng: random.Random, folder: Path) -> str:
    """The files of one case; what was done."""
    folder.mkdir()
    if rng.random() < 0.5:
        (folder / "customers.csv").write_text(CUSTOMERS)
    name, data, told = rng.choice(FORMS)(rng, rng.choice(list(TABLES)))
    if rng.random() < 0.05:
        name = rng.choice(_ODD_STEMS) + name
    path = folder / name
    if rng.random() < 0.01:
        os.mkfifo(path)
        return f"{name} is a pipe"
    path.write_bytes(data)
    return f"{name}: {told}"
