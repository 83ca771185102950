"""Reading a book for the first time, opening it again, and the memory it takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks import memory
from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.table import Measurement
from tests.benchmarks.timing import fresh, peak_memory, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.books import Size


def measure(home: Path, csv: Path, parquet: Path, size: Size, repeat: int) -> Iterator[Measurement]:
    """All rows about one size; every figure comes from a process of its own."""
    for folder, what in ((csv, "CSV"), (parquet, "Parquet")):
        yield from _first_intake(folder, what, size, repeat)
    fresh(reopen, parquet)  # Writes the cache, if another measurement has not done so.
    again = [fresh(reopen, parquet) for _ in range(repeat)]
    yield Measurement(
        f"open again from the cache to the first screen, {size}",
        median(shown for _, shown, _ in again),
        budget=_promised(f"reopen {size}"),
        beside=f"the book alone {written(median(opened for opened, _, _ in again), 'seconds')}",
    )
    yield Measurement(
        f"most memory: opened, filtered, one step back, {size}", max(memory for *_, memory in again), "bytes"
    )
    yield from memory.measure(home, parquet, size)
    yield memory.on_disk(parquet, size)


def _first_intake(folder: Path, what: str, size: Size, repeat: int) -> Iterator[Measurement]:
    """Seconds and memory of a first intake beside those of polars reading the same columns."""
    fresh(bare_read, folder)  # The files are in the page cache from here on, for both.
    bare = [fresh(bare_read, folder) for _ in range(repeat)]
    own = [fresh(first_intake, folder) for _ in range(repeat)]
    read, taken = (median(seconds for seconds, _ in found) for found in (bare, own))
    peak = max(memory for _, memory in own)
    read_peak = max(memory for _, memory in bare)
    yield Measurement(
        f"first intake of {what}, {size}", taken, beside=f"bare read {written(read, 'seconds')}"
    )
    yield Measurement(f"first intake of {what} ÷ bare read, {size}", taken / read, "ratio", "intake")
    yield Measurement(
        f"memory of first intake of {what}, {size}",
        peak,
        "bytes",
        _promised(f"intake memory {size}"),
        f"bare read {written(read_peak, 'bytes')}",
    )


def _promised(key: str) -> str:
    return key if key in BUDGETS else ""


def bare_read(folder: Path) -> tuple[float, int]:
    """Seconds and peak memory of reading the same files with polars alone, its own guesses for types."""
    import polars as pl  # noqa: PLC0415 - the parent process stays without polars

    def work() -> None:
        held = [pl.scan_csv(path).collect() for path in sorted(folder.glob("*.csv"))]
        held += [pl.scan_parquet(path).collect() for path in sorted(folder.glob("*.parquet"))]
        assert held

    return seconds_of(work), peak_memory()


def first_intake(folder: Path) -> tuple[float, int]:
    """Seconds and peak memory of reading a book without the cache."""
    from holdfast.engine import open_book  # noqa: PLC0415

    return seconds_of(lambda: open_book([folder], use_cache=False)), peak_memory()


def reopen(folder: Path) -> tuple[float, float, int]:
    """Seconds to the book, seconds to its first desk, and peak memory after a filter and a step back."""
    from tests.benchmarks.engine import look  # noqa: PLC0415

    from holdfast.engine import Engine, open_book  # noqa: PLC0415
    from holdfast.query import Query  # noqa: PLC0415

    engines: list[Engine] = []
    opened = seconds_of(lambda: engines.append(Engine(open_book([folder]))))
    engine = engines[0]
    shown = opened + seconds_of(lambda: look(engine, Query()))
    as_of = engine.moment(Query()).as_of
    look(engine, Query(where="revenue>10k"))
    look(engine, Query(as_of=as_of.replace(day=1) - timedelta(days=1)))
    return opened, shown, peak_memory()
