"""Other programs: started beside the desk, asked for their output, or given the terminal; no shell."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PATIENCE_SECONDS: Final = 60.0
"""A program whose output is waited for is ended after so long."""
MOST_BYTES: Final = 65_536
"""Of its output no more is read."""


@dataclass(frozen=True)
class Ended:
    """What a program came to: its exit status (None: it took too long and was ended), and its output."""

    status: int | None
    output: str = ""


def start(argv: Sequence[str]) -> None:
    """Start a program of its own, without the terminal. Raises OSError."""
    subprocess.Popen(  # noqa: S603 - what the user wrote down is what they want to run
        list(argv),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def output_of(argv: Sequence[str], patience: float = PATIENCE_SECONDS) -> Ended:
    """Run a program without the terminal, and what it wrote on either stream. Raises OSError."""
    # A file, not a pipe: however much is written, it is neither held in memory nor waited for.
    with tempfile.TemporaryFile() as written:
        try:
            status = subprocess.run(  # noqa: S603 - as above
                list(argv),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                timeout=patience,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            status = None
        written.seek(0)
        return Ended(status, written.read(MOST_BYTES).decode("utf-8", "replace"))


def in_terminal(argv: Sequence[str]) -> Ended:
    """Run a program that has the terminal to itself, until it ends. Raises OSError."""
    # What is standard error here leads nowhere while the desk is open.
    errors = sys.__stderr__.fileno() if sys.__stderr__ is not None else None
    # An interrupt is for the program: here it is heard and nothing is done, which no program inherits.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run(list(argv), stderr=errors, check=False)  # noqa: S603 - as above
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
    return Ended(done.returncode)
