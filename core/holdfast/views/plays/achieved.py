"""What plays achieved so far, with its words: for the table, the pane and the rows behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.book import locked as locks
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.plays.catalog import plays_of
from holdfast.plays.effect.achieved import NOT_CHANCE, Achievements, achievements
from holdfast.plays.effect.compare import MINIMUM
from holdfast.plays.progress import runs_of
from holdfast.plays.words import title_shown
from holdfast.risk.catalog import FLAGS
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.past.history import History
from holdfast.risk.watch import UNWATCHED
from holdfast.views.plays.results import AchievedLine, PlaysAchieved
from holdfast.words.numerals import interval_text, number_text, percent_text

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.keeping import Kept
    from holdfast.plays.effect.achieved import Achieved
    from holdfast.plays.effect.compare import Effect
    from holdfast.query import Query
    from holdfast.risk.watch import Watch

DRAWN: Final = (
    "an unbiased effect needs a share of customers without plays: hold_out = 0.1 under [plays] in config.toml"
)
"""What is said where nobody is held out."""

_KEPT: Final = 2


def achieved_so_far(
    store: FactsStore, answer: Answer, hold_out: float = 0.0, watch: Watch = UNWATCHED
) -> Achievements:
    """What plays achieved with the chosen customers, found once for a query. Raises CancelledError."""
    kept: Kept[tuple[Query, float], Achievements] = store.kept.of(Achievements, _KEPT)
    return kept.get((answer.query, hold_out), lambda: _found(store, answer, hold_out, watch))


def _found(store: FactsStore, answer: Answer, hold_out: float, watch: Watch) -> Achievements:
    as_of = answer.facts.as_of
    runs = runs_of(store.book.log.until(as_of), plays_of(store.thresholds.preset), as_of)
    history = History(store.book.exported, store.thresholds)
    chosen = answer.mask if answer.filtered else None
    return achievements(history, runs, as_of, hold_out, chosen=chosen, watch=watch)


def plays_achieved(
    store: FactsStore, answer: Answer, hold_out: float = 0.0, watch: Watch = UNWATCHED
) -> PlaysAchieved:
    """What every play achieved that was started for the chosen customers. Raises CancelledError.

    `hold_out` as in `plays_table`.
    """
    lacking = locks.missing(ACTIVITY, store.book)
    if lacking is not None:
        return PlaysAchieved(answer.moment, (), hold_out, NOT_CHANCE, locked=locks.sentence(lacking))
    titles = {play.id: title_shown(play.title) for play in plays_of(store.thresholds.preset).by_id.values()}
    pairs = achieved_so_far(store, answer, hold_out, watch).pairs.values()
    lines = (_line(titles.get(pair.play, pair.play), pair) for pair in pairs)
    return PlaysAchieved(
        answer.moment,
        tuple(sorted(lines, key=lambda line: (-line.pair.started, line.pair.flag, line.title))),
        hold_out,
        NOT_CHANCE,
        None if hold_out else f"{DRAWN[0].upper()}{DRAWN[1:]}.",
    )


def _line(title: str, pair: Achieved) -> AchievedLine:
    status = not_compared(pair.flag) or pair.observed.status
    return AchievedLine(title, pair, status, f"{achieved_words(title, pair)}.")


_WHY_NOT: Final = {
    "lost": "It is about customers who are lost already, so none is kept by it",
    "rep": "It is about reps, so no customer is kept by it",
    "no flag": "It was started for no flag, so nobody is alike without it",
}


def not_compared(flag: str) -> str | None:
    """Why no customers are compared for a flag, as `status` has it; None where they are."""
    if flag not in FLAG_NAMES:
        return "no flag"
    if FLAG_NAMES[flag].subject == "rep":
        return "rep"
    return None if flag in FLAGS and "active" in FLAGS[flag].states else "lost"


def achieved_words(title: str, pair: Achieved) -> str:
    """What a play achieved for a flag, in sentences."""
    begun = (
        f"{title} for {pair.flag or 'no flag'}: {pair.started:,} started, {pair.finished:,} finished, "
        f"{pair.cleared:,} cleared"
    )
    if (why := not_compared(pair.flag)) is not None:
        return f"{begun}. {_WHY_NOT[why]}"
    observed = _difference_words(pair.observed, "with it", "alike without it, in the same months")
    held = ""
    if pair.assigned is not None:
        told = _difference_words(pair.assigned, "it was proposed for", "held out")
        held = f". By lot, whatever was done: {told}"
    return f"{begun}. {observed[0].upper()}{observed[1:]}{held}"


def _difference_words(effect: Effect, those: str, others: str) -> str:
    if effect.status == "none" or effect.share is None or effect.others_share is None:
        return (
            f"nobody to compare yet: it takes customers on both sides of whom {HORIZON.days} days are known"
        )
    if effect.value is None or effect.low is None or effect.high is None:
        return (
            f"too few to compare: {effect.n:,} {those}, {effect.others_n:,} {others}{_worth(effect)}; "
            f"{MINIMUM} are needed on each side"
        )
    told = "" if effect.is_distinguishable else ", which chance alone could make"
    interval = interval_text(100 * effect.low, 100 * effect.high, 1, signed=True)
    return (
        f"kept {HORIZON.days} days: {percent_text(effect.share)} of {effect.n:,} {those}, "
        f"{percent_text(effect.others_share)} of {effect.others_n:,} {others}: "
        f"{number_text(100 * effect.value, 1, signed=True)} points {interval}{told}"
    )


def _worth(effect: Effect) -> str:
    """That many others are as good as few, where they are."""
    as_good = effect.n >= MINIMUM and effect.others_n >= MINIMUM > effect.effective
    return f" (by their weights as good as {number_text(effect.effective, 1)})" if as_good else ""
