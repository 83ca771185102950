"""One book as noised counts, ready to be written, and the words that say what they are.

Mechanism: every count, one cell of kept and one of lost for all customers and for each flag, gets noise of
its own (discrete_laplace.py). One customer with all of its rows moves at most one cell of everybody and one
of each of so many flags, by one each: sensitivity in L1 = flags + 1, scale = sensitivity ÷ ε. Nothing else in
the file hangs on any row: year, month-ends and settings are declared, flags are those that the tables allow.
The book is meant as it was read: dates, duplicates and ids are understood before, from whole columns.
Source: C. Dwork, F. McSherry, K. Nissim, A. Smith, Calibrating noise to sensitivity in private data analysis,
2006; Ghosh, Roughgarden & Sundararajan 2009 for whole numbers. Counts may lie below 0: cut off there, noise
would no longer even out over many books, and a flag seen by nobody would look as if half had been lost.
"""

from __future__ import annotations

import os
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.pool.counting import MONTHS, counted
from holdfast.pool.exportable import exportable
from holdfast.risk.catalog import FLAGS
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.schema.pool.counts import HORIZON_DAYS, KeptAndLost, Noise, PoolBook
from holdfast.schema.pool.document import epsilon_text, written
from holdfast.statistics.pooling.discrete_laplace import Chance, usual_error

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.pool.counting import ExactCounts
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.statistics.pooling.discrete_laplace import Bytes

USUAL_FLAGS: Final = 3
"""Under so many flags a customer counts at most: of those who have any, few have more."""

_WIDTH: Final = 96


@dataclass(frozen=True)
class Export:
    """What is asked of a book: up to which day, under which noise; `chance` gives random bytes."""

    book: Book
    thresholds: Thresholds
    as_of: date
    noise: Noise
    chance: Bytes = os.urandom

    def counted(self, watch: Watch = UNWATCHED) -> ExactCounts:
        """The counts before any noise. Raises CancelledError."""
        most, chance = self.noise.flags, self.chance
        return counted(self.book, self.thresholds, self.as_of, most, chance=chance, watch=watch)

    def noised(self, counts: ExactCounts) -> PoolBook:
        """The book as it may leave."""
        drawn, noise = Chance(self.chance), self.noise

        def under_noise(count: KeptAndLost) -> KeptAndLost:
            return KeptAndLost(count.kept + drawn.noise(noise.scale), count.lost + drawn.noise(noise.scale))

        return PoolBook(
            file="",
            year=self.as_of.year,
            everybody=under_noise(counts.everybody),
            flags={flag: under_noise(count) for flag, count in counts.flags.items()},
            noise=noise,
            thresholds=limits_words(self.thresholds),
            window=str(self.book.settings.active_window),
        )

    def document(self, counts: ExactCounts) -> str:
        """The file as it may leave."""
        return written((self.noised(counts),), comments(self.book, self.noise))


def limits_words(thresholds: Thresholds) -> str:
    """Which preset flags are raised by, and whether a limit was changed: not which, nor to what."""
    changed = any(layer.values for layer in thresholds.layers)
    return f"{thresholds.preset}, changed" if changed else thresholds.preset


def comments(book: Book, noise: Noise) -> tuple[str, ...]:
    """What stands above the counts: what they are, and what is not in them."""
    names = ", ".join(f"{flag} {FLAGS[flag].name}" for flag in exportable(book))
    return (
        *_wrapped(
            f"Loss rates by flag of one book of customers: who stayed and who was lost within {HORIZON_DAYS} "
            "days, as counts under noise. For [pool] files in the holdfast.toml of another book."
        ),
        "",
        *_wrapped(
            "Nothing else has left: no name, no customer, no amount, no day finer than a year. Each customer "
            f"counts at one of {MONTHS} month-ends, drawn by lot, once among everybody and under at most "
            f"{noise.flags} flags."
        ),
        "",
        *_wrapped(
            f"Differential privacy: ε = {epsilon_text(noise.epsilon)} for a customer with all of its rows. "
            f"The noise on each count is two-sided geometric, of scale {epsilon_text(noise.scale)}: 19 of "
            f"20 lie within {usual_error(noise.scale)} of the truth. Counts can lie below 0, so that noise "
            "evens out over many books: do not correct them."
        ),
        "",
        *_wrapped(f"Flags: {names}."),
        "",
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH)
