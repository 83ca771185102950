"""Lines of the customer page: a label and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.safe_text import SafeText, literal, pad

LABEL_WIDTH: Final = 11


def section(title: str, lines: Sequence[Line]) -> list[Line]:
    """A titled part followed by a free line; nothing where there is nothing to say."""
    return [[span(title, "header")], *lines, []] if lines else []


def labelled(label: str, line: Line) -> Line:
    """A line behind its label."""
    return [Span(pad(literal(tr(label, "label")), LABEL_WIDTH), "muted"), *line]


def wrapped_under(label: str, text: SafeText, width: int, style: str = "text") -> list[Line]:
    """A sentence behind its label, wrapped under itself."""
    texts = paint.wrapped(text, max(8, width - LABEL_WIDTH))
    return [labelled("" if number else label, [Span(one, style)]) for number, one in enumerate(texts)]
