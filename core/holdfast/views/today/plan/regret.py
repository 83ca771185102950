"""What a plan had reached in the past beside simpler orders of the same calls: shares, and a sentence."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import units
from holdfast.risk.chance.judged import MINIMUM_TRIED
from holdfast.risk.chance.ranking import MOST_GROUPS, SEED
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.past.history import History
from holdfast.risk.watch import UNWATCHED
from holdfast.statistics.intervals.resampling import resampled_shares
from holdfast.views.today.plan.replay import LOST, ORDERS, TRIED, replayed
from holdfast.views.today.plan.results import ReachedShare, Regret
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.numerals import interval_text, number_text, percent_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.keeping import Kept
    from holdfast.risk.watch import Watch
    from holdfast.statistics.intervals.resampling import Interval
    from holdfast.views.today.plan.replay import Replay
    from holdfast.views.today.results import Asked

_KEPT: Final = 4


def regret(store: FactsStore, answer: Answer, asked: Asked, length: int, watch: Watch = UNWATCHED) -> Regret:
    """What the plans of past month-ends had reached: `replayed`, in shares. Raises CancelledError.

    The share of the revenue lost within the horizon that was called before it was lost. Intervals by
    resampling the lost customers, each with all of its losses (95 %, seeded); below MINIMUM_TRIED losses
    nothing is told. The regret is what hindsight had reached more. Source: Savage (1951), The Theory of
    Statistical Decision; Efron & Tibshirani (1993), An Introduction to the Bootstrap, 13.3.
    """
    tried, lost = replay_of(store, answer, asked, length, watch)
    worth = lost.filter(pl.col("worth") > 0)
    orders = [name for name in ORDERS if name != "recency" or not store.book.purchases.is_empty()]
    enough = worth.height >= MINIMUM_TRIED
    ends = tuple(tried.get_column("end"))
    told = Regret(
        ends=ends,
        days=length,
        horizon=HORIZON.days,
        customers=worth.get_column("customer").n_unique(),
        revenue=units(int(worth.get_column("worth").sum())),
        planned=int(tried.get_column("planned").sum()),
        capacity=int(tried.get_column("capacity").sum()),
        shares=_shares(worth, orders) if enough else (),
        sentence="",
        too_few=not enough,
    )
    return replace(told, sentence=_sentence(told, worth.height))


def replay_of(
    store: FactsStore, answer: Answer, asked: Asked, length: int, watch: Watch = UNWATCHED
) -> Replay:
    """`replayed`, kept in memory and beside the cached book for the next to ask. Raises CancelledError."""
    history = History(store.book, store.thresholds)
    name = _entry(answer, asked, length)

    def found() -> Replay:
        stored = history.load(name, lambda frames, _: _read(frames))
        if stored is None:
            stored = replayed(store, answer, asked, length, watch)
            history.store(name, dict(zip(("tried", "lost"), stored, strict=True)), {})
        return stored

    kept: Kept[tuple[str, str], Replay] = history.book.kept.of(replay_of, _KEPT)
    return kept.get((store.thresholds.digest, name), found)


def _entry(answer: Answer, asked: Asked, length: int) -> str:
    """The name on disk: by everything that a replay depends on beside the book and the thresholds."""
    told = repr((answer.query.where, asked.mine, asked.hours, length))
    # The number is raised when plans are made otherwise: what is kept is of another plan.
    return f"calls-2-{answer.facts.as_of}-{sha256(told.encode()).hexdigest()[:16]}"


def _read(frames: Mapping[str, pl.DataFrame]) -> Replay:
    if (frames["tried"].schema, frames["lost"].schema) != (TRIED, LOST):
        raise ValueError("a replay of another form")
    return frames["tried"], frames["lost"]


def _shares(lost: pl.DataFrame, orders: Sequence[str]) -> tuple[ReachedShare, ...]:
    group = (pl.col("customer").rank("dense") % MOST_GROUPS).alias("group")
    summed = lost.with_columns(group).group_by("group").agg(pl.col("worth", *orders).sum()).sort("group")
    leads = [(pl.col("plan") - pl.col(name)).alias(f"lead_{name}") for name in orders[1:]]
    found = resampled_shares(summed.with_columns(leads), "worth", SEED)
    return tuple(ReachedShare(name, found[name], found.get(f"lead_{name}")) for name in orders)


def _sentence(told: Regret, losses: int) -> str:
    if told.too_few:
        return phrase(
            "What a plan had reached in the past cannot be told: {losses} with revenue in the {days} days "
            "after {ends}, and it takes {least}.",
            losses=counted("{n} loss|{n} losses", losses, n=number_text(losses)),
            days=told.horizon,
            ends=_ends_words(told),
            least=MINIMUM_TRIED,
        )
    used = phrase(
        "The plan had somebody for {planned} of {capacity} calls.",
        planned=number_text(told.planned),
        capacity=number_text(told.capacity),
    )
    free = (used,) if told.planned < told.capacity else ()
    return " ".join((reached_words(told), *_lead_words(told), *free, tr("Reached is not saved.")))


def _ends_words(told: Regret) -> str:
    return counted("{n} past month-end|{n} past month-ends", len(told.ends))


def reached_words(told: Regret) -> str:
    """What the plan had reached, beside the other orders."""
    return phrase(
        "After {ends}, {length} days of calls by the plan had reached {share} of the revenue that was lost "
        "within {days} days; {others}.",
        ends=_ends_words(told),
        length=told.days,
        share=_share_words(told.shares[0].share),
        days=told.horizon,
        others=", ".join(
            phrase(_OTHERS[one.order], share=_share_words(one.share)) for one in told.shares[1:]
        ),
    )


_OTHERS: Final = {
    "revenue": "by revenue {share}",
    "recency": "by recency {share}",
    "chance": "by chance {share}",
    "hindsight": "with hindsight {share}",
}


def _lead_words(told: Regret) -> Iterator[str]:
    """Which orders the plan is ahead of, behind, or as good as, beyond chance."""
    groups: dict[str, list[str]] = {}
    for one in told.shares[1:]:
        if one.lead is not None and one.order != "hindsight":
            groups.setdefault(_standing(one.lead), []).append(tr(ORDERS[one.order]))
    for standing, names in groups.items():
        yield phrase(standing, names=", ".join(names))


def _standing(lead: Interval) -> str:
    if lead.low > 0:
        return "The plan is ahead of: {names}."
    if lead.high < 0:
        return "The plan is behind: {names}."
    return "The plan cannot be told apart from: {names}."


def _share_words(share: Interval) -> str:
    return f"{percent_text(share.value)} {interval_text(100 * share.low, 100 * share.high)}"
