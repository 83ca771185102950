"""Rules on tickets that stay open: unresolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, Flag, limit
from holdfast.risk.since.unbroken import open_while_active
from holdfast.rows.bisect import rows_of_customers
from holdfast.schema.tables import MEANS
from holdfast.timeline import ONE_DAY
from holdfast.words.wording import plural_words, sentence, word

if TYPE_CHECKING:
    from datetime import date

    from holdfast.risk.scope.scope import RuleScope

_DONE: Final = ("solved", "no ticket")
"""What a status means that asks for nothing more; the words for it in the limits are beside those."""

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


def _evaluate_unresolved(scope: RuleScope, limits: UnresolvedLimits) -> pl.DataFrame:
    """F10: the worst open ticket of each active customer, the oldest where several are as bad."""
    open_now = scope.book.tables["tickets"].filter(_created_by(scope.as_of) & ~_solved_by(scope.as_of))
    unresolved = _described(scope, limits, open_now).filter(pl.col("level") > CLEAR)
    worst = (
        unresolved.lazy()
        .sort("customer", "level", "day", "ticket_id", descending=[False, True, False, False])
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("level", "ticket_id", "urgency", "escalated", "day", "reopens").first(),
            (pl.len() - 1).alias("more"),
        )
    )
    judged, judged_from = _judged(scope)
    is_judged = pl.col("active") & judged
    return scope.beside_facts(worst, "active").select(
        pl.when(is_judged).then(pl.col("level").fill_null(CLEAR)).alias("severity"),
        pl.lit(judged_from, dtype=pl.Date).alias("judged_from"),
        pl.col("ticket_id").str.slice(0, _ID_LENGTH).alias("ticket"),
        "urgency",
        "escalated",
        scope.day.days_since("day").alias("days"),
        pl.col("reopens").cast(pl.Int32),
        "more",
    )


def _created_by(day: date) -> pl.Expr:
    # A day ends before the next begins: comparing times as they stand spares turning each into a day.
    return pl.col("created") < day + ONE_DAY


def _solved_by(day: date) -> pl.Expr:
    return (pl.col("solved") < day + ONE_DAY).fill_null(value=False)


def _judged(scope: RuleScope) -> tuple[bool, date | None]:
    """Whether tickets on file say when they were solved, or whether; and the first day that says when."""
    solved = _solved_by(scope.as_of)
    told = solved
    if scope.day.knows_the_undated:
        told = solved | (pl.col("solved").is_null() & pl.col("status").is_not_null())
    visible = _created_by(scope.as_of) & pl.col("customer").is_not_null()
    first = pl.col("solved").filter(visible & solved).min().dt.date().alias("first")
    judged, first_day = (
        scope.book.tables["tickets"].select((visible & told).any().alias("told"), first).row(0)
    )
    return bool(judged), first_day


def _described(scope: RuleScope, limits: UnresolvedLimits, tickets: pl.DataFrame) -> pl.DataFrame:
    """Rows of tickets of known customers with Date `day`, `urgency` (the word, if urgent), Int8 `level`.

    Status and reopening of one that is not solved have no day of their own: they are known from the day of
    the export on, the last day of the book.
    """
    age = scope.day.days_since("day")
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
    done |= pl.col(MEANS).cast(pl.String).is_in(_DONE)
    solved = _solved_by(scope.as_of)
    known = solved | pl.col("solved").is_null() if scope.day.knows_the_undated else solved
    return (
        tickets.lazy()
        .filter(pl.col("customer").is_not_null())
        .with_columns(
            pl.when(solved).then("solved").alias("solved"),
            pl.when(known).then("status").alias("status"),
            pl.when(known).then(MEANS).alias(MEANS),
            pl.when(known).then("reopens").alias("reopens"),
        )
        .with_columns(
            pl.col("created").dt.date().alias("day"),
            _urgency(limits).alias("urgency"),
            pl.col("escalated").fill_null(value=False),
            (pl.col("solved").is_null() & ~done.fill_null(value=False)).alias("open"),
        )
        .with_columns(level.cast(pl.Int8).alias("level"))
        .collect(engine="in-memory")
    )


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.to_lowercase()


def _urgency(limits: UnresolvedLimits) -> pl.Expr:
    """The priority where it is one of the urgent words, also after its number: `1 - Critical`."""
    whole = _plain("priority")
    word = whole.str.replace(r"^\d+\s*[-–:.)]\s*", "")
    words = [urgent.lower() for urgent in limits.urgent_words]
    return pl.when(whole.is_in(words)).then(whole).when(word.is_in(words)).then(word)


def _urgent_since(scope: RuleScope, limits: UnresolvedLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: from when an urgent ticket has been open too long, one or another.

    Nobody records when a ticket was reopened, so those alone tell no day; nor do books without days of
    solving, before whose first nothing was judged.
    """
    logged = rows_of_customers(scope.book.logs.tickets, raised.get_column("customer"))
    logged = logged.filter(pl.col("day") <= scope.as_of)
    tickets = _described(scope, limits, scope.book.tables["tickets"][logged.get_column("row")])
    spells = tickets.lazy().filter(_URGENT & (pl.col("open") | pl.col("solved").is_not_null()))
    spells = spells.select(
        "customer",
        (pl.col("day") + pl.duration(days=limits.high_after_days + 1)).alias("start"),
        pl.col("solved").dt.date().alias("stop"),
    )
    first = pl.lit(raised.item(0, "judged_from"), dtype=pl.Date)
    since = pl.when(first.is_not_null()).then(pl.max_horizontal("since", first))
    return open_while_active(scope, spells).with_columns(since.alias("since"))


def _unresolved() -> pl.Expr:
    ticket = pl.col("ticket")
    numbered = pl.when(ticket.str.contains(r"^\d")).then(pl.lit("#")).otherwise(pl.lit(""))
    times = pl.col("reopens")
    reopened = (
        pl.when(times == _TWICE)
        .then(word("reopened twice"))
        .when(times > _TWICE)
        .then(sentence("reopened {} times", times))
    )
    state = pl.concat_str(
        pl.col("urgency"),
        pl.when("escalated").then(word("escalated")),
        sentence("open {} d", pl.col("days")),
        reopened,
        separator=", ",
        ignore_nulls=True,
    )
    more = pl.when(pl.col("more") > 0).then(
        sentence("; {} unresolved", plural_words(pl.col("more"), "more ticket"))
    )
    return sentence("{}{} {}{}", numbered, ticket, state, more.fill_null(""))


def _unresolved_tickets(scope: RuleScope, limits: UnresolvedLimits, customer: int) -> pl.DataFrame:
    of_customer = scope.book.tables["tickets"].filter(
        _created_by(scope.as_of) & (pl.col("customer") == customer)
    )
    raised = _described(scope, limits, of_customer).filter(pl.col("level") > CLEAR)
    return scope.day.rows_of("tickets", customer).filter(
        pl.col("ticket_id").is_in(raised.get_column("ticket_id").implode())
    )


UNRESOLVED: Final = Flag(
    "F10",
    ("high", "critical"),
    (("tickets",),),
    "an open ticket that is urgent or escalated and older than {high_after_days|day|days}, critical over "
    "{critical_after_days}, or that was reopened at least {reopened|time|times}",
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
    details=_urgent_since,
    sentence=_unresolved,
    behind=_unresolved_tickets,
)
