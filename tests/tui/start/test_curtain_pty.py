"""The skeleton in a real terminal: at once, once, and nothing of it left behind."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pyte
import pytest
from tests.pty_desk import CONTROL_Q, KEYS, WatchedDesk, holdfast
from tests.pty_run import Terminal

SKELETON = b"Rep retention"
LEFT = "\x1b[?1049l"


NEVER_THERE = """
import sys, time

class Waits:
    def find_spec(self, name, path=None, target=None):
        if name == "textual.app":
            time.sleep(600)

sys.meta_path.insert(0, Waits())
"""
"""The desk itself never comes, however slow whoever looks at its skeleton is."""


def desk(home: Path, cache: Path | None = None, before: str = "") -> Terminal:
    """The sample, in a cache in which it is found read, or to be read anew."""
    environ = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("STATE", "CONFIG")}
    environ["XDG_CACHE_HOME"] = str(cache or home / "cache")
    return Terminal(before + holdfast("demo", folder=home), {**environ, "TEXTUAL_ANIMATIONS": "none"})


def frame_cells(screen: pyte.Screen) -> set[tuple[int, int]]:
    """Where the frames of panes stand."""
    return {
        (row, column)
        for row in range(screen.lines)
        for column in range(screen.columns)
        if screen.buffer[row][column].data in "╭╮╰╯│"
    }


@pytest.mark.thorough
@pytest.mark.usefixtures("sample_read")
def test_the_desk_grows_out_of_its_skeleton_and_keys_typed_meanwhile_are_kept(tmp_path: Path) -> None:
    with desk(tmp_path, Path(os.environ["XDG_CACHE_HOME"])) as terminal:
        before = terminal.modes()
        terminal.read_until([SKELETON], quiet=0.01, limit=60)
        terminal.press(f"{KEYS['down']}{KEYS['down']}")
        watched = WatchedDesk(terminal)
        watched.settle()
        frames = frame_cells(watched.screen)
        assert len(frames) > 100
        while not any("customers" in line for line in watched.lines):
            watched.settle()
            assert frames <= frame_cells(watched.screen), "\n".join(watched.lines)
        watched.settle(quiet=1)
        text = terminal.output.decode("utf-8", "replace")
        assert text.count("\x1b[?1049h") == 1
        assert not re.search(r"\x1b\[[0-3]?J", text)
        assert text.count("Holdfast") == 1
        # The two steps were taken, and nothing that was typed was echoed.
        assert watched.screen.buffer[9][4].bg != watched.screen.buffer[7][4].bg
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
        assert terminal.modes() == before


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("end", "status"),
    [
        (lambda terminal: terminal.send_signal(signal.SIGTERM), -signal.SIGTERM),
        (lambda terminal: terminal.send_signal(signal.SIGHUP), -signal.SIGHUP),
        (lambda terminal: terminal.press("\x03"), 130),
    ],
)
def test_whoever_ends_it_before_the_desk_is_there_finds_the_terminal_as_it_was(
    tmp_path: Path, end: Callable[[Terminal], None], status: int
) -> None:
    with desk(tmp_path, before=NEVER_THERE) as terminal:
        before = terminal.modes()
        terminal.read_until([SKELETON], quiet=0.01, limit=60)
        end(terminal)
        assert terminal.wait() == status
        text = terminal.output.decode("utf-8", "replace")
        assert terminal.modes() == before
        assert text.endswith(LEFT)
        assert "\x1b[?25h" in text.partition(SKELETON.decode())[2]
