"""Rules on customers who stop without a word: silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.families.orders import orders_of_customer
from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.scope import days_after
from holdfast.tables import TABLES
from holdfast.wording import day_words, number_words

if TYPE_CHECKING:
    from holdfast.risk.scope import Scope

_LOGS: Final = ("tickets", "surveys", "interactions")
_CALLED: Final = ("ticket", "low score", "contact")
_FROM_THEM: Final = ("in", "two-way")


@dataclass(frozen=True)
class SilentLimits:
    """F02: the overdue ratio, and how long nobody has heard from the customer."""

    overdue: float = limit("opens from", "× the usual gap")
    minimum_orders: int = limit("not judged below", "orders")
    quiet_days: int = limit("no word for more than", "days")
    quiet_cadences: float = limit("and for more than", "× the usual gap")


def _evaluate_silent(scope: Scope, limits: SilentLimits) -> pl.DataFrame:
    """F02: long overdue, and neither a complaint nor a contact that would explain it.

    Who was never heard of is silent only where one of the logs covers the whole time.
    """
    ratio = pl.col("overdue_ratio")
    known = ((pl.col("orders") >= limits.minimum_orders) & ratio.is_finite()).fill_null(value=False)
    quiet_days = pl.max_horizontal(
        pl.lit(float(limits.quiet_days)), limits.quiet_cadences * pl.col("cadence")
    )
    first, last = _logged(scope)
    covered = pl.lit(first).is_not_null() & (scope.days_since("log_starts") >= quiet_days)
    still_kept = scope.days_since("log_ends") <= quiet_days
    heard = scope.days_since("last_word") <= quiet_days
    told = still_kept & (pl.col("last_word").is_not_null() | covered)
    severity = (
        pl.when(~known)
        .then(None)
        .when((ratio < limits.overdue) | heard.fill_null(value=False))
        .then(CLEAR)
        .when(told)
        .then(HIGH)
    )
    quiet_from = pl.coalesce(
        days_after("last_word", quiet_days.floor() + 1), days_after("log_starts", quiet_days)
    )
    since = pl.max_horizontal(days_after("last_order", limits.overdue * pl.col("cadence")), quiet_from)
    looked_for = [word for log, word in zip(_LOGS, _CALLED, strict=True) if scope.book.has(log)]
    last_words = _words(scope).group_by("customer").agg(pl.col("day").max().alias("last_word"))
    return (
        scope.beside_facts(last_words, "orders", "overdue_ratio", "cadence", "last_order", "days_since_order")
        .with_columns(
            pl.lit(first, dtype=pl.Date).alias("log_starts"), pl.lit(last, dtype=pl.Date).alias("log_ends")
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


def _logged(scope: Scope) -> tuple[date | None, date | None]:
    """The first and the last day with a row in any of the logs, whoever it is about."""
    days: list[date] = []
    for log in filter(scope.book.has, _LOGS):
        known_on = pl.coalesce(
            pl.col(name).cast(pl.Date)
            for name in (TABLES[log].known_on, TABLES[log].else_known_on)
            if name is not None
        )
        ends = scope.book.visible(log, scope.as_of).select(
            known_on.min().alias("a"), known_on.max().alias("b")
        )
        days += [day for day in ends.row(0) if day is not None]
    return (min(days), max(days)) if days else (None, None)


def _words(scope: Scope) -> pl.LazyFrame:
    """What a silent customer would not have said: `customer`, `day` of tickets, low scores and contacts."""
    words = [pl.LazyFrame(schema={"customer": pl.UInt32, "day": pl.Date})]
    if scope.book.has("tickets"):
        tickets = scope.book.visible("tickets", scope.as_of).lazy()
        words.append(tickets.select("customer", pl.col("created").dt.date().alias("day")))
    if scope.book.has("surveys"):
        low = scope.surveys.lazy().filter(pl.col("mark") == -1)
        words.append(low.select("customer", pl.col("answered").alias("day")))
    if scope.book.has("interactions"):
        from_them = pl.col("direction").str.to_lowercase().is_in(_FROM_THEM)
        contacts = scope.book.visible("interactions", scope.as_of).lazy().filter(from_them)
        words.append(contacts.select("customer", pl.col("at").dt.date().alias("day")))
    return pl.concat(words).filter(pl.col("customer").is_not_null())


def _either(words: list[str]) -> str:
    """`ticket`, `ticket or contact`, `ticket, low score or contact`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _silent() -> pl.Expr:
    since = pl.format("since {}", day_words(pl.col("last_word"))).fill_null("on file")
    return pl.format(
        "Stopped buying and nobody complained: no {} {}; last order {} d ago, usual every {} d",
        pl.col("looked_for"),
        since,
        pl.col("days"),
        number_words(pl.col("cadence")),
    )


SILENT: Final = Flag(
    "F02",
    ("high",),
    (("orders", "tickets"), ("orders", "surveys"), ("orders", "interactions")),
    "overdue at least twice the customer's own cadence, and in the last 90 days or 3 cadences, whichever is "
    "longer, no ticket, no score of a detractor (6 or less of 10) and no contact in which the customer took "
    "part",
    "at least 2 orders; logs of tickets, surveys or contacts that are still kept and, for a customer never "
    "heard of, go back that far",
    limits=SilentLimits,
    numbers={
        "last_word": pl.Date(),
        "looked_for": pl.String(),
        "days": pl.Int32(),
        "cadence": pl.Float64(),
    },
    evaluate=_evaluate_silent,
    sentence=_silent(),
    behind=orders_of_customer,
)
