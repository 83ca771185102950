"""The desk in a pseudo-terminal, as whoever sits before it sees it."""

from __future__ import annotations

import re
import time
import unicodedata
from pathlib import Path

import pyte
from tests.pty_run import Terminal
from wcwidth import wcwidth

QUIET = 0.06
"""Seconds without output after which a frame is taken to be whole."""
PATIENCE_SECONDS = 60.0
"""What has not come by then on the slowest machine will not come."""
CONTROL_Q = "\x11"
KEYS = {
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "tab": "\t",
    "enter": "\r",
    "escape": "\x1b",
    "end": "\x1b[F",
    "clear": "\x01\x0b",
}
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[(?:[<>=][0-9;]*[a-z]|\?[0-9;]*(?:\$p|u))")


def holdfast(*words: str, folder: Path) -> str:
    """The program `holdfast WORDS`, started in a folder, for a `Terminal`."""
    return (
        "import os, sys\n"
        "from holdfast_tui.cli import main\n"
        f"os.chdir({str(folder)!r})\n"
        f"sys.exit(main({list(words)!r}))\n"
    )


class WatchedDesk:
    """The desk in a pseudo-terminal, and beside it an emulator that shows what its user sees."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.screen = pyte.Screen(terminal.columns, terminal.rows)
        self._stream = pyte.Stream(self.screen)
        self._fed = 0

    def settle(self, quiet: float = QUIET) -> None:
        """Let it draw, and look at what it drew."""
        self.terminal.read_until(quiet=quiet)
        output = self.terminal.output.decode("utf-8", "replace")
        self._stream.feed(_for_pyte(output[self._fed :]))
        self._fed = len(output)

    @property
    def lines(self) -> list[str]:
        """The screen, one character a cell: the second half of a wide one is a blank."""
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        return ["".join((row[x].data or " ")[0] for x in range(self.screen.columns)) for row in rows]

    def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        given_up = time.monotonic() + PATIENCE_SECONDS
        while not any(text in line for line in self.lines):
            assert time.monotonic() < given_up, "\n".join([f"{text!r} never came:", *self.lines])
            self.settle()


def _for_pyte(output: str) -> str:
    """Without queries, which pyte prints, and marks it does not know, after which it drops a whole run."""
    output = _UNKNOWN_TO_PYTE.sub("", output)
    return "".join(c for c in output if unicodedata.combining(c) or wcwidth(c) != 0 or c == "\0")
