from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast_tui.safe_text import cell_width
from holdfast_tui.terminal.capabilities import (
    ASCII,
    UNICODE,
    Capabilities,
    Glyphs,
    detect,
    glyphs,
    sparkline,
)

SEVERITIES = ("none", "info", "watch", "high", "critical")


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true"),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, "true"),
        ({"TERM": "xterm-kitty"}, "true"),
        ({"TERM": "xterm-direct"}, "true"),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, "true"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "dumb"}, "none"),
        ({"TERM": "vt100"}, "none"),
        ({}, "none"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
    ],
)
def test_colours_follow_the_environment(environ: dict[str, str], colour: str) -> None:
    assert detect(environ).colour == colour


@pytest.mark.parametrize(
    ("environ", "shows"),
    [
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LANG": "C", "LC_ALL": "de_DE.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False),
        ({"LANG": "en_US.UTF-8", "HOLDFAST_ASCII": "1"}, False),
        ({"LANG": "en_US.UTF-8", "HOLDFAST_ASCII": "0"}, True),
    ],
)
def test_glyphs_follow_the_locale_and_the_wish(environ: dict[str, str], shows: bool) -> None:
    capabilities = detect({"TERM": "xterm", **environ})
    assert capabilities.unicode is shows
    assert glyphs(capabilities) is (UNICODE if shows else ASCII)


@pytest.mark.parametrize(
    ("environ", "moves"),
    [
        ({}, True),
        ({"SSH_CONNECTION": "10.0.0.1 2 10.0.0.2 22"}, False),
        ({"SSH_TTY": "/dev/pts/3"}, False),
        ({"TEXTUAL_ANIMATIONS": "none"}, False),
        ({"SSH_TTY": "/dev/pts/3", "TEXTUAL_ANIMATIONS": "full"}, True),
    ],
)
def test_nothing_moves_over_ssh_unless_asked_for(environ: dict[str, str], moves: bool) -> None:
    assert detect({"TERM": "xterm-256color", **environ}).motion is moves


def test_ssh_and_tmux_are_noticed() -> None:
    there = detect({"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0", "SSH_CONNECTION": "a b c d"})
    assert there == Capabilities(colour="256", unicode=True, ssh=True, motion=False, osc52=True, tmux=True)


@pytest.mark.parametrize(
    "environ", [{"TERM": "linux"}, {"TERM": "xterm", "VTE_VERSION": "7600"}, {"TERM": "dumb"}]
)
def test_terminals_known_to_refuse_copies_are_not_offered_any(environ: dict[str, str]) -> None:
    assert not detect(environ).osc52


def test_a_pipe_is_no_terminal() -> None:
    piped = detect({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, isatty=False)
    assert (piped.colour, piped.motion, piped.osc52) == ("none", False, False)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_mark_takes_one_cell(glyphs: Glyphs) -> None:
    marks = {field.name: getattr(glyphs, field.name) for field in fields(glyphs)}
    marks.pop("border")
    steps = marks.pop("spark")
    assert len(steps) == 8
    assert len(set(steps)) == 8
    for mark in [*marks.values(), *steps]:
        assert len(mark) == 1
        assert cell_width(mark) == 1


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_severities_are_told_apart_without_colour(glyphs: Glyphs) -> None:
    assert len({glyphs.severity(name) for name in SEVERITIES}) == len(SEVERITIES)
    with pytest.raises(KeyError):
        glyphs.severity("terrible")


def test_the_ascii_set_is_ascii() -> None:
    assert all(getattr(ASCII, field.name).isascii() for field in fields(ASCII))


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([], ""),
        ([0, 0, 0], "▁▁▁"),
        ([None, 0.0, None], " ▁ "),
        ([1, 2, 4, 8], "▂▃▅█"),
        ([0.001, 100], "▂█"),
        ([-5, 5], "▁█"),
        ([float("nan"), float("inf"), 1], "  █"),
    ],
)
def test_a_sparkline_is_scaled_from_zero(values: list[float | None], line: str) -> None:
    assert sparkline(values, UNICODE) == line


def test_a_sparkline_in_ascii() -> None:
    assert sparkline([0, 1, 2, 7, None], ASCII) == "_.:# "


@given(st.lists(st.none() | st.floats() | st.integers(-(10**18), 10**18)))
def test_a_sparkline_takes_one_cell_a_value(values: list[float | None]) -> None:
    assert cell_width(sparkline(values, UNICODE)) == len(values)
