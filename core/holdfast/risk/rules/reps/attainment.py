"""Rules on quota: attainment falls, slow start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.figures import HIDDEN_BELOW
from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.timeline import ONE_DAY, Period, add_months, label, period_of
from holdfast.words.wording import sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_QUARTER: Final = 3


def _closed_months(scope: RuleScope) -> pl.LazyFrame:
    """Months over by the day that state a quota and what was attained: `rep_id`, `month`, both as money."""
    month = pl.col("period").dt.truncate("1mo")
    stated = (pl.col("quota") > 0) & pl.col("attained").is_not_null()
    return (
        scope.day.visible("rep_periods")
        .lazy()
        .filter(stated & (month.dt.offset_by("1mo") <= scope.as_of + ONE_DAY))
        .group_by("rep_id", month.alias("month"))
        .agg(pl.col("quota", "attained").sum())
    )


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32)


@dataclass(frozen=True)
class AttainmentFallsLimits:
    """R2: how many quarters in a row attainment has to fall."""

    quarters: int = limit("opens after a fall in", "quarters in a row")


def _evaluate_attainment_falls(scope: RuleScope, limits: AttainmentFallsLimits) -> pl.DataFrame:
    """R2: attainment of each of the last complete quarters is below that of the one before."""
    last = _last_quarter(scope)
    newest = last.start.year * 12 + last.start.month
    quarters = (
        _closed_months(scope)
        # Counted backwards from the last complete quarter, which is number 0.
        .with_columns(((newest + _QUARTER - 1 - _month_number(pl.col("month"))) // _QUARTER).alias("back"))
        .filter(pl.col("back") >= 0)
        .group_by("rep_id", "back")
        .agg(pl.col("quota", "attained").sum(), pl.len().alias("months"))
        .filter(pl.col("months") == _QUARTER)
        .sort("rep_id", "back")
        .with_columns((pl.col("attained") / pl.col("quota")).alias("rate"))
        # Only quarters without a gap up to the last one can be compared with each other.
        .filter(pl.col("back") == pl.int_range(pl.len()).over("rep_id"))
        .with_columns((pl.col("rate") < pl.col("rate").shift(-1)).over("rep_id").alias("fell"))
    )
    runs = quarters.group_by("rep_id", maintain_order=True).agg(
        pl.len().alias("quarters"),
        pl.col("fell").fill_null(value=False).cast(pl.Int32).cum_min().sum().alias("falls"),
    )
    falls = pl.col("falls")
    fell_enough = falls >= limits.quarters
    months_ago = (falls - limits.quarters) * _QUARTER
    opened = pl.lit(last.end).dt.offset_by(pl.format("-{}mo", months_ago)) - pl.duration(days=1)
    return scope.team.beside_reps(runs).select(
        pl.when(pl.col("quarters") > limits.quarters)
        .then(pl.when(fell_enough).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        pl.when(fell_enough).then(opened).alias("since"),
        "falls",
        pl.lit(label(last, "quarter", scope.book.settings.fiscal_year_start)).alias("quarter"),
    )


def _last_quarter(scope: RuleScope) -> Period:
    return period_of(scope.as_of + ONE_DAY, "quarter", scope.book.settings.fiscal_year_start).previous()


def _attainment_falls() -> pl.Expr:
    return sentence("Attainment fell {} quarters in a row, the last {}", pl.col("falls"), pl.col("quarter"))


def _quarters_of_rep(scope: RuleScope, limits: AttainmentFallsLimits, rep: int) -> pl.DataFrame:
    """The months of the quarters that fell and of the one before them."""
    last = _last_quarter(scope)
    falls = _evaluate_attainment_falls(scope, limits).item(rep, "falls") or limits.quarters
    since = add_months(last.start, -_QUARTER * falls)
    return scope.team.rows_of_rep("rep_periods", rep, since=since).filter(pl.col("period") < last.end)


ATTAINMENT_FALLS: Final = Flag(
    "R2",
    ("watch",),
    (("reps", "rep_periods"),),
    "attained ÷ quota of each of the last {quarters|complete quarter|complete quarters} is below that of "
    "the quarter before",
    "all months of these quarters and of the one before them on record, each with a quota",
    limits=AttainmentFallsLimits,
    numbers={"falls": pl.Int32(), "quarter": pl.String()},
    evaluate=_evaluate_attainment_falls,
    sentence=_attainment_falls,
    behind=_quarters_of_rep,
)


@dataclass(frozen=True)
class SlowStartLimits:
    """R6: the months of tenure that are compared, the quantile of the peers, and how many it takes."""

    first_month: int = limit("compared from tenure month")
    last_month: int = limit("to tenure month")
    peers_quantile: float = limit("opens below this quantile of the peers", share=True)
    minimum_peers: int = limit("not judged below", "peers with the same months")

    RISING: ClassVar = (("first_month", "last_month"),)

    @property
    def peers_needed(self) -> int:
        """Peers below whom nothing is told."""
        return max(self.minimum_peers, HIDDEN_BELOW)


def _evaluate_slow_start(scope: RuleScope, limits: SlowStartLimits) -> pl.DataFrame:
    """R6: attainment since the third month is below that of most peers in the same months of tenure."""
    early = _early_months(scope, limits)
    now = scope.as_of + ONE_DAY
    running = now.year * 12 + now.month
    starters = (
        scope.team.reps.lazy()
        .select("rep_id", (running - _month_number(pl.col("hire_date"))).alias("tenure_now"))
        .filter(pl.col("tenure_now").is_between(limits.first_month, limits.last_month))
    )
    standing = _standing(early, starters, limits)
    latest = standing.group_by("rep_id", maintain_order=True).agg(pl.all().last())
    # A spell of months below: it began after the last month that was not below, or not judged.
    other = standing.filter(~pl.col("below")).group_by("rep_id").agg(pl.col("upto").max().alias("last_other"))
    below = standing.join(other, on="rep_id", how="left").filter(
        pl.col("below") & (pl.col("upto") > pl.col("last_other").fill_null(0))
    )
    opened = below.group_by("rep_id").agg((pl.col("closed").min() - pl.duration(days=1)).alias("since"))
    numbers = (
        starters.join(latest.filter(pl.col("judged")), on="rep_id", how="left")
        # The last complete month has to be on record: an old one says nothing of today.
        .filter(pl.col("upto") == pl.col("tenure_now"))
        .join(opened, on="rep_id", how="left")
        .select("rep_id", "below", "since", "peers", pl.col("upto").alias("month"))
    )
    tenure = running - _month_number(pl.col("hire_date"))
    return scope.team.beside_reps(numbers, "hire_date").select(
        pl.when(tenure > limits.last_month)
        .then(CLEAR)
        .when("below")
        .then(WATCH)
        .when(~pl.col("below"))
        .then(CLEAR)
        .alias("severity"),
        "since",
        "month",
        "peers",
        pl.lit(limits.first_month).alias("first_month"),
    )


def _early_months(scope: RuleScope, limits: SlowStartLimits) -> pl.LazyFrame:
    """Closed months of tenure that are compared, of everybody ever here: month 1 is the month of hiring."""
    hired = scope.day.visible("reps").lazy().select("rep_id", "hire_date")
    tenure = _month_number(pl.col("month")) - _month_number(pl.col("hire_date")) + 1
    return (
        _closed_months(scope)
        .join(hired, on="rep_id")
        .with_columns(tenure.alias("tenure"), pl.col("month").dt.offset_by("1mo").alias("closed"))
        .filter(pl.col("tenure").is_between(limits.first_month, limits.last_month))
    )


def _standing(early: pl.LazyFrame, starters: pl.LazyFrame, limits: SlowStartLimits) -> pl.LazyFrame:
    """How each starter stood among the peers when each of the months closed, by `rep_id` and `upto` (month).

    `judged`: enough peers had the same months by then; `below`: below their quantile; `closed` Date.
    """
    own = early.join(starters, on="rep_id", how="semi")
    upto = own.select("rep_id", pl.col("tenure").alias("upto"), "closed")
    months = upto.join(own.select("rep_id", "tenure", "quota", "attained"), on="rep_id").filter(
        pl.col("tenure") <= pl.col("upto")
    )
    sums = months.group_by("rep_id", "upto", "closed").agg(
        pl.len().alias("count"), (pl.col("attained").sum() / pl.col("quota").sum()).alias("rate")
    )
    others = early.select(
        pl.col("rep_id").alias("peer"), "tenure", pl.col("closed").alias("peer_closed"), "quota", "attained"
    )
    peers = (
        months.select("rep_id", "upto", "closed", "tenure")
        .join(others, on="tenure")
        .filter((pl.col("peer") != pl.col("rep_id")) & (pl.col("peer_closed") <= pl.col("closed")))
        .group_by("rep_id", "upto", "peer")
        .agg(
            pl.len().alias("peer_count"),
            (pl.col("attained").sum() / pl.col("quota").sum()).alias("peer_rate"),
        )
        .join(sums.select("rep_id", "upto", "count"), on=["rep_id", "upto"])
        .filter(pl.col("peer_count") == pl.col("count"))
        .group_by("rep_id", "upto")
        .agg(
            pl.len().alias("peers"),
            pl.col("peer_rate").quantile(limits.peers_quantile, "linear").alias("limit"),
        )
    )
    judged = (pl.col("peers") >= limits.peers_needed).fill_null(value=False)
    return (
        sums.join(peers, on=["rep_id", "upto"], how="left")
        .with_columns(
            judged.alias("judged"),
            (judged & (pl.col("rate") < pl.col("limit"))).fill_null(value=False).alias("below"),
        )
        .sort("rep_id", "upto")
    )


def _slow_start() -> pl.Expr:
    return sentence(
        "Months {} to {} of tenure: attainment in the lowest quarter of {} peers in the same months",
        pl.col("first_month"),
        pl.col("month"),
        pl.col("peers"),
    )


def _months_of_starter(scope: RuleScope, limits: SlowStartLimits, rep: int) -> pl.DataFrame:
    compared = _early_months(scope, limits).filter(pl.col("rep_id") == scope.team.rep_id(rep)).collect()
    rows = scope.team.rows_of_rep("rep_periods", rep)
    months = compared.get_column("month").implode()
    return rows.filter(pl.col("period").dt.truncate("1mo").is_in(months))


SLOW_START: Final = Flag(
    "R6",
    ("watch",),
    (("reps", "rep_periods"),),
    "in months {first_month} to {last_month} of tenure, attained ÷ quota since month {first_month} is "
    "below the {peers_quantile} quantile of peers in the same months of theirs",
    "the last complete month on record, and at least {peers_needed} peers, here or gone, with the same "
    "months; the month of hiring is month 1",
    limits=SlowStartLimits,
    numbers={"month": pl.Int32(), "peers": pl.UInt32(), "first_month": pl.Int32()},
    evaluate=_evaluate_slow_start,
    sentence=_slow_start,
    behind=_months_of_starter,
)
