"""What a desk on a large book holds for itself, what desks share, and what a book takes on disk."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.table import Measurement, not_measured
from tests.benchmarks.timing import fresh
from tests.benchmarks.wire import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.books import Size

TOGETHER: Final = 3
MANY: Final = 50
_LINE: Final = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)


def measure(home: Path, folder: Path, size: Size) -> Iterator[Measurement]:
    """Desks on one cached book at the same time; `folder` holds its Parquet files."""
    if not Path("/proc/self/smaps_rollup").exists():
        yield not_measured(f"private memory of a desk, {size}", "told by Linux alone")
        return
    with ExitStack() as open_desks:
        desks = [open_desks.enter_context(Desk([str(folder)], home)) for _ in range(TOGETHER)]
        for desk in desks:
            desk.start()
            desk.idle(2.0)
        held = [_held(desk.process) for desk in desks]
    private = max(one["Private_Clean"] + one["Private_Dirty"] for one in held)
    shared = max(one["Rss"] for one in held) - private
    yield Measurement(
        f"private memory of an idle desk, {size}, {TOGETHER} at once",
        private,
        "bytes",
        _promised(f"private memory {size}"),
        f"{written(shared, 'bytes')} shared",
    )
    yield Measurement(
        f"{MANY} idle desks on it, by these",
        MANY * private + shared,
        "bytes",
        _promised(f"fifty desks {size}"),
    )


def on_disk(folder: Path, size: Size) -> Measurement:
    """The cached book of a folder as a multiple of its Parquet files."""
    kept, source = fresh(_cached_bytes, folder), sum(file.stat().st_size for file in folder.iterdir())
    beside = f"{written(kept, 'bytes')} of {written(source, 'bytes')}"
    return Measurement(f"cache on disk ÷ Parquet, {size}", kept / source, "ratio", "mart on disk", beside)


def _cached_bytes(folder: Path) -> int:
    from holdfast import intake  # noqa: PLC0415 - polars stays out of the parent process
    from holdfast.book.built import MART  # noqa: PLC0415 - as above
    from holdfast.book.disk.frames import entry_name  # noqa: PLC0415 - as above
    from holdfast.own.places import cached_books  # noqa: PLC0415 - as above

    return (cached_books() / entry_name(intake.fingerprint([folder])) / MART).stat().st_size


def _held(process: int) -> dict[str, int]:
    """Bytes of a process by kind, as Linux counts them."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    return {name: int(kilobytes) * 1024 for name, kilobytes in _LINE.findall(text)}


def _promised(key: str) -> str:
    return key if key in BUDGETS else ""
