"""Being somewhere: the words of a place, and how it answers again under another question."""

from __future__ import annotations

from collections.abc import Callable

from holdfast_tui.plain.conversation import Conversation, Stop
from holdfast_tui.plain.told import Told


def at_place(sitting: Conversation, words: str, ask: Callable[[Conversation], Told]) -> Told:
    """Ask a place and be there. Raises UsageError, and stays where it is then."""
    return sitting.go(Stop(words.strip(), sitting.query, ask))
