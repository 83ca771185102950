"""The rows behind a step of the funnel: deals, and after closing the customers they won."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.facts.deals import stage_progress
from holdfast.facts.subjects import SUBJECT_COLUMNS
from holdfast.metrics.revenue.pipeline import DEALS
from holdfast.money import to_units
from holdfast.schema.fields import FIELDS
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.rows import CUSTOMER_COLUMNS
from holdfast.views.pipeline.funnel import CREATED, after_close, after_names
from holdfast.views.pipeline.room import subject_rows
from holdfast.views.results import FigureRows
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import FunnelPart

CONVERSION: Final = "pipeline.stage_conversion"

_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "entered": ("entered {}", "entered"),
        "open": ("are still open in {}", "open"),
        "passed": ("went on from {}", "went on"),
        "ended": ("ended in {}", "ended"),
    }
)
"""In a sentence and in a title."""


def funnel_rows(store: FactsStore, answer: Answer, asked: FunnelPart) -> FigureRows:
    """Deals or customers of one part of a step. Raises UsageError where the funnel has no such step."""
    if (lacking := locks.missing(DEALS, store.book)) is not None:
        raise UsageError(locks.sentence(lacking))
    deals = subject_rows(store, answer, "deal").filter("in_play")
    return (
        _customers(store, answer, asked, deals) if asked.of_customers else _deals(store, answer, asked, deals)
    )


def _deals(store: FactsStore, answer: Answer, asked: FunnelPart, deals: pl.DataFrame) -> FigureRows:
    if store.book.has("opportunity_stages"):
        progress = stage_progress(store.book, answer.facts.as_of, deals)
        place = _place(asked.stage, progress.stages)
        rows = progress.deals
    else:
        place = _place(asked.stage, (CREATED,))
        rows = deals.with_columns(pl.col("won").cast(pl.Int32).alias("furthest"))
    rows = rows.filter(_part(asked, pl.col("furthest"), place, pl.col("open")))
    columns = SUBJECT_COLUMNS["deal"]
    named = rows.with_columns(
        pl.coalesce("name", "customer_id").alias("name"), to_units(pl.col("amount")).alias("amount")
    )
    shown = LinkedRows(named.select("customer", *(name for name, _ in columns)), key="opportunity_id")
    return FigureRows(answer.moment, CONVERSION, *_titled(asked, rows.height, "deal"), "deal", columns, shown)


def _customers(store: FactsStore, answer: Answer, asked: FunnelPart, deals: pl.DataFrame) -> FigureRows:
    reached = after_close(store.book, answer.facts.as_of, deals.filter("won"), answer.chosen)
    place = _place(asked.stage, after_names(store.book))
    rows = reached.filter(_part(asked, pl.col("place"), place, pl.col("active").cast(pl.Boolean)))
    source = customer_rows(store, answer, only=rows.get_column("customer"))
    columns = tuple((name, FIELDS[name].title) for name in CUSTOMER_COLUMNS)
    words = _titled(asked, len(source), "customer")
    return FigureRows(answer.moment, CONVERSION, *words, "customer", columns, source)


def _place(stage: str, stages: tuple[str, ...]) -> int:
    if stage not in stages:
        raise UsageError(f"no deal in play has the stage '{stage}' now")
    return stages.index(stage)


def _part(asked: FunnelPart, reached: pl.Expr, place: int, is_open: pl.Expr) -> pl.Expr:
    here = reached == place
    return {
        "entered": reached >= place,
        "open": here & is_open,
        "passed": reached > place,
        "ended": here & ~is_open,
    }[asked.part]


def _titled(asked: FunnelPart, count: int, one: str) -> tuple[str, str]:
    which = _WORDS[asked.part]
    return f"{asked.stage}: {which[1]}", f"{plural(count, one)} that {which[0].format(asked.stage)}"
