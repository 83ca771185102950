"""A resolved query: its facts, and the customers its filter keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from holdfast.answers.basis import RevenueBasis
from holdfast.answers.moment import Moment
from holdfast.query import Query
from holdfast.risk.rep_evaluation import RepEvaluation
from holdfast.risk.thresholds.thresholds import Thresholds
from holdfast.timeline import Period


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts of one date and period: row i of `customers` is customer i; `reps` one row per visible rep.

    `raised`: what the open flags saw, as in `risk.evaluate.Evaluation`, and `rep_flags` the same of active
    reps; both empty before flags are evaluated.
    """

    as_of: date
    period: Period
    customers: pl.DataFrame
    reps: pl.DataFrame
    raised: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    rep_flags: RepEvaluation = field(default_factory=RepEvaluation)


@dataclass(frozen=True, eq=False)
class Answer:
    """A resolved query: facts, the customers the filter keeps, and the frame every view carries.

    `query` as it was asked. `mask` is Boolean over all customers; `chosen` are the facts of those it keeps.
    `thresholds` are those the flags were evaluated by, `basis` what retention of revenue is measured on.
    """

    query: Query
    facts: Facts
    mask: pl.Series
    chosen: pl.DataFrame
    moment: Moment
    thresholds: Thresholds
    basis: RevenueBasis

    @property
    def filtered(self) -> bool:
        """Whether a filter narrows the customers."""
        return bool(self.moment.where.strip())

    @property
    def customers(self) -> pl.DataFrame | None:
        """The chosen customers (column `customer`), or None where nothing narrows them."""
        return self.chosen.select("customer") if self.filtered else None

    def chosen_of(self, facts: Facts) -> pl.DataFrame:
        """The same customers in the facts of another date, those of them known by then."""
        if facts is self.facts:
            return self.chosen
        return facts.customers.filter(self.mask & facts.customers.get_column("known"))
