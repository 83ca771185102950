"""VisiData on the same list: in the same terminal by the same keys, and one question from a cold process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from tests.benchmarks.budgets import written
from tests.benchmarks.start import MAIN
from tests.benchmarks.table import Measurement, not_measured
from tests.benchmarks.wire import CURSOR_STEPS, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.books import Size

ITS_MAIN: Final = "import sys; sys.argv = ['vd', *{words!r}]; from visidata.main import vd_cli; vd_cli()"

COLUMNS: Final = "customer_id,name,rep,region,revenue"


def measure(folder: Path, home: Path, size: Size) -> Iterator[Measurement]:
    """Both on the customers of a large book that is cached for us; VisiData reads our export of them."""
    if find_spec("visidata") is None:
        yield not_measured("VisiData", "it is not installed: make bench does")
        return
    exported = home / "customers.csv"
    listed = _run(MAIN, "show", "customers", str(folder), "--columns", COLUMNS, "--format", "csv")
    exported.write_bytes(listed)
    region = listed.splitlines()[1].split(b",")[_place(listed, b"region")].decode()
    yield _one_question(folder, exported, region, size)
    yield from _keys(folder, exported, home, size)


def _one_question(folder: Path, exported: Path, region: str, size: Size) -> Measurement:
    """A row per rep of the customers of one region, written as CSV."""
    script = exported.with_suffix(".vdj")
    steps: Sequence[dict[str, str]] = (
        {"longname": "open-file", "input": str(exported)},
        {"sheet": exported.stem, "col": "region", "longname": "select-col-regex", "input": region},
        {"sheet": exported.stem, "longname": "dup-selected"},
        {"sheet": f"{exported.stem}_selectedref", "col": "rep", "longname": "freq-col"},
    )
    script.write_text("\n".join(map(json.dumps, steps)), encoding="utf-8")
    asked = (
        "show",
        "metrics",
        str(folder),
        "--by",
        "rep",
        "--where",
        f'region:"{region}"',
        "--format",
        "csv",
    )
    own = _cpu(MAIN, *asked)
    words = ["-b", "-p", str(script), "-o", str(exported.with_name("by_rep.csv"))]
    theirs = _cpu(ITS_MAIN.format(words=words))
    beside = f"VisiData counts them in {written(theirs, 'seconds')} ({written(theirs / own, 'ratio')})"
    return Measurement(f"a row per rep of a region, CPU from cold, {size}", own, beside=beside)


def _keys(folder: Path, exported: Path, home: Path, size: Size) -> Iterator[Measurement]:
    told = {}
    for name, desk in (
        ("own", Desk([str(folder)], home)),
        ("VisiData", Desk([], home, code=ITS_MAIN.format(words=[str(exported)]), leave="gq")),
    ):
        with desk:
            desk.idle(4.0 + 6e-5 * size.customers)
            steps = [
                reply for reply in (desk.press("j", quiet=0.1) for _ in range(CURSOR_STEPS)) if reply.pieces
            ]
            told[name] = median(reply.size for reply in steps), median(reply.last for reply in steps)
    (own, own_last), (theirs, their_last) = told["own"], told["VisiData"]
    yield Measurement(
        f"bytes of a cursor step, {size}",
        own,
        "bytes",
        beside=f"VisiData {written(theirs, 'bytes')} ({written(theirs / own, 'ratio')})",
    )
    yield Measurement(
        f"cursor step to the last byte, median, {size}",
        own_last,
        beside=f"VisiData {written(their_last, 'seconds')} ({written(their_last / own_last, 'ratio')})",
    )


def _place(listed: bytes, name: bytes) -> int:
    return listed.splitlines()[0].split(b",").index(name)


def _cpu(code: str, *words: str) -> float:
    before = _children()
    _run(code, *words)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(code: str, *words: str) -> bytes:
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=True).stdout
