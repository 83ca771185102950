"""Textual's Linux driver with the wire before the terminal, for terminals that lag, garble and vanish."""

from __future__ import annotations

import os
import select
import signal
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock, Timer
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from holdfast_tui.terminal.wire import Wire, erases_in_colour

if TYPE_CHECKING:
    from holdfast_tui.start.curtain import Curtain

HUNG_UP: Final = 129
"""The status of a program whose terminal was closed: 128 and the number of SIGHUP."""
PATIENCE_SECONDS: Final = 10
"""A desk whose terminal is gone and that has not left after so long is ended where it is."""
_INPUT_SECONDS: Final = 0.1
"""An escape with nothing behind it for so long is a key of its own."""
_READ_BYTES: Final = 4096


class Lasting:
    """A file to write to that outlives its terminal: `gone` is called when that can be written to no more."""

    def __init__(self, file: IO[str], gone: Callable[[], None]) -> None:
        self._file, self._gone = file, gone

    def write(self, text: str) -> None:
        """Write a text; nobody sees it where the terminal is gone."""
        try:
            self._file.write(text)
        except OSError:
            self._let_go()

    def flush(self) -> None:
        """Send what was written."""
        try:
            self._file.flush()
        except OSError:
            self._let_go()

    def fileno(self) -> int:
        """The number of the file."""
        return self._file.fileno()

    def _let_go(self) -> None:
        # What could not be written is tried again at the end, and would change the status of the program.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._file.fileno())
        os.close(nowhere)
        self._gone()


class WireDriver(LinuxDriver):
    """Writes only what changes on the screen, and reads whatever a terminal sends."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        # Without it the thread that writes dies with the terminal, and the desk waits for it for ever.
        lasting: Any = Lasting(self._file, self._hang_up) if self._file is not None else None
        self._file = lasting
        self._wire_lock = Lock()
        self._curtain: Curtain | None = getattr(app, "curtain", None)
        if self._curtain is None:
            bce = erases_in_colour(os.environ.get("TERM", ""))
            self._wire = Wire(*self._get_terminal_size(), erases_in_colour=bce)
        else:
            self._wire, self._curtain.when_parted = self._curtain.wire, self._show_held
        self._wire_is_stale = True

    def write(self, data: str) -> None:
        """Write what `data` changes on the screen."""
        # The input thread writes too, to switch on what the terminal says it can do.
        with self._wire_lock:
            if self._wire_is_stale:
                self._wire_is_stale = False
                self._wire.resize(*self._get_terminal_size())
            out = self._wire.feed(data)
        if out:
            super().write(out)

    def _show_held(self) -> None:
        """Show what was painted behind the skeleton."""
        with self._wire_lock:
            out = self._wire.shown()
        if out:
            super().write(out)
            self.flush()

    def start_application_mode(self) -> None:
        """Start with nothing known of the screen, or with the skeleton; hear of every change of size."""
        curtain, self._curtain = self._curtain, None
        is_dressed = curtain is not None and curtain.is_up and self._wire.size == self._get_terminal_size()
        self._wire_is_stale = not is_dressed
        super().start_application_mode()  # type: ignore[no-untyped-call] # untyped in Textual
        if curtain is not None and curtain.is_up:
            # What Textual found is what the curtain had set.
            self.attrs_before = curtain.attributes
            curtain.take_over()
        stock = signal.getsignal(signal.SIGWINCH)

        def on_resize(number: int, frame: FrameType | None) -> None:
            # Not in the write alone: a terminal that shrinks and grows again has lost cells.
            self._wire_is_stale = True
            if callable(stock):
                stock(number, frame)

        signal.signal(signal.SIGWINCH, on_resize)

    def _sigtstp_application(self, *_: object) -> None:
        # Not within the signal: what it interrupts may hold the wire, and would wait for itself for ever.
        self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        """Take the terminal again after a stop; the system says so too when the terminal is closed."""
        if not self._auto_restart or self._app._exit or not self._is_there():  # noqa: SLF001
            return
        if not self._must_signal_resume:
            # SIGSTOP left no time to leave it, and a shell has had it since.
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()

    def _is_there(self) -> bool:
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return False
        return True

    def process_message(self, message: Message) -> None:
        """Notice sizes that come in by the terminal's own reports, and enter that was typed too early."""
        if isinstance(message, events.Resize) and tuple(message.size) != self._wire.size:
            self._wire_is_stale = True
        if isinstance(message, events.Key) and message.character == "\n":
            # Before the desk takes the terminal, that makes a new line of enter.
            message = events.Key("enter", "\r")
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Hand on what is typed until the desk closes.

        Textual goes round and round once the terminal is gone, and ends at a byte that is no UTF-8.
        """
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _INPUT_SECONDS)[0]:
                typed = self._read()
                if not typed:
                    self._hang_up()
                    return
                # Nothing yet: the first bytes of a character.
                for message in parser.feed(text) if (text := decode(typed)) else ():
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def _disable_mouse_support(self) -> None:
        """Switch off what was switched on; Textual leaves coordinates in pixels to the next program."""
        super()._disable_mouse_support()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")

    def _read(self) -> bytes:
        """What was typed; nothing once there is no terminal."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except OSError:  # Linux says EIO when the other end is closed.
            return b""

    def _hang_up(self) -> None:
        """Leave as by SIGHUP: the terminal is gone. Called in the threads that read and write."""
        # Nobody can end by hand a desk that nobody sees: whatever keeps it from leaving, it ends.
        last_resort = Timer(PATIENCE_SECONDS, os._exit, (HUNG_UP,))
        last_resort.daemon = True
        last_resort.start()
        with suppress(RuntimeError):  # The loop is closed: the desk has been left already.
            self._loop.call_soon_threadsafe(partial(self._app.exit, return_code=HUNG_UP))
