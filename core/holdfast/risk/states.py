"""How flags stand over many customers; the desk knows it before it can afford to import polars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from holdfast.words.interface.catalogue import phrase, tr

FlagState = Literal["open", "clear", "untold", "locked"]
"""How a flag stands over some subjects."""


_STATE_WORDS: Final[Mapping[FlagState, str]] = MappingProxyType(
    {"clear": "clear", "untold": "untold (nobody could be judged)", "locked": "locked (a table is missing)"}
)


def flag_state(opened: int, evaluated: int, *, locked: bool = False) -> FlagState:
    """The state of a flag that is open for so many of those it could be evaluated for.

    Clear is said only where somebody could be judged: wherever flags are shown, they are named by this.
    """
    if locked:
        return "locked"
    if opened:
        return "open"
    return "clear" if evaluated else "untold"


@dataclass(frozen=True)
class FlagSummary:
    """One flag over the filtered customers.

    `money`: trailing 12 months of the flagged customers, currency units. `evaluated`: customers with
    enough data to tell; `locked`: the sentence that names the file which would make the flag possible.
    `loss_rate` and `lift`: what the flag came to in the past, by `flag_rates.FlagRates.beside`; `calibrated`
    is None until that is known, `shrunken` where the rate is drawn to that of all (≈), and to that of
    `pool_books` books of a pool.
    """

    id: str
    name: str
    severity: str
    count: int
    money: float
    evaluated: int
    play: str
    locked: str | None = None
    loss_rate: float | None = None
    lift: float | None = None
    calibrated: bool | None = None
    shrunken: bool = False
    pool_books: int = 0

    @property
    def state(self) -> FlagState:
        """Open, clear, untold where nobody could be judged, or locked."""
        return flag_state(self.count, self.evaluated, locked=self.locked is not None)


def flag_states(flags: Sequence[FlagSummary]) -> str:
    """How many of the flags stand how, in words: `2 of 35 flags open, 12 clear, 21 locked (…)`."""
    counted = Counter(flag.state for flag in flags)
    opened = phrase("{open} of {all} flags open", open=counted["open"] or tr("none"), all=len(flags))
    others = (f"{counted[name]} {words}" for name, words in _STATE_WORDS.items() if counted[name])
    return ", ".join([opened, *others])
