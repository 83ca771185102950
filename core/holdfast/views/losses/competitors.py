"""Competitors: customers lost to them, open deals with them, and where they are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.deals import deal_facts
from holdfast.money import units
from holdfast.risk.rules.voice.competitors import COMPETITOR, NOBODY, names_pattern
from holdfast.views.losses.offers import about
from holdfast.views.losses.results import CompetitorCount

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

_TEXTS: Final = (
    ("interactions", "text", pl.col("at").dt.date()),
    ("tickets", "subject", pl.col("created").dt.date()),
    ("surveys", "comment", pl.coalesce("answered", "invited")),
)
"""Where a competitor may be named in words: table, column and day."""


_NO_DEALS: Final = {
    "customer": pl.UInt32,
    "opportunity_id": pl.String,
    "competitor": pl.String,
    "amount": pl.Int64,
    "open": pl.Boolean,
}


def competitors(book: Book, answer: Answer, losses: pl.DataFrame) -> tuple[CompetitorCount, ...]:
    """Every competitor on record or in the thresholds that a loss, a deal or a note of the period names."""
    lost = losses.filter(_names("competitor"))
    deals = deals_naming(book, answer)
    texts = texts_inside(book, answer)
    named = pl.concat([lost.get_column("competitor"), deals.get_column("competitor"), _known(book, answer)])
    found = []
    for name in named.unique().sort().to_list():
        of_name = lost.filter(pl.col("competitor") == name)
        with_it = deals.filter(pl.col("competitor") == name)
        count = CompetitorCount(
            name=name,
            lost=of_name.height,
            by_price=of_name.filter(about(pl.col("reason")) == "price").height,
            revenue=units(int(of_name.get_column("revenue_before").sum())),
            deals=with_it.height,
            open_deals=with_it.filter("open").height,
            open_amount=units(int(with_it.filter("open").get_column("amount").sum())),
            notes=naming(texts, name).height,
        )
        if count.lost or count.deals or count.notes:
            found.append(count)
    return tuple(sorted(found, key=lambda one: (-one.lost, -one.deals, -one.notes, one.name)))


def known_competitors(book: Book, answer: Answer) -> tuple[str, ...]:
    """Every competitor that the book or the thresholds name, those of most losses and deals first."""
    counts = _known(book, answer).alias("name").value_counts().sort("count", "name", descending=[True, False])
    return tuple(counts.get_column("name"))


def _names(column: str) -> pl.Expr:
    return (~pl.col(column).str.contains(NOBODY)).fill_null(value=False)


def _known(book: Book, answer: Answer) -> pl.Series:
    """Names in competitor columns that are visible, and those of the thresholds."""
    listed = answer.thresholds.of(COMPETITOR).names
    found = [pl.Series("competitor", list(listed), dtype=pl.String)]
    found += [
        book.visible(table, answer.facts.as_of).filter(_names("competitor")).get_column("competitor")
        for table in ("losses", "opportunities")
        if book.has(table)
    ]
    return pl.concat(found)


def deals_naming(book: Book, answer: Answer) -> pl.DataFrame:
    """Deals of the chosen customers, open or closed in the period, that name one, as `deal_facts`."""
    if not book.has("opportunities"):
        return pl.DataFrame(schema=_NO_DEALS)
    deals = deal_facts(book, answer.facts.as_of, answer.facts.period)
    return _of_chosen(deals.filter((pl.col("open") | pl.col("closed_inside")) & _names("competitor")), answer)


def texts_inside(book: Book, answer: Answer) -> pl.DataFrame:
    """What the chosen customers wrote or was noted about them in the period: `customer`, `day`, `said`."""
    period = answer.facts.period
    schema = {"customer": pl.UInt32, "day": pl.Date, "place": pl.String, "said": pl.String}
    found = [pl.DataFrame(schema=schema)]
    for table, column, day in _TEXTS:
        if book.has(table):
            rows = book.visible(table, answer.facts.as_of).select(
                "customer", day.alias("day"), pl.lit(table).alias("place"), pl.col(column).alias("said")
            )
            inside = pl.col("day").is_between(period.start, period.end, closed="left")
            found.append(rows.filter(inside & pl.col("said").is_not_null()))
    return _of_chosen(pl.concat(found), answer)


def naming(texts: pl.DataFrame, name: str) -> pl.DataFrame:
    """The texts that name a competitor as a whole word."""
    pattern = names_pattern([name])
    return texts.filter(pl.col("said").str.contains(pattern)) if pattern else texts.clear()


def _of_chosen(rows: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    if not answer.filtered:
        return rows
    return rows.join(answer.chosen.select("customer"), on="customer", how="semi", maintain_order="left")
