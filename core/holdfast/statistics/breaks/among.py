"""Which of several groups broke from their usual: one by one, at a level for all of them together."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from holdfast.statistics.breaks.change import (
    FEWEST,
    Change,
    counts_needed,
    likeliest_change,
    visible_ratio,
)
from holdfast.statistics.breaks.walk import RateWalk, less, own_walk, share_walk, together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.statistics.breaks.walk import Series

FALSE_FINDS: Final = 0.05
"""How often a question about a book in which nothing changed may be answered by a break."""

YEAR: Final = 12
"""Months after which a season comes again."""

_MOST_SHARE: Final = 0.95
"""Where all others are hardly any, the number that is needed is that of a part with so much of all."""

_AS_MUCH: Final = 4.0
"""Changes whose twice log likelihoods differ by less explain the losses about as well."""

_ALIKE: Final = 1.959963984540054
"""Standard errors within which two months of a season are alike."""

TIMES: Final = 3.0
"""A change that matters: for so large a one it is said how many losses are needed to find it."""

Said = Literal["broke", "usual", "season", "few"]
"""It broke, it is as usual, the year before was the same, or too little happened to say."""


@dataclass(frozen=True)
class GroupVerdict:
    """What is said of one group.

    `total`: how much happened at all. `change`: the likeliest, where it `broke` or is a `season`. `visible`:
    where it is as usual, how many times as high a rate from the middle on would have been found. `needed`:
    where it is too little to say, with how much a rate TIMES as high would be; None where all others have
    too little.
    """

    said: Said
    total: int
    change: Change | None = None
    visible: float | None = None
    needed: int | None = None


def breaks_beside(groups: Mapping[str, Series], rest: Series) -> Mapping[str, GroupVerdict]:
    """Which groups broke, each beside all others that did not.

    `rest`: whoever is in none of the groups. The group that speaks most for a break is judged first; once
    found it is no longer among those that the others are compared with, or its break would look like theirs.
    Levels of Holm (1979). Of two alone, whose shares say the same, the one whose own counts speak more.
    """
    left = {name: series for name, series in sorted(groups.items()) if series.total >= FEWEST}
    unjudged = together([rest, *(series for name, series in groups.items() if name not in left)])
    told: dict[str, GroupVerdict] = {}
    while walks := _beside(left, unjudged):
        changes = {name: found for name, walk in walks.items() if (found := likeliest_change(walk, 1.0))}
        alone = len(walks) == 2 and not unjudged.total
        first = min(changes.values(), key=lambda found: found.chance, default=None)
        if first is None or first.chance > _level(1 if alone else len(walks)):
            break
        name = _worst(left, changes)
        told[name] = GroupVerdict("broke", left.pop(name).total, changes[name])
    whole = together([rest, *groups.values()]).total
    level = _level(max(len(left), 1))
    return {name: told.get(name) or no_break(series.total, level, whole) for name, series in groups.items()}


def no_break(total: int, level: float, whole: int | None = None) -> GroupVerdict:
    """What is said where no break was found among `total` counts: as usual, or too few.

    `whole`: those of all groups; None where a group stands beside its own past.
    """
    if whole is not None and whole - total < FEWEST <= total:
        return GroupVerdict("few", total)
    share = total / whole if whole else 0.0
    visible = visible_ratio(total, level, share) if total >= FEWEST else None
    if visible is not None:
        return GroupVerdict("usual", total, visible=visible)
    return GroupVerdict("few", total, needed=counts_needed(TIMES, level, min(share, _MOST_SHARE)))


def _level(groups: int) -> float:
    return FALSE_FINDS / groups


def breaks_alone(groups: Mapping[str, Series]) -> Mapping[str, GroupVerdict]:
    """Which groups broke from their own past, a step being a month; levels of Holm (1979).

    Counts may vary more than independent ones. A change that the same months of the year before show as well
    is a season.
    """
    walks = {name: own_walk(series) for name, series in sorted(groups.items()) if series.total >= FEWEST}
    changes = {name: found for name, walk in walks.items() if (found := likeliest_change(walk))}
    told = {name: no_break(series.total, _level(len(groups))) for name, series in groups.items()}
    holds = True
    for place, name in enumerate(sorted(changes, key=lambda name: (changes[name].chance, name))):
        level, change, total = _level(len(changes) - place), changes[name], walks[name].total
        holds = holds and change.chance <= level
        if not holds:
            told[name] = no_break(total, level)
        elif _was_a_year_before(groups[name], change):
            told[name] = GroupVerdict("season", total, change)
        else:
            told[name] = GroupVerdict("broke", total, change)
    return told


def _beside(groups: Mapping[str, Series], rest: Series) -> dict[str, RateWalk]:
    """Each group with enough of it beside the others; empty where there are no such others."""
    whole = together([rest, *groups.values()])
    return {
        name: share_walk(series, less(whole, series))
        for name, series in groups.items()
        if whole.total - series.total >= FEWEST
    }


def _worst(left: Mapping[str, Series], changes: Mapping[str, Change]) -> str:
    """The group that speaks most for a change; of several that say about as much, the one itself changed.

    Of two groups alone the shares say the very same; where one group has most of all losses, nearly so. Which
    of them it was, their own counts tell beside their own past: the rest of the shares is theirs to say.
    """
    most = max(change.statistic for change in changes.values())
    alike = [name for name, change in changes.items() if change.statistic >= most - _AS_MUCH]
    return max(alike, key=lambda name: (_own_ratio(left[name], changes[name].likeliest), name))


def _own_ratio(series: Series, step: int) -> float:
    """Twice the log likelihood ratio of a change at a step in the rate of a group by itself."""
    walk = own_walk(series)
    before = bisect_left(walk.steps, step) - 1
    return walk.ratio(min(max(before, 0), len(walk.steps) - 2)) if len(walk.steps) > 1 else 0.0


def _was_a_year_before(series: Series, change: Change) -> bool:
    """Whether the months after a change were as the same months a year before, which lie before it.

    By the share of the later months in both, with the dispersion of the counts.
    """
    ends = len(series.counts)
    later = [step for step in range(max(change.likeliest, YEAR), ends) if step - YEAR < change.likeliest]
    now, then = (sum(series.counts[step - back] for step in later) for back in (0, YEAR))
    exposed, exposed_then = (sum(series.exposure[step - back] for step in later) for back in (0, YEAR))
    if now + then < FEWEST or not exposed or not exposed_then:
        return False
    due = (now + then) * exposed / (exposed + exposed_then)
    variance: float = due * exposed_then / (exposed + exposed_then)
    return abs(now - due) <= _ALIKE * math.sqrt(variance)
