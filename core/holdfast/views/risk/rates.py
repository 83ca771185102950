"""What flags came to in the past, for the places that show flags: asked for once those are painted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from holdfast.risk.catalog import FLAGS
from holdfast.risk.chance.judged import judged_of
from holdfast.risk.chance.ranking import comparison_of
from holdfast.risk.chance.rates import loss_rates
from holdfast.risk.chance.words import ordered_words
from holdfast.risk.past.backtest import COMBINATIONS, USUAL, backtest_of, too_few_losses
from holdfast.risk.past.history import History
from holdfast.risk.past.record import FlagRecord, unrecorded
from holdfast.risk.watch import UNWATCHED

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.states import FlagSummary
    from holdfast.risk.watch import Watch


@dataclass(frozen=True)
class FlagRates:
    """Loss rates of every flag of customers by id, within `days` after `months` past month-ends.

    `together`: the same by number and severity of flags, by name. `base_rate`: of all active customers.
    """

    days: int
    months: int
    rates: Mapping[str, FlagRecord]
    together: Mapping[str, FlagRecord]
    base_rate: float | None = None

    def beside(self, flags: Iterable[FlagSummary]) -> tuple[FlagSummary, ...]:
        """The flags with their rates; those of reps and segments have none."""
        return tuple(self._rated(flag) for flag in flags)

    def _rated(self, flag: FlagSummary) -> FlagSummary:
        found = self.rates.get(flag.id)
        if found is None:
            return flag
        return replace(
            flag,
            loss_rate=found.rate,
            lift=found.lift,
            calibrated=found.calibrated,
            shrunken=found.shrunken,
            pool_books=found.pool_books,
        )


def flag_rates(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> FlagRates:
    """The rates over all customers, whatever the filter. Raises CancelledError."""
    book, as_of = store.book, answer.facts.as_of
    days = USUAL.horizon.days
    if (too_few := too_few_losses(book, as_of)) is not None:
        # So few losses calibrate no flag: a small book is spared the evaluation of years of flags.
        return FlagRates(days, 0, dict.fromkeys(FLAGS, unrecorded(too_few)), {})
    tested = backtest_of(book, as_of, store.thresholds, watch)
    return FlagRates(
        days,
        len(tested.calendar.ends),
        {flag: tested.record(flag) for flag in FLAGS},
        {name: tested.record(mark) for mark, name in COMBINATIONS.items()},
        tested.base_rate,
    )


def best_order(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> str:
    """Which order of customers finds losses best on this book, in a sentence. Raises CancelledError."""
    book, as_of = store.book, answer.facts.as_of
    tested = backtest_of(book, as_of, store.thresholds, watch)
    sentence = comparison_of(History(book, store.thresholds), tested.calendar, watch).sentence
    if tested.too_few is not None:
        return sentence
    return f"{sentence} {ordered_words(judged_of(book, as_of, store.thresholds, watch))}"


def whom_first(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> str:
    """By what customers are ordered on this book, and why, in a sentence. Raises CancelledError."""
    book, as_of = store.book, answer.facts.as_of
    if (too_few := too_few_losses(book, as_of)) is not None:
        return f"Customers are ordered by deadline, severity and revenue: {too_few}."
    return ordered_words(judged_of(book, as_of, store.thresholds, watch))


def rank(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> None:
    """Make the loss rates that customers are ordered by, for whoever asks next. Raises CancelledError."""
    loss_rates(store.book, answer.facts.as_of, store.thresholds, watch)
