"""What the book lacks as a table: each file that is missing, and what it would make possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.views.by_pane.made import list_of
from holdfast.views.data.room import data_room
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

_LOCKED: Final = {"table": pl.String, "unlocks": pl.String}


def missing_tables(store: FactsStore, answer: Answer) -> TableView:
    """A row for each table that no file of the book has."""
    rows = ((one.table, one.unlocks) for one in data_room(store, answer).locked)
    return TableView("missing", answer.moment, list_of(rows, _LOCKED))
