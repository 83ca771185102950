"""How likely a customer is to be lost given its open flags: an empirical table, each loss counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.backtest import Backtest, backtest_of, is_calibrated, too_few_losses
from holdfast.risk.past.history import History
from holdfast.risk.past.tally import Once, counts, lost_on, totals
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.rows.numbered import filled, placed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.keeping import Kept
    from holdfast.risk.past.history import Standing
    from holdfast.risk.past.tally import Calendar
    from holdfast.risk.thresholds.thresholds import Thresholds

MOST_OTHERS: Final = 2
"""Two other open flags and more are one cell."""

_OTHERS: Final = MOST_OTHERS + 1
_KEPT_TABLES: Final = 8


@dataclass(frozen=True, eq=False)
class LossTable:
    """Loss rates within the horizon by the worst calibrated flag and the number of other open ones.

    `worst` are the calibrated flags (ids), the highest loss rate first. `cells` has one row per flag of
    `worst` and number of others 0, 1, 2 (and more), in that order: `flagged` and `lost` Int64, `rate` Float64
    (of the cell where it is calibrated, else of the worst flag alone), `own` Boolean (the cell's rate).
    `base_rate`: of all active customers, None without any. `days`: the horizon.
    """

    base_rate: float | None
    worst: tuple[str, ...]
    cells: pl.DataFrame
    days: int

    @property
    def calibrated(self) -> bool:
        """Whether any flag is calibrated."""
        return bool(self.worst)

    def rates(self, state: pl.DataFrame) -> pl.Series:
        """Float64 per row of `state` (as `state_of_facts` makes it): the base rate where no flag counts."""
        place = state.select(pl.col("worst") * _OTHERS + pl.col("others")).to_series()
        return self.cells.get_column("rate").gather(place).fill_null(self.base_rate).alias("loss_rate")

    def state_of_facts(self, facts: pl.DataFrame) -> pl.DataFrame:
        """Per row of evaluated facts: `worst` UInt32 (place in `worst`, null: none open), `others` UInt32."""
        is_open = [
            (pl.col(FLAGS[flag].column) > 0).fill_null(value=False)
            for flag in self.worst
            if FLAGS[flag].column in facts.columns
        ]
        if not is_open:
            nothing = filled(None, facts.height, pl.UInt32)
            return pl.DataFrame({"worst": nothing, "others": nothing})
        first = pl.coalesce(
            pl.when(seen).then(pl.lit(place, dtype=pl.UInt32)) for place, seen in enumerate(is_open)
        )
        number = pl.sum_horizontal(seen.cast(pl.UInt32) for seen in is_open)
        others = pl.when(number > 0).then((number.cast(pl.Int32) - 1).clip(0, MOST_OTHERS)).cast(pl.UInt32)
        return facts.select(first.alias("worst"), others.alias("others"))

    def state_of_standing(self, standing: Standing) -> pl.DataFrame:
        """The same per customer of the book at a past month-end."""
        seen, height = self.open_at(standing), standing.customers.height
        where = seen.get_column("customer")
        return pl.DataFrame(
            {name: placed(where, seen.get_column(name), height) for name in ("worst", "others")}
        )

    def open_at(self, standing: Standing) -> pl.DataFrame:
        """`customer`, `worst`, `others` of those with a calibrated flag open at a past month-end."""
        place = {flag: number for number, flag in enumerate(self.worst)}
        places = pl.Series([place.get(flag) for flag in FLAGS], dtype=pl.UInt32)
        raised = standing.raised
        return (
            raised.select("customer", places.gather(raised.get_column("flag").to_physical()).alias("worst"))
            .filter(pl.col("worst").is_not_null())
            .group_by("customer")
            .agg(
                pl.col("worst").min(),
                (pl.len().cast(pl.Int32) - 1).clip(0, MOST_OTHERS).cast(pl.UInt32).alias("others"),
            )
        )


def loss_table(
    book: Book, calendar: Calendar, standings: Iterable[Standing], rates: pl.DataFrame
) -> LossTable:
    """The table from some standings. `rates`: `Backtest.rates` of the same month-ends."""
    calibrated = rates.filter(pl.col("calibrated") & pl.col("flag").is_in(list(FLAGS)))
    calibrated = calibrated.sort("rate", "flag", descending=[True, False])
    worst = tuple(calibrated.get_column("flag").cast(pl.String))
    base: float | None = rates.item(0, "base_rate")
    table = LossTable(base, worst, pl.DataFrame(), calendar.horizon.days)
    cells = len(worst) * _OTHERS
    once = Once(calendar, cells, book.customers.height)
    months = []
    for standing in standings if worst else ():
        active = standing.customers.get_column("active")
        seen = table.open_at(standing)
        marked = seen.filter(active.gather(seen.get_column("customer"))).select(
            (pl.col("worst") * _OTHERS + pl.col("others")).alias("mark"), "customer"
        )
        lost = lost_on(book, standing.end, standing.end + calendar.horizon).is_not_null()
        months.append(counts(marked, once.fresh(standing.end, marked), lost))
    counted = totals(months, cells)
    of_flag = calibrated.get_column("rate").gather(pl.int_range(cells, eager=True) // _OTHERS)
    flagged, lost_then = pl.col("flagged"), pl.col("lost")
    own = is_calibrated(flagged, lost_then)
    filled = counted.select(
        flagged,
        lost_then,
        pl.when(own).then(lost_then / flagged).otherwise(of_flag).alias("rate"),
        own.alias("own"),
    )
    return LossTable(base, worst, filled, calendar.horizon.days)


def loss_table_of(book: Book, as_of: date, thresholds: Thresholds, watch: Watch = UNWATCHED) -> LossTable:
    """The table of the backtest as the desk shows it, kept for the next to ask. Raises CancelledError."""
    kept: Kept[tuple[str, date], LossTable] = book.kept.of(LossTable, _KEPT_TABLES)
    return kept.get((thresholds.digest, as_of), lambda: _computed(book, as_of, thresholds, watch))


def _computed(book: Book, as_of: date, thresholds: Thresholds, watch: Watch) -> LossTable:
    if too_few_losses(book, as_of) is not None:
        # So few losses calibrate no flag: a small book is spared the evaluation of years of flags.
        return LossTable(None, (), pl.DataFrame(), 0)
    tested: Backtest = backtest_of(book, as_of, thresholds, watch)
    standings = History(book, thresholds).standings(tested.calendar.ends)
    return loss_table(book, tested.calendar, standings, tested.rates)
