"""The desk under textual-serve: its child paints packets for a page instead of printing a brief."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import IO

import pytest
from tests.pty_desk import holdfast
from tests.tui.cli.conftest import recurring

from holdfast_tui.terminal.capabilities import detect

__all__ = ["recurring"]

PATIENCE_SECONDS = 120.0

SERVED = {
    "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    "TEXTUAL_FPS": "60",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TERM_PROGRAM": "textual",
    "COLUMNS": "100",
    "ROWS": "30",
}
"""What textual-serve 1.1 gives its children (`app_service.py`)."""


def packets(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The packets of a child, each its kind and what it holds, after the line that they begin with."""
    assert stream.readline() == b"__GANGLION__\n"
    while kind := stream.read(1):
        size = int.from_bytes(stream.read(4), "big")
        yield kind, stream.read(size)


def packet(kind: bytes, data: bytes) -> bytes:
    """What the server sends to a child."""
    return kind + len(data).to_bytes(4, "big") + data


@pytest.mark.thorough
def test_the_served_child_opens_the_desk_hears_keys_and_says_when_it_ends(
    recurring: Path, tmp_path: Path
) -> None:
    code = holdfast(str(recurring), folder=tmp_path)
    environ = {**os.environ, **SERVED, "TERM": "dumb"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, env=environ
    ) as child:
        last_resort = Timer(PATIENCE_SECONDS, child.kill)
        last_resort.start()
        assert child.stdin is not None
        assert child.stdout is not None
        painted, told, pressed = b"", b"", False
        for kind, data in packets(child.stdout):
            painted, told = (painted + data, told) if kind == b"D" else (painted, told + data)
            if not pressed and b"5 customers" in painted:
                child.stdin.write(packet(b"D", b"q"))
                child.stdin.flush()
                pressed = True
        last_resort.cancel()
        assert child.wait() == 0
    assert pressed
    assert b'{"type": "exit"}' in told
    # The page shows Unicode and colours, whatever terminal the server was started in.
    assert "╭".encode() in painted
    assert b"38;2;" in painted


def test_a_page_shows_all_colours_and_letters_and_takes_no_copies() -> None:
    page = detect({"TERM": "dumb", "TERM_PROGRAM": "textual"})
    assert (page.colour, page.unicode, page.osc52) == ("true", True, False)
    assert detect({"TERM_PROGRAM": "textual", "NO_COLOR": "1"}).colour == "none"
