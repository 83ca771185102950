"""How the cost of a book grows with its customers, orders, months and flags.

`make growth` prints the tables that CONTRIBUTING holds. CPU seconds of all threads, each from a process of
its own; an exponent of 1 says that twice the rows cost twice as much. The physical limit of a question is the
time to read the facts of every customer once, at the bandwidth measured in the same run.
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from tests.benchmarks.books import Size, bench_folder, large_book, rich_book, short
from tests.benchmarks.budgets import written
from tests.benchmarks.engine import look, month_ends
from tests.benchmarks.timing import cpu_of, fresh, peak_memory, seconds_of

from holdfast.engine import Engine, open_book
from holdfast.facts.customers import customer_facts
from holdfast.own.places import cached_books
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import missing_tables
from holdfast.risk.scope.scope import rule_scope
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.sample.firm.account import END
from holdfast.timeline import period_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.benchmarks.budgets import Unit

CUSTOMERS: Final = (10_000, 100_000, 1_000_000)
ORDERS_EACH: Final = (3, 10, 30)
MIDDLE: Final = 100_000
"""Customers of the books in which another thing than customers grows."""

SHARES_OF_TIME: Final = (0.25, 0.5, 1.0)
"""The days of the book, pressed together towards its end: the same orders in fewer months."""

FLAG_COUNTS: Final = (5, 10, 20)


@dataclass(frozen=True)
class Cost:
    """One thing that costs, under one name at every size."""

    name: str
    unit: Unit
    by_size: Sequence[float]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of log cost over log size, by least squares.

    Raises ValueError for fewer than two sizes, or anything that is not above 0.
    """
    if len(sizes) < 2 or len(sizes) != len(costs) or min(*sizes, *costs) <= 0:
        raise ValueError("an exponent needs two sizes at least, and costs above 0")
    x, y = ([math.log(value) for value in values] for values in (sizes, costs))
    middle = fmean(x)
    spread = sum((one - middle) ** 2 for one in x)
    return sum((one - middle) * other for one, other in zip(x, y, strict=True)) / spread


def page(title: str, names: Sequence[str], sizes: Sequence[float], costs: Sequence[Cost]) -> str:
    """A Markdown table: a line per cost, a column per size, and the exponent."""
    head = f"| {title} | {' | '.join(names)} | exponent |"
    lines = [head, "|---" * (len(names) + 2) + "|"]
    for cost in costs:
        cells = " | ".join(written(value, cost.unit) for value in cost.by_size)
        lines.append(f"| {cost.name} | {cells} | {exponent(sizes, cost.by_size):.2f} |")
    return "\n".join(lines)


def costs_of(folder: Path) -> dict[str, tuple[float, Unit]]:
    """Every cost of one book by name."""
    intake, memory = fresh(_intake, folder)
    asked = fresh(_asked, folder)
    return {
        "first intake, CPU": (intake, "seconds"),
        "first intake, most memory": (memory, "bytes"),
        **asked,
    }


def _intake(folder: Path) -> tuple[float, int]:
    return cpu_of(lambda: open_book([folder], use_cache=False)), peak_memory()


def _asked(folder: Path) -> dict[str, tuple[float, Unit]]:
    open_book([folder])  # Where it is not in the cache yet, it is from here on.
    for kept in cached_books().glob("*/newest"):
        shutil.rmtree(kept)
    engines: list[Engine] = []
    opened = cpu_of(lambda: engines.append(Engine(open_book([folder]))))
    engine = engines[0]
    first = cpu_of(lambda: look(engine, Query()))
    again = cpu_of(lambda: look(Engine(open_book([folder])), Query()))
    keys = [cpu_of(partial(look, engine, Query(where=where))) for where in _filters()]
    newest = engine.moment(Query()).as_of
    steps = [cpu_of(partial(look, engine, Query(as_of=day))) for day in month_ends(newest)]
    facts = customer_facts(engine.book, newest, period_of(newest, "month")).estimated_size()
    return {
        "open again, CPU": (opened, "seconds"),
        "first screen, CPU": (first, "seconds"),
        "open again to the first screen, CPU": (again, "seconds"),
        "filter key → all panes, CPU": (median(keys), "seconds"),
        "as-of step, not seen, CPU": (median(steps), "seconds"),
        "physical limit of a filter key": (facts / bandwidth(), "seconds"),
    }


def _filters() -> Iterator[str]:
    for more in range(1, 6):
        yield f"revenue>{more * 100}"


def bandwidth() -> float:
    """Bytes a second at which one thread adds up whole numbers that no cache holds."""
    numbers = np.ones(64_000_000, dtype=np.int64)
    return numbers.nbytes / median(seconds_of(numbers.sum) for _ in range(5))


def pressed(folder: Path, into: Path, share: float) -> Path:
    """The Parquet files of a book with every date pressed towards its end: `share` of the months."""
    into.mkdir(parents=True)
    shutil.copy(folder / "holdfast.toml", into)
    for file in sorted(folder.glob("*.parquet")):
        frame = pl.read_parquet(file)
        dates = [name for name, dtype in frame.schema.items() if dtype == pl.Date]
        frame.with_columns(_closer(END, name, share) for name in dates).write_parquet(into / file.name)
    return into


def _closer(end: date, name: str, share: float) -> pl.Expr:
    before = ((pl.lit(end) - pl.col(name)).dt.total_days() * share).round().cast(pl.Int64)
    return (pl.lit(end) - pl.duration(days=before)).cast(pl.Date).alias(name)


def flags_cost(folder: Path, count: int) -> float:
    """CPU seconds of the first `count` flags of a date, of those the book can tell."""
    book = open_book([folder])
    flags = [flag for flag in FLAGS.values() if not flag.uses_reps and not missing_tables(book, flag)]
    taken = []
    for day in month_ends(book.default_as_of):
        facts = customer_facts(book, day, period_of(day, "month"))
        scope = rule_scope(book, day, facts, default_thresholds())
        # Spread over the catalog, so that few flags are not all of one kind.
        some = flags[:: max(1, len(flags) // count)][:count]
        taken.append(sum(cpu_of(partial(flag.evaluate, scope, scope.thresholds.of(flag))) for flag in some))
    return median(taken)


def _table(title: str, sizes: Sequence[float], names: Sequence[str], folders: Sequence[Path]) -> str:
    found: list[Mapping[str, tuple[float, Unit]]] = [costs_of(folder) for folder in folders]
    costs = [Cost(name, unit, [one[name][0] for one in found]) for name, (_, unit) in found[0].items()]
    return page(title, names, sizes, costs)


def main() -> int:
    """Measure and print; books are made where they are not there yet."""
    home = bench_folder()
    os.environ["XDG_CACHE_HOME"] = str(home / "cache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    books = [large_book(home, Size(count, 10 * count), "parquet") for count in CUSTOMERS]
    print(
        _table("customers, 10 orders each", CUSTOMERS, [*map(short, CUSTOMERS)], books),
        end="\n\n",
        flush=True,
    )
    books = [large_book(home, Size(MIDDLE, each * MIDDLE), "parquet") for each in ORDERS_EACH]
    title = f"orders of each of {short(MIDDLE)} customers"
    print(_table(title, ORDERS_EACH, [*map(str, ORDERS_EACH)], books), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory(dir=home) as drafts:
        whole = large_book(home, Size(MIDDLE, 10 * MIDDLE), "parquet")
        books = [fresh(pressed, whole, Path(drafts) / f"{share}", share) for share in SHARES_OF_TIME]
        months = [fresh(_months, book) for book in books]
        title = f"months of {short(MIDDLE)} / {short(10 * MIDDLE)}"
        print(_table(title, months, [f"{count}" for count in months], books), end="\n\n", flush=True)
    rich = rich_book(home, Size(MIDDLE, 10 * MIDDLE))
    costs = [fresh(flags_cost, rich, count) for count in FLAG_COUNTS]
    flags = [Cost("flags of a date, CPU", "seconds", costs)]
    title = f"flags of {short(MIDDLE)} / {short(10 * MIDDLE)}, every table"
    print(page(title, [*map(str, FLAG_COUNTS)], FLAG_COUNTS, flags))
    return 0


def _months(folder: Path) -> int:
    days = pl.read_parquet(folder / "orders.parquet", columns=["order_date"]).get_column("order_date")
    return days.dt.truncate("1mo").n_unique()


if __name__ == "__main__":
    sys.exit(main())
