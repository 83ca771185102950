"""Rules on the first weeks of a customer: onboarding stalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.since.openings import while_active
from holdfast.schema.tables import TABLES
from holdfast.words.wording import day_words, sentence, words_in

if TYPE_CHECKING:
    from datetime import date

    from holdfast.risk.scope.scope import RuleScope

_STARTED: Final = {"subscriptions": "subscription", "mrr_events": "subscription", "contracts": "contract"}
"""Tables whose first row of a customer says when it started, and what that row is called."""

_FIRSTS: Final = {"orders": "order", "usage": "use"}
"""Tables that show when a customer came to something, and what that is called."""


@dataclass(frozen=True)
class OnboardingLimits:
    """F27: how long a first use or order may take, and how long a customer counts as new."""

    stalled_days: int = limit("opens when nothing was ordered or used for more than", "days")
    within_days: int = limit("not judged when the start is longer ago than", "days")

    RISING: ClassVar = (("stalled_days", "within_days"),)


def _evaluate_onboarding(scope: RuleScope, limits: OnboardingLimits) -> pl.DataFrame:
    """F27: neither an order nor use for a while after the start, although the export would show it."""
    facts = ("active", "first_active", "created", "first_order")
    used = scope.beside_facts(_first_use(scope)).select("used")
    told = scope.beside_facts(_starts(scope), *facts).hstack(used)
    # An account that is opened later starts nothing yet, whatever its customer has done before.
    opened = pl.when(pl.col("created") <= scope.as_of).then("created")
    told = told.with_columns(pl.coalesce("started", opened).alias("start"))
    told = told.with_columns(scope.day.days_since("start").alias("days"))
    came = pl.col("first_order").is_not_null() | pl.col("used").is_not_null()
    has_left = pl.col("first_active").is_not_null() & ~pl.col("active")
    late = told.select(
        "customer",
        "start",
        severity=pl.when(~(pl.col("days") <= limits.within_days).fill_null(value=False))
        .then(None)
        .when(came)
        .then(CLEAR)
        .when(~has_left)
        .then(pl.when(pl.col("days") <= limits.stalled_days).then(CLEAR).otherwise(HIGH)),
    )
    shown = _shown(scope, late.filter(pl.col("severity") == HIGH), limits)
    seen = scope.beside_facts(shown).select("since")
    # Late, but the export would not show a first order or use: nobody knows.
    unknown = (pl.col("severity") == HIGH) & pl.col("since").is_null()
    missing = " or ".join(word for name, word in _FIRSTS.items() if scope.book.has(name))
    return (
        told.select("start", "days", "kind")
        .hstack(late.select("severity"))
        .hstack(seen)
        .select(
            pl.when(~unknown).then("severity").alias("severity"),
            "since",
            "start",
            "days",
            pl.col("kind").fill_null("account"),
            pl.lit(missing).alias("missing"),
        )
    )


def _starts(scope: RuleScope) -> pl.LazyFrame:
    """`customer`, `started`: the first day of a subscription or contract, and `kind`, which of the two."""
    parts = [pl.LazyFrame(schema={"customer": pl.UInt32, "started": pl.Date, "kind": pl.String})]
    for name, kind in _STARTED.items():
        if scope.book.has(name):
            rows = scope.day.visible(name).lazy().filter(pl.col("customer").is_not_null())
            rows = rows.filter(pl.col("mrr") > 0) if name == "mrr_events" else rows
            day = pl.col(TABLES[name].known_on or "").alias("started")
            parts.append(rows.select("customer", day, pl.lit(kind).alias("kind")))
    return pl.concat(parts).group_by("customer").agg(pl.all().sort_by("started", "kind").first())


def _first_use(scope: RuleScope) -> pl.LazyFrame:
    """`customer`, `used`: the first day with any usage."""
    if not scope.book.has("usage"):
        return pl.LazyFrame(schema={"customer": pl.UInt32, "used": pl.Date})
    usage = scope.day.visible("usage").lazy()
    in_use = usage.filter(pl.col("customer").is_not_null() & (pl.col("value") > 0))
    return in_use.group_by("customer").agg(pl.col("date").min().alias("used"))


def _shown(scope: RuleScope, late: pl.DataFrame, limits: OnboardingLimits) -> pl.LazyFrame:
    """`customer`, `since`: from when on it has been late, for those the export would show a first of.

    A table shows it where it begins before the start and still has rows when time is up.
    """
    due = late.lazy().select(
        "customer", "start", (pl.col("start") + pl.duration(days=limits.stalled_days)).alias("due")
    )
    found = [pl.LazyFrame(schema={"customer": pl.UInt32, "since": pl.Date})]
    for days in _days_with_rows(scope):
        shown = due.filter(pl.col("start") >= days.min()).sort("due")
        known = pl.LazyFrame({"known": days}).with_columns(pl.col("known").alias("due"))
        found.append(
            shown.join_asof(known, on="due", strategy="forward")
            .filter(pl.col("known").is_not_null())
            .select("customer", pl.max_horizontal("known", pl.col("due") + timedelta(days=1)).alias("since"))
        )
    earliest = pl.concat(found).group_by("customer").agg(pl.col("since").min())
    return while_active(scope, earliest, late)


def _days_with_rows(scope: RuleScope) -> list[pl.Series]:
    """Sorted days of each table that could show a first order or use, up to `as_of`."""
    tables = []
    if scope.book.has("orders"):
        tables.append(scope.book.order_details.days)
    if scope.book.has("usage"):
        tables.append(scope.book.tables["usage"].get_column("date").unique().sort())
    visible = (days.filter(days <= scope.as_of) for days in tables)
    return [days for days in visible if days.len()]


def _onboarding() -> pl.Expr:
    kind, day = pl.col("kind"), day_words(pl.col("start"))
    began = (
        pl.when(kind == "account")
        .then(sentence("the account was created on {}", day))
        .otherwise(sentence("the {} started on {}", words_in(kind, _STARTED.values()), day))
    )
    return sentence(
        "No first {} in the {} d since {}",
        words_in(pl.col("missing"), (*_FIRSTS.values(), " or ".join(_FIRSTS.values()))),
        pl.col("days"),
        began,
    )


def _start_of(scope: RuleScope, _limits: object, customer: int) -> pl.DataFrame:
    """The subscription or contract that was the start; the row of the customer where there is none."""
    starts = _starts(scope).filter(pl.col("customer") == customer).collect()
    if starts.is_empty():
        return scope.day.row_of_customer(customer)
    day: date = starts.item(0, "started")
    found = [
        rows.filter(pl.col(TABLES[name].known_on or "") == day)
        for name in _STARTED
        if scope.book.has(name) and not (rows := scope.day.rows_of(name, customer)).is_empty()
    ]
    return pl.concat(found, how="diagonal_relaxed")


ONBOARDING_STALLED: Final = Flag(
    "F27",
    ("high",),
    (("orders",), ("usage",)),
    "the first subscription or contract, else the account itself, started more than {stalled_days} days "
    "ago, and there has been no order and no use",
    "a start within {within_days} days, no end since, and orders or usage that cover the time since the "
    "start",
    limits=OnboardingLimits,
    numbers={"start": pl.Date(), "days": pl.Int32(), "kind": pl.String(), "missing": pl.String()},
    evaluate=_evaluate_onboarding,
    sentence=_onboarding,
    behind=_start_of,
    states=("active", "prospect"),
)
