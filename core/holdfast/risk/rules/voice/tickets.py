"""Rules on the number of tickets: ticket spike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.since.unbroken import open_while_active, spells_while
from holdfast.rows.bisect import rows_of_customers
from holdfast.statistics.intervals.poisson import poisson_quantile
from holdfast.words.wording import number_words, plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class TicketSpikeLimits:
    """F09: the two windows that are compared, and how rare a count must be."""

    recent_days: int = limit("tickets counted over", "days")
    usual_days: int = limit("against the rate of as many before", "days")
    quantile: float = limit("opens above this share of chance", share=True)
    minimum_tickets: int = limit("opens from", "tickets")

    @property
    def days(self) -> int:
        """Days looked at in all."""
        return self.recent_days + self.usual_days


def _evaluate_ticket_spike(scope: RuleScope, limits: TicketSpikeLimits) -> pl.DataFrame:
    """F09: more tickets than chance would bring at the customer's own rate."""
    number = scope.book.logs.tickets.get_column("number")
    windows = (0, limits.recent_days, limits.days)
    now, then, begin = (scope.day.at_close("tickets", number, days).fill_null(0) for days in windows)
    seen = scope.facts.select("customer", "active").with_columns(
        (now - then).alias("recent"),
        (then - begin).alias("before"),
        scope.book.customers.get_column("known_from"),
    )
    seen = seen.with_columns(_alarm(seen.get_column("before"), limits))
    starts = pl.max_horizontal(pl.lit(scope.day.first_day("tickets"), dtype=pl.Date), "known_from")
    judged_from = starts.dt.offset_by(f"{limits.days - 1}d")
    judged = (pl.col("active") & (judged_from <= scope.as_of)).fill_null(value=False)
    spike = pl.col("recent") > pl.col("alarm")
    return seen.select(
        pl.when(judged).then(pl.when(spike).then(WATCH).otherwise(CLEAR)).alias("severity"),
        judged_from.alias("judged_from"),
        "recent",
        (pl.col("before") * _share(limits)).alias("usual"),
        "alarm",
        pl.lit(limits.recent_days).alias("days"),
    )


def _share(limits: TicketSpikeLimits) -> float:
    return limits.recent_days / limits.usual_days


def _alarm(before: pl.Series, limits: TicketSpikeLimits) -> pl.Series:
    """The count above which the flag opens: one quantile per distinct number of tickets before."""
    distinct: list[int] = before.unique().to_list()
    share = _share(limits)
    alarms = [
        max(poisson_quantile(limits.quantile, count * share), limits.minimum_tickets - 1)
        for count in distinct
    ]
    return before.replace_strict(distinct, alarms, default=None, return_dtype=pl.Int32).alias("alarm")


def _since(scope: RuleScope, limits: TicketSpikeLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: the first day from which on the count has stood above its alarm."""
    of_raised = rows_of_customers(scope.book.logs.tickets, raised.get_column("customer"))
    tickets = of_raised.lazy().filter(pl.col("day") <= scope.as_of)

    def step(after: int, recent: int, before: int) -> pl.LazyFrame:
        return tickets.select(
            "customer",
            pl.col("day") + timedelta(days=after),
            pl.lit(recent).alias("recent"),
            pl.lit(before).alias("before"),
        )

    # A ticket counts as recent, then as usual, then no more.
    leaves = limits.recent_days + limits.usual_days
    changes = pl.concat([step(0, 1, 0), step(limits.recent_days, -1, 1), step(leaves, 0, -1)])
    above = pl.col("recent") > pl.col("before").map_batches(
        lambda before: _alarm(before, limits), return_dtype=pl.Int32
    )
    opened = open_while_active(scope, spells_while(above, changes))
    judged_from = raised.lazy().select("customer", "judged_from")
    return opened.join(judged_from, on="customer").select(
        "customer", pl.max_horizontal("since", "judged_from").alias("since")
    )


def _ticket_spike() -> pl.Expr:
    return sentence(
        "{} in {} d; usual {}, alarm above {}",
        plural_words(pl.col("recent"), "ticket"),
        pl.col("days"),
        number_words(pl.col("usual")),
        pl.col("alarm"),
    )


def _recent_tickets(scope: RuleScope, limits: TicketSpikeLimits, customer: int) -> pl.DataFrame:
    return scope.day.rows_of("tickets", customer, since=scope.day.ago(limits.recent_days - 1))


TICKET_SPIKE: Final = Flag(
    "F09",
    ("watch",),
    (("tickets",),),
    "at least {minimum_tickets|ticket|tickets} in {recent_days} days, and more than a Poisson count at "
    "the customer's own rate over the {usual_days} days before stays within in {quantile} of cases",
    "an active customer; tickets on file, and the customer known, for all {days} days",
    limits=TicketSpikeLimits,
    numbers={
        "recent": pl.UInt32(),
        "usual": pl.Float64(),
        "alarm": pl.Int32(),
        "days": pl.Int32(),
    },
    evaluate=_evaluate_ticket_spike,
    details=_since,
    sentence=_ticket_spike,
    behind=_recent_tickets,
)
