"""Random keys in a terminal of any size: the desk neither crashes nor hangs, and its memory stays flat."""

from __future__ import annotations

import random
import string
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.fuzz.desk import SAMPLE, places_of_home, private_home
from tests.pty_desk import CONTROL_Q, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast_tui.commands.declared import COMMANDS

KEYS: Final = 5_000
MEASURED_FROM: Final = 1_000
"""Keys after which what is kept for neighbouring dates, rooms and filters is kept already."""
MOST_GROWTH: Final = 100 << 20
"""Bytes that the program may hold more after all keys than after the first thousand."""
PATIENCE_SECONDS: Final = 120.0
LONGEST_BURST: Final = 25
_TURN_SECONDS: Final = 0.01
_SHOWN_BYTES: Final = 120
_ASKED_AGAIN_SECONDS: Final = 5.0

SIZES: Final = (
    (1, 1),
    (2, 1),
    (1, 50),
    (300, 1),
    (7, 3),
    (20, 6),
    (60, 20),
    (80, 24),
    (120, 40),
    (200, 50),
    (500, 200),
)
NAMED: Final = {
    "enter": "\r",
    "escape": "\x1b[27u",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "f1": "\x1bOP",
    "insert": "\x1b[2~",
    "f5": "\x1b[15~",
}
CONTROLS: Final = tuple(chr(code) for code in range(1, 27) if chr(code) != CONTROL_Q)
OF_COMMANDS: Final = tuple(
    sorted(
        NAMED.get(key, key)
        for command in COMMANDS.values()
        for key in command.keys
        if key in NAMED or len(key) == 1
    )
)
ODD: Final = (
    b"\xff\xfe",
    b"\xc3",
    "é日本👍e\u0301\u202e\u200b".encode(),
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[999;999H",
    b"\x1b[1;1;1;1~",
    b"\x1b[?2026;2$y",
    b"\x1b]52;c;aGk=\x07",
    b"\x1bx",
    b"\x1b",
    b"\x00",
    b"\x9b31m",
)
OWN_KEYS: Final = 'quit = ["f12"]\n'
"""Else the first `q` would end it; ctrl+q still does, and is not among the keys."""

ASKS, ANSWER = "\x1b[21~", b"\x1b]777;done\x07"
ANSWERS: Final = """
from holdfast_tui.sitting.type_ahead import TypeAhead
carry_out = TypeAhead._carry_out
async def answer(self, typed):
    await carry_out(self, typed)
    if getattr(typed, "key", "") == "f10":
        self._app._driver.write("\\x1b]777;done\\x07")
TypeAhead._carry_out = answer
"""
"""F10 does nothing: the desk says when it is its turn, and so that every key before it is done."""


def key(chance: random.Random) -> bytes:
    """One key, or what a terminal sends in the place of one."""
    kinds = tuple(_KINDS)
    (kind,) = chance.choices(kinds, weights=[_KINDS[kind] for kind in kinds])
    return kind(chance)


def _of_a_command(chance: random.Random) -> bytes:
    return chance.choice(OF_COMMANDS).encode()


def _of_text(chance: random.Random) -> bytes:
    return chance.choice(string.printable[:95]).encode()


def _named(chance: random.Random) -> bytes:
    return chance.choice((*NAMED.values(), *CONTROLS)).encode()


def _escape(chance: random.Random) -> bytes:
    return NAMED["escape"].encode()


def _odd(chance: random.Random) -> bytes:
    return chance.choice(ODD)


def _pasted(chance: random.Random) -> bytes:
    length = chance.choice((1, 30, 200, 20_000))
    return f"\x1b[200~{''.join(chance.choices(string.printable, k=length))}\x1b[201~".encode()


def _clicked(chance: random.Random) -> bytes:
    button, x, y = chance.choice((0, 0, 2, 64, 65)), chance.randint(1, 220), chance.randint(1, 60)
    return f"\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m".encode()


_KINDS: Final[dict[Callable[[random.Random], bytes], int]] = {
    _of_a_command: 50,
    _of_text: 15,
    _named: 15,
    _escape: 8,
    _pasted: 3,
    _clicked: 5,
    _odd: 4,
}
"""What is pressed, and how often in a hundred."""


def size(chance: random.Random) -> tuple[int, int]:
    """A size from a single cell to a wall of them."""
    if chance.random() < 0.6:
        return chance.choice(SIZES)
    return chance.randint(1, 160), chance.randint(1, 60)


def run(seed: int, seconds: float) -> Iterable[str]:
    """Up to 5,000 keys with resizes in between; yields what crashed, hung or grew."""
    return pressed(seed, seconds)


def pressed(seed: int, seconds: float, cache: Path | None = None) -> Iterator[str]:
    """The same, over a book that is cached already."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    count, at_first = 0, 0
    last: deque[bytes | tuple[int, int]] = deque(maxlen=6)
    with private_home(cache) as home:
        _write_own_keys(home)
        environ = places_of_home()
        with Terminal(ANSWERS + holdfast(str(SAMPLE), folder=home), environ, 120, 40) as terminal:
            WatchedDesk(terminal).sees("as of")
            while count < KEYS and time.monotonic() < end:
                if chance.random() < 0.12 or terminal.columns * terminal.rows > 20_000:
                    terminal.resize(*size(chance))
                    last.append((terminal.columns, terminal.rows))
                burst = [key(chance) for _ in range(chance.randint(1, LONGEST_BURST))]
                last.append(b"".join(burst))
                count += len(burst)
                terminal.press(b"".join(burst))
                if found := fault(terminal):
                    shown = [one if isinstance(one, tuple) else one[:_SHOWN_BYTES] for one in last]
                    yield f"keys, seed {seed}, after {count}: {found}; last {shown}{_report(home)}"
                    return
                if not at_first and count >= MEASURED_FROM:
                    at_first = terminal.memory()
            grown = terminal.memory() - at_first if at_first else 0
            if grown > MOST_GROWTH:
                yield f"keys, seed {seed}, after {count}: {grown >> 20} MB more than after {MEASURED_FROM}"
            terminal.press(CONTROL_Q)
            if status := terminal.wait():
                yield f"keys, seed {seed}, after {count}: ctrl+q ends with status {status}{_report(home)}"


def fault(terminal: Terminal) -> str:
    """Wait until the keys so far are dealt with; what went wrong, or nothing."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < given_up:
        # What came before may have made another key of it.
        terminal.press(ASKS)
        written = terminal.read_until([ANSWER], quiet=_TURN_SECONDS, limit=_ASKED_AGAIN_SECONDS)
        terminal.output = b""
        if not terminal.is_running():
            return f"it ended with status {terminal.status}"
        if ANSWER in written:
            return ""
    return "it hangs"


def _write_own_keys(home: Path) -> None:
    folder = home / "xdg_config_home" / "holdfast"
    folder.mkdir(parents=True)
    (folder / "keys.toml").write_text(OWN_KEYS, encoding="utf-8")


def _report(home: Path) -> str:
    """What the program wrote about its end."""
    reports = sorted((home / "xdg_state_home").rglob("crash/*.txt"))
    return f"\n{reports[-1].read_text(encoding='utf-8')}" if reports else ""
