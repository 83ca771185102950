"""Figures of two days side by side, and whether their difference is more than their intervals allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.registry import METRICS
from holdfast.views.changes.results import FIGURE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.figures import Figure

_UNTOLD: Final = "needs"

OF_CHANCE: Final = frozenset(
    {
        "Wilson",
        "Wilson, by the year",
        "adjusted Wald",
        "Wald, variances not below the adjusted ones",
        "log–log Greenwood",
        "linearised",
        "Mantel–Haenszel",
        "Newcombe",
    }
)
"""Intervals that say how far chance goes; others are what assumptions or open deals leave open."""


def paired(before: Iterable[Figure], after: Iterable[Figure]) -> Mapping[str, tuple[Figure, Figure]]:
    """The figures of both days by id, those that the book could tell on at least one."""
    earlier = {figure.id: figure for figure in before}
    pairs = {figure.id: (earlier[figure.id], figure) for figure in after if figure.id in earlier}
    return {
        name: pair
        for name, pair in pairs.items()
        if any(one.value is not None for one in pair) and any(one.status != _UNTOLD for one in pair)
    }


def differences(pairs: Mapping[str, tuple[Figure, Figure]]) -> pl.DataFrame:
    """A row for each pair (FIGURE_SCHEMA)."""
    rows = [
        {
            "id": name,
            "unit": now.unit,
            "before": then.value,
            "low_before": then.low,
            "high_before": then.high,
            "status_before": then.status,
            "after": now.value,
            "low": now.low,
            "high": now.high,
            "status": now.status,
            "difference": difference(then, now),
            "beyond": beyond(then, now),
        }
        for name, (then, now) in pairs.items()
    ]
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA)


def difference(then: Figure, now: Figure) -> float | None:
    """How much more it is; None where one has no value, or one stands in for a model that the other has."""
    if now.compared_with(then).previous is None or then.value is None or now.value is None:
        return None
    return now.value - then.value


def beyond(then: Figure, now: Figure) -> bool | None:
    """Whether the intervals lie apart: more than chance. None where one has none, or is none OF_CHANCE.

    Both days look at much the same customers, so intervals that overlap may still hide a difference.
    """
    if difference(then, now) is None or METRICS[now.id].interval not in OF_CHANCE:
        return None
    if then.low is None or then.high is None or now.low is None or now.high is None:
        return None
    return now.low > then.high or now.high < then.low
