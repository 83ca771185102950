"""Rules on customers who stop without a word: silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.surveys import last_known
from holdfast.facts.levels import ByDay
from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.rules.buying.orders import OVERDUE, orders_of_customer, own_reach
from holdfast.risk.scope.expressions import days_after
from holdfast.rows.numbered import placed
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import day_words, number_words, sentence, words_in

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_LOGS: Final = ("tickets", "surveys", "interactions")
_CALLED: Final = ("ticket", "low score", "contact")
_HEARD: Final[tuple[ByDay, ...]] = ("tickets", "two_way", "inbound")


@dataclass(frozen=True)
class SilentLimits:
    """F02: the overdue ratio, and how long nobody has heard from the customer."""

    overdue: float = limit("opens from", "× the usual gap")
    minimum_orders: int = limit("not judged below", "orders")
    quiet_days: int = limit("no word for more than", "days")
    quiet_cadences: float = limit("and for more than", "× the usual gap")


def _evaluate_silent(scope: RuleScope, limits: SilentLimits) -> pl.DataFrame:
    """F02: long overdue, and neither a complaint nor a contact that would explain it.

    Who was never heard of is silent only where one of the logs covers the whole time.
    """
    ratio = pl.col("overdue_ratio")
    known = ((pl.col("orders") >= limits.minimum_orders) & ratio.is_finite()).fill_null(value=False)
    quiet_days = pl.max_horizontal(
        pl.lit(float(limits.quiet_days)), limits.quiet_cadences * pl.col("cadence")
    )
    first, last = _logged(scope)
    covered = pl.lit(first).is_not_null() & (scope.day.days_since("log_starts") >= quiet_days)
    still_kept = scope.day.days_since("log_ends") <= quiet_days
    heard = scope.day.days_since("last_word") <= quiet_days
    told = still_kept & (pl.col("last_word").is_not_null() | covered)
    rhythm = scope.thresholds.of(OVERDUE)
    is_early = (pl.col("days_since_order") < rhythm.minimum_days) | (
        pl.col("days_since_order") <= pl.col("reach")
    ).fill_null(value=False)
    severity = (
        pl.when(~known)
        .then(None)
        .when((ratio < limits.overdue) | is_early | heard.fill_null(value=False))
        .then(CLEAR)
        .when(told)
        .then(HIGH)
    )
    quiet_from = pl.coalesce(
        days_after("last_word", quiet_days.floor() + 1), days_after("log_starts", quiet_days)
    )
    late_from = pl.max_horizontal(
        limits.overdue * pl.col("cadence"), pl.lit(float(rhythm.minimum_days)), pl.col("reach") + 1
    )
    since = pl.max_horizontal(days_after("last_order", late_from), quiet_from)
    looked_for = [word for log, word in zip(_LOGS, _CALLED, strict=True) if scope.book.has(log)]
    return (
        scope.facts.select("orders", "overdue_ratio", "cadence", "last_order", "days_since_order")
        .with_columns(
            own_reach(scope, rhythm, limits.overdue),
            _last_word(scope),
            pl.lit(first, dtype=pl.Date).alias("log_starts"),
            pl.lit(last, dtype=pl.Date).alias("log_ends"),
        )
        .select(
            severity.alias("severity"),
            pl.min_horizontal(since, pl.lit(scope.as_of)).alias("since"),
            "last_word",
            pl.lit(_either(looked_for)).alias("looked_for"),
            pl.col("days_since_order").alias("days"),
            "cadence",
        )
    )


def _logged(scope: RuleScope) -> tuple[date | None, date | None]:
    """The first and the last day with a row in any of the logs, whoever it is about."""
    logs = [log for log in _LOGS if scope.book.has(log)]
    first = min(filter(None, (scope.day.first_day(log) for log in logs)), default=None)
    return first, max(filter(None, (scope.day.last_day(log) for log in logs)), default=None)


def _last_word(scope: RuleScope) -> pl.Series:
    """The day of each customer's last ticket, low score or contact: what a silent one would not have sent."""
    logs = scope.book.logs
    contacts = (scope.day.at_close(name, getattr(logs, name).get_column("day")) for name in _HEARD)
    low = last_known(logs.surveys.low_scores, scope.as_of)
    scored = placed(low.get_column("customer"), low.get_column("answered"), scope.facts.height)
    return pl.select(pl.max_horizontal(*contacts, scored)).to_series().alias("last_word")


def _either(words: list[str]) -> str:
    """`ticket`, `ticket or contact`, `ticket, low score or contact`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


_LOOKED_FOR: Final = tuple(_either(list(some)) for size in (1, 2, 3) for some in combinations(_CALLED, size))


def _silent() -> pl.Expr:
    since = sentence("since {}", day_words(pl.col("last_word"))).fill_null(tr("on file", "vocabulary"))
    return sentence(
        "Stopped buying and nobody complained: no {} {}; last order {} d ago, usual every {} d",
        words_in(pl.col("looked_for"), _LOOKED_FOR),
        since,
        pl.col("days"),
        number_words(pl.col("cadence")),
    )


SILENT: Final = Flag(
    "F02",
    ("high",),
    (("orders", "tickets"), ("orders", "surveys"), ("orders", "interactions")),
    "overdue at least {overdue} times the customer's own cadence, and in the last {quiet_days} days or "
    "{quiet_cadences} cadences, whichever is longer, no ticket, no score of a detractor (6 or less of 10) "
    "and no contact in which the customer took part; not before Overdue could be high",
    "at least {minimum_orders|order|orders}; logs of tickets, surveys or contacts that are still kept "
    "and, for a customer never heard of, go back that far",
    limits=SilentLimits,
    numbers={
        "last_word": pl.Date(),
        "looked_for": pl.String(),
        "days": pl.Int32(),
        "cadence": pl.Float64(),
    },
    evaluate=_evaluate_silent,
    sentence=_silent,
    behind=orders_of_customer,
)
