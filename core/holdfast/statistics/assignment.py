"""Who gets which place at least cost, where the places of one kind may cost more and more."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_FAR: Final = 1 << 62
"""Longer than any way there is."""


@dataclass(frozen=True)
class Assignment:
    """For each row the column it goes to, or None where no column has a place; `cost` of all together."""

    columns: tuple[int | None, ...]
    cost: int


def assigned(costs: Sequence[Sequence[int | None]], places: Sequence[Sequence[int]]) -> Assignment:
    """Every row to one column at the least total cost; as many rows as there can be get a place.

    `costs[i][j]`: of row i in column j, None where it cannot go. `places[j]`: what the first, the second …
    row in column j costs beside that, never falling; as many places as there are numbers. Whole numbers,
    so that equal inputs give equal answers. The rows taken one after the other, each along the cheapest way
    that may move others on: the total is the least there is for the rows that got a place (successive
    shortest paths; Ahuja, Magnanti & Orlin 1993, Network Flows, 9.7). Raises ValueError where the costs of
    places fall.
    """
    if any(later < earlier for column in places for earlier, later in pairwise(column)):
        raise ValueError("the costs of the places of a column must not fall")
    flow = _Flow(costs, places)
    for row in range(len(costs)):
        flow.place(row)
    return Assignment(tuple(flow.column_of), flow.cost)


class _Flow:
    """Rows in columns so far. `cheapest[a][b]`: what it costs to move on the row of a that is best in b."""

    def __init__(self, costs: Sequence[Sequence[int | None]], places: Sequence[Sequence[int]]) -> None:
        width = len(places)
        self.costs, self.places = costs, places
        self.column_of: list[int | None] = [None] * len(costs)
        self.taken = [0] * width
        self.cost = 0
        self.cheapest = [[_FAR] * width for _ in range(width)]
        self._moves: list[list[list[tuple[int, int]]]] = [[[] for _ in range(width)] for _ in range(width)]

    def place(self, row: int) -> None:
        """Give a row a place, if there is a way to one."""
        far, came_from = self._ways(row)
        ends = [
            (far[column] + self.places[column][self.taken[column]], column)
            for column in range(len(self.places))
            if far[column] < _FAR and self.taken[column] < len(self.places[column])
        ]
        if not ends:
            return
        length, end = min(ends)
        self.cost += length
        self.taken[end] += 1
        touched = [end]
        while (before := came_from[end]) is not None:
            self._move(self._moves[before][end][0][1], end)
            end = before
            touched.append(end)
        self._move(row, end)
        for column in touched:
            self._look_again(column)

    def _ways(self, row: int) -> tuple[list[int], list[int | None]]:
        """How far each column is from a row, and over which column the way leads (Bellman and Ford)."""
        far = [_FAR if cost is None else cost for cost in self.costs[row]]
        came_from: list[int | None] = [None] * len(far)
        waiting = [column for column, length in enumerate(far) if length < _FAR]
        while waiting:
            again: list[int] = []
            for column in waiting:
                here = far[column]
                for other, step in enumerate(self.cheapest[column]):
                    if here + step < far[other]:
                        far[other], came_from[other] = here + step, column
                        if other not in again:
                            again.append(other)
            waiting = again
        return far, came_from

    def _move(self, row: int, column: int) -> None:
        """Note a row in a column, and what it would cost to move it on from there."""
        self.column_of[row] = column
        here = self.costs[row][column] or 0
        for other, cost in enumerate(self.costs[row]):
            if cost is not None and other != column:
                heappush(self._moves[column][other], (cost - here, row))

    def _look_again(self, column: int) -> None:
        """Forget rows that have moved on, of the moves out of a column."""
        for other, moves in enumerate(self._moves[column]):
            while moves and self.column_of[moves[0][1]] != column:
                heappop(moves)
            self.cheapest[column][other] = moves[0][0] if moves else _FAR
