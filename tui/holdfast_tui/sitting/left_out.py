"""What of the user's own (keys, themes, thresholds) a sitting goes without, and why."""

from __future__ import annotations


class LeftOut:
    """Gathers what is left out, so that one reason is given once for all that it costs."""

    def __init__(self) -> None:
        self._by_reason: dict[str, list[str]] = {}

    def add(self, what: str, why: str) -> None:
        """Remember that something is not used."""
        costs = self._by_reason.setdefault(why, [])
        if what not in costs:
            costs.append(what)

    @property
    def sentence(self) -> str:
        """What to tell the user; empty where nothing is left out."""
        return "; ".join(
            f"Your {', '.join(costs)} are left out: {why}" for why, costs in self._by_reason.items()
        )
