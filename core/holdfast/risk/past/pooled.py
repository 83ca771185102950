"""What the books of a pool say of the flags of a book, and how far they count in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.schema.pool.counts import HORIZON_DAYS
from holdfast.statistics.models.shrinkage import Shrunken, shrunken
from holdfast.statistics.pooling.discrete_laplace import variance
from holdfast.statistics.pooling.power_prior import Lent, SeenElsewhere, power, prior, worth_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, timedelta

    from holdfast.schema.pool.counts import PoolBook


@dataclass(frozen=True)
class FlagPool:
    """What a pool says of one flag: its counts added up, in how many books, and what they are worth here."""

    seen: SeenElsewhere
    books: int
    worth: Lent


@dataclass(frozen=True)
class Pooled:
    """What a pool says of the flags of a book, by id, and to which power it counts (power_prior.py)."""

    flags: Mapping[str, FlagPool]
    power: float

    def customers(self, flag: str) -> float:
        """So many customers the pool counts for under a flag."""
        return self.power * self.flags[flag].worth.customers if flag in self.flags else 0.0

    def books(self, flag: str) -> int:
        """How many books stand behind a flag's rate; 0 where the pool does not count."""
        return self.flags[flag].books if self.customers(flag) > 0 else 0

    def drawn(self, flag: str, counts: tuple[int, int], base: float, strength: float) -> Shrunken:
        """The rate of a flag, (lost, flagged), drawn to the rate of all and to that of the pool."""
        mean = base
        if self.customers(flag) > 0:
            mean, strength = prior(base, strength, self.flags[flag].worth, self.power)
        return shrunken(*counts, mean, strength)


def books_known(pool: Sequence[PoolBook], as_of: date, horizon: timedelta) -> tuple[PoolBook, ...]:
    """The books of a pool that could be known on a day, where losses are counted as there.

    A file tells its year alone: that of the day counts as known.
    """
    if horizon.days != HORIZON_DAYS:
        return ()
    return tuple(book for book in pool if book.year <= as_of.year)


def pooled(
    pool: Sequence[PoolBook], groups: Mapping[str, tuple[int, int]], base: float, strength: float
) -> Pooled:
    """What a pool says of flags in a book that counts `groups` under them: (lost, flagged) by id.

    `base`: the share lost of all of its customers, 0 < base < 1; `strength` as `prior_strength` tells it.
    """
    found = {flag: one for flag in groups if (one := flag_pool(pool, flag, base)) is not None}
    told = [(*groups[flag], one.worth) for flag, one in found.items()]
    return Pooled(found, power(told, base, strength))


def flag_pool(pool: Sequence[PoolBook], flag: str, base: float) -> FlagPool | None:
    """What a pool says of one flag in a book of which `base` are lost; None where it says nothing."""
    books = [(book, book.flags[flag]) for book in pool if flag in book.flags]
    total = sum(counts.kept + counts.lost for _, counts in books)
    if total <= 0:
        return None
    seen = SeenElsewhere(
        kept=sum(counts.kept for _, counts in books),
        lost=sum(counts.lost for _, counts in books),
        base=sum((counts.kept + counts.lost) * book.base for book, counts in books) / total,
        variance=sum(variance(book.scale) for book, _ in books),
    )
    worth = worth_of(seen, base)
    return None if worth is None else FlagPool(seen, len(books), worth)
