"""How customers stood under some flags on any day, as it was visible then; kept beside the book's past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.facts.customers import customer_facts
from holdfast.facts.states import IS_ACTIVE
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import evaluate_some
from holdfast.risk.past.history import KEPT_ROWS
from holdfast.risk.scope.scope import rule_scope
from holdfast.timeline import period_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.keeping import Kept
    from holdfast.risk.past.history import History

_THIRDS: Final = 3


@dataclass(frozen=True, eq=False)
class FlaggedDay:
    """Customers at the close of a day, row i customer i.

    `customers`: `active` Boolean, `segment` String ("" for none), `third` UInt32 of the revenue of active
    customers (1 the smallest, equals together), and a column of Int8 levels per flag, by its id: 0 clear,
    null not evaluated.
    """

    on: date
    customers: pl.DataFrame

    @property
    def active(self) -> pl.Series:
        """Who was active."""
        return self.customers.get_column("active")

    def is_open(self, flag: str) -> pl.Series:
        """Whether a flag was open."""
        return (self.customers.get_column(flag) > 0).fill_null(value=False)


class Days:
    """The days of one book under one set of thresholds, each evaluated once."""

    def __init__(self, history: History, flags: Sequence[str]) -> None:
        self._history = history
        self._flags = tuple(flags)
        most = max(2, KEPT_ROWS // max(history.book.customers.height, 1))
        self._kept: Kept[tuple[str, date, tuple[str, ...]], FlaggedDay] = history.book.kept.of(Days, most)

    def of(self, day: date) -> FlaggedDay:
        """How customers stood on a day."""
        asked = (self._history.thresholds.digest, day, self._flags)
        return self._kept.get(asked, lambda: self._read(day) or self._evaluate(day))

    def _name(self, day: date) -> str:
        return "-".join(("day", day.isoformat(), *self._flags))

    def _read(self, day: date) -> FlaggedDay | None:
        def told(frames: dict[str, pl.DataFrame], _described: dict[str, Any]) -> FlaggedDay:
            if frames["customers"].height != self._history.book.customers.height:
                raise ValueError("a day of other customers")
            return FlaggedDay(day, frames["customers"])

        return self._history.load(self._name(day), told)

    def _evaluate(self, day: date) -> FlaggedDay:
        book, thresholds = self._history.book, self._history.thresholds
        facts = customer_facts(book, day, period_of(day, "month"))
        # A flag about the rep rests on what all the others came to.
        needs_all = any(FLAGS[flag].uses_reps for flag in self._flags)
        wanted = FLAGS.values() if needs_all else [FLAGS[flag] for flag in self._flags]
        levels = evaluate_some(rule_scope(book, day, facts, thresholds), wanted).levels
        active = facts.select(IS_ACTIVE.fill_null(value=False).alias("active"), "revenue")
        segment = book.customers_as_known(day).get_column("segment").cast(pl.String).fill_null("")
        customers = active.select("active", segment, _third()).hstack(
            levels.select(pl.col(FLAGS[flag].column).alias(flag) for flag in self._flags)
        )
        self._history.store(self._name(day), {"customers": customers}, {})
        return FlaggedDay(day, customers)


def _third() -> pl.Expr:
    """Which third of the revenue of active customers each belongs to; 1 for everybody else."""
    revenue = pl.when("active").then(pl.col("revenue").fill_null(0))
    place = revenue.rank("average") / revenue.count()
    return (place * _THIRDS).ceil().clip(1, _THIRDS).fill_null(1).cast(pl.UInt32).alias("third")
