"""Which prompts are open for which rep on a day: the flags of reps over the flags of their customers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.catalog import REP_FLAGS
from holdfast.risk.names import REP_NAMES
from holdfast.risk.needs import missing_tables
from holdfast.risk.rep_evaluation import REP_FLAG_ID, RepEvaluation
from holdfast.risk.since.seen import judged, raised_among
from holdfast.rows.numbered import filled

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


def evaluate_reps(scope: RuleScope) -> RepEvaluation:
    """Every flag of every active rep; `scope.facts` carries the customers' `risk` already."""
    if not scope.book.has("reps"):
        return RepEvaluation()
    reps = scope.team.reps.select("rep", "rep_id", "name", "revenue")
    levels = [filled(None, reps.height, pl.Int8).alias(flag.column) for flag in REP_NAMES]
    raised: dict[str, pl.DataFrame] = {}
    for position, flag in enumerate(REP_FLAGS.values()):
        if missing_tables(scope.book, flag):
            continue
        answer = judged(scope, flag)
        levels[position] = answer.get_column("severity").cast(pl.Int8).alias(flag.column)
        raised[flag.id] = raised_among(scope, flag, reps.drop("name"), answer)
    return RepEvaluation(_with_totals(reps.hstack(levels)), MappingProxyType(raised))


def _with_totals(levels: pl.DataFrame) -> pl.DataFrame:
    columns = [pl.col(flag.column) for flag in REP_NAMES]
    opened = [(level > 0).fill_null(value=False).cast(pl.UInt8) for level in columns]
    worst = pl.col("worst")
    first_worst = pl.coalesce(
        pl.when((pl.col(flag.column) == worst) & (worst > 0)).then(pl.lit(flag.id)) for flag in REP_NAMES
    )
    return levels.with_columns(
        pl.max_horizontal(columns).alias("worst"),
        pl.sum_horizontal(opened).cast(pl.UInt8).alias("prompts"),
    ).with_columns(first_worst.cast(REP_FLAG_ID).alias("worst_flag"))
