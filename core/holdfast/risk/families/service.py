"""Rules on tickets that stay open: unresolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.risk.families.unbroken import open_while_active
from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, Flag, limit
from holdfast.wording import plural_words

if TYPE_CHECKING:
    from holdfast.risk.scope import Scope

_ID_LENGTH: Final = 40
_TWICE: Final = 2
_URGENT: Final = pl.col("urgency").is_not_null() | pl.col("escalated")


@dataclass(frozen=True)
class UnresolvedLimits:
    """F10: how long an urgent ticket may stay open, and the words for urgent and for done, in any case."""

    high_after_days: int = limit("high when open for more than", "days")
    critical_after_days: int = limit("critical when open for more than", "days")
    reopened: int = limit("opens when reopened at least", "times")
    urgent_words: tuple[str, ...] = limit("priorities that count as urgent")
    done_words: tuple[str, ...] = limit("statuses of a ticket that is closed")

    RISING: ClassVar = (("high_after_days", "critical_after_days"),)


def _evaluate_unresolved(scope: Scope, limits: UnresolvedLimits) -> pl.DataFrame:
    """F10: the worst open ticket of each active customer, the oldest where several are as bad."""
    tickets = _tickets(scope, limits)
    told = pl.col("solved").is_not_null() | pl.col("status").is_not_null()
    judged = tickets.select(told.any()).item()
    worst = (
        tickets.lazy()
        .filter(pl.col("level") > CLEAR)
        .sort("customer", "level", "day", "ticket_id", descending=[False, True, False, False])
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("level", "ticket_id", "urgency", "escalated", "day", "reopens").first(),
            (pl.len() - 1).alias("more"),
        )
    )
    is_judged = pl.col("active") & judged
    return scope.beside_facts(
        worst.join(_urgent_since(scope, limits, tickets), on="customer", how="left"), "active"
    ).select(
        pl.when(is_judged).then(pl.col("level").fill_null(CLEAR)).alias("severity"),
        "since",
        pl.col("ticket_id").str.slice(0, _ID_LENGTH).alias("ticket"),
        "urgency",
        "escalated",
        scope.days_since("day").alias("days"),
        pl.col("reopens").cast(pl.Int32),
        "more",
    )


def _tickets(scope: Scope, limits: UnresolvedLimits) -> pl.DataFrame:
    """Visible tickets of known customers with Date `day`, `urgency` (the word, if urgent), Int8 `level`."""
    age = scope.days_since("day")
    level = (
        pl.when(~pl.col("open"))
        .then(CLEAR)
        .when(_URGENT & (age > limits.critical_after_days))
        .then(CRITICAL)
        .when(_URGENT & (age > limits.high_after_days))
        .then(HIGH)
        .when(pl.col("reopens") >= limits.reopened)
        .then(HIGH)
        .otherwise(CLEAR)
    )
    done = _plain("status").is_in([word.lower() for word in limits.done_words])
    return (
        _as_known(scope)
        .with_columns(
            pl.col("created").dt.date().alias("day"),
            _urgency(limits).alias("urgency"),
            pl.col("escalated").fill_null(value=False),
            (pl.col("solved").is_null() & ~done.fill_null(value=False)).alias("open"),
        )
        .with_columns(level.cast(pl.Int8).alias("level"))
        .filter(pl.col("customer").is_not_null())
    )


def _as_known(scope: Scope) -> pl.DataFrame:
    """Visible tickets. Status and reopening of one that is not solved have no day of their own.

    They are known from the day of the export on, the last day of the book.
    """
    tickets = scope.book.visible("tickets", scope.as_of)
    if not scope.knows_the_undated:
        return tickets
    exported = scope.book.tables["tickets"].filter(pl.col("created").dt.date() <= scope.as_of)
    unsolved = exported.get_column("solved").is_null()
    return tickets.with_columns(
        exported.get_column(name).zip_with(unsolved, tickets.get_column(name))
        for name in ("status", "reopens")
    )


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.to_lowercase()


def _urgency(limits: UnresolvedLimits) -> pl.Expr:
    """The priority where it is one of the urgent words, also after its number: `1 - Critical`."""
    whole = _plain("priority")
    word = whole.str.replace(r"^\d+\s*[-–:.)]\s*", "")
    words = [urgent.lower() for urgent in limits.urgent_words]
    return pl.when(whole.is_in(words)).then(whole).when(word.is_in(words)).then(word)


def _urgent_since(scope: Scope, limits: UnresolvedLimits, tickets: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: from when an urgent ticket has been open too long, one or another.

    Nobody records when a ticket was reopened, so those alone tell no day; nor do books without days of
    solving, before whose first nothing was judged.
    """
    judged_from = pl.lit(tickets.get_column("solved").dt.date().min(), dtype=pl.Date)
    raised = tickets.lazy().filter(pl.col("level") > CLEAR).select("customer").unique()
    spells = (
        tickets.lazy()
        .filter(_URGENT & (pl.col("open") | pl.col("solved").is_not_null()))
        .join(raised, on="customer", how="semi")
        .select(
            "customer",
            (pl.col("day") + pl.duration(days=limits.high_after_days + 1)).alias("start"),
            pl.col("solved").dt.date().alias("stop"),
        )
    )
    since = pl.when(judged_from.is_not_null()).then(pl.max_horizontal("since", judged_from))
    return open_while_active(scope, spells).with_columns(since.alias("since"))


def _unresolved() -> pl.Expr:
    ticket = pl.col("ticket")
    numbered = pl.when(ticket.str.contains(r"^\d")).then(pl.lit("#")).otherwise(pl.lit(""))
    times = pl.col("reopens")
    reopened = (
        pl.when(times == _TWICE)
        .then(pl.lit("reopened twice"))
        .when(times > _TWICE)
        .then(pl.format("reopened {} times", times))
    )
    state = pl.concat_str(
        pl.col("urgency"),
        pl.when("escalated").then(pl.lit("escalated")),
        pl.format("open {} d", pl.col("days")),
        reopened,
        separator=", ",
        ignore_nulls=True,
    )
    more = pl.when(pl.col("more") > 0).then(
        pl.format("; {} unresolved", plural_words(pl.col("more"), "more ticket"))
    )
    return pl.format("{}{} {}{}", numbered, ticket, state, more.fill_null(""))


def _unresolved_tickets(scope: Scope, limits: UnresolvedLimits, customer: int) -> pl.DataFrame:
    raised = _tickets(scope, limits).filter((pl.col("customer") == customer) & (pl.col("level") > CLEAR))
    return scope.rows_of("tickets", customer).filter(
        pl.col("ticket_id").is_in(raised.get_column("ticket_id").implode())
    )


UNRESOLVED: Final = Flag(
    "F10",
    ("high", "critical"),
    (("tickets",),),
    "an open ticket that is urgent or escalated and older than 7 days, critical over 14, or that was "
    "reopened at least twice",
    "an active customer; tickets on file that say when, or on the last day of the book whether, they were "
    "solved. How often an open ticket was reopened is known on that last day",
    limits=UnresolvedLimits,
    numbers={
        "ticket": pl.String(),
        "urgency": pl.String(),
        "escalated": pl.Boolean(),
        "days": pl.Int32(),
        "reopens": pl.Int32(),
        "more": pl.UInt32(),
    },
    evaluate=_evaluate_unresolved,
    sentence=_unresolved(),
    behind=_unresolved_tickets,
)
