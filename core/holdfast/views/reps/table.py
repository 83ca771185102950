"""The rep pane as a table, for the command line and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.reps.standardised import COMPARISON_NOTE
from holdfast.schema.field_set import shortest
from holdfast.views.figures.prospects import knowable_key
from holdfast.views.reps.pane import rep_rows
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.views.reps.results import RepRow

SCHEMA: Final = pl.Schema(
    {
        "rep_id": pl.String,
        "name": pl.String,
        "team": pl.String,
        "hired": pl.Date,
        "left": pl.Date,
        "customers": pl.Int64,
        "revenue": pl.Float64,
        "held_at_start": pl.Int64,
        "kept": pl.Int64,
        "kept_rate": pl.Float64,
        "kept_low": pl.Float64,
        "kept_high": pl.Float64,
        "kept_adjusted": pl.Float64,
        "churn_oe": pl.Float64,
        "oe_low": pl.Float64,
        "oe_high": pl.Float64,
        "status": pl.String,
        "orphaned": pl.Int64,
        "orphaned_revenue": pl.Float64,
        "flags": pl.Int64,
        "worst": pl.String,
        "difference": pl.Float64,
        "difference_low": pl.Float64,
        "difference_high": pl.Float64,
        "knowable": pl.String,
        "needed": pl.Int64,
        "oe_knowable": pl.String,
    }
)


def reps_table(store: FactsStore, answer: Answer, *, at_loss: bool = False) -> TableView:
    """One row per rep in scope (SCHEMA, then own columns); money in currency units.

    `kept_rate` with its interval. `difference`: the same minus that of all other reps; `knowable` and
    `oe_knowable`: when it, and `churn_oe`, can be told apart (views/figures/prospects.py).

    A loss belongs to the rep who held the customer 90 days before it, with `at_loss` on the day before.
    """
    rows = [
        {
            "rep_id": row.rep_id,
            "name": row.name,
            "team": row.team,
            "hired": row.hired,
            "left": row.left,
            "customers": row.customers,
            "revenue": row.revenue,
            "held_at_start": row.held_at_start,
            "kept": row.kept.numerator,
            "kept_rate": row.kept.value,
            "kept_low": row.kept.low,
            "kept_high": row.kept.high,
            "kept_adjusted": row.kept_adjusted,
            "churn_oe": row.churn_oe,
            "oe_low": row.oe_low,
            "oe_high": row.oe_high,
            "status": row.kept.status,
            "orphaned": row.orphaned,
            "orphaned_revenue": row.orphaned_revenue,
            "flags": row.flags,
            "worst": row.worst,
            **_beside(row),
        }
        for row in rep_rows(store, answer, at_loss=at_loss)
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    if store.book.own.get("reps"):
        told = _own_columns(store.book, answer.facts.as_of)
        frame = frame.join(told, on="rep_id", how="left", maintain_order="left")
    told = frame.drop("difference_low", "difference_high", "needed")
    return TableView("reps", answer.moment, frame, notes=(COMPARISON_NOTE,), told=told)


def _beside(row: RepRow) -> dict[str, object]:
    """What the rep kept minus what all others did, and when either comparison can tell."""
    beside = row.beside
    return {
        "difference": beside and beside.value,
        "difference_low": beside and beside.low,
        "difference_high": beside and beside.high,
        "knowable": knowable_key(beside.knowable if beside else None),
        "needed": beside and beside.knowable.needed,
        "oe_knowable": knowable_key(row.knowable),
    }


def _own_columns(book: Book, as_of: date) -> pl.DataFrame:
    """`rep_id` and the own columns of the reps file, by their words where the table has no such column."""
    words = {field.name: shortest(field) for field in book.own["reps"]}
    named = (pl.col(name).alias(name if word in SCHEMA else word) for name, word in words.items())
    listed = book.visible("reps", as_of).unique("rep_id", keep="last", maintain_order=True)
    return listed.select("rep_id", *named)
