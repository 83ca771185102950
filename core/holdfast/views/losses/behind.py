"""The rows behind a part of the losses room: lost customers, open deals, or what names a competitor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.signs import SIGNS
from holdfast.facts.subjects import SUBJECT_COLUMNS
from holdfast.metrics.definition import EACH_COUNTS_ONE
from holdfast.metrics.registry import METRICS
from holdfast.money import to_units
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.figures.made import AMOUNT
from holdfast.views.figures.rows import figure_rows
from holdfast.views.losses.competitors import deals_naming, naming, texts_inside
from holdfast.views.losses.reasons import quarter, quarters_of
from holdfast.views.losses.topics.before import before_loss, raised_topics
from holdfast.views.losses.topics.recurring import topics_raised
from holdfast.views.losses.words import NO_REASON
from holdfast.views.pipeline.room import subject_rows
from holdfast.views.results import FigureRows
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import LossPart

COUNT: Final = "losses.count"

_TOPIC_COLUMNS: Final = (
    ("name", "Customer"),
    ("day", "Day"),
    ("place", "Where"),
    ("topic", "Topic"),
    ("lost_on", "Lost on"),
)
_RAISED_COLUMNS: Final = (("name", "Customer"), ("day", "Day"), ("place", "Where"), ("topic", "Topic"))
_NOTE_COLUMNS: Final = (("name", "Customer"), ("day", "Day"), ("place", "Where"), ("said", "Text"))
_STATES: Final = {
    "silent": (pl.col("silent") == "yes", "lost without a sign in the 180 days before"),
    "said": (pl.col("silent") == "no", "lost after a sign"),
    "unknown": (pl.col("silent") == "unknown", "lost while no log was kept that could have shown a sign"),
}


def loss_rows(store: FactsStore, answer: Answer, asked: LossPart) -> FigureRows:
    """The rows of a part; enter on one leads to its customer."""
    if asked.part == "deals":
        return _deals(store, answer, asked.value or "")
    if asked.part == "notes":
        rows = naming(texts_inside(store.book, answer), asked.value or "").sort("day", "customer", "place")
        return _texts(answer, rows, _NOTE_COLUMNS, f"{asked.value}: named", f"that name {asked.value}")
    if asked.part == "again":
        rows = _raised_again(store, answer).filter(pl.col("topic") == asked.value)
        said = f"about {asked.value}, in the quarters that the period touches"
        return _texts(answer, rows, _RAISED_COLUMNS, f"Topic: {asked.value}", said)
    lost = subject_rows(store, answer, "lost customer")
    if asked.part == "topic":
        raised = before_loss(raised_topics(store.book, answer), lost).filter(pl.col("topic") == asked.value)
        said = f"about {asked.value}, of lost customers in the 180 days before they left"
        return _texts(answer, raised, _TOPIC_COLUMNS, f"Topic: {asked.value}", said)
    holds, words = _which(asked)
    rows = lost.filter(holds).with_columns(EACH_COUNTS_ONE.amount.alias(AMOUNT))
    found = figure_rows(store, answer, METRICS[COUNT], "numerator", rows)
    return replace(
        found, title=f"Lost: {asked.value or words}", sentence=f"{plural(rows.height, 'customer')}: {words}"
    )


def _raised_again(store: FactsStore, answer: Answer) -> pl.DataFrame:
    quarters = quarters_of(answer.facts.period)
    inside = quarter(pl.col("day")).is_in(quarters)
    return (
        topics_raised(store.book, answer)
        .filter(inside)
        .sort("day", "customer", "place", descending=[True, False, False])
    )


def _which(asked: LossPart) -> tuple[pl.Expr, str]:
    """Which losses, and in words."""
    if asked.part == "sign":
        if asked.value in SIGNS:
            return pl.col(asked.value).is_not_null(), f"lost after this sign: {asked.value}"
        return _STATES[asked.value or "unknown"]
    if asked.part == "competitor":
        return (pl.col("competitor") == asked.value).fill_null(
            value=False
        ), f"lost, {asked.value} named on record"
    if asked.value is None:
        return pl.col("reason").is_null(), NO_REASON
    return (pl.col("reason") == asked.value).fill_null(value=False), f"lost, reason on file: {asked.value}"


def _deals(store: FactsStore, answer: Answer, name: str) -> FigureRows:
    """Deals that name a competitor."""
    deals = deals_naming(store.book, answer).filter(pl.col("competitor") == name)
    columns = SUBJECT_COLUMNS["deal"]
    ids = subject_rows(store, answer, "deal").join(
        deals.select("opportunity_id"), on="opportunity_id", how="semi"
    )
    named = ids.with_columns(
        pl.coalesce("name", "customer_id").alias("name"), to_units(pl.col("amount")).alias("amount")
    )
    rows = LinkedRows(named.select("customer", *(column for column, _ in columns)), key="opportunity_id")
    sentence = f"{plural(named.height, 'deal')} that name {name}, open or closed in the period"
    return FigureRows(answer.moment, "pipeline.open", f"{name}: deals", sentence, "deal", columns, rows)


def _texts(
    answer: Answer, rows: pl.DataFrame, columns: tuple[tuple[str, str], ...], title: str, which: str
) -> FigureRows:
    names = answer.facts.customers.select("customer", "name")
    named = rows.join(names, on="customer", how="left", maintain_order="left")
    shown = LinkedRows(named.select("customer", *(column for column, _ in columns)))
    sentence = f"{plural(rows.height, 'row')} {which}"
    return FigureRows(answer.moment, COUNT, title, sentence, "row", columns, shown)
