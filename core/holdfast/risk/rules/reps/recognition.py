"""The rule on recognition: good work that nobody has thanked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.figures import HIDDEN_BELOW
from holdfast.risk.flag import CLEAR, INFO, Flag, limit
from holdfast.timeline import ONE_DAY, add_months
from holdfast.words.wording import day_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class UnrecognisedLimits:
    """R7: who counts as top, and for how long without recognition."""

    top_share: float = limit("the top are this share of the reps", share=True)
    within_days: int = limit("opens after", "days without recognition")
    minimum_reps: int = limit("not judged below", "reps to compare")

    @property
    def reps_needed(self) -> int:
        """Reps below whom nobody is compared."""
        return max(self.minimum_reps, HIDDEN_BELOW)


def _evaluate_unrecognised(scope: RuleScope, limits: UnrecognisedLimits) -> pl.DataFrame:
    """R7: among the best by attainment, or by revenue held, and nobody has said so lately."""
    by_quota = scope.book.has("rep_periods")
    rate = pl.when(pl.col("quota") > 0).then(pl.col("attained") / pl.col("quota"))
    measure = rate if by_quota else pl.when(pl.col("held") > 0).then(pl.col("revenue").cast(pl.Float64))
    reps = scope.team.reps.select("rep_id", "hire_date", "recognised_on", measure.alias("measure"))
    compared = reps.get_column("measure").count()
    least = reps.get_column("measure").quantile(1 - limits.top_share, "linear")
    window = scope.day.ago(limits.within_days)
    # The export tells how far the record reaches: thanks of one's own say nothing of who got none before.
    first = scope.book.exported.visible("recognitions", scope.as_of).get_column("date").min()
    recorded = isinstance(first, date) and first <= window
    judged = pl.lit(recorded and compared >= limits.reps_needed)
    here = pl.col("hire_date").is_null() | (pl.col("hire_date") <= window)
    is_top = (pl.col("measure") >= pl.lit(least, dtype=pl.Float64)) & (pl.col("measure") > 0)
    waiting = pl.col("recognised_on").is_null() | (pl.col("recognised_on") < window)
    days = (pl.lit(scope.as_of) - pl.col("recognised_on")).dt.total_days()
    return reps.select(
        pl.when(judged & here & pl.col("measure").is_not_null())
        .then(pl.when(is_top & waiting).then(INFO).otherwise(CLEAR))
        .alias("severity"),
        pl.lit(None, dtype=pl.Date).alias("since"),
        "recognised_on",
        days.cast(pl.Int32).alias("days"),
        pl.lit("attainment" if by_quota else "revenue held").alias("measure"),
        pl.lit(compared).alias("compared"),
    )


def _unrecognised() -> pl.Expr:
    last = sentence("no recognition since {} ({} d)", day_words(pl.col("recognised_on")), pl.col("days"))
    return sentence(
        "Among the top of {} reps by {}; {}",
        pl.col("compared"),
        pl.col("measure"),
        pl.coalesce(last, word("no recognition on record")),
    )


def _achievement(scope: RuleScope, _limits: UnrecognisedLimits, rep: int) -> pl.DataFrame:
    """The months of the year that count for attainment, or the assignments, and every recognition."""
    recognised = scope.team.rows_of_rep("recognitions", rep)
    if scope.book.has("rep_periods"):
        since = add_months(scope.as_of + ONE_DAY, -12)
        closed = pl.col("period").dt.offset_by("1mo") <= scope.as_of + ONE_DAY
        months = scope.team.rows_of_rep("rep_periods", rep, since=since).filter(
            closed & (pl.col("quota") > 0)
        )
        return pl.concat([recognised, months], how="diagonal")
    if not scope.book.has("assignments"):
        return recognised
    held = scope.team.rows_of_rep("assignments", rep).filter(pl.col("end").is_null())
    return pl.concat([recognised, held], how="diagonal")


UNRECOGNISED: Final = Flag(
    "R7",
    ("info",),
    (("reps", "recognitions", "rep_periods"), ("reps", "recognitions", "assignments")),
    "in the top {top_share} of active reps by attainment over 12 months (by revenue held where there are "
    "no quotas), and no recognition in {within_days} days",
    "at least {reps_needed} reps to compare, here for {within_days} days, and recognitions on record that "
    "reach back as far",
    limits=UnrecognisedLimits,
    numbers={
        "recognised_on": pl.Date(),
        "days": pl.Int32(),
        "measure": pl.String(),
        "compared": pl.UInt32(),
    },
    evaluate=_evaluate_unrecognised,
    sentence=_unrecognised,
    behind=_achievement,
)
