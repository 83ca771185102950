"""Same files and same options: the same bytes, whatever the process and its hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASK = """
import dataclasses, json, sys
from datetime import date
from pathlib import Path
from holdfast.engine import Engine, open_book
from holdfast.query import Query

engine = Engine(open_book([Path(sys.argv[1])], use_cache=False))
query = Query(date(2025, 6, 30))
answers = [dataclasses.asdict(figure) for by in (None, "segment", "rep")
           for figure in engine.metrics(dataclasses.replace(query, by=by))]
columns = ("id", "name", "rep", "segment", "risk", "flags", "why", "revenue", "trend", "rfm", "cadence")
for table in (engine.customers(dataclasses.replace(query, columns=columns)), engine.flags(query),
              engine.reps(query), engine.cohorts(query), engine.movements(query),
              engine.movements(query, by="quarter", kind="events")):
    answers.append(table.frame.rows())
answers.append([dataclasses.asdict(flag) for flag in engine.desk(query).flags])
print(json.dumps(answers, default=str))
"""


def answers(folder: Path, seed: int, threads: int) -> bytes:
    environ = {**os.environ, "PYTHONHASHSEED": str(seed), "POLARS_MAX_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(folder)], env=environ, capture_output=True, check=True, timeout=600
    )
    return done.stdout


def test_two_processes_give_the_same_bytes(sample_book: Path) -> None:
    first = answers(sample_book, seed=1, threads=1)
    assert len(first) > 20_000
    assert answers(sample_book, seed=2, threads=4) == first
