"""Losses by day and who could have been lost: by what customers are, or by the rep who answers for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER, LAST_OF_CUSTOMER, NEXT_DAY, after
from holdfast.facts.team.holdings import ATTRIBUTION_DAYS, holdings
from holdfast.metrics.evaluate import group_label
from holdfast.timeline import ONE_DAY
from holdfast.views.bisect.counted import AT_RISK, EVENTS, CountedParts, counted

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

REP: Final = "rep"

_SPELLS: Final = ("part", "customer", "begin", "end", "lost_on")


def losses_by_day(book: Book, answer: Answer, by: str) -> CountedParts:
    """Losses of the chosen customers by day and part of a dimension, or (REP) by who answers for them.

    From the first loss the book has on: before it nobody can tell whether losses were written down. Rows
    dated after the as-of date have no influence. A loss belongs to the rep who held the customer
    ATTRIBUTION_DAYS before it, and so does who could have been lost.
    """
    as_of = answer.facts.as_of
    spells = at_risk(book, as_of)
    first = spells.select(pl.col("lost_on").min()).item()
    if first is None:
        return counted((), pl.DataFrame(schema=EVENTS), pl.DataFrame(schema=AT_RISK))
    chosen = answer.chosen.select("customer", group_label(by) if by != REP else pl.lit("").alias("group"))
    own = spells.join(chosen.rename({"group": "part"}), on="customer", how="inner", maintain_order="left")
    if by == REP:
        own = _by_rep(own.drop("part"), holdings(book, as_of))
    own = own.filter(pl.col("end") >= first).select(_SPELLS)
    day = pl.col("lost_on")
    step = (day - pl.lit(first)).dt.total_days().alias("step")
    events = own.filter(day.is_not_null()).select("part", "customer", day.alias("day"), step)
    days = tuple(first + timedelta(days=number) for number in range((as_of - first).days + 1))
    return counted(days, events.sort("day", "customer", "part"), _changes(own, first, as_of))


def at_risk(book: Book, as_of: date) -> pl.DataFrame:
    """When each customer counts as one that can be lost: `customer`, `begin`, `end` (inside), `lost_on` Date.

    From the day after it became active to the day of its loss or to `as_of`. A loss by orders shows when the
    active window has passed: there the days are those on which it was active, as much later, so that a loss
    stands beside who was active when the lost ordered last.
    """
    moves = book.activity.changes.filter((pl.col("step") != 0) & (pl.col("day") <= as_of))
    began = moves.with_columns(NEXT_DAY.alias("lost_on")).filter(pl.col("step") == 1)
    by_orders, window = pl.col("level") == 0, book.settings.active_window
    begin = pl.when(by_orders).then(after(pl.col("day"), window)).otherwise(pl.col("day") + ONE_DAY)
    end = pl.when(by_orders).then(after(pl.col("lost_on"), window)).otherwise("lost_on")
    return began.select(
        "customer",
        # Whoever was lost could have been, also where a service took the place of orders.
        pl.min_horizontal(begin, "lost_on").alias("begin"),
        pl.min_horizontal(end, pl.lit(as_of)).alias("end"),
        "lost_on",
    ).filter(pl.col("begin") <= as_of)


def _by_rep(spells: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Spells cut where another rep answers for the customer; what nobody answers for is left out.

    Of holdings that overlap the later one answers from its start; a gap belongs to whoever comes after it.
    """
    happened = (pl.col("held_from") < pl.col("held_to")).fill_null(value=True)
    answers = held.filter(happened).sort("customer", "held_from", "start", maintain_order=True)
    later = pl.when(~LAST_OF_CUSTOMER).then(pl.col("held_from").shift(-1))
    back = timedelta(days=ATTRIBUTION_DAYS)
    until = answers.select("customer", "rep_id", (pl.min_horizontal("held_to", later) + back).alias("until"))
    spans = until.with_columns(pl.when(~FIRST_OF_CUSTOMER).then(pl.col("until").shift(1)).alias("since"))
    both = spells.join(spans, on="customer", how="inner", maintain_order="left")
    last = pl.col("until") - ONE_DAY
    return (
        both.select(
            pl.col("rep_id").alias("part"),
            "customer",
            pl.max_horizontal("begin", "since").alias("begin"),
            pl.min_horizontal("end", last).alias("end"),
            "lost_on",
        )
        .filter(pl.col("begin") <= pl.col("end"))
        .with_columns(pl.when(pl.col("lost_on").is_between("begin", "end")).then("lost_on").alias("lost_on"))
    )


def _changes(spells: pl.DataFrame, first: date, as_of: date) -> pl.DataFrame:
    """Who comes to be at risk and who ceases to, by step from `first` to `as_of`."""

    def moved(day: pl.Expr, change: int) -> pl.DataFrame:
        step = (day - pl.lit(first)).dt.total_days().clip(0)
        return spells.select("part", step.alias("step"), pl.lit(change, pl.Int64).alias("change"))

    both = pl.concat([moved(pl.col("begin"), 1), moved(pl.col("end") + ONE_DAY, -1)])
    return both.filter(pl.col("step") <= (as_of - first).days)
