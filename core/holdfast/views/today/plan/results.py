"""The plan as the room of today and a command get it: frozen. Like the other results it needs no polars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from holdfast.statistics.intervals.resampling import Interval


@dataclass(frozen=True)
class PlanDay:
    """One day of a plan. `capacity` calls of all reps, of which `done` are made and `planned` have somebody.

    `money` at stake with whom is planned (currency units); `who`: the first few of them.
    """

    day: date
    capacity: int
    planned: int
    money: float = 0.0
    who: tuple[str, ...] = ()
    done: int = 0

    @property
    def filled(self) -> int:
        """Calls that are made or have somebody."""
        return self.done + self.planned


@dataclass(frozen=True)
class PlanRep:
    """One rep of a plan; `rep_id` None is everybody, in a book without reps.

    `calls` a day, and in `source` words where that is from; `origin` says that of several with a place for
    `reps`; `days`: how many are planned on each day; the others as in `PlanDay`, over all days.
    """

    rep_id: str | None
    name: str
    calls: int
    source: str
    origin: str
    days: tuple[int, ...]
    capacity: int
    planned: int
    done: int = 0
    money: float = 0.0
    who: tuple[str, ...] = ()

    @property
    def filled(self) -> int:
        """Calls that are made or have somebody."""
        return self.done + self.planned


@dataclass(frozen=True)
class ReachedShare:
    """The share of lost revenue that one order of calls reached, with its 95 % interval.

    `order`: an id of replay.ORDERS; `lead`: by how much the plan is ahead of it, None of the plan itself.
    """

    order: str
    share: Interval
    lead: Interval | None = None


@dataclass(frozen=True)
class Regret:
    """What the plan had reached at past month-ends, beside simpler orders of the same calls.

    `ends`: the month-ends tried, a horizon of `horizon` days apart; `days` of calls after each; `customers`
    lost within the horizon and their `revenue` (currency units); of all `capacity` calls the plan had
    somebody for `planned`. `shares`: the plan first; empty where `too_few` says that nothing can be told.
    `sentence`: all of it in words.
    """

    ends: tuple[date, ...]
    days: int
    horizon: int
    customers: int
    revenue: float
    planned: int
    capacity: int
    shares: tuple[ReachedShare, ...]
    sentence: str
    too_few: bool = False


@dataclass(frozen=True)
class CallPlan:
    """Who is called on which of the next days: each day, and each rep with a customer, in order of names.

    `fits`: in a sentence, who does not fit; `notes`: what else a reader must know.
    """

    days: tuple[PlanDay, ...]
    reps: tuple[PlanRep, ...]
    fits: str
    notes: tuple[str, ...] = ()

    @property
    def planned(self) -> int:
        """Customers with a day."""
        return sum(day.planned for day in self.days)

    @property
    def capacity(self) -> int:
        """Calls of all days."""
        return sum(day.capacity for day in self.days)
