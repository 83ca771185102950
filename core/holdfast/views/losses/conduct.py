"""Conduct of staff: losses, tickets and complaints by rep, as counts from 5 on, never a ranking below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.answers import survey_answers
from holdfast.facts.team.holdings import attributed
from holdfast.facts.team.reps import rep_dimensions
from holdfast.figures import HIDDEN_BELOW
from holdfast.views.losses.offers import about
from holdfast.views.losses.results import ConductCount

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

COUNTS: Final = ("lost", "staff", "tickets", "complaints")


def conduct(book: Book, answer: Answer, losses: pl.DataFrame) -> tuple[ConductCount, ...]:
    """Reps with any count of 5 or more, most losses first; then all others together, without their names.

    A complaint is a score of 6 or less (satisfaction 3 or less) or a ticket that was escalated or reopened.
    """
    answered = attributed(
        book,
        answer.facts.as_of,
        losses.select("customer", pl.col("lost_on").alias("day")),
        answer.facts.period.end,
    ).join(answer.chosen.select("customer"), on="customer", how="semi")
    events = pl.concat(
        [
            losses.select("customer", pl.lit("lost").alias("kind")),
            losses.filter(about(pl.col("reason")) == "staff").select(
                "customer", pl.lit("staff").alias("kind")
            ),
            *_tickets(book, answer),
            *_low_scores(book, answer),
        ]
    )
    counts = (
        events.join(answered, on="customer")
        .group_by("rep_id")
        .agg((pl.col("kind") == name).sum().cast(pl.Int64).alias(name) for name in COUNTS)
    )
    every = answered.select("rep_id").unique().join(counts, on="rep_id", how="left").fill_null(0)
    named = every.join(
        rep_dimensions(book, answer.facts.as_of)
        .select("rep_id", "rep")
        .collect()
        .unique("rep_id", keep="last", maintain_order=True),
        on="rep_id",
        how="left",
    ).with_columns(pl.coalesce("rep", "rep_id").alias("rep"))
    enough = pl.any_horizontal(pl.col(name) >= HIDDEN_BELOW for name in COUNTS)
    shown = named.filter(enough).sort(_from_five("lost"), "rep", descending=[True, False], nulls_last=True)
    rows = [
        ConductCount(rep, 1, *(count if count >= HIDDEN_BELOW else None for count in row))
        for rep, *row in shown.select("rep", *COUNTS).iter_rows()
    ]
    others = named.filter(~enough)
    if others.height:
        sums = others.select(pl.col(COUNTS).sum()).row(0)
        rows.append(
            ConductCount(None, others.height, *(total if total >= HIDDEN_BELOW else None for total in sums))
        )
    return tuple(rows)


def _from_five(name: str) -> pl.Expr:
    return pl.when(pl.col(name) >= HIDDEN_BELOW).then(name)


def _tickets(book: Book, answer: Answer) -> list[pl.DataFrame]:
    if not book.has("tickets"):
        return []
    period = answer.facts.period
    inside = pl.col("created").dt.date().is_between(period.start, period.end, closed="left")
    tickets = book.visible("tickets", answer.facts.as_of).filter(inside & pl.col("customer").is_not_null())
    grave = pl.col("escalated").fill_null(value=False) | (pl.col("reopens").fill_null(0) > 0)
    return [
        tickets.select("customer", pl.lit("tickets").alias("kind")),
        tickets.filter(grave).select("customer", pl.lit("complaints").alias("kind")),
    ]


def _low_scores(book: Book, answer: Answer) -> list[pl.DataFrame]:
    if not book.has("surveys"):
        return []
    answers = survey_answers(book, answer.facts.as_of, answer.facts.period)
    low = pl.col("kind").is_in(("nps", "csat")) & pl.col("inside") & (pl.col("mark") == -1)
    of_customers = answers.filter(low & pl.col("customer").is_not_null())
    return [of_customers.select("customer", pl.lit("complaints").alias("kind"))]
