"""Runs a program in a pseudo-terminal and keeps every byte it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import resource
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Terminal:
    """One program in a pseudo-terminal: `python code` with `environ` on top of a bare environment."""

    code: str
    environ: Mapping[str, str] = field(default_factory=dict)
    columns: int = 120
    rows: int = 40
    output: bytes = b""
    status: int | None = None
    _pid: int = 0
    _file: int = 0

    def __enter__(self) -> Terminal:
        bare = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
        }
        arguments = [sys.executable, "-c", self.code]
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execve(arguments[0], arguments, {**bare, **self.environ})
        self.resize(self.columns, self.rows)
        return self

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program gets SIGWINCH."""
        self.columns, self.rows = columns, rows
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send_signal(self, number: int) -> None:
        """Send the program a signal, as `kill` does."""
        os.kill(self._pid, number)

    def is_running(self) -> bool:
        """Whether the program has not ended yet."""
        if self.status is None:
            done, status = os.waitpid(self._pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if done else None
        return self.status is None

    def state(self) -> str:
        """The letter by which the system tells what the program does: `T` when it is stopped."""
        stat = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii")
        return stat.rpartition(")")[2].split()[0]

    def memory(self) -> int:
        """Bytes that the program holds in memory."""
        pages = Path(f"/proc/{self._pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * resource.getpagesize()

    def hang_up(self) -> None:
        """Close the terminal, as its window does; what the program wrote last is lost."""
        os.close(self._file)
        # There is nothing to read any more; what can still be waited for is its end.
        self._file = os.pidfd_open(self._pid)

    def modes(self) -> list[Any]:
        """What the line discipline is set to (`termios.tcgetattr`)."""
        return termios.tcgetattr(self._file)

    def press(self, keys: str | bytes) -> None:
        """Send keys as the terminal would, reading what is written meanwhile, or neither would go on."""
        left = keys.encode() if isinstance(keys, str) else keys
        while left:
            readable, writable, _ = select.select([self._file], [self._file], [])
            if readable:
                self.output += self._read()
            if writable:
                left = left[os.write(self._file, left[:1024]) :]

    def stuff(self, keys: bytes) -> None:
        """Send keys and read nothing, as a terminal that hangs, until the program takes no more."""
        os.set_blocking(self._file, False)
        with suppress(BlockingIOError):
            while select.select([], [self._file], [], 1.0)[1]:
                os.write(self._file, keys)
        os.set_blocking(self._file, True)

    def _read(self) -> bytes:
        """What is written so far; nothing once one of the two ends is closed."""
        try:
            return os.read(self._file, 65536)
        except OSError:  # Linux says EIO then.
            return b""

    def read_until(self, wanted: Sequence[bytes] = (), quiet: float = 0.4, limit: float = 15.0) -> bytes:
        """What is written until one of `wanted` was seen and `quiet` seconds passed, or the end."""
        started, seen = time.monotonic(), b""
        while time.monotonic() - started < limit:
            ready, _, _ = select.select([self._file], [], [], quiet)
            if not ready:
                if any(word in seen for word in wanted) or not wanted:
                    break
                continue
            piece = self._read()
            if not piece:
                break
            seen += piece
        self.output += seen
        return seen

    def wait(self, limit: float = 60.0, *, reading: bool = True) -> int:
        """Read to the end and return the exit status; the program is killed after `limit` seconds.

        Not `reading`: what it still writes is left where it is until it has ended.
        """
        end = time.monotonic() + limit
        running = os.pidfd_open(self._pid)
        while self.is_running():
            if reading:
                self.read_until(quiet=0.05, limit=0.2)
            else:
                select.select([running], [], [], limit)
            if time.monotonic() > end:
                os.kill(self._pid, signal.SIGKILL)
        os.close(running)
        self.read_until(quiet=0.05, limit=0.2)
        assert self.status is not None
        return self.status

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._file)
