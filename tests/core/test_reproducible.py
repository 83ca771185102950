"""Same files and same options: the same bytes, whatever the process, its threads and what it read before."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.views.results import TableView

COLUMNS = ("id", "name", "rep", "segment", "risk", "flags", "why", "revenue", "trend", "rfm", "cadence")

AS_OF = date(2023, 9, 30)
"""Early enough for the past to be short: it is told anew, and every month-end takes its time."""


def answers(engine: Engine) -> str:
    """Much of what a day is told, as text."""
    query = Query(AS_OF)
    figures = [
        asdict(one) for by in (None, "segment", "rep") for one in engine.metrics(replace(query, by=by))
    ]
    tables: tuple[TableView, ...] = (
        engine.customers(replace(query, columns=COLUMNS)),
        engine.flags(query),
        engine.reps(query),
        engine.cohorts(query),
        engine.movements(query),
        engine.movements(query, by="quarter", kind="events"),
    )
    flags = [asdict(flag) for flag in engine.desk(query).flags]
    return repr((figures, [table.frame.rows() for table in tables], flags))


@pytest.mark.thorough
def test_another_process_with_other_seeds_threads_and_categories_gives_the_same_bytes(
    sample_engine: Engine, sample_book: Path
) -> None:
    environ = {**os.environ, "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, str(Path(__file__)), str(sample_book)]
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        command, env={**environ, "PYTHONPATH": path}, capture_output=True, check=True, timeout=600
    )
    here = answers(sample_engine).encode()
    assert len(here) > 20_000
    assert done.stdout == here


def read_before(folder: Path) -> pl.Series:
    """Every text of the book, met in another order: the codes of categories belong to the process."""
    texts = {cell for path in folder.glob("*.csv") for row in csv.reader(path.open()) for cell in row}
    return pl.Series(sorted(texts, reverse=True), dtype=pl.Categorical)


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1])
    KEPT = read_before(FOLDER)
    # Without a cache: every number is worked out again.
    sys.stdout.write(answers(Engine(open_book([FOLDER], use_cache=False))))
