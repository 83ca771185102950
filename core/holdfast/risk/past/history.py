"""How every customer stood at past month-ends: evaluated once, kept in memory and beside the cached book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import polars as pl

from holdfast.facts.customers import customer_facts
from holdfast.facts.states import IS_ACTIVE
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import FLAG_ID, evaluate
from holdfast.risk.past import disk as history_cache
from holdfast.risk.past.clock import closes_in
from holdfast.risk.watch import UNWATCHED, CancelledError
from holdfast.rows.numbered import filled
from holdfast.timeline import period_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.keeping import Kept
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.risk.watch import Watch

T = TypeVar("T")

KEPT_ROWS: Final = 4_000_000
"""At most so many customers of month-ends are kept in memory together: one takes about 40 bytes."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Every customer of the book at the close of a month-end, as it was visible then.

    `customers`, row i customer i: `active` Boolean (in that state, never null), `revenue` Int64 (money,
    trailing 12 months), `days_since_order` Int32, `overdue_ratio` Float64, `closes_in` Int32
    (clock.closes_in), and Boolean `told_<flag>` for every flag that could be evaluated for anybody.
    `raised`, sorted by flag and customer: `flag` Enum of ids, `customer` UInt32, `severity` Int8 (index into
    fields.SEVERITIES), `since` Date (first day open without interruption; null where the rule cannot tell).
    """

    end: date
    customers: pl.DataFrame
    raised: pl.DataFrame

    @property
    def told(self) -> frozenset[str]:
        """Ids of the flags that could be evaluated for anybody."""
        return frozenset(flag_id for flag_id in FLAGS if told_column(flag_id) in self.customers.columns)

    def levels(self, flag_id: str) -> pl.Series:
        """Int8 of one flag, row i customer i: 0 clear, null not evaluated."""
        height = self.customers.height
        if told_column(flag_id) not in self.customers.columns:
            return filled(None, height, pl.Int8).alias(flag_id)
        seen = self.raised.filter(pl.col("flag") == flag_id)
        severity = filled(0, height, pl.Int8).scatter(
            seen.get_column("customer"), seen.get_column("severity")
        )
        told = pl.when(pl.col(told_column(flag_id))).then(severity)
        return self.customers.select(told.alias(flag_id)).to_series()


def told_column(flag_id: str) -> str:
    """Whether a flag could be evaluated."""
    return f"told_{flag_id}"


class History:
    """The standings of one book under one set of thresholds.

    A standing depends on the files, the thresholds, the code and its month-end alone, never on the date one
    looks from: stepping through time, and opening the book again, find it ready. It rests on the export
    alone, without what users wrote.
    """

    def __init__(self, book: Book, thresholds: Thresholds) -> None:
        book = book.exported
        self.book = book
        self.thresholds = thresholds
        self._folder = history_cache.folder_of(book, thresholds)
        most = max(2, KEPT_ROWS // max(book.customers.height, 1))
        self._kept: Kept[tuple[str, date], Standing] = book.kept.of(History, most)

    def standing(self, end: date) -> Standing:
        """The standing at one month-end."""
        asked = (self.thresholds.digest, end)
        return self._kept.get(asked, lambda: self._read(end) or self._evaluate(end))

    def standings(self, ends: Sequence[date], watch: Watch = UNWATCHED) -> Iterator[Standing]:
        """The standings at some month-ends, in their order. Raises CancelledError between two of them."""
        for done, end in enumerate(ends):
            if watch.cancelled():
                raise CancelledError
            watch.progress(done, len(ends))
            yield self.standing(end)
        watch.progress(len(ends), len(ends))

    def prepare(self, ends: Sequence[date], watch: Watch = UNWATCHED) -> None:
        """Have some month-ends ready; bounds what lies on disk. Raises CancelledError."""
        try:
            for _ in self.standings(ends, watch):
                pass
        finally:
            if self._folder is not None:
                history_cache.prune(self._folder.parent)

    def load(self, name: str, read: Callable[[dict[str, pl.DataFrame], dict[str, Any]], T]) -> T | None:
        """What was stored beside the standings under a name; None where absent, damaged or not on disk."""
        return None if self._folder is None else history_cache.load(self._folder, name, read)

    def store(self, name: str, frames: dict[str, pl.DataFrame], described: dict[str, Any]) -> None:
        """Keep what rests on standings beside them, where the book is kept on disk."""
        if self._folder is not None:
            history_cache.store(self._folder, name, frames, described)

    def _read(self, end: date) -> Standing | None:
        def standing(frames: dict[str, pl.DataFrame], _described: dict[str, Any]) -> Standing:
            if frames["customers"].height != self.book.customers.height:
                raise ValueError("a standing of other customers")
            return Standing(end, frames["customers"], frames["raised"])

        return self.load(end.isoformat(), standing)

    def _evaluate(self, end: date) -> Standing:
        standing = standing_at(self.book, end, self.thresholds)
        self.store(end.isoformat(), {"customers": standing.customers, "raised": standing.raised}, {})
        return standing


def standing_at(book: Book, end: date, thresholds: Thresholds) -> Standing:
    """Evaluate one month-end."""
    facts = customer_facts(book, end, period_of(end, "month"))
    flags = evaluate(book, end, facts, thresholds)
    customers = facts.select(
        IS_ACTIVE.fill_null(value=False).alias("active"),
        "revenue",
        "days_since_order",
        "overdue_ratio",
        closes_in(book, end).alias("closes_in"),
    )
    told = flags.levels.select(
        pl.col(flag.column).is_not_null().alias(told_column(flag.id))
        for flag in FLAGS.values()
        if flag.column in flags.levels.columns and flags.levels.get_column(flag.column).count()
    )
    return Standing(end, customers.hstack(told).rechunk(), _raised(flags.raised))


def _raised(seen: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    rows = [raised_rows(flag_id, seen[flag_id]) for flag_id in FLAGS if flag_id in seen]
    return pl.concat([_NO_FLAGS, *rows]).rechunk()


def raised_rows(flag_id: str, seen: pl.DataFrame) -> pl.DataFrame:
    """What one flag saw (`Evaluation.raised`) as rows of `Standing.raised`."""
    return seen.select(pl.lit(flag_id).alias("flag").cast(FLAG_ID), "customer", "severity", "since")


_NO_FLAGS: Final = pl.DataFrame(
    schema={"flag": FLAG_ID, "customer": pl.UInt32, "severity": pl.Int8, "since": pl.Date}
)
