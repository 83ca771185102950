"""How likely a customer is to be lost given its open flags: an empirical table, each loss counted once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.backtest import Backtest, backtest_of, too_few_losses
from holdfast.risk.past.history import History
from holdfast.risk.past.rates import is_calibrated
from holdfast.risk.past.tally import Once, counts, lost_on, totals
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.rows.numbered import placed
from holdfast.statistics.intervals.wilson import wilson, wilson_exprs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
    `worst` and number of others 0, 1, 2 (and more), in that order: `flagged` and `lost` Int64, `rate`, `low`,
    `high` Float64 (of the cell where it is calibrated, else of the worst flag alone), `own` Boolean (the
    cell's rate). `drawn` has the flags that are not calibrated, in the same order: `flag`, `flagged`, `lost`,
    `rate`, `low`, `high`, drawn to the rate of all (and `pool_books`, to that of how many books of a pool,
    where there is one); the highest of them counts where no calibrated flag is open. `base`: of all active
    customers with its interval, None without any. `days`: the horizon.
    """

    base: tuple[float, float, float] | None
    worst: tuple[str, ...]
    cells: pl.DataFrame
    drawn: pl.DataFrame
    days: int

    @property
    def base_rate(self) -> float | None:
        """Share of all active customers lost."""
        return None if self.base is None else self.base[0]

    @property
    def usable(self) -> bool:
        """Whether any flag says anything."""
        return bool(self.worst) or not self.drawn.is_empty()

    def rates(self, state: pl.DataFrame) -> pl.DataFrame:
        """`loss_rate`, `low`, `high` Float64 and `shrunken` Boolean per row of `state`.

        `state` as `state_of_facts` makes it; the base rate where no flag counts.
        """
        place = state.select(pl.col("worst") * _OTHERS + pl.col("others")).to_series()
        drawn = state.get_column("drawn")
        named = zip(
            ("loss_rate", "low", "high"), ("rate", "low", "high"), self.base or (None,) * 3, strict=True
        )
        return pl.DataFrame(
            [
                pl.select(
                    pl.coalesce(
                        self.cells.get_column(column).gather(place),
                        self.drawn.get_column(column).gather(drawn),
                        pl.lit(base, dtype=pl.Float64),
                    ).alias(name)
                ).to_series()
                for name, column, base in named
            ]
        ).with_columns((place.is_null() & drawn.is_not_null()).alias("shrunken"))

    def state_of_facts(self, facts: pl.DataFrame) -> pl.DataFrame:
        """Per row of evaluated facts what is open of the table.

        `worst` UInt32 (place in `worst`, null: none open), `others` UInt32, `drawn` UInt32 (place in
        `drawn`).
        """
        opened = [_is_open(facts, flag) for flag in self.worst]
        drawn = [_is_open(facts, flag) for flag in self.drawn.get_column("flag")]
        number = pl.sum_horizontal(pl.lit(0, dtype=pl.UInt32), *(seen.cast(pl.UInt32) for seen in opened))
        others = pl.when(number > 0).then((number.cast(pl.Int32) - 1).clip(0, MOST_OTHERS)).cast(pl.UInt32)
        # Beside the columns, so that a table of no flags still has a row for every customer.
        return facts.with_columns(
            _first(opened).alias("worst"), others.alias("others"), _first(drawn).alias("drawn")
        ).select("worst", "others", "drawn")

    def state_of_standing(self, standing: Standing) -> pl.DataFrame:
        """The same per customer of the book at a past month-end."""
        seen, height = self.open_at(standing), standing.customers.height
        where = seen.get_column("customer")
        drawn = _places_of(standing, self.drawn.get_column("flag").to_list())
        least = drawn.group_by("customer").agg(pl.col("place").min())
        return pl.DataFrame(
            {
                **{name: placed(where, seen.get_column(name), height) for name in ("worst", "others")},
                "drawn": placed(least.get_column("customer"), least.get_column("place"), height),
            }
        )

    def open_at(self, standing: Standing) -> pl.DataFrame:
        """`customer`, `worst`, `others` of those with a calibrated flag open at a past month-end."""
        return (
            _places_of(standing, self.worst)
            .group_by("customer")
            .agg(
                pl.col("place").min().alias("worst"),
                (pl.len().cast(pl.Int32) - 1).clip(0, MOST_OTHERS).cast(pl.UInt32).alias("others"),
            )
        )


def _is_open(facts: pl.DataFrame, flag: str) -> pl.Expr:
    column = FLAGS[flag].column
    known = column in facts.columns
    return (pl.col(column) > 0).fill_null(value=False) if known else pl.lit(value=False)


def _first(opened: Sequence[pl.Expr]) -> pl.Expr:
    nothing = pl.lit(None, dtype=pl.UInt32)
    return pl.coalesce(
        *(pl.when(seen).then(pl.lit(place, dtype=pl.UInt32)) for place, seen in enumerate(opened)), nothing
    )


def _places_of(standing: Standing, flags: Sequence[str]) -> pl.DataFrame:
    """`customer` and `place` (UInt32, among `flags`) of every one of them open at a past month-end."""
    place = {flag: number for number, flag in enumerate(flags)}
    places = pl.Series([place.get(flag) for flag in FLAGS], dtype=pl.UInt32)
    raised = standing.raised
    return raised.select(
        "customer", places.gather(raised.get_column("flag").to_physical()).alias("place")
    ).filter(pl.col("place").is_not_null())


def loss_table(
    book: Book, calendar: Calendar, standings: Iterable[Standing], rates: pl.DataFrame, active: int
) -> LossTable:
    """The table from some standings.

    `rates`: `Backtest.rates` of the same month-ends; `active`: customers its base rate is of.
    """
    single = rates.filter(pl.col("flag").is_in(list(FLAGS))).sort("rate", "flag", descending=[True, False])
    calibrated, drawn = single.filter("calibrated"), single.filter("shrunken")
    worst = tuple(calibrated.get_column("flag"))
    share: float | None = rates.item(0, "base_rate")
    base = None if share is None else (share, *(wilson(share * active, active) or (0.0, 1.0)))
    pooled = ["pool_books"] if "pool_books" in drawn.columns else []
    kept_drawn = drawn.select("flag", "flagged", "lost", "rate", "low", "high", *pooled)
    table = LossTable(base, worst, pl.DataFrame(), kept_drawn, calendar.horizon.days)
    cells = len(worst) * _OTHERS
    once = Once(calendar, cells, book.customers.height)
    months = []
    for standing in standings if worst else ():
        is_active = standing.customers.get_column("active")
        seen = table.open_at(standing)
        marked = seen.filter(is_active.gather(seen.get_column("customer"))).select(
            (pl.col("worst") * _OTHERS + pl.col("others")).alias("mark"), "customer"
        )
        lost = lost_on(book, standing.end, standing.end + calendar.horizon).is_not_null()
        months.append(counts(marked, once.fresh(standing.end, marked), lost))
    of_flag = calibrated.select("rate", "low", "high")[
        pl.select(pl.int_range(cells, dtype=pl.UInt32) // _OTHERS).to_series()
    ]
    own = is_calibrated(pl.col("flagged"), pl.col("lost"))
    low, high = wilson_exprs(pl.col("lost"), pl.col("flagged"))
    filled_cells = (
        totals(months, cells)
        .hstack(of_flag.rename({"rate": "f_rate", "low": "f_low", "high": "f_high"}))
        .select(
            "flagged",
            "lost",
            pl.when(own).then(pl.col("lost") / pl.col("flagged")).otherwise("f_rate").alias("rate"),
            pl.when(own).then(low).otherwise("f_low").alias("low"),
            pl.when(own).then(high).otherwise("f_high").alias("high"),
            own.alias("own"),
        )
    )
    return replace(table, cells=filled_cells)


def loss_table_of(book: Book, as_of: date, thresholds: Thresholds, watch: Watch = UNWATCHED) -> LossTable:
    """The table of the backtest as the desk shows it, kept for the next to ask. Raises CancelledError."""
    book = book.exported
    kept: Kept[tuple[str, date], LossTable] = book.kept.of(LossTable, _KEPT_TABLES)
    return kept.get((thresholds.digest, as_of), lambda: _computed(book, as_of, thresholds, watch))


def known_loss_table(book: Book, as_of: date, thresholds: Thresholds) -> bool:
    """Whether `loss_table_of` has been asked this before."""
    book = book.exported
    kept: Kept[tuple[str, date], LossTable] = book.kept.of(LossTable, _KEPT_TABLES)
    return kept.known((thresholds.digest, as_of)) is not None


def _computed(book: Book, as_of: date, thresholds: Thresholds, watch: Watch) -> LossTable:
    if too_few_losses(book, as_of) is not None:
        # So few losses calibrate no flag: a small book is spared the evaluation of years of flags.
        return NO_TABLE
    tested: Backtest = backtest_of(book, as_of, thresholds, watch)
    standings = History(book, thresholds).standings(tested.calendar.ends)
    return loss_table(book, tested.calendar, standings, tested.rates, tested.active)


_NO_RATES: Final = pl.DataFrame(
    schema={"flagged": pl.Int64, "lost": pl.Int64, **dict.fromkeys(("rate", "low", "high"), pl.Float64)}
)
NO_TABLE: Final = LossTable(
    None,
    (),
    _NO_RATES.with_columns(pl.lit(value=True).alias("own")),
    _NO_RATES.with_columns(pl.lit("").alias("flag")),
    0,
)
"""Nothing can be said: so few losses make no rate."""
