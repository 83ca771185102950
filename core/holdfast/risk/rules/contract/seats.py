"""Rules on what was bought and stays unused: low seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.scope.expressions import SHARE_TOLERANCE
from holdfast.timeline import ONE_DAY
from holdfast.words.wording import number_words, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class LowSeatsLimits:
    """F08: which usage metrics count seats, from when they are expected in use, and how few are too few."""

    metrics: tuple[str, ...] = limit("usage metrics that count seats in use")
    share_of_contracted: float = limit("opens below this share of the seats contracted", share=True)
    after_days: int = limit("a subscription counts when it started more than", "days ago")
    within_days: int = limit("the most seats in use within", "days")


def _evaluate_low_seats(scope: RuleScope, limits: LowSeatsLimits) -> pl.DataFrame:
    """F08: the most seats in use on a day of the last weeks against the seats of running subscriptions."""
    subscriptions = _counted(scope, limits)
    contracted = (
        subscriptions.lazy()
        .filter((pl.col("from") <= scope.as_of) & pl.col("end").is_null())
        .group_by("customer")
        .agg(pl.col("seats").sum().alias("contracted"), pl.col("begin").max())
    )
    usage = _seats(scope.day.visible("usage"), limits.metrics)
    within = usage.lazy().filter(pl.col("date") > scope.day.ago(limits.within_days))
    used = within.group_by("customer").agg(pl.col("value").max().alias("used"))
    return scope.beside_facts(contracted.join(used, on="customer")).with_columns(
        pl.when(_enough(limits)).then(CLEAR).when(~_enough(limits)).then(WATCH).alias("severity"),
        scope.day.days_since("begin").alias("days"),
    )


def _low_seats_details(scope: RuleScope, limits: LowSeatsLimits, raised: pl.DataFrame) -> pl.DataFrame:
    subscriptions = _counted(scope, limits).join(raised, on="customer", how="semi")
    usage = scope.day.visible("usage").join(raised, on="customer", how="semi")
    return _since(subscriptions, _in_use(_seats(usage, limits.metrics)), limits)


def _enough(limits: LowSeatsLimits) -> pl.Expr:
    return pl.col("used") >= limits.share_of_contracted * (1 - SHARE_TOLERANCE) * pl.col("contracted")


def _counted(scope: RuleScope, limits: LowSeatsLimits) -> pl.DataFrame:
    """`customer`, `seats`, `begin`, `from` (the first day it counts), `end` of subscriptions with seats."""
    begin = pl.col("start")
    if not scope.book.settings.include_trials:
        begin = pl.max_horizontal("start", "trial_end")
    return (
        scope.day.visible("subscriptions")
        .filter(pl.col("customer").is_not_null() & (pl.col("seats") > 0))
        .select("customer", "seats", begin.alias("begin"), "end")
        .with_columns((pl.col("begin") + timedelta(days=limits.after_days + 1)).alias("from"))
        .filter(pl.col("end").is_null() | (pl.col("end") > pl.col("from")))
    )


def _seats(usage: pl.DataFrame, metrics: Sequence[str]) -> pl.DataFrame:
    """The rows of usage that count seats, however the export spells the metric."""
    # Spelled alike once per name, not once per row.
    names = usage.select(pl.col("metric").unique()).with_columns(_plain(pl.col("metric")).alias("plain"))
    wanted = pl.select(_plain(pl.Series(metrics, dtype=pl.String))).to_series()
    spelled = names.filter(pl.col("plain").is_in(wanted.implode())).get_column("metric")
    return usage.filter(pl.col("metric").is_in(spelled.implode()))


def _plain(text: pl.Expr | pl.Series) -> pl.Expr:
    text = pl.lit(text) if isinstance(text, pl.Series) else text
    return text.str.to_lowercase().str.replace_all(r"[\s_./-]+", " ").str.strip_chars()


def _in_use(usage: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `date`, `used`: seats in use by day, the most of any metric that counts them."""
    return usage.group_by("customer", "date").agg(pl.col("value").max().alias("used"))


def _since(subscriptions: pl.DataFrame, in_use: pl.DataFrame, limits: LowSeatsLimits) -> pl.DataFrame:
    """`customer`, `since`: the day after the last one on which the flag was not open.

    It was not open while no counted subscription ran, while nothing was on file about seats in use, and as
    long as a day with enough of them lay within the weeks looked at.
    """
    moves = pl.concat(
        [
            subscriptions.select("customer", pl.col("from").alias("day"), "seats"),
            subscriptions.filter(pl.col("end").is_not_null()).select(
                "customer", pl.col("end").alias("day"), -pl.col("seats")
            ),
        ]
    )
    steps = (
        moves.group_by("customer", "day")
        .agg(pl.col("seats").sum())
        .sort("customer", "day")
        .with_columns(
            pl.col("seats").cum_sum().over("customer").alias("contracted"),
            pl.col("day").shift(-1).over("customer").alias("next"),
        )
    )
    seen_until = pl.col("date") + timedelta(days=limits.within_days)
    nothing_runs = steps.filter(pl.col("contracted") == 0).select("customer", pl.col("next").alias("open"))
    first_step = steps.group_by("customer").agg(pl.col("day").min().alias("open"))
    before = pl.col("date").shift(1).over("customer") + timedelta(days=limits.within_days)
    unheard = (
        in_use.sort("customer", "date")
        .with_columns(before.alias("before"))
        .filter(pl.col("before").is_null() | (pl.col("date") > pl.col("before")))
        .select("customer", pl.col("date").alias("open"))
    )
    enough = (
        in_use.join(steps, on="customer")
        .filter(_enough(limits) & (seen_until > pl.col("day")))
        .filter(pl.col("next").is_null() | (pl.col("date") < pl.col("next")))
        .select("customer", pl.min_horizontal(seen_until, "next").alias("open"))
    )
    opened = pl.concat([first_step, nothing_runs, unheard, enough])
    return opened.group_by("customer").agg(pl.col("open").max().alias("since"))


def _low_seats() -> pl.Expr:
    return sentence(
        "{} of {} seats in use, {} d after start",
        number_words(pl.col("used")),
        pl.col("contracted"),
        pl.col("days"),
    )


def _seats_behind(scope: RuleScope, limits: LowSeatsLimits, customer: int) -> pl.DataFrame:
    """The subscriptions that count, and the seats in use within the weeks looked at."""
    until = scope.day.ago(limits.after_days + 1)
    begin = pl.col("start")
    if not scope.book.settings.include_trials:
        begin = pl.max_horizontal("start", "trial_end")
    counted = (pl.col("seats") > 0) & pl.col("end").is_null() & (begin <= until)
    subscriptions = scope.day.rows_of("subscriptions", customer).filter(counted)
    usage = scope.day.rows_of("usage", customer, since=scope.day.ago(limits.within_days) + ONE_DAY)
    return pl.concat([subscriptions, _seats(usage, limits.metrics)], how="diagonal_relaxed")


LOW_SEATS: Final = Flag(
    "F08",
    ("watch",),
    (("subscriptions", "usage"),),
    "the most seats in use on a day of the last {within_days} below {share_of_contracted} of the seats of "
    "running subscriptions that started more than {after_days} days ago",
    "seats on a running subscription, and a usage metric that counts seats or active users within "
    "{within_days} days",
    limits=LowSeatsLimits,
    numbers={"used": pl.Float64(), "contracted": pl.Int32(), "days": pl.Int32()},
    evaluate=_evaluate_low_seats,
    details=_low_seats_details,
    sentence=_low_seats,
    behind=_seats_behind,
)
