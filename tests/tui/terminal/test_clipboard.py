"""Copying through the terminal."""

import base64
from dataclasses import replace

from holdfast_tui.terminal.capabilities import detect
from holdfast_tui.terminal.clipboard import MOST_BYTES, copy

PLAIN = detect({"TERM": "xterm-256color"})


def test_a_copy_is_sent_as_osc_52_and_never_claimed_to_have_arrived() -> None:
    made = copy("Café €12", "the cell", PLAIN)
    assert made.sequence == f"\x1b]52;c;{base64.b64encode('Café €12'.encode()).decode()}\x07"
    assert "does not confirm" in made.sentence


def test_inside_tmux_the_sequence_is_wrapped_with_its_escapes_doubled() -> None:
    made = copy("a", "the cell", replace(PLAIN, tmux=True))
    assert made.sequence == "\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"


def test_too_much_to_copy_is_refused_and_says_what_to_do() -> None:
    made = copy("x" * (MOST_BYTES + 1), "the row", PLAIN)
    assert made.sequence == ""
    assert "export" in made.sentence


def test_a_terminal_that_takes_no_copies_is_told_apart() -> None:
    made = copy("a", "the cell", replace(PLAIN, osc52=False))
    assert made.sequence == ""
    assert "no copies" in made.sentence


def test_nothing_is_not_copied() -> None:
    assert copy("", "the cell", PLAIN).sequence == ""
