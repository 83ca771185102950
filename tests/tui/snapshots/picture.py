"""A screen as text that a person can review: what it says, and below it how each cell is styled.

A style line names the rows it holds for and their runs of equal style, left to right: `7-9  a12 b40 a68`.
The letters are spelled out at the end, so that another colour changes one line and another token some.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from string import ascii_letters
from typing import Any

from rich.segment import Segment
from tests.tui.spared import lines_of
from textual.app import App

from holdfast_tui.safe_text import cell_width, safe

FOLDER = Path(__file__).parent / "screens"
UPDATE = "HOLDFAST_UPDATE_SNAPSHOTS"
PLAIN = "-"


def picture(app: App[Any]) -> str:
    """The screen in front, with what lies under it where it lets that through."""
    strips = [list(strip) for strip in lines_of(app)]
    text = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    letters: dict[str, str] = {}
    rows = [
        " ".join(f"{letters.setdefault(s, _letter(letters))}{n}" for s, n in _runs(row)) for row in strips
    ]
    legend = [f"{letter}  {style}" for style, letter in letters.items()]
    return "\n".join([*text, "", *_styles(rows), "", *legend, ""])


def _letter(letters: dict[str, str]) -> str:
    return ascii_letters[len(letters)]


def _runs(strip: Sequence[Segment]) -> Iterator[tuple[str, int]]:
    for style, pieces in groupby(strip, key=_spelled):
        cells = sum(cell_width(safe(piece.text)) for piece in pieces)
        if cells:
            yield style, cells


def _spelled(segment: Segment) -> str:
    style = segment.style
    return PLAIN if style is None else str(style.without_color + style.background_style + style) or PLAIN


def _styles(rows: Sequence[str]) -> Iterator[str]:
    """Rows styled alike share a line."""
    at = 1
    for row, same in groupby(rows):
        last = at + len(list(same)) - 1
        yield f"{at}  {row}" if at == last else f"{at}-{last}  {row}"
        at = last + 1


def matches(name: str, seen: str) -> None:
    """`seen` is what was accepted under this name; with HOLDFAST_UPDATE_SNAPSHOTS=1 it is accepted now."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get(UPDATE) == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
        return
    assert path.is_file(), f"{path.name} was never accepted: read the screen, then run make snapshots"
    accepted = path.read_text(encoding="utf-8")
    assert seen == accepted, f"{path.name} has changed; if it is meant, run make snapshots\n\n{seen}"
