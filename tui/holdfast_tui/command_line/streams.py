"""The standard streams while a command runs: there whatever the shell closed, in UTF-8, and ours alone.

In a locale that knows ASCII alone, and where it is asked for, text for people is ASCII: marks have other
spellings, letters lose their accents, ids stay. What is for programs and files is UTF-8 everywhere.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal, TextIO

from holdfast.words.interface.sentences import FAULTS, worded
from holdfast_tui.safe_text import safe, spelt_in_ascii, use_ascii
from holdfast_tui.terminal.spelling import speaks_ascii

_SPELT: Final = "holdfast.spelt"
"""How streams of ASCII take other characters."""

_ERRORS: Final = 2
"""The file that standard error is."""


class ClosedOutput(io.StringIO):
    """Standard output that was closed before we began: data that nobody can get are an error."""

    def write(self, text: str) -> int:
        """Raises OSError."""
        raise OSError(errno.EBADF, "standard output is closed: there is nowhere to write to")


@contextmanager
def ready_streams() -> Iterator[None]:
    """Streams that every command can rely on."""
    before = sys.stdin, sys.stdout, sys.stderr
    if None in before:
        _occupy_standard_files()
    # Where the shell closed one (`>&-`), it is None.
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or ClosedOutput()
    sys.stderr = sys.stderr or _nowhere("w")
    in_ascii = speaks_ascii(os.environ)
    use_ascii(in_ascii)
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
        if in_ascii:
            _reconfigured(stream, encoding="ascii", errors=_SPELT)
    try:
        with _libraries_unheard():
            yield
    finally:
        _let_go(sys.stdout)
        _let_go(sys.stderr)
        use_ascii(on=False)
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def _libraries_unheard() -> Iterator[None]:
    """Keep what native libraries write about their own failures off standard error; our words come through.

    A panic of polars writes a page there before it is an error that can be caught: it quotes data, draws over
    the desk and says nothing that our one line about it does not.
    """
    stock = sys.__stderr__
    if stock is None or sys.stderr is not stock or stock.fileno() != _ERRORS:
        yield  # Our words go elsewhere already, and the file is somebody else's.
        return
    stock.flush()
    real = os.dup(_ERRORS)
    with os.fdopen(real, "w", buffering=1, encoding=stock.encoding, errors=stock.errors) as ours:
        with _nowhere("w") as nowhere:
            os.dup2(nowhere.fileno(), _ERRORS)
        # Textual draws the desk on the second.
        sys.stderr = vars(sys)["__stderr__"] = ours
        try:
            yield
        finally:
            sys.stderr = vars(sys)["__stderr__"] = stock
            _let_go(ours)
            os.dup2(real, _ERRORS)


def tell(sentence: str) -> None:
    """One inert line to standard error, for the person who watches; nobody may."""
    with suppress(OSError):
        sys.stderr.write(f"holdfast: {safe(worded(sentence, FAULTS))}\n")


def table_width() -> int | None:
    """The columns of the terminal, or None where the output goes elsewhere and nothing may be cut."""
    from shutil import get_terminal_size  # noqa: PLC0415 - tables and pages alone need it

    return get_terminal_size().columns if sys.stdout.isatty() else None


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")


def _occupy_standard_files() -> None:
    """What is opened from here on must not become a standard file, which a stray write could reach."""
    while (file := os.open(os.devnull, os.O_RDWR)) <= _ERRORS:
        pass
    os.close(file)


def write_for_programs() -> None:
    """What follows on standard output is no text for people: it is UTF-8 in every locale."""
    if sys.stdout.isatty():
        return
    use_ascii(on=False)
    _speak_utf8(sys.stdout)


def _speak_utf8(stream: TextIO) -> None:
    """Files and pipes get the same bytes everywhere; a terminal gets what it can show."""
    if stream.isatty():
        _reconfigured(stream, errors="replace")
    else:
        _reconfigured(stream, encoding="utf-8", errors="replace", newline="\n")


def _reconfigured(stream: TextIO, **how: str) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(**how)


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """What no ASCII stream can take, in its next best spelling."""
    assert isinstance(error, UnicodeEncodeError)
    return spelt_in_ascii(error.object[error.start : error.end]), error.end


codecs.register_error(_SPELT, _spelt)


def _let_go(stream: TextIO) -> None:
    """Give up what could not be written: Python would try again at exit, and complain."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError), _nowhere("w") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
