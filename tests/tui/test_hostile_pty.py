"""Hostile data in a real terminal: nothing but the desk's own drawing may ever reach it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.pty_desk import CONTROL_Q, KEYS, QUIET, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast_tui.cli import main

SIZES = ((120, 40), (80, 24))
ESCAPED = 0.2
PATIENCE = 8
"""So often a slow machine is given another second to finish a frame."""

_ESCAPE = re.compile(
    r"\x1b(?:"
    r"\[(?P<csi>[<=>?]?[0-9;:]*[ -/]*[@-~])"
    r"|[\]PX^_](?P<string>.*?)(?:\x07|\x1b\\)"
    r"|(?P<other>.))",
    re.DOTALL,
)
_DRAWING = re.compile(r"[0-9;:]*m|[0-9;]*[HABCDGdXK]|2?J")
"""Styles, cursor positions, erasing."""
_MODES = re.compile(r"\?(?:25|7|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]|\?(?:2026|2048)\$p")
_POINTER = re.compile("22;default")
"""The shape of the mouse pointer, put back; Textual says it whenever a screen changes."""
_KEYBOARD = re.compile(r">[0-9]+u|<u|\?u")
"""The Kitty keyboard protocol, switched on and off and asked after."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def faults(output: str) -> Iterator[str]:
    """Everything in a stream of output that is neither drawing nor a mode the desk switches itself."""
    at = 0
    for match in _ESCAPE.finditer(output):
        yield from _odd_characters(output[at : match.start()])
        at = match.end()
        if not _is_the_desks_own(match):
            yield repr(match[0][:60])
    yield from _odd_characters(output[at:])


def _is_the_desks_own(escape: re.Match[str]) -> bool:
    if escape["string"] is not None:
        return escape[0].startswith("\x1b]") and _POINTER.fullmatch(escape["string"]) is not None
    known = (_DRAWING, _MODES, _KEYBOARD)
    return escape["csi"] is not None and any(one.fullmatch(escape["csi"]) for one in known)


def _odd_characters(text: str) -> Iterator[str]:
    """Controls, and what cannot be seen."""
    for character in sorted(set(text) - set("\r\n")):
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"):
            yield f"U+{ord(character):04X} in {text[max(0, text.index(character) - 20) :][:40]!r}"


def data_faults(output: str) -> Iterator[str]:
    """What data for other programs may not hold: controls and reversed text. Joiners belong to names."""
    for fault in _odd_characters(output):
        character = chr(int(fault.split()[0][2:], 16))
        if (unicodedata.category(character) == "Cc" and character != "\t") or character in _BIDI:
            yield fault


def crooked_frames(lines: list[str]) -> list[str]:
    """Rows on which a frame opened above them is not in its columns; what a dialog covers is left out."""
    crooked: list[str] = []
    open_frames: list[tuple[int, int]] = []
    for y, line in enumerate(lines):
        opened = [(match.start(), match.end() - 1) for match in re.finditer("╭[^╭╮│]*╮", line)]
        for left, right in opened:
            open_frames = [f for f in open_frames if not (left <= f[0] <= right or left <= f[1] <= right)]
        for left, right in tuple(open_frames):
            ends = line[left] == "╰"
            if (line[left], line[right]) != (("╰", "╯") if ends else ("│", "│")):
                crooked.append(f"{y}: {line}")
            if ends:
                open_frames.remove((left, right))
        open_frames += opened
    return crooked + [f"never closed: {frame}" for frame in open_frames]


class Desk(WatchedDesk):
    """The desk, looked over after every key."""

    def press(self, *keys: str) -> None:
        """Press keys, and find every frame in its columns afterwards."""
        for key in keys:
            self.terminal.press(KEYS.get(key, key))
        # An escape with a key right behind it would be read as one key.
        self.settle(ESCAPED if "escape" in keys else QUIET)
        for _ in range(PATIENCE):
            if not self.crooked:
                return
            # Read in the middle of a frame: a slow machine takes longer to draw the rest of it.
            self.settle(quiet=1.0)
        raise AssertionError("\n".join(["crooked:", *self.crooked, "", *self.lines]))

    @property
    def crooked(self) -> list[str]:
        """Frames out of their columns; completions lie over the lower edges of those they cover."""
        lines = self.lines
        if "apply" not in lines[-1]:
            return crooked_frames(lines)
        while lines and not set("│╭╰") & set(lines[-1]):
            lines = lines[:-1]
        return [one for one in crooked_frames(lines) if not one.startswith("never closed")]

    def go_home(self) -> None:
        """Leave whatever is open, as often as it takes to be on the desk."""
        for _ in range(30):
            lines = self.lines
            if any(line.startswith(" / ") for line in lines[1:3]) and "apply" not in lines[-1]:
                # A screen that was asked for earlier may still be on its way.
                self.settle(quiet=0.5)
                if self.lines == lines:
                    return
                continue
            self.press("escape")
        raise AssertionError("\n".join(["escape does not lead home:", *self.lines]))


def private() -> dict[str, str]:
    """The caches and settings of this test."""
    return {name: value for name, value in os.environ.items() if name.startswith("XDG_")}


def walk(desk: Desk) -> None:
    """Every pane, the screens behind them, and completions of names that nobody would choose."""
    desk.sees("‼")
    for _ in range(4):
        desk.press("pagedown")
    for _ in range(2):
        desk.press("enter")
        desk.sees("esc back")
        for _ in range(4):
            desk.press("pagedown")
        desk.go_home()
        desk.press("down")
    for key in ("l", "l", "l", "l", "s", "h", "s"):
        desk.press(key)
    for step in range(4):
        desk.press("tab")
        desk.press("l", *["down"] * step)
        desk.press("enter")
        desk.press("pagedown")
        desk.go_home()
    for field in ("rep", "segment", "former_rep"):
        desk.press("/")
        desk.sees("apply")
        desk.press("clear", f"{field}:")
        desk.settle(quiet=0.3)
        for key in ("down", "down", "tab", "enter"):
            desk.press(key)
        desk.go_home()
    desk.press("/")
    desk.sees("apply")
    # What a terminal sends when somebody pastes a hostile cell.
    desk.press("clear", "\x1b[200~rep:\x9b31m\u202e\u200b日本\x1b[201~")
    desk.go_home()
    for key in ("[", "c", "pagedown", "escape", "?", "escape", ":", "escape"):
        desk.press(key)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("wire", "size"),
    [
        ("", SIZES[0]),
        pytest.param("", SIZES[1], marks=pytest.mark.nightly),
        pytest.param("stock", SIZES[1], marks=pytest.mark.nightly),
    ],
)
def test_no_cell_of_a_hostile_book_gets_through_to_the_terminal(
    hostile_folder: Path, tmp_path: Path, wire: str, size: tuple[int, int]
) -> None:
    code = holdfast(str(hostile_folder), folder=tmp_path)
    with Terminal(code, {**private(), "HOLDFAST_WIRE": wire}, *size) as terminal:
        walk(Desk(terminal))
        terminal.press(CONTROL_Q)
        status = terminal.wait()
    output = terminal.output.decode("utf-8", "strict")
    assert Counter(faults(output)) == Counter()
    assert "Traceback" not in output
    assert status == 0


def test_the_search_for_faults_can_fail() -> None:
    for hostile in ("\x1b]52;c;ZXZpbA==\x07", "\x1b]0;t\x1b\\", "\x1bPq\x1b\\", "\x1b[6n", "\x1bc", "\x07"):
        assert list(faults(f"ab{hostile}cd")), hostile
    for hostile in ("\x9b", "\u202e", "\u200b", "\U000e0041", "\x1b[?47h", "\x1b[5t"):
        assert list(faults(f"ab{hostile}cd")), hostile
    assert not list(faults("\x1b[1;38;2;1;2;3mab\x1b[m\x1b[3;4H\x1b[?25l"))


def test_the_search_for_crooked_frames_can_fail() -> None:
    assert not crooked_frames(["╭─╮╭╮", "│a│││", "╰─╯╰╯"])
    assert not crooked_frames(["╭──╮ ", "│╭──╮", "││ a│", "│╰──╯"])
    assert not crooked_frames(["╭─╭──╮─╮", "│a│ b│a│", "│a╰──╯a│", "╰──────╯"]), "a dialog lies on the frame"
    assert crooked_frames(["╭─╮ ", "│ab│", "╰─╯ "])
    assert crooked_frames(["╭─╮ ", "│a│ "])


VIEWS = ("metrics", "customers", "flags", "reps", "cohorts", "movements")


@pytest.mark.parametrize("layout", some_by_day(["table", "csv", "json", "md"]))
@pytest.mark.parametrize("view", VIEWS)
def test_no_cell_gets_through_in_what_show_prints(
    hostile_folder: Path, view: str, layout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["show", view, str(hostile_folder), "--format", layout]
    if view == "metrics":
        words += ["--by", "segment"]
    assert main(words) == 0
    said = capsys.readouterr()
    searched = data_faults if layout in ("csv", "json") else faults
    assert Counter(searched(said.out)) == Counter()
    assert Counter(faults(said.err)) == Counter()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["init", "--output", "-"],
        ["brief"],
        ["brief", "--format", "md"],
        ["brief", "--format", "html"],
    ],
)
def test_no_cell_gets_through_in_reports(
    hostile_folder: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([words[0], str(hostile_folder), *words[1:]]) in (0, 1)
    said = capsys.readouterr()
    assert Counter(faults(said.out)) == Counter()
    assert Counter(faults(said.err)) == Counter()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words", some_by_day(["brief", "check", "init --output -", "show customers", "show flags"])
)
def test_no_cell_gets_through_to_a_terminal_that_is_printed_to(
    hostile_folder: Path, tmp_path: Path, words: str
) -> None:
    code = holdfast(*words.split(), str(hostile_folder), folder=tmp_path)
    with Terminal(code, private()) as terminal:
        status = terminal.wait()
    assert Counter(faults(terminal.output.decode("utf-8", "strict"))) == Counter()
    assert status == 0
