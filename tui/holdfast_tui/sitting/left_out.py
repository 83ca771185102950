"""What of the user's own (keys, themes, thresholds) a sitting goes without, and why."""

from __future__ import annotations


class LeftOut:
    """Gathers what is left out, so that one reason is given once for all that it costs."""

    def __init__(self) -> None:
        self._by_reason: dict[str, list[str]] = {}
        self._notes: list[str] = []

    def add(self, what: str, why: str) -> None:
        """Remember that something is not used."""
        costs = self._by_reason.setdefault(why, [])
        if what not in costs:
            costs.append(what)

    def note(self, sentence: str) -> None:
        """Remember one setting that is not used, in a sentence of its own."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    @property
    def sentence(self) -> str:
        """What to tell the user; empty where nothing is left out."""
        costly = (f"Your {', '.join(costs)} are left out: {why}" for why, costs in self._by_reason.items())
        return "; ".join((*costly, *(f"Left out: {note}" for note in self._notes)))
