"""Books whose reps are all alike, looked at every day: what each look sees of one year's window."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

DAYS = 365


@dataclass(frozen=True)
class Firm:
    """So many customers of so many reps, each replaced when it leaves; `hazard` a year, of each rep."""

    customers: int
    hazard: tuple[float, ...]

    @property
    def reps(self) -> int:
        """How many reps."""
        return len(self.hazard)


ALIKE = Firm(600, (0.15,) * 5)
"""A middling book: about 90 losses a year."""


class _Stay(NamedTuple):
    """A customer of a rep, there from the close of one day to that of another."""

    rep: int
    since: int
    until: int


class Look(NamedTuple):
    """What a day says of every rep: customers who were there when the window began, and those lost."""

    day: int
    held: list[int]
    lost: list[int]


def looks(firm: Firm, dice: random.Random, window: int = DAYS, days: int = DAYS) -> Iterator[Look]:
    """One book, looked at as of every day of a year: each look where it differs from the one before.

    The book is as old as the window when the first look is taken. A new customer goes to any rep.
    """
    stays = list(_stays(firm, dice, window + days))
    held, lost = [0] * firm.reps, [0] * firm.reps
    # A customer enters the window's cohort when the window begins on a day it is there, and leaves it when
    # the window begins on a later one; between the two it counts as lost from the day it went.
    changes: dict[int, list[tuple[list[int], int, int]]] = {}
    for stay in stays:
        enters, leaves = max(stay.since + window, window), stay.until + window
        for day, counts, step in (
            (enters, held, 1), (leaves, held, -1), (max(stay.until, enters), lost, 1), (leaves, lost, -1),
        ):  # fmt: skip
            if leaves > enters:
                changes.setdefault(day, []).append((counts, stay.rep, step))
    for day in range(window, window + days):
        for counts, rep, step in (todays := changes.get(day, [])):
            counts[rep] += step
        if todays:
            yield Look(day, list(held), list(lost))


def _stays(firm: Firm, dice: random.Random, end: int) -> Iterator[_Stay]:
    for _ in range(firm.customers):
        since = 0
        while since < end:
            rep = dice.randrange(firm.reps)
            until = since + 1 + int(dice.expovariate(firm.hazard[rep] / DAYS))
            yield _Stay(rep, since, until)
            since = until
