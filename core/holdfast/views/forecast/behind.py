"""The rows behind a line of the forecast: its months, or its customers and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.forecast.contract_model import contract_shares
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.last_year import shares
from holdfast.views.forecast.order_model import order_shares
from holdfast.views.forecast.view import NOTHING, making_of
from holdfast.views.results import FigureRows
from holdfast.words.interface.catalogue import phrase

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.schema.fields import FieldKind
    from holdfast.views.forecast.making import Making
    from holdfast.views.selection import ForecastOf


def forecast_rows(store: FactsStore, answer: Answer, asked: ForecastOf) -> FigureRows:
    """The months of a forecast, or who a line of it is made of. Raises UsageError where there is none."""
    making = making_of(store, answer, asked.kind)
    if making is None:
        raise UsageError(NOTHING[asked.kind])
    made_at = -YEAR if asked.year_ago else 0
    path = making.path(made_at)
    if isinstance(path, str):
        raise UsageError(path)
    return _months(answer, making, asked) if asked.months else _customers(store, answer, making, asked)


def _months(answer: Answer, making: Making, asked: ForecastOf) -> FigureRows:
    made = making.made(-YEAR if asked.year_ago else 0)
    if isinstance(made, str):
        raise UsageError(made)
    rows = [
        (line.start, line.part, line.value, line.low, line.high, line.came) for line in made.lines if line.h
    ]
    schema = {
        "start": pl.Date,
        "part": pl.String,
        **dict.fromkeys(("value", "low", "high", "came"), pl.Float64),
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    columns = (
        ("start", "From"), ("part", "Part"), ("value", "Expected"), ("low", "Low"), ("high", "High"),
        ("came", "Came"),
    )  # fmt: skip
    kinds = {
        "start": "date",
        "part": "text",
        **dict.fromkeys(("value", "low", "high", "came"), _kind(making)),
    }
    sentence = phrase(
        "what was said on {day} of each of the 12 months after, with the band of 80 %, and what came",
        day=made.made_on,
    )
    return FigureRows(
        answer.moment, "forecast", _title(asked), sentence, "value", columns, FrameRows(frame), kinds
    )


def _customers(store: FactsStore, answer: Answer, making: Making, asked: ForecastOf) -> FigureRows:
    found = _existing(making, asked) if asked.part == "existing" else _new(making, asked)
    people = store.book.customers.select("customer", "customer_id", "name")
    named = found.join(people, on="customer", how="left", maintain_order="left").sort(
        "expected", "came", "customer_id", descending=[True, True, False], nulls_last=True
    )
    told = ["expected"] if asked.part == "existing" else []
    told += ["came"] if asked.year_ago or asked.part == "new" else []
    titles = {"expected": "Expected", "came": "Came" if asked.year_ago else "Came a year ago"}
    columns = (("customer_id", "Customer"), ("name", "Name"), *((name, titles[name]) for name in told))
    kinds = {"customer_id": "text", "name": "text", **dict.fromkeys(told, _kind(making))}
    rows = LinkedRows(named.select("customer", *(name for name, _ in columns)), "customer_id")
    return FigureRows(
        answer.moment, "forecast", _title(asked), _said(asked), "customer", columns, rows, kinds
    )


def _existing(making: Making, asked: ForecastOf) -> pl.DataFrame:
    """`customer`, `expected` of each who was there, and what `came`."""
    made_at = -YEAR if asked.year_ago else 0
    chosen, path = making.chosen(made_at), making.path(made_at)
    assert not isinstance(path, str)
    if path.method == "last year":
        each = shares(making.history, made_at, chosen, path, asked.h)
    else:
        find = contract_shares if path.method == "contract model" else order_shares
        each = find(making.book, making.history, made_at, chosen, asked.h)
    there = making.history.known(made_at)
    came = _came(making, asked, there if chosen is None else there & chosen)
    return each.join(came, on="customer", how="full", coalesce=True).select(
        "customer", pl.col("expected").fill_null(0.0), pl.col("came").fill_null(0.0)
    )


def _new(making: Making, asked: ForecastOf) -> pl.DataFrame:
    """Who came first in the last year, and what each brought in the same month of it."""
    chosen, fresh = making.chosen(0), ~making.history.known(-YEAR)
    came = _came(making, asked, fresh if chosen is None else fresh & chosen)
    return came.with_columns(pl.lit(None, pl.Float64).alias("expected")).select(
        "customer", "expected", "came"
    )


def _came(making: Making, asked: ForecastOf, who: pl.Series) -> pl.DataFrame:
    months = pl.col("month") == asked.h - YEAR if asked.h else pl.col("month") > -YEAR
    rows = making.history.rows.filter(months)
    mine = rows.filter(who.gather(rows.get_column("customer")))
    value = pl.col("value").sum() / making.history.scale
    return mine.group_by("customer").agg(value.alias("came")).sort("customer")


def _kind(making: Making) -> FieldKind:
    return "number" if making.history.is_count else "money"


def _title(asked: ForecastOf) -> str:
    what = phrase("Revenue") if asked.kind == "revenue" else phrase("Customers")
    return (
        phrase("Forecast of a year ago: {what}", what=what)
        if asked.year_ago
        else phrase("Forecast: {what}", what=what)
    )


def _said(asked: ForecastOf) -> str:
    span = phrase("month {h} of 12", h=asked.h) if asked.h else phrase("all 12 months")
    if asked.part == "existing":
        return phrase("customers who were there, and what is expected of each: {span}", span=span)
    if asked.year_ago:
        return phrase("customers who came since, and what each brought: {span}", span=span)
    return phrase("customers who came in the last 12 months, and what each brought: {span}", span=span)
