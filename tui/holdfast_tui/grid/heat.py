"""A cell of a heat map: digits and colour say the same, so that either alone is enough; pure."""

from __future__ import annotations

from typing import Final

from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Span
from holdfast_tui.safe_text import literal

CELL_WIDTH: Final = 5
STEPS: Final = 7
_TIMES_FROM: Final = 9.995
"""From here on three digits no longer hold a percentage."""


def heat_step(share: float) -> int:
    """The step of the ramp, 0 to 6: equal parts of 0 to 100 %, the top one from 6/7 on."""
    return max(0, min(STEPS - 1, int(share * STEPS)))


def heat_digits(share: float) -> str:
    """A share in at most three cells: `87`, `100`, `×12`; what is more than nothing is never 0."""
    if share >= _TIMES_FROM:
        return f"×{share:.0f}" if share < 99.5 else "×99"
    if 0 < share < 0.005:
        return "<1"
    return number_text(max(-99, round(100 * share)))


def heat_cell(
    share: float | None, *, complete: bool, cursor: bool, focus: bool, dim: bool, mark: str
) -> Span:
    """One cell of 5: the cursor in brackets, `mark` on a cell that is not complete, `–` without a value.

    `dim`: few cases; slanted, because a paler text would be read as another step of the ramp.
    """
    digits = "–" if share is None else heat_digits(share)
    text = f"{'[' if cursor else ' '}{digits:>3}{mark if not complete else ']' if cursor else ' '}"
    if cursor and focus:
        return Span(literal(text), "cursor/cursor")
    if share is None:
        return Span(literal(text), "muted")
    step = f"heat-{heat_step(share)}"
    return Span(literal(text), f"{step}/{step}{' italic' if dim else ''}")
