"""Who gets a place on which day: unit jobs with a first and a last day, the most valuable ones first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Offer:
    """A job that may be done on any day from `first` to `last`, both counted from 0 and inside.

    `job`: its number; of two that may be done on a day the lower one is done first.
    """

    job: int
    first: int
    last: int


def scheduled(offers: Iterable[Offer], places: Sequence[int]) -> Mapping[int, int]:
    """The day of every job that gets a place; `offers` by what they are worth, `places` on each day.

    A job takes one place on one day. The jobs are those that are worth most together: sets of jobs that all
    find a day in time are the independent sets of a transversal matroid, so taking them by falling worth as
    long as all find one is exact, whatever the worths are (Edmonds & Fulkerson 1965, Transversals and Matroid
    Partition; Lawler 1976, Combinatorial Optimization, 7.3; jobs with deadlines and profits in Cormen et al.,
    Introduction to Algorithms, 16.5). Of those taken, each day gets the lowest numbers that are left, as far
    as that leaves the others a day in time. A job that is offered again counts by the later offer only where
    the earlier one found no place: each offer is exact given what the earlier ones took.
    """
    taken: dict[int, Offer] = {}
    room = _Room(places)
    for offer in offers:
        if room.is_full:
            break
        if offer.job not in taken and room.take(offer):
            taken[offer.job] = offer
    return _days([taken[job] for job in sorted(taken)], places)


class _Room:
    """How many of the jobs taken must lie within each span of days (Hall's condition, for spans)."""

    def __init__(self, places: Sequence[int]) -> None:
        self._days = len(places)
        self._sum = [0, *accumulate(places)]
        self._inside = [[0] * self._days for _ in places]

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return not self._days or self._inside[0][-1] >= self._sum[-1]

    def take(self, offer: Offer) -> bool:
        """Take a job if all of them still find a day."""
        spans = [
            (first, last)
            for first in range(offer.first + 1)
            for last in range(max(offer.last, 0), self._days)
        ]
        fits = 0 <= offer.first <= offer.last < self._days and all(
            self._inside[first][last] < self._sum[last + 1] - self._sum[first] for first, last in spans
        )
        for first, last in spans if fits else ():
            self._inside[first][last] += 1
        return fits


def _days(jobs: Sequence[Offer], places: Sequence[int]) -> Mapping[int, int]:
    """A day for every job, by number; all of them find one."""
    found: dict[int, int] = {}
    left = list(jobs)
    for day, free in enumerate(places):
        chosen = _first_of_day(left, day, free, places)
        found.update((job.job, day) for job in chosen)
        gone = {job.job for job in chosen}
        left = [job for job in left if job.job not in gone]
    return found


def _first_of_day(left: Sequence[Offer], day: int, free: int, places: Sequence[int]) -> list[Offer]:
    """The first jobs that can be done on a day without leaving another one without a day.

    `owed[last]`: how many with that last day or an earlier one must still be done on this day, because the
    days after it have no room for them.
    """
    owed = [0] * len(places)
    for job in left:
        owed[job.last] += 1
    owed = list(accumulate(owed))
    later = 0
    for last in range(day, len(places)):
        later += places[last] if last > day else 0
        owed[last] -= later
    chosen: list[Offer] = []
    for job in left:
        if len(chosen) == free:
            break
        if job.first > day:
            continue
        rest = free - len(chosen) - 1
        if all(owed[last] - (job.last <= last) <= rest for last in range(day, len(places))):
            chosen.append(job)
            for last in range(job.last, len(places)):
                owed[last] -= 1
    return chosen
