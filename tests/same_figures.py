"""Do two versions of the program give the same figures? Every `show` view as JSON, written down and compared.

    python -m tests.same_figures record FOLDER [BOOK ...]     with each version, from its own checkout
    python -m tests.same_figures compare FOLDER OTHER         exit status 1 where anything differs

Without books: the sample, and every folder with a `holdfast.toml` among the real books beside the checkout.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from holdfast.metrics.registry import METRICS
from holdfast_tui.cli import main

REPOSITORY: Final = Path(__file__).resolve().parent.parent
REAL_BOOKS: Final = REPOSITORY.parent / "shared" / "data"

VIEWS: Final = (
    "metrics",
    "metrics --by segment",
    "metrics --by rep",
    "metrics --period 2024",
    "customers",
    "customers --columns id,risk,flags,why,priority,loss_rate,health,loyalty,engagement,clv,p_alive,overdue",
    "flags",
    "flags --since 2024-12-31",
    "reps",
    "reps --attribution at-loss",
    "cohorts",
    "cohorts --by quarter --kind on_or_after",
    "movements",
    "movements --by quarter --movements events",
    "survival",
    "survival --by segment",
    "survival --of second",
    "survival --of reps",
    "pipeline",
    "contracts",
    "losses",
    "voice",
    "money",
    "backtest",
)
"""What is asked of every book; what a book cannot answer is written down as the sentence that says so."""

DAYS: Final = ("", "2024-06-30", "2011-06-30")
"""The day of the book itself, and days in the past of the books at hand."""


def books() -> tuple[Path, ...]:
    """The sample, and the real books where they are at hand."""
    return (REPOSITORY / "sample_data", *sorted(path.parent for path in REAL_BOOKS.glob("*/holdfast.toml")))


def questions() -> Iterator[str]:
    """Every view on every day, and the rows behind every metric."""
    for day in DAYS:
        yield from (f"{view}{f' --as-of {day}' if day else ''}" for view in VIEWS)
    yield from (f"metrics --rows {metric}" for metric in METRICS)


def answer(book: Path, question: str) -> str:
    """What `show` prints as JSON, or its complaint."""
    view, *options = question.split(" ")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["show", view, str(book), *options, "--format", "json"])
    return out.getvalue() if status == 0 else f"exit status {status}: {err.getvalue()}"


def record(folder: Path, chosen: Sequence[Path]) -> None:
    """Write every answer into a file of its own, with caches of its own."""
    with tempfile.TemporaryDirectory() as home:
        for name in ("CACHE", "CONFIG", "STATE", "DATA"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        for book in chosen:
            target = folder / book.name
            target.mkdir(parents=True, exist_ok=True)
            for question in questions():
                name = question.replace(" --", "--").replace(" ", "=")
                (target / f"{name}.json").write_text(answer(book, question), encoding="utf-8")
            sys.stderr.write(f"{book.name}: written\n")


def differences(one: Path, other: Path) -> list[str]:
    """Names of the answers that differ or that only one of the folders has."""
    names = {str(path.relative_to(root)) for root in (one, other) for path in root.rglob("*.json")}
    return sorted(name for name in names if _bytes(one / name) != _bytes(other / name))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def run(words: Sequence[str]) -> int:
    """The two commands."""
    match words:
        case ["record", folder, *chosen]:
            record(Path(folder), [Path(book) for book in chosen] or books())
            return 0
        case ["compare", one, other]:
            found = differences(Path(one), Path(other))
            sys.stdout.write("".join(f"{name}\n" for name in found) or "no difference\n")
            return 1 if found else 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
