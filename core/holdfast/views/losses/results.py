"""What the losses room gets: frozen results. Like results.py it needs no polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.views.results import KeyedRows


@dataclass(frozen=True)
class LossReason:
    """Losses for one reason, None where no record says why.

    `share` of all losses with its interval; `revenue` of their 12 months before, in currency units;
    `recoverable`: whether the reason leaves a way back, None where nobody can tell; `quarters`: losses in
    each quarter of the period.
    """

    reason: str | None
    lost: int
    revenue: float
    share: Figure
    recoverable: bool | None
    quarters: tuple[int, ...]


@dataclass(frozen=True)
class SignCount:
    """Lost customers by what they said: `part` is `silent`, `said`, a kind of sign or `unknown`.

    `share` of those a log could have told of; None for those it could not.
    """

    part: str
    customers: int
    revenue: float
    share: Figure | None


@dataclass(frozen=True)
class LossGroup:
    """Losses of one group of a dimension, the most frequent reasons first; `rate` of those there at start."""

    group: str
    lost: int
    revenue: float
    rate: Figure
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CompetitorCount:
    """What names a competitor: lost customers whose record does (`by_price` for price), their revenue.

    `deals` open or closed in the period, `open_deals` of them and their amount; `notes`: contact notes,
    tickets and answers of the period that name it.
    """

    name: str
    lost: int
    by_price: int
    revenue: float
    deals: int
    open_deals: int
    open_amount: float
    notes: int


@dataclass(frozen=True)
class TopicCount:
    """What lost customers wrote about before they left: how many of them, and in what.

    `share` of the lost and `kept` of those who stayed, each in as many days. `quarters`: customers lost in
    each quarter of the period who had raised it.
    """

    topic: str
    customers: int
    tickets: int
    answers: int
    share: Figure
    kept: Figure
    quarters: tuple[int, ...]


@dataclass(frozen=True)
class RecurringTopic:
    """A topic that came again: how many `customers` raised it, and of them on several days (`again`).

    `tickets`, `answers` and `exits` (why customers left) that name it. `quarters`: customers in each quarter
    of the period. `last`: the last whole one, `usual` customers in the whole ones before it, None where there
    are too few; `rises` where chance would hardly give so many.
    """

    topic: str
    customers: int
    again: int
    tickets: int
    answers: int
    exits: int
    quarters: tuple[int, ...]
    last: str | None
    usual: float | None
    rises: bool


@dataclass(frozen=True)
class ConductCount:
    """One rep, or together all those of whom every count is below 5 (`rep` None, `reps` of them).

    Counts of the period among the customers the rep answers for; None where one is below 5. `staff`: lost
    for a reason that names people.
    """

    rep: str | None
    reps: int
    lost: int | None
    staff: int | None
    tickets: int | None
    complaints: int | None


@dataclass(frozen=True)
class ReturnChance:
    """Of `losses` that had lasted `gone_days`, how many `returned` in 180 days: `rate`, None if too few."""

    gone_days: int
    losses: int
    returned: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None


class WinBackRows(KeyedRows, Protocol):
    """Lost customers for a virtual table (winback.py), by customer."""

    def customer_at(self, index: int) -> int | None:
        """The customer of a row."""


@dataclass(frozen=True, eq=False)
class WinBack:
    """Whom to win back, the most to gain first; `chances` by how long gone.

    `to_call` of the rows still wait; `states`: how many rows stand in each that occurs; `worth` is what they
    may bring back, None where the book has too few returns to tell. `final`: lost as long ago, but for a
    reason that leaves no way back.
    """

    rows: WinBackRows
    to_call: int
    value: float
    worth: float | None
    final: int
    chances: tuple[ReturnChance, ...]
    states: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, eq=False)
class LossesRoomView:
    """Everything the losses room shows, of customers active at the start of the period and not at its end.

    `figures` by metric id, locked ones with the sentence that names the file. `quarters`: their names.
    `recorded_only`: losses on record for the period whose customers are not among those lost in it.
    `locked`: part (`reasons`, `signs`, `topics`, `reps`) → the sentence that names its file.
    """

    moment: Moment
    figures: Mapping[str, Figure]
    quarters: tuple[str, ...]
    reasons: tuple[LossReason, ...]
    recorded_only: int
    signs: tuple[SignCount, ...]
    by: str
    groups: tuple[LossGroup, ...]
    competitors: tuple[CompetitorCount, ...]
    topics: tuple[TopicCount, ...]
    conduct: tuple[ConductCount, ...]
    win_back: WinBack
    locked: Mapping[str, str]
    recurring: tuple[RecurringTopic, ...] = ()
