"""A desk that is left, or killed, comes up again where it was: the whole program in a real terminal."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest
from tests.pty_desk import CONTROL_Q, KEYS, PATIENCE_SECONDS, WatchedDesk, holdfast
from tests.pty_run import Terminal

MARKED = re.compile(r'"marks":\s*\{\s*"')
MONTHS = range(1, 7)
CUSTOMERS = range(1, 13)


def book(home: Path) -> Path:
    folder = home / "north"
    folder.mkdir()
    customers = (f"c{n},Firm {n},{('smb', 'mid')[n % 2]}" for n in CUSTOMERS)
    orders = (f"o{n}-{m},c{n},2025-{m:02}-{n:02},{100 * n}.00" for n in CUSTOMERS for m in MONTHS)
    for name, head, rows in (
        ("customers", "customer_id,name,segment", customers),
        ("orders", "order_id,customer_id,order_date,amount", orders),
    ):
        (folder / f"{name}.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return folder


def opened(home: Path, *words: str) -> Terminal:
    environ = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "STATE", "CONFIG", "DATA")}
    return Terminal(holdfast("north", *words, folder=home), {**environ, "TEXTUAL_ANIMATIONS": "none"})


def sessions(home: Path) -> Path:
    """Where it is kept how desks were left."""
    return home / "state" / "holdfast" / "sessions"


@pytest.mark.thorough
def test_a_desk_that_was_left_or_killed_opens_in_its_room_with_its_filter(tmp_path: Path) -> None:
    book(tmp_path)
    with opened(tmp_path) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("12 of 12 customers")
        terminal.press("5/segment:smb")
        desk.sees("6 of 12 customers")
        terminal.press(KEYS["enter"])
        desk.settle()
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
    with opened(tmp_path) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("As you left it: filter. N begins afresh.")
        desk.sees("6 of 12 customers")
        desk.sees("› Reps")
        # Across to another room, and killed a moment later, without a chance to say good-bye.
        terminal.press("1")
        desk.sees("╭─ 6 of 12 customers")
        terminal.press("jj ")
        desk.sees("1 marked")
        # A moment later is when it is on the disk, however long this machine takes.
        given_up = time.monotonic() + PATIENCE_SECONDS
        while not any(MARKED.search(file.read_text("utf-8")) for file in sessions(tmp_path).glob("*.json")):
            assert time.monotonic() < given_up, "what is marked was never kept"
            desk.settle()
        terminal.send_signal(signal.SIGKILL)
        terminal.wait()
    with opened(tmp_path) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("6 of 12 customers")
        desk.sees("1 marked")
        assert not any("› Reps" in line for line in desk.lines)
        terminal.press("\x03")
        desk.sees("Leave Holdfast?")
        terminal.press("\x03")
        assert terminal.wait() == 0
    (kept,) = sessions(tmp_path).iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    with opened(tmp_path, "--fresh") as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("12 of 12 customers")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
