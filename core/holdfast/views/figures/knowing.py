"""Figures beside the rest of their groups, intervals for every look where they were asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.metrics.compared import Counted, beside_the_rest, share_bounds
from holdfast.metrics.registry import METRICS
from holdfast.metrics.sums import Share
from holdfast.statistics.sequential.looks import shared_level
from holdfast.statistics.sequential.waiting import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.figures import Figure


def known_apart(figures: Iterable[Figure], book: Book, answer: Answer, by: str | None) -> tuple[Figure, ...]:
    """The figures, of which each share of a group stands beside the rest of the groups.

    Where the query asks for it, the intervals of shares hold at every look together.
    """
    listed = tuple(figures)
    if by is None and not answer.query.always_valid:
        return listed
    found: dict[tuple[str, str | None], Figure] = {}
    for metric, shares in _shares(listed).items():
        groups = [Counted(one.numerator or 0, one.denominator or 0) for one in shares]
        pace = _pace(metric, book, answer)
        level = shared_level(len(groups), pace.days) if answer.query.always_valid else None
        besides = beside_the_rest(groups, pace, level, lost=METRICS[metric].direction > 0)
        for figure, counted, beside in zip(shares, groups, besides, strict=True):
            low, high = share_bounds(counted, level) or (None, None)
            found[metric, figure.group] = replace(
                figure,
                low=low if level is not None else figure.low,
                high=high if level is not None else figure.high,
                always_valid=level is not None,
                beside=beside if by is not None else None,
            )
    return tuple(found.get((figure.id, figure.group), figure) for figure in listed)


def _shares(figures: Iterable[Figure]) -> Mapping[str, list[Figure]]:
    """By metric, the groups of which a share with an interval is told."""
    shares: dict[str, list[Figure]] = {}
    for figure in figures:
        counted = figure.numerator is not None and figure.denominator
        if counted and figure.low is not None and isinstance(METRICS[figure.id].definition, Share):
            shares.setdefault(figure.id, []).append(figure)
    return shares


def _pace(metric: str, book: Book, answer: Answer) -> Pace:
    """What happens inside a period came in it; what holds on a day came since the data begin."""
    period = answer.facts.period
    if METRICS[metric].over_period:
        return Pace(period.start, period.last_day)
    return Pace(min(book.span[0], answer.facts.as_of), answer.facts.as_of)
