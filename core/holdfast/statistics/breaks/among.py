"""Which of several groups changed, beside each other, and whether all of them did together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from holdfast.statistics.breaks.found import FEWEST, Change, likeliest_change, visible_ratio
from holdfast.statistics.breaks.walk import Walk, own_walk, share_walk
from holdfast.statistics.intervals.wilson import Z

if TYPE_CHECKING:
    from collections.abc import Mapping

FALSE_FINDS: Final = 0.05
"""How often a question about a book in which nothing changed may be answered by a change."""

_FOR_ALL: Final = 0.2
"""The share of it that goes to a change of all together, where groups are asked about."""


YEAR: Final = 364
"""Days after which the same weekdays of a year come again."""

Said = Literal["broke", "usual", "season", "few"]


@dataclass(frozen=True)
class Series:
    """What happened in a group on each day, and to how many it could have happened."""

    counts: tuple[int, ...]
    exposure: tuple[float, ...]

    @property
    def total(self) -> int:
        """All that happened."""
        return sum(self.counts)


@dataclass(frozen=True)
class Verdict:
    """What is said of one series: `broke`, `usual`, `season` or `few`.

    `change`: the likeliest, whether it is told or not. `visible`: where it is as usual, how many times as
    high a rate would have been found. `year_before`: whether the same days a year before were looked at.
    """

    said: Said
    change: Change | None = None
    visible: float | None = None
    year_before: bool = False


@dataclass(frozen=True)
class Among:
    """Verdicts of groups against all others that did not change, and of those together by themselves."""

    groups: Mapping[str, Verdict]
    rest: Verdict
    rest_of: tuple[str, ...]


def changes_among(groups: Mapping[str, Series]) -> Among:
    """Which groups changed against the others, one after the other, and whether the others did together.

    The group that speaks most for a change is judged first, at the level of Holm (1979); once found it is no
    longer among those that the others are compared with, or its change would look like theirs. Of two alone,
    whose shares say the same, the one whose own rate changed more is found.
    """
    left = dict(sorted(groups.items()))
    told: dict[str, Verdict] = {}
    walks: dict[str, Walk] = {}
    while len(left) > 1:
        walks = {name: _beside(name, left) for name in left}
        changes = {name: change for name, walk in walks.items() if (change := likeliest_change(walk))}
        level = _level(len(left))
        worst = max(changes, key=lambda name: _weight(changes[name], left[name], len(left)), default=None)
        if worst is None or changes[worst].chance > level:
            break
        told[worst] = Verdict("broke", changes[worst])
        del left[worst]
    others = {name: _unmoved(walks.get(name), len(left)) for name in left} if len(left) > 1 else {}
    every = {**told, **others}
    rest = alone(summed(left), FALSE_FINDS * (_FOR_ALL if len(groups) > 1 else 1.0))
    if len(left) == 1:
        every |= dict.fromkeys(left, rest)
    return Among({name: every[name] for name in groups}, rest, tuple(left))


def alone(series: Series, level: float = FALSE_FINDS) -> Verdict:
    """Whether a series changed by itself, at a level."""
    walk = own_walk(series.counts, series.exposure)
    change = likeliest_change(walk)
    if change is None:
        return Verdict("few")
    if change.chance > level:
        return Verdict("usual", change, visible_ratio(walk, level))
    as_last_year = like_a_year_before(series, change)
    if as_last_year:
        return Verdict("season", change, visible_ratio(walk, level))
    return Verdict("broke", change, year_before=as_last_year is not None)


def like_a_year_before(series: Series, change: Change) -> bool | None:
    """Whether the days after a change were as the same days a year before, which lie before it.

    52 weeks, so that weekdays meet; at most a year after the change. None where too little lies so far back
    to tell. By the share of the later days in both, at 5 %, with the dispersion of the counts.
    """
    days = range(max(change.day, YEAR), min(len(series.counts), change.day + YEAR))
    later = [day for day in days if day - YEAR < change.day]
    now, then = (sum(series.counts[day - back] for day in later) for back in (0, YEAR))
    exposed, exposed_then = (sum(series.exposure[day - back] for day in later) for back in (0, YEAR))
    if now + then < FEWEST or not exposed or not exposed_then:
        return None
    due = (now + then) * exposed / (exposed + exposed_then)
    variance = due * exposed_then / (exposed + exposed_then) * change.dispersion
    return abs(now - due) <= Z * math.sqrt(variance)


def summed(groups: Mapping[str, Series]) -> Series:
    """All groups as one series, in the order of their names."""
    named = [groups[name] for name in sorted(groups)]
    return Series(
        tuple(map(sum, zip(*(one.counts for one in named), strict=True))),
        tuple(map(sum, zip(*(one.exposure for one in named), strict=True))),
    )


def _beside(name: str, groups: Mapping[str, Series]) -> Walk:
    others = summed({other: series for other, series in groups.items() if other != name})
    one = groups[name]
    return share_walk(one.counts, one.exposure, others.counts, others.exposure)


def _level(groups: int) -> float:
    return FALSE_FINDS * (1 - _FOR_ALL) / groups


def _weight(change: Change, series: Series, groups: int) -> tuple[float, float]:
    """How much speaks for a change: against the others; of two, whose shares say the same, by itself."""
    if groups > 2:
        return -change.chance, change.statistic
    own = likeliest_change(own_walk(series.counts, series.exposure))
    return 0.0 if own is None else own.statistic, change.statistic


def _unmoved(walk: Walk | None, groups: int) -> Verdict:
    if walk is None or walk.total < FEWEST:
        return Verdict("few")
    change = likeliest_change(walk)
    if change is None:
        return Verdict("few")
    return Verdict("usual", change, visible_ratio(walk, _level(groups)))
