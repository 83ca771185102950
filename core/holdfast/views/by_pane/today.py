"""What was done as a table: the entries of the last seven days, and what became of the flags then open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.views.by_pane.made import list_of
from holdfast.views.results import TableView
from holdfast.views.today.room import today_view

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.today.results import Asked

_DONE: Final = {
    "day": pl.Date, "subject": pl.String, "id": pl.String, "name": pl.String, "what": pl.String,
    "outcome": pl.String, "writer": pl.String, "cleared": pl.List(pl.String),
    "still_open": pl.List(pl.String),
}  # fmt: skip


def done_table(store: FactsStore, answer: Answer, asked: Asked) -> TableView:
    """A row for each thing done in the last seven days, newest first; flags by name."""
    rows = (
        (
            one.day,
            one.subject,
            one.subject_id,
            one.name,
            one.what,
            one.outcome,
            one.writer,
            list(one.cleared),
            list(one.still_open),
        )
        for one in today_view(store, answer, asked).done
    )
    return TableView("done", answer.moment, list_of(rows, _DONE))
