"""Runs a program in a pseudo-terminal and keeps every byte it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

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
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        """Send keys as the terminal would."""
        os.write(self._file, keys.encode())

    def read_until(self, wanted: Sequence[bytes] = (), quiet: float = 0.4, limit: float = 15.0) -> bytes:
        """What is written until one of `wanted` was seen and `quiet` seconds passed, or the end."""
        started, seen = time.monotonic(), b""
        while time.monotonic() - started < limit:
            ready, _, _ = select.select([self._file], [], [], quiet)
            if not ready:
                if any(word in seen for word in wanted) or not wanted:
                    break
                continue
            try:
                piece = os.read(self._file, 65536)
            except OSError:  # Linux says EIO when the program has closed the terminal.
                break
            if not piece:
                break
            seen += piece
        self.output += seen
        return seen

    def wait(self, limit: float = 60.0) -> int:
        """Read to the end and return the exit status; the program is killed after `limit` seconds."""
        end = time.monotonic() + limit
        while self.status is None:
            self.read_until(quiet=0.05, limit=0.2)
            done, status = os.waitpid(self._pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                os.kill(self._pid, signal.SIGKILL)
        self.read_until(quiet=0.05, limit=0.2)
        return self.status

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._file)
