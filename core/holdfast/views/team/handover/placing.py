"""The customers of a rep given to others: least mismatch under the limits, own choices kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from holdfast.statistics.assignment import assigned
from holdfast.views.team.handover.fit import WEIGHTS, load_costs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.views.team.handover.successors import PossibleSuccessor

NOBODY: Final = 10_000_000
"""Points of a customer without a successor: more than any mismatch."""


@dataclass(frozen=True)
class ToPlace:
    """One customer: points with each rep, how often they count, and Int64 money under high flags.

    `chosen`: the number of the rep that somebody chose, None where the plan may.
    """

    points: Sequence[int]
    weight: int
    flagged: int
    chosen: int | None = None


@dataclass(frozen=True)
class Placing:
    """The number of the rep each customer goes to, None where nobody has room for it.

    `extra`: share by which the mismatch exceeds the least there is without the limit of flagged money; None
    where that limit leaves more customers without a successor, or some go `beyond` it.
    """

    reps: tuple[int | None, ...]
    extra: float | None
    beyond: frozenset[int] = frozenset()


def placed(customers: Sequence[ToPlace], reps: Sequence[PossibleSuccessor], *, firm: bool = True) -> Placing:
    """Every customer to one rep, within what each may hold.

    The total of points is the least there is under the limits of accounts (`assigned`). Where that gives a
    rep more flagged money than its limit, those whose next choice is worse by the least go elsewhere, until
    every limit holds: the total is then at most `extra` above the least without that limit. Who finds no rep
    with room for its flagged money stays without one where that limit is `firm`, and goes `beyond` it where
    it is not: to who fits and has the least of it. Who finds no rep with room for an account stays without
    one, those that count once before those that count twice. A choice of somebody's own is kept, whatever
    the limits, and counts in them.
    """
    given, money = _chosen(customers, reps)
    free = [one for one, customer in enumerate(customers) if customer.chosen is None]
    costs = [_costs(customers[one], reps) for one in free]
    places = [load_costs(rep, given[column], len(free)) for column, rep in enumerate(reps)]
    places.append([0] * len(free))
    least: int | None = None
    barred: set[int] = set()
    beyond: set[int] = set()
    while True:
        found = assigned(costs, places)
        least = found.cost if least is None else least
        there = [
            (row, column, customers[free[row]].flagged, _Bound.of(costs[row], column, row in beyond))
            for row, column in enumerate(found.columns)
            if column is not None and column < len(reps) and customers[free[row]].flagged
        ]
        over = [each for column, rep in enumerate(reps) for each in _over(rep, column, money[column], there)]
        for row, column in over:
            costs[row][column] = None
            barred.add(row)
        # Only those are let beyond the limit who found no other way.
        stuck = [row for row, column in enumerate(found.columns) if column == len(reps) and row in barred]
        stuck = [] if firm or over else [row for row in stuck if row not in beyond]
        for row in stuck:
            costs[row] = _beyond(customers[free[row]], reps, money)
            beyond.add(row)
        if not over and not stuck:
            break
    columns = [None if column == len(reps) else column for column in found.columns]
    told = dict(zip(free, columns, strict=True))
    everyone = tuple(
        customer.chosen if customer.chosen is not None else told[one]
        for one, customer in enumerate(customers)
    )
    return Placing(everyone, _extra(found.cost, least, bool(beyond)), frozenset(free[row] for row in beyond))


def _extra(cost: int, least: int, is_beyond: bool) -> float | None:
    (left, now), (left_before, before) = divmod(cost, NOBODY), divmod(least, NOBODY)
    if left != left_before or is_beyond:
        return None
    return (now - before) / before if before else 0.0


def _beyond(customer: ToPlace, reps: Sequence[PossibleSuccessor], money: Sequence[int]) -> list[int | None]:
    """What a customer costs for whose flagged money nobody has room: more where there is more of it."""
    costs = _costs(customer, reps)
    heavy = [
        WEIGHTS.full * (held + customer.flagged) // rep.flagged if rep.flagged else 0
        for rep, held in zip(reps, money, strict=True)
    ]
    return [None if cost is None else cost + more for cost, more in zip(costs, (*heavy, 0), strict=True)]


def _chosen(customers: Sequence[ToPlace], reps: Sequence[PossibleSuccessor]) -> tuple[list[int], list[int]]:
    """What each rep gets by choices: customers, and flagged money on top of what is held."""
    given, money = [0] * len(reps), [rep.flagged_held for rep in reps]
    for customer in customers:
        if customer.chosen is not None:
            given[customer.chosen] += 1
            money[customer.chosen] += customer.flagged
    return given, money


def _costs(customer: ToPlace, reps: Sequence[PossibleSuccessor]) -> list[int | None]:
    """What a customer costs with each rep, and with nobody."""
    costs: list[int | None] = [
        None if rep.barred else points * customer.weight
        for rep, points in zip(reps, customer.points, strict=True)
    ]
    return [*costs, NOBODY * customer.weight]


class _Bound(NamedTuple):
    """Whether a row has to stay in its column, and by how much its next choice is worse."""

    stays: bool
    worse: int

    @classmethod
    def of(cls, costs: Sequence[int | None], column: int, stays: bool) -> _Bound:
        """Of a row in a column."""
        others = [cost for place, cost in enumerate(costs) if place != column and cost is not None]
        return cls(stays, min(others) - (costs[column] or 0))


def _over(
    rep: PossibleSuccessor, column: int, money: int, there: Sequence[tuple[int, int, int, _Bound]]
) -> list[tuple[int, int]]:
    """Rows and the column of a rep to forbid, so that it has no more flagged money than its limit.

    `money` without the plan; `there`: row, column, flagged money and how it is bound to it.
    """
    rows = sorted((bound, row, flagged) for row, place, flagged, bound in there if place == column)
    total = money + sum(flagged for _, _, flagged in rows)
    found: list[tuple[int, int]] = []
    for bound, row, flagged in rows:
        if rep.flagged is None or total <= rep.flagged or bound.stays:
            break
        found.append((row, column))
        total -= flagged
    return found
