"""How far a long computation has come, on stderr, for a person who waits at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from holdfast.risk.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 0.5
"""Seconds without a word; what is done by then needs none."""

_CLEAR_LINE: Final = "\r\x1b[K"


@contextmanager
def told_on_stderr(
    what: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Watch]:
    """Watches a computation and shows one line about it, wiped out at the end; silent without a terminal."""
    out = stream or sys.stderr
    if not out.isatty():
        yield UNWATCHED
        return
    began = clock()
    shown = False

    def progress(done: int, total: int) -> None:
        nonlocal shown
        if clock() - began > PATIENCE:
            shown = True
            out.write(f"{_CLEAR_LINE}holdfast: {what}, {done} of {total} (ctrl+c stops)")
            out.flush()

    try:
        yield Watch(progress=progress)
    finally:
        if shown:
            out.write(_CLEAR_LINE)
            out.flush()
