"""The desk in a pseudo-terminal of 120×40 in true colour: when it paints, and what a key costs in bytes."""

from __future__ import annotations

import os
import re
import select
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

import pyte
from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.table import Measurement
from tests.pty_run import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.books import Size

CURSOR_STEPS: Final = 60
QUIET: Final = 0.5
"""Seconds without a byte after which the desk has said everything."""

AT_REST: Final = 2.5
"""Seconds without a byte after which the desk has finished what it does by itself, too."""

CUSTOMERS: Final = re.compile(rb"\d customers")
"""The count in the header: the book is there."""

ANYTHING: Final = re.compile(b"")
_PRIVATE: Final = re.compile(rb"\x1b\[[>=<][0-9;]*u|\x1b\[\?[0-9;]*\$p")
"""Keyboard and mode sequences that pyte takes for something else."""


@dataclass(frozen=True)
class Reply:
    """What came of a start or a key: pieces of output with the seconds after which each came."""

    pieces: Sequence[tuple[float, bytes]]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(len(piece) for _, piece in self.pieces)

    @property
    def last(self) -> float:
        """Seconds to the last byte; 0 where there was none."""
        return self.pieces[-1][0] if self.pieces else 0.0

    def shown(self, wanted: Callable[[str], bool]) -> float:
        """Seconds until a fresh 120×40 screen satisfies `wanted`. Raises TimeoutError if it never does."""
        screen = pyte.Screen(120, 40)
        stream = pyte.ByteStream(screen)
        for seconds, piece in self.pieces:
            stream.feed(_PRIVATE.sub(b"", piece))
            if wanted("\n".join(screen.display)):
                return seconds
        raise TimeoutError("the screen never showed what was waited for")


class Desk:
    """A running desk and its terminal; `code` starts another program, which the keys `leave` end."""

    def __init__(self, words: Sequence[str], home: Path, *, code: str = "", leave: str = "\x11") -> None:
        own = f"import sys; from holdfast_tui.cli import main; sys.exit(main({list(words)!r}))"
        self._terminal = Terminal(code or own, _environ(home))
        self._leave = leave

    def __enter__(self) -> Desk:
        self._started = time.perf_counter()
        self._terminal.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._terminal.press(self._leave)  # Ours works in the filter bar too.
        self._terminal.wait(5)
        self._terminal.__exit__(None, None, None)

    @property
    def process(self) -> int:
        """The number by which the system knows it."""
        return self._terminal._pid

    def start(self, limit: float = 60.0) -> Reply:
        """Everything written until the customers are shown."""
        reply = self._read(self._started, QUIET, limit, until=CUSTOMERS)
        if CUSTOMERS.search(b"".join(piece for _, piece in reply.pieces)) is None:
            raise TimeoutError(f"no customers after {limit:.0f} s")
        return reply

    def press(self, keys: str, quiet: float = QUIET) -> Reply:
        """Everything written because of a key."""
        pressed = time.perf_counter()
        self._terminal.press(keys)
        return self._read(pressed, quiet, 60.0)

    def rest(self, limit: float = 60.0) -> None:
        """Wait until nothing is under way: a look at the past tells how far it is every half second."""
        self._read(time.perf_counter(), AT_REST, limit)

    def idle(self, seconds: float) -> int:
        """Bytes written while nobody does anything."""
        return self._read(time.perf_counter(), seconds, seconds).size

    def _read(self, since: float, quiet: float, limit: float, until: re.Pattern[bytes] = ANYTHING) -> Reply:
        """Pieces until nothing came for `quiet` seconds, with `until` among them."""
        pieces: list[tuple[float, bytes]] = []
        seen = until is ANYTHING
        while (left := since + limit - time.perf_counter()) > 0:
            ready, _, _ = select.select([self._terminal._file], [], [], min(quiet, left))
            if not ready:
                if seen:
                    break
                continue
            try:
                piece = os.read(self._terminal._file, 65536)
            except OSError:  # Linux says EIO when the program has closed the terminal.
                break
            pieces.append((time.perf_counter() - since, piece))
            seen = seen or until.search(piece) is not None
        return Reply(pieces)


def _environ(home: Path) -> Mapping[str, str]:
    return {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "STATE", "CONFIG")}


def measure_sample(home: Path, starts: int = 5) -> Iterator[Measurement]:
    """Start and keys of the desk on the sample book; `home` is an empty folder for cache and state."""
    replies = []
    for _ in range(starts):
        with Desk(["demo"], home) as desk:
            replies.append(desk.start())
    first, *later = replies
    yield Measurement("desk: first byte", median(reply.pieces[0][0] for reply in later))
    yield Measurement(
        "desk: start → first useful paint (frames and titles)",
        median(reply.shown(_is_skeleton) for reply in later),
        budget="first paint",
    )
    yield Measurement(
        "desk: start → sample book complete",
        median(reply.shown(_is_complete) for reply in later),
        budget="sample complete",
        beside=f"read for the first time {written(first.shown(_is_complete), 'seconds')}",
    )
    yield Measurement(
        "desk: bytes of the start", median(reply.size for reply in later), "bytes", "start bytes"
    )
    with Desk(["demo"], home) as desk:
        desk.start()
        desk.rest()
        yield from _keys(desk, "sample book", patience=1.5)


def measure_large(home: Path, folder: Path, size: Size) -> Iterator[Measurement]:
    """The same desk over a large book that is in the cache of `home` already."""
    with Desk([str(folder)], home) as desk:
        yield Measurement(f"desk: start → complete from the cache, {size}", desk.start().last)
        yield from _keys(desk, str(size), patience=4e-5 * size.customers)


def _keys(desk: Desk, book: str, patience: float) -> Iterator[Measurement]:
    """`patience`: seconds of silence after which a step in time has been answered, not only dimmed."""
    steps = [desk.press("j", quiet=0.08) for _ in range(CURSOR_STEPS)]
    answered = [step for step in steps if step.pieces]
    slowest = sorted(step.last for step in answered)
    yield Measurement(
        f"cursor step to the last byte, p95, {book}",
        slowest[int(0.95 * len(slowest))],
        budget="cursor step",
        beside=f"median {written(median(slowest), 'seconds')} of {len(slowest)}",
    )
    yield Measurement(
        f"bytes of a cursor step, {book}",
        median(step.size for step in answered),
        "bytes",
        "cursor step bytes",
        f"largest {written(max(step.size for step in answered), 'bytes')}",
    )
    yield from _filter_keys(desk, book)
    desk.press("\x1b")
    tabs = [desk.press("\t") for _ in range(3)]
    yield Measurement(f"bytes of Tab, {book}", median(tab.size for tab in tabs), "bytes")
    steps_back = [desk.press("[", quiet=patience) for _ in range(2)]
    yield Measurement(
        f"as-of step [ to the last byte, {book}",
        median(step.last for step in steps_back),
        beside=f"{written(median(step.size for step in steps_back), 'bytes')}",
    )
    desk.rest()
    yield Measurement(
        f"as-of step [ after a rest, to the new date, {book}",
        desk.press("[").last,
        budget=told if (told := f"as-of step prepared {book}") in BUDGETS else "",
    )
    desk.rest()
    yield Measurement(f"bytes while idle for 2 s, {book}", desk.idle(2.0), "bytes", "idle bytes")


def _filter_keys(desk: Desk, book: str) -> Iterator[Measurement]:
    desk.press("/")
    typed = [desk.press(letter) for letter in "ana"]
    yield Measurement(
        f"filter key to the last byte, {book}",
        median(key.last for key in typed),
        beside="30 ms of it wait for the next key",
    )
    yield Measurement(
        f"bytes of a filter key, {book}",
        median(key.size for key in typed),
        "bytes",
        "filter key bytes",
        f"largest {written(max(key.size for key in typed), 'bytes')}",
    )
    desk.rest()
    yield Measurement(f"bytes in the filter bar, idle for 2 s, {book}", desk.idle(2.0), "bytes", "idle bytes")
    desk.press("\x1b")
    desk.press("\x1b")


def _is_skeleton(screen: str) -> bool:
    return "Holdfast" in screen and "Risk flags" in screen and "Rep retention" in screen


def _is_complete(screen: str) -> bool:
    return "of 400 customers" in screen and "Original team" in screen and "Reading the book" not in screen
