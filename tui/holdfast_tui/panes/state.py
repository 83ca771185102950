"""What a pane shows while it has no rows to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.sentences import FAULTS, translated, worded
from holdfast_tui.grid.paint import Span, span, wrapped
from holdfast_tui.safe_text import SafeText, cell_width, literal, safe
from holdfast_tui.sitting.state import PanePhase, PaneState
from holdfast_tui.terminal.capabilities import Glyphs

__all__ = [
    "LOADING",
    "READY",
    "PaneState",
    "empty",
    "failed",
    "locked",
    "settled",
    "state_lines",
    "state_text",
]

LOADING: Final = PaneState("loading")
READY: Final = PaneState("ready")


def empty(sentence: str) -> PaneState:
    """Nothing to show, and why."""
    return PaneState("empty", translated(sentence))


def settled(sentence: str) -> PaneState:
    """Nothing to show, which is as it should be, whatever is chosen."""
    return PaneState("settled", translated(sentence))


def locked(sentence: str) -> PaneState:
    """A file is missing; the sentence names it."""
    return PaneState("locked", translated(sentence))


def failed(sentence: str) -> PaneState:
    """Something went wrong; the sentence says what."""
    return PaneState("failed", translated(worded(sentence, FAULTS)))


class _Phase(NamedTuple):
    token: str
    default: str
    advice: str


_PHASES: Final[Mapping[PanePhase, _Phase]] = {
    "loading": _Phase("muted", "Computing", ""),
    "empty": _Phase(
        "muted", "Nothing to show", "Change the filter, the period or the date; u takes the last change back."
    ),
    "settled": _Phase("muted", "Nothing is left to do here", ""),
    "locked": _Phase("accent", "A file is missing", "Add the file to the book's folder and open it again."),
    "failed": _Phase("error", "This could not be computed", "Change the filter or the date to try again."),
}


def _mark(phase: PanePhase, glyphs: Glyphs) -> str:
    return {
        "loading": glyphs.ellipsis,
        "empty": glyphs.no,
        "settled": glyphs.yes,
        "locked": glyphs.unknown,
        "failed": glyphs.critical,
    }.get(phase, "")


def state_text(state: PaneState) -> SafeText:
    """The sentence of a state."""
    return safe(tr(state.sentence)) if state.sentence else literal(_PHASES[state.phase].default)


def state_lines(state: PaneState, width: int, height: int, glyphs: Glyphs) -> list[list[Span]]:
    """A state as lines, centred both ways: mark, sentence, what to do."""
    phase = _PHASES[state.phase]
    room = max(10, min(width - 4, 56))
    lines: list[list[Span]] = (
        [[span(_mark(state.phase, glyphs), f"{phase.token} bold")]] if height > 3 else []
    )
    lines += [
        [Span(text, phase.token if state.phase == "failed" else "text")]
        for text in wrapped(state_text(state), room)
    ]
    advice = wrapped(literal(phase.advice), room)
    if advice and len(lines) + len(advice) < height:
        lines += [[], *([Span(text, "muted")] for text in advice)]
    above = max(0, (height - len(lines)) // 2)
    return [[] for _ in range(above)] + [_centred(line, width) for line in lines]


def _centred(line: list[Span], width: int) -> list[Span]:
    cells = sum(cell_width(piece.text) for piece in line)
    return [span(" " * max(0, (width - cells) // 2)), *line] if cells else []
