"""The desk ends when the system says so: the terminal is put back, then the signal takes its course."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

ENDING: Final = ("SIGTERM", "SIGHUP", "SIGINT")
PATIENCE_SECONDS: Final = 10
"""A terminal that takes nothing any more cannot be put back: after so long the kernel ends the program."""


def run_until_told(app: App[Any]) -> None:
    """Run an app. A signal that ends it ends the process, with the status that its sender expects."""
    told = asyncio.run(_run(app))
    if told is not None:
        signal.raise_signal(told)


async def _run(app: App[Any]) -> int | None:
    told: list[int] = []
    loop = asyncio.get_running_loop()

    def end(number: int, frame: FrameType | None) -> None:
        # The terminal may be in the middle of a frame, so the loop ends the app; told twice, it ends at once.
        signal.signal(number, signal.SIG_DFL)
        signal.alarm(PATIENCE_SECONDS)
        told.append(number)
        loop.call_soon_threadsafe(app.exit)

    with _listening(end):
        await app.run_async()
    if told:
        signal.alarm(0)
    return told[0] if told else None


@contextmanager
def _listening(end: Any) -> Iterator[None]:
    """Have `end` called by the signals that end a program, but for those that are ignored, as by `nohup`."""
    names = () if sys.platform == "win32" else ENDING
    heard = [number for name in names if signal.getsignal(number := signal.Signals[name]) != signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
