"""From the shell to the first answer: commands in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.table import Measurement, not_measured
from tests.benchmarks.timing import median_of

import holdfast
from holdfast.resources import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.books import Size

MAIN: Final = "import sys; from holdfast_tui.cli import main; sys.exit(main())"


_WORDS: Final = (("--help",), ("explain", "churn"), ("completion", "bash"))
"""Commands that say what words mean, and ask no book."""


def sample_book() -> Path:
    """The bundled sample book."""
    return bundled(holdfast.__file__, "sample_data")


def measure() -> Iterator[Measurement]:
    """Start of the commands a script would run."""
    floor = _seconds("-c", "pass")
    with_polars = _seconds("-c", "import polars")
    bare = f"bare Python {written(floor, 'seconds')}"
    for words, beside in (
        *((words, bare) for words in _WORDS),
        (("show", "metrics", str(sample_book())), f"import polars {written(with_polars, 'seconds')}"),
        (("check", str(sample_book())), ""),
        (("brief", str(sample_book())), ""),
    ):
        name = f"holdfast {' '.join(words)}".replace(str(sample_book()), "SAMPLE")
        try:
            budget = "words" if words in _WORDS else ""
            yield Measurement(name, _seconds("-c", MAIN, *words), budget=budget, beside=beside)
        except subprocess.SubprocessError as error:
            yield not_measured(name, error)


def measure_large(folder: Path, size: Size) -> Iterator[Measurement]:
    """One view of a large book that is in the cache already, as a script would ask for it."""
    for view in ("metrics", "customers", "flags", "reps"):
        yield Measurement(
            f"holdfast show {view}, {size}",
            _seconds("-c", MAIN, "show", view, str(folder), "--format", "json"),
            budget=promised if (promised := f"show {size}") in BUDGETS else "",
        )


def _seconds(*arguments: str) -> float:
    return median_of(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> None:
    # Status 1 says that the data have problems, which is an answer.
    done = subprocess.run([sys.executable, *arguments], capture_output=True, timeout=60, check=False)
    if done.returncode > 1:
        raise subprocess.SubprocessError(f"status {done.returncode}: {done.stderr.decode()[-200:]}")
