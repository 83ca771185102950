"""What every play achieved so far: counts from the journal, outcomes from the export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.plays.effect.cases import CASES, NEW_CASES, Compared, NewlyFlagged, month_ends, months_of
from holdfast.plays.effect.compare import NO_EFFECT, Effect, assigned, observed, weighted
from holdfast.plays.effect.starts import counted, starts_of, with_outcomes
from holdfast.risk.catalog import FLAGS
from holdfast.risk.watch import UNWATCHED
from holdfast.rows.numbered import filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    customers that are compared. `newly`: NEW_CASES from the first play for their flag on.
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
    """What plays of customers achieved, as could be told on `as_of`. Raises CancelledError.

    `history`: of the book as exported: what was logged must not clear the flag it is judged by. `runs`: as
    the journal tells them up to `as_of`; `hold_out`: the share of newly flagged held out; from the month of
    the first play for their flag on they are compared. `chosen`: Boolean over all customers.
    """
    ids = history.book.customers.get_column("customer_id")
    mask = filled(value=True, height=ids.len(), dtype=pl.Boolean) if chosen is None else chosen
    starts = starts_of(runs, ids)
    starts = starts.filter(mask.gather(starts.get_column("customer")))
    ends = _ends(starts, as_of)
    flags = sorted(set(starts.get_column("flag")) & FLAGS.keys()) if hold_out else []
    compared = Compared(starts, ends[1:], ids.len())
    newly = NewlyFlagged(flags, hold_out, ids, ends[1:])
    cases, new = [pl.DataFrame(schema=CASES)], [pl.DataFrame(schema=NEW_CASES)]
    for month in months_of(history, ends, mask, watch):
        cases.append(compared.of(month))
        new.append(newly.of(month))
    since = starts.group_by("flag").agg(pl.col("on").min().alias("since"))
    fresh = (
        pl.concat(new)
        .join(since, on="flag", maintain_order="left")
        .filter(pl.col("month") >= pl.col("since"))
    )
    told = with_outcomes(history, starts, as_of)
    found = _pairs(told, pl.concat(cases), fresh, hold_out)
    return Achievements(as_of, found, told, weighted(pl.concat(cases), PAIR), fresh.drop("since"))


def _ends(starts: pl.DataFrame, as_of: date) -> tuple[date, ...]:
    first = starts.get_column("on").min()
    return month_ends(first, as_of) if isinstance(first, date) else ()


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
