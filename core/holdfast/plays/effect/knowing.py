"""When the effect of a play can be told, and its interval for every look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.plays.effect.compare import MINIMUM
from holdfast.risk.past.backtest import HORIZON
from holdfast.statistics.sequential.intervals import sequential_difference
from holdfast.statistics.sequential.looks import LEVEL
from holdfast.statistics.sequential.prospect import TOO_FEW
from holdfast.statistics.sequential.waiting import Pace, when_rates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.plays.effect.achieved import Achieved, Achievements
    from holdfast.plays.effect.compare import Effect


def known_apart(found: Achievements, *, always_valid: bool = False) -> Mapping[tuple[str, str], Achieved]:
    """What plays achieved, with when each effect can be told; by play and flag.

    Cases came from the first of the comparison on, and each is known when the horizon has passed.
    `always_valid`: intervals hold at every look, over all plays together, each as often as it is compared.
    Those with a play count in full and those alike as so many as their weights are worth: of what was
    observed it is an approximation, of what the lot decides it is exact.
    """
    comparisons = sum(
        effect.value is not None
        for pair in found.pairs.values()
        for effect in (pair.observed, pair.assigned)
        if effect is not None
    )
    level = LEVEL / max(1, comparisons) if always_valid else None
    observed = _first(found.cases, "month", "play", "flag")
    drawn = _first(found.newly, "on", "flag")
    pairs = {}
    for key, pair in found.pairs.items():
        lot = pair.assigned and _known(pair.assigned, drawn.get((pair.flag,)), found.as_of, level)
        seen = _known(pair.observed, observed.get(key), found.as_of, level)
        pairs[key] = replace(pair, observed=seen, assigned=lot)
    return pairs


def _first(cases: pl.DataFrame, day: str, *by: str) -> Mapping[tuple[object, ...], date]:
    """The day of the first case of each comparison."""
    first = cases.group_by(*by).agg(pl.col(day).min()).sort(*by)
    return {tuple(keys): day for *keys, day in first.iter_rows()}


def _known(effect: Effect, first: date | None, as_of: date, level: float | None) -> Effect:
    """An effect with when it can be told; the bounds for every look where there is a level."""
    if effect.share is None or effect.others_share is None or first is None:
        return effect
    if min(effect.n, effect.effective) < MINIMUM or effect.value is None:
        return replace(effect, knowable=TOO_FEW)
    others = min(max(effect.others_share, 0.0), 1.0) * effect.effective
    if level is not None:
        bounds = sequential_difference(effect.kept, effect.n, others, effect.effective, level)
        assert bounds is not None
        effect = replace(effect, low=bounds.low, high=bounds.high)
    lost = effect.n - effect.kept, effect.effective - others
    pace = Pace(first, as_of, HORIZON.days)
    told = effect.is_distinguishable
    when = when_rates(lost[0], effect.n, lost[1], effect.effective, pace, told=told, level=level)
    return replace(effect, knowable=when)
