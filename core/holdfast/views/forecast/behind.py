"""The rows behind a line of the forecast: its months, or its customers and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.statistics.exact import exact_sum
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.figures.made import AMOUNT
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import Existing
from holdfast.views.forecast.view import NOTHING, chosen_by, making_of
from holdfast.views.results import FigureRows, RowsTotal
from holdfast.words.interface.catalogue import phrase
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.schema.fields import FieldKind
    from holdfast.views.forecast.making import Making
    from holdfast.views.forecast.results import ForecastMade
    from holdfast.views.selection import ForecastOf


def forecast_rows(store: FactsStore, answer: Answer, asked: ForecastOf) -> FigureRows:
    """The months of a forecast, or who a line of it is made of. Raises UsageError where there is none."""
    making = making_of(store, answer, asked.kind, chosen_by(store, answer))
    if making is None:
        raise UsageError(NOTHING[asked.kind])
    # Bands ask for the forecasts of years; who a line is made of does not hang on them.
    made = making.made(_made_at(asked)) if asked.months else making.existing(_made_at(asked))
    if isinstance(made, str):
        raise UsageError(made)
    if isinstance(made, Existing):
        return _customers(store, answer, making, made, asked)
    return _months(answer, made, asked)


def _made_at(asked: ForecastOf) -> int:
    return -YEAR if asked.year_ago else 0


def _months(answer: Answer, made: ForecastMade, asked: ForecastOf) -> FigureRows:
    amounts = ("value", "low", "high", "came")
    rows = [
        (line.start, line.part, line.value, line.low, line.high, line.came) for line in made.lines if line.h
    ]
    schema = {"start": pl.Date, "part": pl.String, **dict.fromkeys(amounts, pl.Float64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    titles = ("From", "Part", "Expected", "Low", "High", "Came")
    kinds: dict[str, FieldKind] = {
        "start": "date",
        "part": "text",
        **dict.fromkeys(amounts, _unit(asked)),
    }
    sentence = phrase(
        "what was said on {day} of each of the 12 months after, with the band of 80 %, and what came",
        day=day_text(made.made_on),
    )
    columns = tuple(zip(schema, titles, strict=True))
    return FigureRows(
        answer.moment, "forecast", _title(asked), sentence, "value", columns, FrameRows(frame), kinds
    )


def _customers(
    store: FactsStore, answer: Answer, making: Making, existing: Existing, asked: ForecastOf
) -> FigureRows:
    """What is expected of each, which adds up to the line; of a year ago what came of each beside it."""
    amounts = [AMOUNT, "came"] if asked.year_ago else [AMOUNT]
    found = _expected(making, existing, asked).rename({"expected": AMOUNT})
    if asked.year_ago:
        found = found.join(_came(making, asked), on="customer", how="full", coalesce=True)
        found = found.with_columns(pl.col(amounts).fill_null(0.0))
    people = store.book.customers.select("customer", "customer_id", "name")
    named = found.join(people, on="customer", how="left", maintain_order="left").sort(
        *amounts, "customer_id", descending=[*(True for _ in amounts), False]
    )
    titles = {AMOUNT: "Expected", "came": "Came"}
    columns = (("customer_id", "Customer"), ("name", "Name"), *((name, titles[name]) for name in amounts))
    kinds: dict[str, FieldKind] = {"customer_id": "text", "name": "text"}
    kinds |= dict.fromkeys(amounts, _unit(asked))
    rows = LinkedRows(named.select("customer", *(name for name, _ in columns)), "customer_id")
    total = RowsTotal(
        exact_sum(found.get_column(AMOUNT)), "money" if asked.kind == "revenue" else "count", "Total"
    )
    return FigureRows(
        answer.moment, "forecast", _title(asked), _said(asked), "customer", columns, rows, kinds, total
    )


def _expected(making: Making, existing: Existing, asked: ForecastOf) -> pl.DataFrame:
    """`customer` and what is `expected` of it, or by its example of those to come."""
    if asked.part == "new":
        return making.newcomers(_made_at(asked)).of_each(asked.h)
    return existing.each(asked.h)


def _came(making: Making, asked: ForecastOf) -> pl.DataFrame:
    """`customer` and what `came` in the last year of those who were there a year ago, or came since."""
    history = making.history
    is_new = asked.part == "new"
    who = ~history.known(-YEAR) if is_new else history.known(-YEAR)
    chosen = making.chosen(0 if is_new else -YEAR)
    months = pl.col("month") == asked.h - YEAR if asked.h else pl.col("month") > -YEAR
    rows = history.rows.filter(months)
    mine = rows.filter((who if chosen is None else who & chosen).gather(rows.get_column("customer")))
    value = pl.col("value").sum() / history.scale
    return mine.group_by("customer").agg(value.alias("came")).sort("customer")


def _unit(asked: ForecastOf) -> FieldKind:
    return "money" if asked.kind == "revenue" else "number"


def _title(asked: ForecastOf) -> str:
    what = phrase("Revenue") if asked.kind == "revenue" else phrase("Customers")
    if asked.year_ago:
        return phrase("Forecast of a year ago: {what}", what=what)
    return phrase("Forecast: {what}", what=what)


def _said(asked: ForecastOf) -> str:
    span = phrase("month {h} of 12", h=asked.h) if asked.h else phrase("all 12 months")
    if asked.part == "existing":
        return phrase("customers who were there, and what is expected of each: {span}", span=span)
    if asked.year_ago:
        return phrase(
            "customers who had come, and what was expected by the example of each; who came since: {span}",
            span=span,
        )
    return phrase(
        "customers who came of late, and what is expected by the example of each: {span}", span=span
    )
