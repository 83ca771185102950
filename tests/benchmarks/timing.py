"""Medians, fresh processes and their peak memory."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def fresh(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """The answer of a module-level function run in a Python process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **named).result()


def seconds_of(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of all threads of this process in one call; never 0."""
    started = time.process_time()
    work()
    return max(time.process_time() - started, 1e-6)


def median_of(work: Callable[[], object], least: int = 5, budget: float = 1.0) -> float:
    """Median seconds of at least `least` calls, of more while `budget` seconds last.

    The first call only warms up, unless it alone is over the budget: then it counts, and one more follows.
    """
    taken = [seconds_of(work)]
    if taken[0] > budget:
        least = 2
    else:
        taken.clear()
    while len(taken) < least or sum(taken) < budget:
        taken.append(seconds_of(work))
    return median(taken)


def peak_memory() -> int:
    """The most memory this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # The peak of getrusage survives exec: a child would report its parent's.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource  # noqa: PLC0415 - does not exist on Windows

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024
