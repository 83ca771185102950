"""How likely each customer is to be lost: the one rate that every figure and every order takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.disk.newest import KeptForm, found_beside
from holdfast.facts.states import IS_ACTIVE
from holdfast.keeping import keeps
from holdfast.risk.chance.features import features_at
from holdfast.risk.chance.flag_table import LossTable, known_loss_table, loss_table_of
from holdfast.risk.chance.judged import Judged, judged_of, known_judged
from holdfast.risk.past.backtest import HORIZON, too_few_losses
from holdfast.risk.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.keeping import Kept
    from holdfast.risk.chance.models import LossModel
    from holdfast.risk.thresholds.thresholds import Thresholds

STATUS: Final = pl.Enum(["model", "calibrated", "shrunken"])
"""Where a rate is from: a model judged on this book, counted under flags, or drawn to that of all (≈)."""

_KEPT: Final = 8


@dataclass(frozen=True, eq=False)
class LossRates:
    """The chance of every customer to be lost within `days`, as it is told on a day.

    `base_rate`: of all active customers. `judged`: how models did on this book. By the model taken,
    `modelled` has `loss_rate`, `low`, `high` Float64, row i customer i; where none is taken, `table` has the
    rates of flags.
    """

    base_rate: float
    days: int
    judged: Judged
    modelled: pl.DataFrame | None = None
    table: LossTable | None = None

    def of(self, facts: pl.DataFrame) -> pl.DataFrame:
        """`loss_rate`, `low`, `high` Float64 and `rate_status` STATUS per row of evaluated facts of the day.

        Null for whoever is not active.
        """
        if self.modelled is not None:
            found = self.modelled[facts.get_column("customer")]
            status = pl.lit("model")
        else:
            assert self.table is not None
            found = self.table.rates(self.table.state_of_facts(facts))
            status = pl.when("shrunken").then(pl.lit("shrunken")).otherwise(pl.lit("calibrated"))
        active = facts.select(IS_ACTIVE.fill_null(value=False).alias("active"))
        told = found.hstack(active).with_columns(status.cast(STATUS).alias("rate_status"))
        names = ("loss_rate", "low", "high", "rate_status")
        return told.select(pl.when("active").then(name).alias(name) for name in names).rechunk()


def loss_rates(book: Book, as_of: date, thresholds: Thresholds, watch: Watch = UNWATCHED) -> LossRates | None:
    """The rates of a day; None where the losses of the book are too few to say any. Raises CancelledError.

    By the model that is best judged on the book's own past (judged.py); where none beats the rate of all, by
    the open flags: the calibrated one with the highest rate and as many others (flag_table.py), else the
    highest drawn to the rate of all, else that of all.
    """
    book = book.exported
    if _too_few(book, as_of):
        # A small book is spared the look at years of month-ends.
        return None

    def found() -> LossRates | None:
        judged = judged_of(book, as_of, thresholds, watch)
        if judged.model is not None:
            return LossRates(judged.base_rate, judged.days, judged, _modelled(book, as_of, judged.model))
        table = loss_table_of(book, as_of, thresholds, watch)
        if table.base_rate is None or not table.usable:
            return None
        return LossRates(table.base_rate, table.days, judged, table=table)

    kept: Kept[tuple[str, date], LossRates | None] = book.kept.of(LossRates, _KEPT)
    return kept.get((thresholds.digest, as_of), found)


def are_known(book: Book, as_of: date, thresholds: Thresholds) -> bool:
    """Whether `loss_rates` answers at once: they were made before, or a small book is spared them."""
    book = book.exported
    if _too_few(book, as_of):
        return True
    judged = known_judged(book, as_of, thresholds)
    if judged is None:
        return False
    return judged.model is not None or known_loss_table(book, as_of, thresholds)


@keeps(_KEPT)
def _too_few(book: Book, as_of: date) -> bool:
    return too_few_losses(book, as_of) is not None


def _modelled(book: Book, as_of: date, model: LossModel) -> pl.DataFrame:
    """Of the newest date from disk, where they lie beside the book: which model it is, the book decides."""

    def made() -> pl.DataFrame:
        rate, low, high = model.rates()
        features = features_at(book, as_of, HORIZON)
        return features.select(rate.alias("loss_rate"), low.alias("low"), high.alias("high")).rechunk()

    if as_of != book.default_as_of:
        return made()
    form = KeptForm(lambda told: ({"customers": told}, {}), lambda frames, _: frames["customers"])
    return found_beside(book, "rates", form, made)
