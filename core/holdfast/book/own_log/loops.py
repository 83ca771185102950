"""Loops closed by users: the day on which somebody came back on an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.own_log.rows import mended, text_in
from holdfast.book.voice.scales import every_answer
from holdfast.schema.tables import OWN_LOG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.journal.entry import Entry
    from holdfast.journal.log import Log

_DETRACTOR: Final = 6.0
"""The highest score of a detractor on the scale from 0 to 10, whatever scale the export names."""


def with_loops(exported: Book, tables: dict[str, pl.DataFrame], entries: Sequence[Entry], log: Log) -> None:
    """Fill the day on which the loop was closed, where the export has none.

    An entry that names no response closes the customer's latest answer of a detractor by then.
    """
    if not entries or not exported.has("surveys"):
        return
    surveys = exported.tables["surveys"]
    customers = sorted({entry.subject_id for entry in entries})
    of_them = surveys.with_row_index("row").filter(
        pl.col("customer_id").is_in(customers) & pl.col("loop_closed").is_null()
    )
    named = dict(of_them.select("response_id", "row").drop_nulls("response_id").iter_rows())
    ids = of_them.select("row", "customer_id")
    low = (
        every_answer(surveys)
        .join(ids, on="row")
        .filter(pl.col("answered").is_not_null() & (pl.col("kind") == "nps"))
        .filter((pl.col("mark") == -1) | (pl.col("score") <= _DETRACTOR))
        .sort("answered", "row")
    )
    answers: dict[str, list[tuple[date, int]]] = {}
    for customer, answered, row in low.select("customer_id", "answered", "row").iter_rows():
        answers.setdefault(customer, []).append((answered, row))
    closed: dict[int, dict[str, Any]] = {}
    for entry in entries:
        day = log.counts_from(entry)
        response = text_in(entry, "response") or entry.ref.removeprefix("survey:")
        place = named.get(response) if response else _latest(answers.get(entry.subject_id, []), day)
        if place is not None:
            closed.setdefault(place, {"row": place, "loop_closed": day, OWN_LOG: entry.writer})
    if closed:
        tables["surveys"] = mended(surveys, list(closed.values()))


def _latest(answers: Sequence[tuple[date, int]], day: date) -> int | None:
    return next((row for answered, row in reversed(answers) if answered <= day), None)
