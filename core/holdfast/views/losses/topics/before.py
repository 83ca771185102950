"""What lost customers wrote about before they left, beside what those wrote about who stayed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.scales import KIND
from holdfast.facts.lost.signs import SIGN_DAYS
from holdfast.metrics.shares import share_figure
from holdfast.views.losses.reasons import by_quarter
from holdfast.views.losses.results import TopicCount

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

_WINDOW: Final = timedelta(days=SIGN_DAYS)
_SCHEMA: Final = {"customer": pl.UInt32, "day": pl.Date, "topic": pl.String, "place": pl.String}


def topics(
    book: Book, answer: Answer, losses: pl.DataFrame, quarters: tuple[str, ...]
) -> tuple[TopicCount, ...]:
    """Topics of lost customers in the 180 days before the loss, those of most customers first.

    Beside each stands the share of the customers kept who raised it in the last 180 days of the period.
    """
    raised = raised_topics(book, answer)
    of_lost = before_loss(raised, losses)
    stayed = answer.chosen.filter(pl.col("active_start") & pl.col("active_end")).select("customer")
    last = pl.col("day").is_between(answer.facts.period.end - _WINDOW, answer.facts.period.end, closed="left")
    of_kept = raised.filter(last).join(stayed, on="customer", how="semi")
    kept = dict(of_kept.group_by("topic").agg(pl.col("customer").n_unique()).iter_rows())
    found = [
        TopicCount(
            topic=str(name),
            customers=len(customers := part.unique("customer", keep="last", maintain_order=True)),
            tickets=part.filter(pl.col("place") == "tickets").height,
            answers=part.filter(pl.col("place") == "surveys").height,
            share=share_figure("attrition.said", len(customers), losses.height),
            kept=share_figure("attrition.said", kept.get(name, 0), stayed.height),
            quarters=by_quarter(customers, quarters),
        )
        for (name,), part in of_lost.partition_by("topic", as_dict=True, maintain_order=True).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.customers, one.topic)))


def raised_topics(book: Book, answer: Answer) -> pl.DataFrame:
    """Topics of visible tickets and of answers to surveys, exit surveys left out: `customer`, `day`, `topic`.

    `place` is the table. Why a customer left is a reason, not something it raised before.
    """
    found = [pl.DataFrame(schema=_SCHEMA)]
    as_of = answer.facts.as_of
    if book.has("tickets"):
        tickets, day = book.visible("tickets", as_of), pl.col("created").dt.date().alias("day")
        found.append(tickets.select("customer", day, "topic", pl.lit("tickets").alias("place")))
    if book.has("surveys"):
        answers = book.visible("surveys", as_of).filter(KIND.is_in(("nps", "csat")))
        found.append(
            answers.select(
                "customer",
                pl.col("answered").alias("day"),
                pl.col("reason").alias("topic"),
                pl.lit("surveys").alias("place"),
            )
        )
    return pl.concat(found).drop_nulls()


def before_loss(raised: pl.DataFrame, losses: pl.DataFrame) -> pl.DataFrame:
    """What lost customers raised in the 180 days up to the loss, with `lost_on`, by customer and day."""
    return (
        raised.join(losses.select("customer", "lost_on"), on="customer")
        .filter(pl.col("day").is_between(pl.col("lost_on") - _WINDOW, "lost_on"))
        .sort("customer", "day", "place", "topic")
    )
