"""A text laid into lines: for panes, and for verbs that print without Textual."""

from __future__ import annotations

from holdfast_tui.safe_text import SafeText, cell_width


def wrapped(text: SafeText, width: int) -> list[SafeText]:
    """Words laid into lines of at most `width` cells; a word longer than a line is broken."""
    lines: list[str] = []
    current = ""
    # Not at every white space: a number and its unit stay in one line.
    for word in filter(None, text.split(" ")):
        candidate = f"{current} {word}" if current else word
        if cell_width(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = _broken(word, max(2, width))
        lines += full
    return [SafeText(line) for line in (*lines, current) if line]


def _broken(word: str, width: int) -> list[str]:
    if cell_width(word) <= width:
        return [word]
    from rich.cells import chop_cells  # noqa: PLC0415 - few words are longer than a line

    return chop_cells(word, width)
