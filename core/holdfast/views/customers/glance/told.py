"""What is told of one customer at a glance: frozen values, computed, ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Worth:
    """What a customer brings; money in currency units.

    `revenue` as the field of that name, and `before`: the same a year earlier; None where the data do not
    reach back so far. `change`: by which share it has risen, None where nothing came before. `months`:
    the last 12, oldest first. `renewal`: when the next contract comes due, `notice_by`: the last day to give
    notice of it; `renewal_days` and `notice_days`: from the as-of date to them, negative once gone by.
    `deadline`: what cannot be done any more soon, and the days left, in words.
    """

    revenue: float
    before: float | None = None
    change: float | None = None
    months: tuple[float, ...] = ()
    mrr: float | None = None
    renewal: date | None = None
    renewal_days: int | None = None
    notice_by: date | None = None
    notice_days: int | None = None
    deadline: str | None = None


@dataclass(frozen=True)
class ContactPerson:
    """Somebody at a customer. `decides`: by the role a sponsor; `has_left`, and the day if known.

    `named`: whether `name` is a name, and not the id that stands in for one.
    """

    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    decides: bool = False
    has_left: bool = False
    left_on: date | None = None
    contact_id: str | None = None
    named: bool = True


@dataclass(frozen=True)
class LastTalk:
    """The last contact in which both sides spoke: its kind, with whom (`person`), by whom, its text."""

    day: date
    days: int
    kind: str | None = None
    person: str | None = None
    rep: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class OpenTask:
    """A task of the journal that nothing has ended; `snoozed`: until which day it is put off."""

    due: date
    text: str
    snoozed: date | None = None


@dataclass(frozen=True)
class LastNote:
    """The newest note of the journal, and who wrote it."""

    day: date
    writer: str
    text: str


@dataclass(frozen=True)
class Glance:
    """The first screen of a customer's page.

    `state`: whether it can still be kept, in one sentence; `held`: by which rep, or since when by none, where
    that is on file. `people`: whoever decides first, those who left last; `talk`: None where there was none.
    `tasks` by their day and `note`, the last one, are what users wrote.
    """

    state: str
    worth: Worth
    held: str | None = None
    people: tuple[ContactPerson, ...] = ()
    talk: LastTalk | None = None
    tasks: tuple[OpenTask, ...] = ()
    note: LastNote | None = None


@dataclass(frozen=True)
class Agreement:
    """A contract (`amount`: its value) or a subscription (`amount`: a month) in currency units.

    `due`: when a contract comes up, `notice_by`: the last day for notice, `renews_itself`: without a word.
    """

    kind: str
    name: str
    amount: float | None
    start: date | None
    end: date | None
    runs: bool
    due: date | None = None
    notice_by: date | None = None
    renews_itself: bool = False
