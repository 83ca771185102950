"""What every play achieved so far: counts from the journal, outcomes from the export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.plays.effect.cases import Population, compared_cases, new_cases
from holdfast.plays.effect.compare import NO_EFFECT, Effect, assigned, observed, weighted
from holdfast.plays.effect.days import Days
from holdfast.plays.effect.starts import counted, starts_of, with_outcomes
from holdfast.risk.catalog import FLAGS
from holdfast.risk.watch import UNWATCHED
from holdfast.rows.numbered import filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.plays.progress import Run
    from holdfast.risk.past.history import History
    from holdfast.risk.watch import Watch

NOT_CHANCE: Final = (
    "Whom to call was chosen, not drawn: a difference may come from the choice as well as from the play"
)
"""Stands beside every observed difference."""

PAIR: Final = ("play", "flag")


@dataclass(frozen=True)
class Achieved:
    """One play for one flag: how often it was started, how those ended, and what became of the customers.

    `cleared`: the flag was seen clear within the horizon, or the play ended so. `overridden`: started for
    somebody held out. `observed`: kept with the play against those alike without. `assigned`: kept of the
    newly flagged to whom it was proposed against those held out, of the flag, whatever the play; None where
    nobody is held out.
    """

    play: str
    flag: str
    started: int = 0
    running: int = 0
    finished: int = 0
    cleared: int = 0
    stopped: int = 0
    overridden: int = 0
    observed: Effect = NO_EFFECT
    assigned: Effect | None = None


@dataclass(frozen=True, eq=False)
class Achievements:
    """What plays achieved as of a day.

    `pairs` by play and flag. `starts`: STARTS with OUTCOMES (starts.py). `cases`: CASES with `weight`, the
    customers that are compared. `newly`: NEW_CASES.
    """

    as_of: date
    pairs: Mapping[tuple[str, str], Achieved]
    starts: pl.DataFrame
    cases: pl.DataFrame
    newly: pl.DataFrame


def achievements(
    history: History,
    runs: Sequence[Run],
    as_of: date,
    hold_out: float = 0.0,
    *,
    chosen: pl.Series | None = None,
    watch: Watch = UNWATCHED,
) -> Achievements:
    """What plays achieved, as could be told on `as_of`; those about reps are counted. Raises CancelledError.

    `history`: of the book as exported: what was logged must not clear the flag it is judged by. `runs`: as
    the journal tells them up to `as_of`; `hold_out`: the share of newly flagged held out; from the month of
    the first play for their flag on they are compared. `chosen`: Boolean over all customers; then without
    the plays about reps.
    """
    ids = history.book.customers.get_column("customer_id")
    mask = filled(value=True, height=ids.len(), dtype=pl.Boolean) if chosen is None else chosen
    starts = starts_of(runs, ids)
    of_whom = mask.gather(starts.get_column("customer"))
    starts = with_outcomes(
        history, starts.filter(of_whom if chosen is not None else of_whom.fill_null(value=True)), as_of
    )
    of_active = starts.filter(
        pl.col("flag").is_in([flag.id for flag in FLAGS.values() if "active" in flag.states])
    )
    since = dict(of_active.group_by("flag").agg(pl.col("as_of").min()).sort("flag").iter_rows())
    population = Population(history.book, Days(history, tuple(since)), mask)
    cases = compared_cases(population, of_active, as_of, watch)
    newly = new_cases(population, since if hold_out else {}, hold_out, as_of, watch)
    found = _pairs(starts, cases, newly, hold_out)
    return Achievements(as_of, found, starts, weighted(cases, PAIR), newly)


def _pairs(
    starts: pl.DataFrame, cases: pl.DataFrame, newly: pl.DataFrame, hold_out: float
) -> Mapping[tuple[str, str], Achieved]:
    chosen, drawn = observed(cases, PAIR), assigned(newly, ("flag",))
    return {
        (play, flag): Achieved(
            play,
            flag,
            **counts,
            observed=chosen.get((play, flag), NO_EFFECT),
            assigned=drawn.get((flag,), NO_EFFECT) if hold_out else None,
        )
        for (play, flag), counts in counted(starts).items()
    }
