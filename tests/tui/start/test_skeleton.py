"""What is painted before the desk is there stays where it is when the desk comes up."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping

import pyte
import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from tests.tui.desk_run import FakeEngine, desk_app

from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import use_ascii
from holdfast_tui.start.skeleton import frame

SIZES = ((60, 20), (80, 24), (120, 40), (200, 50), (101, 31))
TERMINALS: tuple[tuple[Mapping[str, str], ColorSystem | None], ...] = (
    ({}, ColorSystem.TRUECOLOR),
    ({"COLORTERM": ""}, ColorSystem.EIGHT_BIT),
    ({"COLORTERM": "", "TERM": "xterm"}, ColorSystem.STANDARD),
    ({"NO_COLOR": "1"}, ColorSystem.TRUECOLOR),
    ({"HOLDFAST_ASCII": "1"}, ColorSystem.TRUECOLOR),
)


def seen(picture: str, size: tuple[int, int]) -> pyte.Screen:
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(f"\x1b[?7l{picture}")
    return screen


def painted(app: DeskApp, colours: ColorSystem | None) -> str:
    """The screen of an app as it would write it to a terminal."""
    lines = enumerate(app.screen._compositor.render_strips(), 1)
    return "".join(
        f"\x1b[{row};1H{''.join(written(piece, colours) for piece in strip)}" for row, strip in lines
    )


def written(piece: Segment, colours: ColorSystem | None) -> str:
    style = piece.style or Style()
    # A style remembers how it was written to the terminal before.
    fresh = Style(
        color=style.color,
        bgcolor=style.bgcolor,
        bold=style.bold,
        underline=style.underline,
        reverse=style.reverse,
    )
    return fresh.render(piece.text, color_system=colours)


def differences(skeleton: pyte.Screen, desk: pyte.Screen) -> list[str]:
    """Cells that the skeleton paints and the desk paints otherwise; where it is blank the desk may write."""
    found = []
    for row in range(desk.lines):
        for column in range(desk.columns):
            first, then = skeleton.buffer[row][column], desk.buffer[row][column]
            same = first.bg == then.bg if first.data == " " else first == then
            if not same:
                found.append(f"row {row}, column {column}: {first} is painted over by {then}")
    return found


def test_what_paints_the_skeleton_waits_for_nothing() -> None:
    code = "import sys, holdfast_tui.command_line.verbs.desk; print({modules} & set(sys.modules))"
    heavy = {"textual", "polars", "asyncio", "rich.console", "rich.style", "holdfast.engine"}
    done = subprocess.run(
        [sys.executable, "-c", code.format(modules=heavy)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.thorough
@pytest.mark.parametrize(("environ", "colours"), TERMINALS)
async def test_nothing_that_the_skeleton_shows_is_painted_again(
    environ: Mapping[str, str], colours: ColorSystem | None
) -> None:
    read = threading.Event()
    app = desk_app(environ=environ)
    app.session.open_engine = lambda: FakeEngine() if read.wait(60) else None  # type: ignore[assignment, return-value]
    try:
        async with app.run_test(size=SIZES[0]) as pilot:
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await pilot.pause()
                skeleton = seen(frame(*size, app.looks), size)
                desk = seen(painted(app, colours), size)
                assert differences(skeleton, desk) == []
                assert "Customers" in "".join(skeleton.display)
            read.set()
    finally:
        read.set()
        use_ascii(False)
