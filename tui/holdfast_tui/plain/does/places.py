"""Being somewhere: the words of a place, and how it answers again under another question."""

from __future__ import annotations

from collections.abc import Callable

from holdfast_tui.plain.answer import Answer
from holdfast_tui.plain.sitting import Place, Sitting


def at_place(sitting: Sitting, words: str, ask: Callable[[Sitting], Answer]) -> Answer:
    """Ask a place and be there. Raises UsageError, and stays where it is then."""
    return sitting.go(Place(words.strip(), sitting.query, ask))
