"""The parts of the retention room, made from the views of the command line."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar, get_args

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters import is_exactly
from holdfast.metrics.evaluate import BLANK_GROUP, group_label
from holdfast.metrics.registry import METRICS
from holdfast.metrics.revenue.cost_of_churn import assumed, retention_what_if
from holdfast.metrics.what_if import WhatIf
from holdfast.money import to_units
from holdfast.statistics.exact import summable
from holdfast.statistics.intervals.wilson import wilson
from holdfast.statistics.survival.kaplan_meier import median
from holdfast.views.figures.figures import metric_figures
from holdfast.views.figures.scopes import scope_of
from holdfast.views.retention.cohorts import cohorts
from holdfast.views.retention.movements import movements, period_movements
from holdfast.views.retention.results import (
    DEFAULT_SPLIT,
    Bucket,
    Cell,
    Cohort,
    CohortsPart,
    Curve,
    CurvePoint,
    LifetimeValues,
    MovementsPart,
    MovementTotal,
    RetentionOptions,
    RetentionView,
    SegmentRow,
    SegmentsPart,
    SurvivalPart,
)
from holdfast.views.retention.survival import survival
from holdfast.views.selection import CohortKind, MovementName

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure

Part = TypeVar("Part")

KEPT_PARTS: Final = 16
MOVEMENT_NAMES: Final[tuple[MovementName, ...]] = get_args(MovementName)
SEGMENT_FIGURES: Final = (
    "retention.customers",
    "retention.revenue.gross",
    "retention.revenue.net",
    "repeat.rate",
)
"""What is told of every segment."""


def retention_room(store: FactsStore, answer: Answer, options: RetentionOptions) -> RetentionView:
    """Everything the retention room shows, by the usual dimension where the book lacks the one asked for."""
    fields, split = answer.moment.fields, answer.moment.fields.name_of(options.split)
    # A column of a book that was open before may be gone.
    options = replace(options, split=split if split in fields.dimensions else DEFAULT_SPLIT)
    if options.split not in answer.facts.customers.columns:
        answer = store.answer(replace(answer.query, by=options.split))
    part = partial(_part, store, answer, options)
    return RetentionView(
        moment=answer.moment,
        options=options,
        movements=part(_movements, options.movements, options.by),
        cohorts=part(_cohorts, options.cohorts, options.by),
        survival=part(_survival, options.survival, options.split),
        segments=part(_segments, options.split),
    )


def lifetime_values(store: FactsStore, answer: Answer) -> LifetimeValues:
    """Lifetime values of the chosen customers and the case to try; fits models when first asked."""
    case = retention_what_if(scope_of(store.book, answer, answer.facts), assumed(store.book).uplift)
    ids = [name for name in METRICS if name.startswith("clv.")]
    figures = metric_figures(store, answer, ids=ids)
    return LifetimeValues(answer.moment, figures, case if isinstance(case, WhatIf) else None)


def _part(
    store: FactsStore,
    answer: Answer,
    options: RetentionOptions,
    make: Callable[[FactsStore, Answer, RetentionOptions], Part],
    *chosen: Hashable,
) -> Part:
    """A part of the room; those made before are kept, so that a switch computes its own part only."""
    moment = answer.moment
    key = (make, moment.as_of, moment.period, moment.where, answer.basis, answer.query.basis, *chosen)
    part: Part = store.kept.of_words(retention_room, KEPT_PARTS).get(
        key, lambda: make(store, answer, options)
    )
    return part


def _movements(store: FactsStore, answer: Answer, options: RetentionOptions) -> MovementsPart:
    book, facts = store.book, answer.facts
    basis = answer.query.basis
    rows = period_movements(book, facts.as_of, facts.period, answer.customers, options.movements, basis=basis)
    sums = {
        name: (amount, customers)
        for name, amount, customers in rows.group_by("movement")
        .agg(to_units(pl.col("amount").sum()), pl.col("customer").n_unique())
        .iter_rows()
    }
    series = movements(
        book,
        facts.as_of,
        facts.period,
        answer.customers,
        by=options.by,
        kind=options.movements,
        basis=basis,
    )
    return MovementsPart(
        basis=basis or book.basis,
        kind=options.movements,
        by=options.by,
        totals=tuple(MovementTotal(name, *sums.get(name, (0.0, 0))) for name in MOVEMENT_NAMES),
        buckets=tuple(
            Bucket(
                label=row["period"],
                amounts={name: row[name] for name in MOVEMENT_NAMES},
                gross=row["gross"],
                net=row["net"],
                complete=row["complete"],
            )
            for row in series.iter_rows(named=True)
        ),
    )


def _cohorts(store: FactsStore, answer: Answer, options: RetentionOptions) -> CohortsPart:
    kind: CohortKind = "on_or_after" if options.cohorts == "on_or_after" else "exact"
    frame = cohorts(store.book, answer.facts.as_of, answer.customers, by=options.by, kind=kind)
    if options.cohorts == "revenue":
        first = pl.col("revenue").filter(pl.col("offset") == 0).first().over("cohort")
        shares = frame.with_columns(pl.col("revenue").alias("numerator"), first.alias("denominator"))
    else:
        shares = frame.with_columns(
            pl.col("active").cast(pl.Float64).alias("numerator"),
            pl.col("size").cast(pl.Float64).alias("denominator"),
        )
    over, total = summable(shares.filter("complete"), "numerator", "denominator")
    pooled = (
        over.group_by("offset")
        .agg(total["numerator"], total["denominator"], pl.lit(value=True).alias("complete"))
        .sort("offset")
    )
    counted = options.cohorts != "revenue"
    sizes = frame.group_by("cohort", maintain_order=True).agg(pl.col("size").first())
    rows = [
        Cohort(str(cohort), int(part.item(0, "size")), _cells(part, counted=counted))
        for (cohort,), part in shares.partition_by("cohort", as_dict=True, maintain_order=True).items()
    ]
    together = Cohort(None, int(sizes.get_column("size").sum()), _cells(pooled, counted=counted))
    return CohortsPart(options.cohorts, options.by, (together, *rows) if rows else ())


def _cells(part: pl.DataFrame, *, counted: bool) -> tuple[Cell, ...]:
    return tuple(
        _cell(*row, bounds=wilson(*row[1:3]) if counted else None)
        for row in part.select("offset", "numerator", "denominator", "complete").iter_rows()
    )


def _cell(
    offset: int, numerator: float, denominator: float, complete: bool, *, bounds: tuple[float, float] | None
) -> Cell:
    share = numerator / denominator if denominator > 0 else None
    low, high = bounds or (None, None)
    return Cell(offset, numerator, denominator, share, low, high, complete)


def _survival(store: FactsStore, answer: Answer, options: RetentionOptions) -> SurvivalPart:
    scope = scope_of(store.book, answer, answer.facts)
    part = SurvivalPart(options.survival, options.split)
    try:
        everyone, said = survival(scope, options.survival, None)
    except UsageError as error:
        return SurvivalPart(options.survival, options.split, locked=str(error))
    curves = _curves(everyone, said, None)
    notes: tuple[str, ...] = said[1:]
    if options.split in scope.facts.columns:
        split, notes = survival(scope, options.survival, options.split)
        curves += _curves(split, notes, options.split)
        notes = tuple(note for note in notes if not any(note.startswith(f"{c.group}: ") for c in curves))
    return SurvivalPart(part.subject, part.split, curves, notes)


def _curves(frame: pl.DataFrame, notes: tuple[str, ...], split: str | None) -> tuple[Curve, ...]:
    found = []
    for (name,), part in frame.partition_by("group", as_dict=True, maintain_order=True).items():
        group = str(name)
        words = next((n.removeprefix(f"{group}: ") for n in notes if n.startswith(f"{group}: ")), "")
        points = tuple(CurvePoint(*row) for row in part.drop("group").iter_rows())
        clause = _clause(split, group) if split else ""
        found.append(Curve(group if split else None, points, median(part), words, clause))
    return tuple(found)


def _clause(split: str, group: str) -> str:
    return is_exactly(split, None if group == BLANK_GROUP else group)


def _segments(store: FactsStore, answer: Answer, options: RetentionOptions) -> SegmentsPart:
    split = options.split
    by_group: dict[str, dict[str, Figure]] = {}
    for figure in metric_figures(store, answer, split, SEGMENT_FIGURES):
        if figure.group is not None:
            by_group.setdefault(figure.group, {})[figure.id] = figure
    known = {
        group: count
        for group, count in answer.chosen.group_by(group_label(split)).agg(pl.len()).iter_rows()
        if group is not None
    }
    order = sorted(by_group, key=lambda group: (group == BLANK_GROUP, -known.get(group, 0), group))
    rows = tuple(
        SegmentRow(group, known.get(group, 0), by_group[group], _clause(split, group)) for group in order
    )
    return SegmentsPart(split, answer.moment.fields[split].title, rows)
