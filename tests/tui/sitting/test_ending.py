"""However the desk ends, the terminal is left as it was found, and the status says why."""

from __future__ import annotations

import os
import re
import signal
import termios
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.pty_desk import CONTROL_Q, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast_tui.terminal.driver import HUNG_UP

BOOK = "Date,Customer,Total\n2025-01-05,Acme,120.00\n2025-02-04,Acme,95.50\n2025-03-05,Borgo,80.00\n"
NEVER_READ = """
import sys, threading, types
wait = lambda *args, **options: threading.Event().wait()
sys.modules["holdfast.engine"] = types.SimpleNamespace(Engine=None, open_or_ask=wait)
"""
"""Reading the book takes for ever."""
KEYS_FROM_ELSEWHERE = """
import os, pty, threading
there, here = pty.openpty()
os.dup2(here, 0)
os.close(here)
threading.Timer(4.0, os.close, [there]).start()
"""
"""Standard input is another terminal than the one that is drawn on, and is closed after a while."""
IGNORES_HANG_UP = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
"""As `nohup` starts a program."""
NEVER_LEAVES = """
import holdfast_tui.app, holdfast_tui.terminal.driver as driver
holdfast_tui.app.DeskApp.exit = lambda *_, **__: None
driver.PATIENCE_SECONDS = 1
"""
"""Something keeps the desk from leaving when it is told to."""

ON_BEFORE = {"25", "7"}
"""Modes that a terminal starts with: the cursor shows, and lines wrap."""
_MODE = re.compile(r"\x1b\[\?([0-9;]+)([hl])")
_KEYBOARD = re.compile(r"\x1b\[([><])[0-9]*u")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "orders.csv").write_text(BOOK, encoding="utf-8")
    return folder


@pytest.fixture
def environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("XDG_")}


def changed_modes(output: str) -> Iterator[str]:
    """What a terminal is left in that it was not in before."""
    on: defaultdict[str, bool] = defaultdict(bool, dict.fromkeys(ON_BEFORE, True))
    for numbers, switch in _MODE.findall(output):
        for number in numbers.split(";"):
            on[number] = switch == "h"
    yield from (
        f"{mode} is {'on' if value else 'off'}" for mode, value in on.items() if value != (mode in ON_BEFORE)
    )
    pushed = [1 if direction == ">" else -1 for direction in _KEYBOARD.findall(output)]
    if sum(pushed):
        yield f"keyboard protocol {sum(pushed)} deep"


def assert_put_back(terminal: Terminal) -> None:
    output = terminal.output.decode()
    assert "\x1b[?1049h" in output, "it was there at all"
    assert not list(changed_modes(output))
    typed_text = terminal.modes()[3]
    assert typed_text & termios.ECHO
    assert typed_text & termios.ICANON
    assert "Traceback" not in output


ENDINGS = {signal.SIGTERM: -signal.SIGTERM, signal.SIGHUP: -signal.SIGHUP, signal.SIGINT: 130}
"""The status by which a shell, or whoever started it, sees which signal it was."""


@pytest.mark.thorough
@pytest.mark.parametrize("number", some_by_day(ENDINGS))
def test_a_signal_puts_the_terminal_back_and_ends_the_desk(
    book: Path, environ: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with Terminal(holdfast(str(book), folder=tmp_path), environ) as terminal:
        WatchedDesk(terminal).sees("Acme")
        terminal.send_signal(number)
        assert terminal.wait() == ENDINGS[number]
        assert_put_back(terminal)


@pytest.mark.thorough
@pytest.mark.parametrize("number", some_by_day(ENDINGS, at=1))
def test_so_it_does_while_the_book_is_read(
    book: Path, environ: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with Terminal(NEVER_READ + holdfast(str(book), folder=tmp_path), environ) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("Reading the book")
        terminal.press("/acme")
        desk.sees("/ acme")
        terminal.send_signal(number)
        assert terminal.wait() == ENDINGS[number]
        assert_put_back(terminal)


@pytest.mark.thorough
def test_so_it_does_while_a_dialog_is_open(book: Path, environ: dict[str, str], tmp_path: Path) -> None:
    with Terminal(holdfast(str(book), folder=tmp_path), environ) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("Acme")
        terminal.press("T")
        desk.sees("Themes")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == -signal.SIGTERM
        assert_put_back(terminal)


@pytest.mark.thorough
def test_where_the_keys_come_from_is_closed(book: Path, environ: dict[str, str], tmp_path: Path) -> None:
    with Terminal(KEYS_FROM_ELSEWHERE + holdfast(str(book), folder=tmp_path), environ) as terminal:
        assert terminal.wait() == HUNG_UP
        assert_put_back(terminal)


@pytest.mark.parametrize("before", some_by_day(["", NEVER_READ]), ids=["open", "reading"])
def test_a_terminal_that_is_closed_ends_the_desk(
    book: Path, environ: dict[str, str], tmp_path: Path, before: str
) -> None:
    with Terminal(before + holdfast(str(book), folder=tmp_path), environ) as terminal:
        WatchedDesk(terminal).sees("Reading the book" if before else "Acme")
        terminal.hang_up()
        # A busy system may tell of the end before it sends the signal; a shell shows 129 for both.
        assert terminal.wait() in (-signal.SIGHUP, HUNG_UP)


def test_a_desk_that_was_stopped_goes_on_where_it_was(
    book: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    with Terminal(holdfast(str(book), folder=tmp_path), environ) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("Acme")
        # A closed terminal says so too; what it interrupts may be half a frame, and it was never stopped.
        for key in "/acme":
            terminal.press(key)
            terminal.send_signal(signal.SIGCONT)
        desk.sees("/ acme")
        for stop in (signal.SIGTSTP, signal.SIGSTOP):
            terminal.send_signal(stop)
            while terminal.state() != "T":
                desk.settle()
            assert terminal.modes()[3] & termios.ECHO or stop is signal.SIGSTOP, "the shell has it back"
            desk.screen.reset()
            terminal.send_signal(signal.SIGCONT)
            desk.sees("/ acme")
        terminal.press("\x1b[27u")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
        assert_put_back(terminal)


@pytest.mark.thorough
@pytest.mark.parametrize("before", ["", NEVER_LEAVES], ids=["sound", "stuck"])
def test_so_it_does_where_hanging_up_is_ignored(
    book: Path, environ: dict[str, str], tmp_path: Path, before: str
) -> None:
    with Terminal(before + IGNORES_HANG_UP + holdfast(str(book), folder=tmp_path), environ) as terminal:
        WatchedDesk(terminal).sees("Acme")
        terminal.hang_up()
        assert terminal.wait() == HUNG_UP


@pytest.mark.thorough
def test_a_terminal_that_takes_nothing_more_does_not_keep_the_desk(
    book: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    impatient = "import holdfast_tui.sitting.ending as ending; ending.PATIENCE_SECONDS = 1\n"
    with Terminal(impatient + holdfast(str(book), folder=tmp_path), environ) as terminal:
        WatchedDesk(terminal).sees("Acme")
        terminal.stuff(b"?\x1b[27u" * 40)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait(limit=20, reading=False) in (-signal.SIGALRM, -signal.SIGTERM)


def test_bytes_that_are_no_text_do_no_harm_and_a_terminal_that_reports_in_pixels_is_put_back(
    book: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    with Terminal(holdfast(str(book), folder=tmp_path), environ) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("Acme")
        terminal.press("\x1b[?2048;2$y")
        terminal.read_until([b"\x1b[?1016h"])
        assert b"\x1b[?1016h" in terminal.output
        terminal.press(b"/\xe9\xff\xc3")
        terminal.press(b"\xa9gm\x80")
        desk.sees("gm")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
        assert_put_back(terminal)


def test_the_search_for_modes_left_on_can_fail() -> None:
    assert not list(changed_modes("\x1b[?1049h\x1b[?25l\x1b[>25u\x1b[<u\x1b[?25h\x1b[?1049l"))
    for left in ("\x1b[?1049h", "\x1b[?25l", "\x1b[?7l", "\x1b[?1000;1006h", "\x1b[>25u", "\x1b[?2004h"):
        assert list(changed_modes(left)), left
