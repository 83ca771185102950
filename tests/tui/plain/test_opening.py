"""How the line mode is reached: by a word, a setting, a terminal that draws nothing; and what it is not."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pty_desk import holdfast
from tests.pty_run import Terminal
from tests.tui.cli.conftest import Run, recurring, run

from holdfast_tui.command_line.verbs import desk

__all__ = ["recurring", "run"]


class _Piped(io.StringIO):
    """Lines that are piped in."""

    def isatty(self) -> bool:
        """Nobody sits there."""
        return False


@pytest.mark.thorough
def test_a_pipe_is_answered_line_by_line_and_the_status_tells_of_what_could_not_be(
    run: Run, recurring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", _Piped("list\n2\n"))
    ran = run("--plain", recurring)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("5 customers, as of 31 Jan 2025")
    assert "holdfast>" not in ran.out
    assert any(line.startswith("Revenue, 12 months: ") for line in lines)
    monkeypatch.setattr(sys, "stdin", _Piped("tody\nlist 1\n"))
    slipped = run("--plain", recurring)
    assert slipped.status == 2
    assert slipped.out.startswith("there is no word 'tody': did you mean 'today'?\n5 customers")


def test_the_filter_of_the_command_line_holds_and_the_journal_can_be_left_out(
    run: Run, recurring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", _Piped("where\nnote Acme: hello\n"))
    ran = run("--plain", recurring, "--where", "segment:smb", "--no-journal")
    assert "3 of 5 customers" in ran.out
    assert "filter segment:smb" in ran.out
    assert "--no-journal: nothing is read from it or written" in ran.out


@pytest.mark.thorough
def test_a_terminal_gets_a_prompt_and_no_escape_sequence_and_control_c_drops_a_line(
    recurring: Path, tmp_path: Path
) -> None:
    environ = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("STATE", "DATA", "CONFIG", "CACHE")}
    with Terminal(holdfast("--plain", str(recurring), folder=tmp_path), environ, rows=24) as terminal:
        terminal.read_until([b"holdfast> "], limit=60)
        terminal.press("list\r")
        terminal.read_until([b"holdfast> "], limit=60)
        terminal.press("quxx\x03")
        terminal.read_until([b"Line dropped"], limit=60)
        terminal.press("\x04")
        assert terminal.wait() == 0
    assert b"5 customers, as of 31 Jan 2025" in terminal.output
    assert b"\x1b" not in terminal.output
    assert b"there is no word" not in terminal.output


@pytest.mark.thorough
def test_nothing_of_the_screen_is_imported() -> None:
    code = "import sys; import holdfast_tui.plain.opened, holdfast_tui.plain.does.telling; "
    code += "print([one for one in sys.modules if one == 'textual' or one.startswith('textual.')])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("environ", "in_lines"),
    [
        ({"TERM": "dumb"}, True),
        ({"HOLDFAST_DESK_PLAIN": "true"}, True),
        ({"HOLDFAST_DESK_PLAIN": "no"}, False),
        ({"TERM": "dumb", "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}, False),
        ({}, False),
    ],
)
def test_at_a_terminal_sentences_are_for_whom_wants_them_and_where_nothing_can_be_drawn(
    environ: dict[str, str], in_lines: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast_tui.command_line.options import Options  # noqa: PLC0415

    monkeypatch.setattr(desk, "at_terminal", lambda: True)
    for name in ("TERM", "HOLDFAST_DESK_PLAIN", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setitem(os.environ, name, value)
    assert desk.speaks_in_lines(Options("desk")) is in_lines
