"""The lines of today, fetched slice by slice: sentences and plays are written for the lines on show alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.schema.fields import SEVERITIES
from holdfast.views.customers.row_keys import among, row_set
from holdfast.views.today.results import CONTRACT

if TYPE_CHECKING:
    from holdfast.rows.rowset import RowSet
    from holdfast.views.today.results import Target

WRITTEN: Final = ("why", "play", "step", "due", "held_out")
"""Columns that are told of the lines on show alone; `due` is that of a running play where none is closer."""

Words = Callable[[pl.DataFrame], pl.DataFrame]
"""Lines (columns of `lines.LINES`) → WRITTEN, a row each."""

Targets = Callable[[pl.DataFrame], tuple["Target", ...]]
"""Lines → whom a key acts on, one each."""


class TodayRows:
    """Lines in order; see `results.DueRows`."""

    def __init__(self, lines: pl.DataFrame, words: Words, targets: Targets) -> None:
        self._lines = lines
        self._words = words
        self._targets = targets
        self._all: RowSet | None = None

    def __len__(self) -> int:
        return self._lines.height

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of lines `start` to `stop` (exclusive), by column."""
        told = self.told(start, stop, words=any(name in WRITTEN for name in columns))
        return {name: told.get_column(name).to_list() for name in columns}

    def told(self, start: int, stop: int, *, words: bool = True) -> pl.DataFrame:
        """Lines as a frame: the columns of CONTRACT, `section`, `severity`, `rep`, `subject`, `held_out`."""
        part = self._lines.slice(start, max(stop - start, 0))
        plain = part.with_columns(
            pl.when(pl.col("subject") == "customer").then("subject_id").alias("customer_id"),
            pl.col("section").cast(pl.String),
            pl.col("severity").replace_strict(_SEVERITY, return_dtype=pl.String).alias("severity"),
        )
        if words:
            plain = plain.drop("due").hstack(self._words(part).select(WRITTEN).get_columns())
        order = [*CONTRACT, "section", "severity", "rep", "subject", "held_out"]
        return plain.select(name for name in order if name in plain.columns)

    def customer_at(self, index: int) -> int | None:
        """The customer of a line; None of a rep and of whoever has left the book."""
        customer = self._lines.item(index, "customer")
        return None if customer is None else int(customer)

    def index_of(self, customer: int) -> int | None:
        """The line of a customer, if it has one."""
        return self._lines.get_column("customer").index_of(customer)

    def target_at(self, index: int) -> Target:
        """Whom a key acts on."""
        return self._targets(self._lines.slice(index, 1))[0]

    def key_at(self, index: int) -> int | None:
        """The customer of a line as its identity."""
        return self.customer_at(index)

    def keys(self) -> RowSet:
        """The customers among the lines."""
        if self._all is None:
            self._all = row_set(self._lines.get_column("customer"))
        return self._all

    def only(self, rows: RowSet) -> TodayRows:
        """The lines of these customers."""
        inside = among(self._lines.get_column("customer"), rows)
        return TodayRows(self._lines.filter(inside), self._words, self._targets)


_SEVERITY: Final[dict[int | None, str]] = {**dict(enumerate(SEVERITIES)), None: "none"}
