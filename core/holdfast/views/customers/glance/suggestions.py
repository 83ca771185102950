"""What a customer may buy next: what like customers buy, as candidates with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.facts.bought.companions import (
    MINIMUM_BUYERS,
    WINDOW,
    Level,
    baskets,
    companions,
    last_bought,
    levels_of,
)
from holdfast.facts.states import IS_ACTIVE
from holdfast.rows.numbered import marked
from holdfast.words.numerals import interval_text, percent_text
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

MOST: Final = 3
"""At most so many of each level: more would be a catalogue."""

SMALLEST_POOL: Final = 50
"""Customers of the same segment are compared with from so many on, else all of them."""

CANDIDATES: Final = "candidates to ask about, no orders"
"""What stands beside suggestions."""


@dataclass(frozen=True)
class Suggestion:
    """One thing a customer does not buy, and like customers do.

    `because`: what it buys already; of `buyers` like customers who buy that, `both` buy this too: `share`
    with its Wilson interval, against `all_share` of all like customers; `lift` is their ratio.
    `last_bought`: when the customer last did, longer ago than the window; None for never.
    """

    level: Level
    kind: str
    because: str
    buyers: int
    both: int
    share: float
    low: float
    high: float
    all_share: float
    lift: float
    reason: str
    last_bought: date | None = None


@dataclass(frozen=True)
class Suggestions:
    """Candidates, categories first; `like`: who is compared with, `pool` of them; `none`: why none."""

    found: tuple[Suggestion, ...] = ()
    like: str = ""
    pool: int = 0
    none: str = ""


def suggestions(store: FactsStore, answer: Answer, customer: int) -> Suggestions:
    """What a customer (by number) may buy next, from what it and like customers bought in the last 12 months.

    Only what buyers of something it buys take more often than all like customers do, beyond what chance makes
    of so many comparisons, and no share of fewer than MINIMUM_BUYERS buyers.
    """
    book, as_of = store.book, answer.facts.as_of
    levels = levels_of(book)
    if not levels:
        return Suggestions(none="the lines of orders would say what goes together: order_lines is missing")
    bought = baskets(book, as_of, levels[0])
    if customer not in bought.get_column("customer"):
        return Suggestions(none=f"bought nothing in {WINDOW.days} days that could go with something else")
    like = like_customers(answer.facts.customers, bought, customer)
    found = tuple(one for level in levels for one in _of_level(book, as_of, level, like))
    return Suggestions(found, like.words, like.pool, "" if found else _none(like))


@dataclass(frozen=True, eq=False)
class LikeCustomers:
    """Whom a customer is compared with: Boolean per customer of the book, and in words."""

    customer: int
    others: pl.Series
    words: str

    @property
    def pool(self) -> int:
        """How many they are."""
        return int(self.others.sum())


def like_customers(facts: pl.DataFrame, bought: pl.DataFrame, customer: int) -> LikeCustomers:
    """Boolean per customer: the active others who bought, of the same segment where they are enough."""
    buys = marked(bought.get_column("customer").unique(), facts.height)
    active = facts.select(IS_ACTIVE.fill_null(value=False)).to_series()
    others = (buys & active).scatter(customer, values=False)
    segment = facts.item(customer, "segment")
    if segment is not None:
        alike = others & facts.select(pl.col("segment").cast(pl.String).eq_missing(segment)).to_series()
        if alike.sum() >= SMALLEST_POOL:
            return LikeCustomers(customer, alike, f"customers in {segment}")
    return LikeCustomers(customer, others, "customers")


def _of_level(book: Book, as_of: date, level: Level, like: LikeCustomers) -> list[Suggestion]:
    found = companions(baskets(book, as_of, level), like.others, like.customer)
    sure = found.filter(pl.col("sure_lift") > 1).unique("kind", keep="first", maintain_order=True).head(MOST)
    before = last_bought(book, as_of, level, like.customer).with_columns(pl.col("kind").cast(pl.String))
    rows = sure.join(before, on="kind", how="left", maintain_order="left")
    return [_suggestion(row, level, like.words) for row in rows.iter_rows(named=True)]


def _suggestion(row: dict[str, Any], level: Level, words: str) -> Suggestion:
    reason = (
        f"{row['both']:,} of {row['buyers']:,} {words} who buy {row['base']} buy {row['kind']} too "
        f"({percent_text(row['share'])} {interval_text(100 * row['low'], 100 * row['high'])}; "
        f"{percent_text(row['all_share'])} of all {row['pool']:,}: {row['lift']:.2f}×)"
    )
    return Suggestion(
        level=level,
        kind=row["kind"],
        because=row["base"],
        buyers=row["buyers"],
        both=row["both"],
        share=row["share"],
        low=row["low"],
        high=row["high"],
        all_share=row["all_share"],
        lift=row["lift"],
        reason=reason if row["day"] is None else f"{reason}; last bought on {day_text(row['day'])}",
        last_bought=row["day"],
    )


def _none(like: LikeCustomers) -> str:
    if like.pool < MINIMUM_BUYERS:
        few = plural(like.pool, "like customer")
        return f"only {few} bought anything in {WINDOW.days} days: too few to compare with"
    told = f"what {like.pool:,} {like.words} buy together"
    return f"nothing stands out beyond chance in {told} that this one does not buy already"
