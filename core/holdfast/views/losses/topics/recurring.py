"""Topics of tickets, answers and exit interviews that come again, by quarter, and which of them rises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.scales import KIND
from holdfast.statistics.intervals.poisson import exceeds_quantile
from holdfast.timeline import ONE_DAY, parse_period
from holdfast.views.losses.reasons import quarter
from holdfast.views.losses.results import RecurringTopic
from holdfast.views.losses.topics.before import raised_topics

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

UNUSUAL: Final = 0.975
LEAST: Final = 3
"""A topic rises where more customers than that share of chance gives, and at least so many, raise it."""

LEAST_BEFORE: Final = 2
"""So many whole quarters before it tell what is usual."""

PLACES: Final = ("tickets", "surveys", "losses")
"""Where a topic is raised: tickets, answers, and why customers left."""


def recurring_topics(book: Book, answer: Answer, quarters: tuple[str, ...]) -> tuple[RecurringTopic, ...]:
    """Topics that customers raised in two quarters or more, those that rise first, then of most customers.

    A customer counts once a quarter. What is usual is the mean of the whole quarters before the last whole
    one, and that rises where so many would come of chance in less than one quarter of forty (exact Poisson).
    """
    raised = topics_raised(book, answer).with_columns(quarter(pl.col("day")).alias("quarter"))
    raised = raised.filter(pl.col("quarter").is_in(quarters))
    whole = _whole(book, answer, quarters)
    found = [
        _told(str(topic), part, quarters, whole)
        for (topic,), part in raised.partition_by("topic", as_dict=True, maintain_order=True).items()
        if part.get_column("quarter").n_unique() > 1
    ]
    return tuple(sorted(found, key=lambda one: (not one.rises, -one.customers, one.topic)))


def topics_raised(book: Book, answer: Answer) -> pl.DataFrame:
    """What the chosen customers raised: `customer`, `day`, `topic`, `place` (one of PLACES), sorted."""
    found = [raised_topics(book, answer)]
    if book.has("surveys"):
        exits = book.visible("surveys", answer.facts.as_of).filter(KIND == "exit")
        found.append(_named(exits, "answered", "reason", "losses"))
    if book.has("losses"):
        found.append(_named(book.visible("losses", answer.facts.as_of), "date", "reason_code", "losses"))
    rows = pl.concat(found).drop_nulls()
    chosen = rows.join(answer.chosen.select("customer"), on="customer", how="semi")
    return chosen.sort("customer", "day", "topic", "place")


def _named(rows: pl.DataFrame, day: str, topic: str, place: str) -> pl.DataFrame:
    return rows.select(
        "customer", pl.col(day).alias("day"), pl.col(topic).alias("topic"), pl.lit(place).alias("place")
    )


def _whole(book: Book, answer: Answer, quarters: tuple[str, ...]) -> tuple[bool, ...]:
    """Whether each quarter had closed by the as-of date and began within the data."""
    as_of, first = answer.facts.as_of, book.span[0]
    periods = (parse_period(name, as_of) for name in quarters)
    return tuple(first <= one.start and one.end <= as_of + ONE_DAY for one in periods)


def _told(
    topic: str, part: pl.DataFrame, quarters: tuple[str, ...], whole: tuple[bool, ...]
) -> RecurringTopic:
    each = dict(part.group_by("quarter").agg(pl.col("customer").n_unique()).iter_rows())
    counts = tuple(int(each.get(name, 0)) for name in quarters)
    places = dict(part.group_by("place").agg(pl.len()).iter_rows())
    days = part.group_by("customer").agg(pl.col("day").n_unique().alias("days"))
    judged = [place for place, is_whole in enumerate(whole) if is_whole]
    last, before = (judged[-1], judged[:-1]) if judged else (None, [])
    usual = sum(counts[place] for place in before) / len(before) if len(before) >= LEAST_BEFORE else None
    rises = (
        last is not None
        and usual is not None
        and counts[last] >= LEAST
        and exceeds_quantile(counts[last], UNUSUAL, usual)
    )
    return RecurringTopic(
        topic=topic,
        customers=days.height,
        again=days.filter(pl.col("days") > 1).height,
        tickets=int(places.get("tickets", 0)),
        answers=int(places.get("surveys", 0)),
        exits=int(places.get("losses", 0)),
        quarters=counts,
        last=None if last is None else quarters[last],
        usual=usual,
        rises=rises,
    )
