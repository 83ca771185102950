"""What is typed in one piece, in a real terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.pty_desk import CONTROL_Q, KEYS, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast_tui.widgets.filter_bar import MOST_CHARACTERS

BOOK = "Date,Customer,Total\n2025-01-05,Acme,120.00\n2025-02-04,Acme,95.50\n2025-03-05,Borgo,80.00\n"
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


@pytest.fixture
def program(tmp_path: Path) -> str:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "orders.csv").write_text(BOOK, encoding="utf-8")
    return holdfast(str(folder), folder=tmp_path)


@pytest.fixture
def environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("XDG_")}


@pytest.mark.thorough
def test_one_desk_takes_whatever_is_written_in_one_piece(program: str, environ: dict[str, str]) -> None:
    with Terminal(program, environ) as terminal:
        desk = WatchedDesk(terminal)
        # Before anything is drawn: neither the screen nor the book is there yet.
        terminal.press("/borgo\r")
        desk.sees("1 of 2 customers")
        terminal.press("u")
        desk.sees("2 of 2 customers")
        for answered_twice in ("T\r\r", "\x10theme\r\r\r", "a\r\r", "?\r\r", "c\r\r"):
            terminal.press(answered_twice)
        terminal.press(f"4/{KEYS['clear']}acme\r1")
        desk.sees("1 of 2 customers")
        assert desk.lines[2].startswith(" / acme")
        terminal.press(f"/{KEYS['clear']}{PASTE_BEGINS}{'name ' * 20_000}{PASTE_ENDS}")
        desk.sees(f"A filter takes {MOST_CHARACTERS:,} characters at most.")
        terminal.press("borgo\r[[[]")
        desk.sees("as of 31 Jan 2025")
        assert desk.lines[2].startswith(" / borgo")
        terminal.press(f"/{KEYS['clear']}\r" + "j[" * 50 + CONTROL_Q)
        assert terminal.wait() == 0
