"""Figures of a query by id, each worked out when a test asks for it: most ask for one or two of many."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.query import Query


@dataclass(frozen=True)
class FiguresOf:
    """The figures of one query."""

    engine: Engine
    query: Query

    def __getitem__(self, metric: str) -> Figure:
        (found,) = self.engine.metrics(self.query, [metric])
        return found
