"""The terminal between the shell and the desk: the skeleton is on it, and what is typed waits for the desk.

The other screen is entered once, here. The driver of the desk takes it over as it is; whatever comes in
between (an error, control+c, a signal) puts the terminal back as it was found.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO, Any, Final

from holdfast_tui.look.looks import Looks
from holdfast_tui.start.skeleton import LEAST_SIZE, frame
from holdfast_tui.terminal.wire import Wire, drives, erases_in_colour

_ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[?7l"
"""The other screen, no cursor, and no new line at the right edge."""
_LEAVE: Final = "\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l"
_ENDING: Final = ("SIGTERM", "SIGHUP")
"""Signals that end the program. Control+c is an exception of Python, on which every context ends."""


class Curtain:
    """The skeleton on a terminal, until the desk takes it over."""

    def __init__(self, file: IO[str], keyboard: int, looks: Looks, size: tuple[int, int], term: str) -> None:
        self._file, self._keyboard = file, keyboard
        self._skeleton = frame(*size, looks)
        self.wire = Wire(*size, erases_in_colour=erases_in_colour(term))
        self.when_parted: Callable[[], object] = lambda: None
        self.attributes: list[Any] | None = None
        """What the line discipline was set to."""
        self.is_up = False
        """Whether it is for us to put the terminal back."""

    def rise(self) -> None:
        """Enter the other screen and paint. Raises OSError where the terminal is gone."""
        import termios  # noqa: PLC0415 - there is none on Windows, where Textual starts by itself

        try:
            before, quiet = termios.tcgetattr(self._keyboard), termios.tcgetattr(self._keyboard)
        except termios.error:
            return
        # Keys wait unseen, enter as the desk knows it; control+c still ends the program, nothing else does.
        quiet[0] &= ~termios.ICRNL
        quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        quiet[6] = [*quiet[6]]
        quiet[6][termios.VSUSP] = quiet[6][termios.VQUIT] = b"\0"
        quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
        self.attributes, self.is_up = before, True
        termios.tcsetattr(self._keyboard, termios.TCSANOW, quiet)
        self._write(_ENTER + self.wire.painted_ahead(self._skeleton))

    def take_over(self) -> None:
        """The desk has the terminal, and puts it back."""
        self.is_up = False

    def part(self) -> None:
        """The desk has painted all that the skeleton shows: from here on it is seen."""
        self.when_parted()

    def drop(self) -> None:
        """Put the terminal back, where nobody has taken it over."""
        if not self.is_up:
            return
        import termios  # noqa: PLC0415

        self.is_up = False
        with suppress(OSError, termios.error):
            self._write(_LEAVE)
            termios.tcsetattr(self._keyboard, termios.TCSANOW, self.attributes or [])

    def _write(self, text: str) -> None:
        """Past the buffers of Python, which a signal may have found in the middle of a write."""
        left = text.encode("utf-8")
        while left:
            left = left[os.write(self._file.fileno(), left) :]


@contextmanager
def raised(looks: Looks, environ: Mapping[str, str]) -> Iterator[Curtain | None]:
    """The curtain, up until the desk has the terminal; None where there is none to be raised."""
    curtain = _curtain(looks, environ)
    if curtain is None:
        yield None
        return
    with _dropped_by_signals(curtain):
        try:
            try:
                curtain.rise()
            except OSError:
                curtain.drop()
            yield curtain
        finally:
            curtain.drop()


def _curtain(looks: Looks, environ: Mapping[str, str]) -> Curtain | None:
    """A curtain for this terminal, where it is large enough and ours."""
    file, keyboard = sys.__stderr__, sys.__stdin__
    if file is None or keyboard is None or not drives(environ):
        return None
    if not file.isatty() or not _is_in_front(keyboard.fileno()):
        return None
    size = shutil.get_terminal_size()
    if size.columns < LEAST_SIZE[0] or size.lines < LEAST_SIZE[1]:
        return None
    return Curtain(file, keyboard.fileno(), looks, (size.columns, size.lines), environ.get("TERM", ""))


def _is_in_front(keyboard: int) -> bool:
    """Whether keys come from our own terminal, and come to us."""
    try:
        return os.tcgetpgrp(keyboard) == os.getpgrp()
    except OSError:
        return False


@contextmanager
def _dropped_by_signals(curtain: Curtain) -> Iterator[None]:
    """Put the terminal back before a signal ends the program."""

    def end(number: int, frame: FrameType | None) -> None:
        curtain.drop()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    numbers = [signal.Signals[name] for name in _ENDING]
    heard = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
