"""Rules on customers who wait for an answer: unreachable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.since.unbroken import open_while_active, spells_while
from holdfast.rows.bisect import rows_of_customers
from holdfast.timeline import ONE_DAY
from holdfast.words.wording import number_words, plural_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_SECONDS: Final = 3600.0


@dataclass(frozen=True)
class UnreachableLimits:
    """F11: how many requests within how long, and how long a first reply may take."""

    requests: int = limit("opens from", "requests")
    within_days: int = limit("counted over", "days")
    reply_hours: float = limit("a first reply may take", "hours")


def _evaluate_unreachable(scope: RuleScope, limits: UnreachableLimits) -> pl.DataFrame:
    """F11: an active customer asks again and again, and one of the tickets among it waited too long."""
    lately = pl.col("day").is_between(scope.day.ago(limits.within_days - 1), scope.as_of)
    logs = scope.book.logs
    recent = _requests(scope, limits, logs.tickets.filter(lately), logs.inbound.filter(lately))
    late = pl.col("late_from").is_not_null() & (pl.col("late_from") <= scope.as_of)
    asked = recent.group_by("customer").agg(
        pl.len().alias("requests"),
        pl.col("day").min().alias("first"),
        pl.col("told").sum().alias("told"),
        late.sum().alias("late"),
        pl.col("hours").filter(late).max().alias("slowest"),
        (late & pl.col("hours").is_null()).sum().alias("unanswered"),
    )
    first_reply = _first_reply(scope)
    enough = (pl.col("requests") >= limits.requests).fill_null(value=False)
    raised = enough & (pl.col("late") > 0)
    severity = (
        pl.when(~pl.col("active") | pl.lit(first_reply is None))
        .then(None)
        .when(raised)
        .then(HIGH)
        .when(enough & (pl.col("told") == 0))
        .then(None)
        .when("active")
        .then(CLEAR)
    )
    return scope.beside_facts(asked, "active").select(
        severity.alias("severity"),
        pl.lit(first_reply, dtype=pl.Date).alias("first_reply"),
        "requests",
        (scope.day.days_since("first") + 1).alias("days"),
        "slowest",
        "unanswered",
    )


def _requests(
    scope: RuleScope, limits: UnreachableLimits, tickets: pl.DataFrame, inbound: pl.DataFrame
) -> pl.LazyFrame:
    """Rows of the logs as requests: `customer`, `day`, and of tickets Boolean `told` and how they fared.

    `hours` until the first reply, null where there is none yet; `late_from` Date, the first day at whose
    close the reply had taken too long. A ticket solved without a reply was answered when it was solved.
    """
    known = (pl.when(pl.col(name) < scope.as_of + ONE_DAY).then(name) for name in ("first_reply", "solved"))
    hours = (pl.col("reply") - pl.col("created")).dt.total_seconds() / _SECONDS
    allowed = pl.duration(seconds=round(limits.reply_hours * _SECONDS))
    late = (pl.col("hours") > limits.reply_hours).fill_null(value=True)
    times = scope.book.tables["tickets"].select("created", "first_reply", "solved")
    fared = (
        tickets.select("customer", "day")
        .hstack(times[tickets.get_column("row")])
        .lazy()
        .with_columns(pl.coalesce(known).alias("reply"))
        .with_columns(hours.alias("hours"))
        .select(
            "customer",
            "day",
            pl.lit(value=True).alias("told"),
            "hours",
            pl.when(late).then((pl.col("created") + allowed).dt.date()).alias("late_from"),
        )
    )
    others = inbound.lazy().select("customer", "day", pl.lit(value=False).alias("told"))
    return pl.concat([fared, others], how="diagonal")


def _first_reply(scope: RuleScope) -> date | None:
    """The first day with a reply on file: before it, none proves nothing."""
    closed = scope.as_of + ONE_DAY
    visible = (pl.col("created") < closed) & (pl.col("first_reply") < closed)
    first = scope.book.tables["tickets"].select(pl.col("first_reply").filter(visible).min().dt.date()).item()
    return first if isinstance(first, date) else None


def _since(scope: RuleScope, limits: UnreachableLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: the first day from which on requests have stood at the limit, one of them late."""
    logs, customers = scope.book.logs, raised.get_column("customer")
    tickets, inbound = (
        rows_of_customers(log, customers).filter(pl.col("day") <= scope.as_of)
        for log in (logs.tickets, logs.inbound)
    )
    requests = _requests(scope, limits, tickets, inbound).collect(engine="in-memory").lazy()
    leaves = pl.col("day") + pl.duration(days=limits.within_days)
    late = requests.filter(pl.col("late_from") < leaves)

    def step(rows: pl.LazyFrame, day: pl.Expr, requested: int, waited: int) -> pl.LazyFrame:
        return rows.select(
            "customer", day.alias("day"), pl.lit(requested).alias("requests"), pl.lit(waited).alias("late")
        )

    changes = pl.concat(
        [
            step(requests, pl.col("day"), 1, 0),
            step(requests, leaves, -1, 0),
            step(late, pl.col("late_from"), 0, 1),
            step(late, leaves, 0, -1),
        ]
    )
    is_open = (pl.col("requests") >= limits.requests) & (pl.col("late") > 0)
    judged_from = pl.lit(raised.item(0, "first_reply"), dtype=pl.Date)
    opened = open_while_active(scope, spells_while(is_open, changes))
    return opened.with_columns(pl.max_horizontal("since", judged_from).alias("since"))


def _unreachable() -> pl.Expr:
    unanswered = pl.col("unanswered")
    count = pl.when(unanswered == 1).then(word("one")).otherwise(unanswered.cast(pl.String))
    state = pl.concat_str(
        sentence("slowest reply {} h", number_words(pl.col("slowest"))),
        pl.when(unanswered > 0).then(sentence("{} unanswered", count)),
        separator=", ",
        ignore_nulls=True,
    )
    return sentence("{} in {} d; {}", plural_words(pl.col("requests"), "request"), pl.col("days"), state)


def _recent_requests(scope: RuleScope, limits: UnreachableLimits, customer: int) -> pl.DataFrame:
    since = scope.day.ago(limits.within_days - 1)
    rows = [scope.day.rows_of("tickets", customer, since=since)]
    if scope.book.has("interactions"):
        inbound = pl.col("direction").str.to_lowercase() == "in"
        rows.append(scope.day.rows_of("interactions", customer, since=since).filter(inbound))
    return pl.concat([frame for frame in rows if not frame.is_empty()] or rows[:1], how="diagonal_relaxed")


UNREACHABLE: Final = Flag(
    "F11",
    ("high",),
    (("tickets",),),
    "at least {requests|request|requests} within {within_days|day|days} (tickets, and contacts from the "
    "customer), and the first reply to one of the tickets took more than {reply_hours|hour|hours} or has "
    "not come in that time",
    "an active customer; first replies to tickets on file. Replies to other contacts are not recorded, so "
    "without a ticket among the requests it is not judged",
    limits=UnreachableLimits,
    numbers={
        "requests": pl.UInt32(),
        "days": pl.Int32(),
        "slowest": pl.Float64(),
        "unanswered": pl.UInt32(),
    },
    evaluate=_evaluate_unreachable,
    details=_since,
    sentence=_unreachable,
    behind=_recent_requests,
)
