"""`python -m tests.benchmarks [--full]`: timings beside their budgets. Fails nothing."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import by_visidata, intake, start, wire
from tests.benchmarks.books import LARGE, SMALL, Size, bench_folder, cached, large_book, rich_book
from tests.benchmarks.table import Measurement, not_measured, table
from tests.benchmarks.timing import fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status is 0 whatever the figures are."""
    asked = _parser().parse_args(arguments)
    sizes = (SMALL, LARGE) if asked.full else (SMALL,)
    home = bench_folder()
    # Measured books must not push the user's own out of the cache. Compiled files are part of every start.
    os.environ["XDG_CACHE_HOME"] = str(home / "cache")
    os.environ["XDG_STATE_HOME"] = str(home / "state")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    machine = f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {load}"
    print(f"{machine}; medians unless a row says otherwise\n")
    for name, part in _PARTS.items():
        if not asked.only or name in asked.only:
            part(home, sizes)
    return 0


def _start(home: Path, sizes: Sequence[Size]) -> None:
    _print("Start of the commands", "start of the commands", start.measure)
    for size in sizes:

        def shown(size: Size = size) -> Iterable[Measurement]:
            return start.measure_large(cached(large_book(home, size, "parquet")), size)

        _print(f"One view, {size}", f"one view, {size}", shown)


def _visidata(home: Path, _: Sequence[Size]) -> None:
    folder = cached(large_book(home, SMALL, "parquet"))
    _print("Beside VisiData", "beside VisiData", partial(by_visidata.measure, folder, home, SMALL))


def _desk(home: Path, sizes: Sequence[Size]) -> None:
    with tempfile.TemporaryDirectory() as empty:
        _print(
            "The desk in a terminal of 120×40, true colour", "desk", lambda: wire.measure_sample(Path(empty))
        )
    for size in sizes:

        def large(size: Size = size) -> Iterable[Measurement]:
            return wire.measure_large(home, cached(large_book(home, size, "parquet")), size)

        _print(f"The same over {size}", f"desk, {size}", large)


def _engine(home: Path, sizes: Sequence[Size]) -> None:
    # Measured after the terminals: from here on this process carries polars and duckdb, and forks slower.
    from tests.benchmarks import engine  # noqa: PLC0415

    for size in sizes:

        def asked(size: Size = size) -> Iterable[Measurement]:
            return fresh(engine.measure, large_book(home, size, "parquet"), size)

        _print(f"Questions to the engine, {size}", f"engine, {size}", asked)


def _flags(home: Path, sizes: Sequence[Size]) -> None:
    from tests.benchmarks import flags  # noqa: PLC0415 - as above

    def rich() -> Iterable[Measurement]:
        return fresh(flags.measure, cached(rich_book(home, SMALL)), SMALL, "every table")

    _print(f"Flags of a date, {SMALL}, every table", "flags, every table", rich)
    for size in sizes:

        def plain(size: Size = size) -> Iterable[Measurement]:
            return fresh(flags.measure, cached(large_book(home, size, "parquet")), size, "orders")

        _print(f"Flags of a date, {size}, orders", f"flags, {size}", plain)


def _past(home: Path, sizes: Sequence[Size]) -> None:
    from tests.benchmarks import past  # noqa: PLC0415 - as above

    for size in sizes:

        def looked_back(size: Size = size) -> Iterable[Measurement]:
            return fresh(past.measure, cached(large_book(home, size, "parquet")), size)

        _print(f"Flags of the past, {size}", f"past, {size}", looked_back)


def _models(home: Path, sizes: Sequence[Size]) -> None:
    from tests.benchmarks import models  # noqa: PLC0415 - as above

    for count in (models.CDNOW, *(size.customers for size in sizes)):
        _print(f"Models of {count:,}", f"models of {count:,}", partial(fresh, models.measure, count))
    for size in sizes:

        def viewed(size: Size = size) -> Iterable[Measurement]:
            return fresh(models.measure_views, large_book(home, size, "parquet"), size)

        _print(f"Views on a date not seen before, {size}", f"views, {size}", viewed)


def _journal(_: Path, __: Sequence[Size]) -> None:
    from tests.benchmarks import journal  # noqa: PLC0415 - as above

    _print("The journal", "journal", journal.measure)


def _intake(home: Path, sizes: Sequence[Size]) -> None:
    for size in sizes:

        def read(size: Size = size) -> Iterable[Measurement]:
            csv, parquet = (large_book(home, size, kind) for kind in ("csv", "parquet"))
            return intake.measure(home, csv, parquet, size, 3 if size == SMALL else 2)

        _print(f"Reading files, {size}", f"intake, {size}", read)


_PARTS = {
    "start": _start,
    "desk": _desk,
    "visidata": _visidata,
    "engine": _engine,
    "flags": _flags,
    "past": _past,
    "models": _models,
    "journal": _journal,
    "intake": _intake,
}


def _print(title: str, what: str, measure: Callable[[], Iterable[Measurement]]) -> None:
    """The rows that could be measured; what stopped the rest stands in the last one."""
    rows: list[Measurement] = []
    try:
        rows.extend(measure())
    except Exception as error:  # noqa: BLE001 - a broken part must not hide the others
        rows.append(not_measured(f"rest of: {what}", error))
    print(table(title, rows), end="\n\n", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--quick", action="store_true", help=f"{SMALL} only, under 3 minutes (the default)")
    sizes.add_argument("--full", action="store_true", help=f"also {LARGE}")
    parser.add_argument("--only", nargs="+", choices=tuple(_PARTS), help="these parts")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
