"""The command of a pane, the values of a column and a program that gets the terminal, by keys in one."""

from __future__ import annotations

import base64
import re
import shlex
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.pty_desk import CONTROL_Q, KEYS, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast_tui.command_line.arguments.reading import read_arguments

FILES = {
    "customers": "customer_id,name,segment\nC1,Acme,SMB\nC2,Borgo,SMB\n",
    "orders": "order_id,customer_id,order_date,amount\nO1,C1,2025-06-01,10\nO2,C2,2025-06-30,20\n",
}

F9 = "\x1b[20~"
CONFIG = """
[commands.ask]
run = ["sh", "-c", "printf 'Word for %s? ' \\"$1\\"; read word; echo; exit 3", "ask", "{customer_id}"]
keys = ["f9"]
terminal = true

[commands.gone]
run = ["/nowhere/program", "{customer_id}"]
keys = ["Z"]
terminal = true
"""


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day([(120, 40), (80, 24)]))
def test_a_screen_becomes_a_command_a_count_and_a_program_of_ones_own(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "shop").mkdir()
    for name, text in FILES.items():
        (tmp_path / "shop" / f"{name}.csv").write_text(text)
    (tmp_path / "config" / "holdfast").mkdir(parents=True)
    (tmp_path / "config" / "holdfast" / "config.toml").write_text(CONFIG)
    homes = {
        f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CACHE", "CONFIG", "STATE", "DATA")
    }
    with Terminal(holdfast("shop", folder=tmp_path), homes, *size) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("customers")
        desk.sees("Active")
        terminal.press("X")
        desk.sees("The command of this pane")
        copied = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.output.decode("utf-8", "replace"))
        words = shlex.split(base64.b64decode(copied[-1]).decode())
        assert words[:4] == ["holdfast", "show", "customers", str((tmp_path / "shop").resolve())]
        assert read_arguments(words[1:]).columns
        terminal.press(KEYS["escape"])
        desk.settle(0.3)
        terminal.press("lH")
        desk.sees("How often")
        terminal.press(KEYS["escape"])
        desk.settle(0.3)
        terminal.press(F9)
        desk.sees("Word for ")
        terminal.press("x" + KEYS["enter"])
        desk.sees("Ask has ended with status 3.")
        desk.sees("customers")
        # A program that is not there, or that is interrupted, gives the terminal back as well.
        terminal.press("Z")
        desk.sees("Gone cannot be run")
        terminal.press(F9)
        desk.sees("Word for ")
        terminal.press("\x03")
        desk.sees("Ask has ended with status")
        desk.sees("customers")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
