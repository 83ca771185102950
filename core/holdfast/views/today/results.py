"""What the room of today gets: frozen results. Like views/results.py it needs no polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from holdfast.answers.moment import Moment
from holdfast.journal.entry import Subject
from holdfast.query import Query
from holdfast.rows.rowset import RowKey, RowSet
from holdfast.views.customers.glance.told import ContactPerson
from holdfast.views.today.plan.hours import Hours
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text

SECTIONS: Final = ("overdue", "today", "deadline", "flag", "rep", "renewal", "win-back")
"""Why a line is on the list, in the order in which lines stand.

A task of an earlier day, a task of today, what can no longer be done after 14 days, an open flag, a flag of a
rep; then what can wait: a contract that comes up, a customer to win back.
"""

CAN_WAIT: Final = ("renewal", "win-back")
"""Sections of which nothing is due."""

CONTRACT: Final = (
    "customer_id", "name", "money", "why", "more", "play", "step", "due", "priority",
)  # fmt: skip
"""Columns of `show today`."""


@dataclass(frozen=True)
class Asked:
    """What the list of today depends on beside the query.

    `day`: the desk's day (journal/clock.py). `mine`: the id or the exact name of the rep whose list it is;
    None for everybody's. `hold_out`: the share of flags for which no play is proposed, to learn what
    plays achieve. `hours`: when calls can be made, and how many, as far as the user says.
    """

    day: date
    mine: str | None = None
    hold_out: float = 0.0
    hours: Hours = field(default_factory=Hours)


@dataclass(frozen=True)
class Target:
    """Whom a key acts on, and how they stand: what an entry about them says of that.

    `customer`: its number in the book; None of a rep and of whoever has left the book. `flags`: ids of the
    open flags, worst first, and `stood`: each as id:severity:money, as the fields of an entry have them.
    `tasks`: ids of the open tasks that are due, the oldest first. `play`: id of the play that was started or
    else suggested, `play_flag` the flag it answers, and `started` the id of the entry that started it.
    `held_out`: whether no play is proposed for that flag, to learn what plays achieve.
    """

    subject: Subject
    subject_id: str
    name: str
    customer: int | None = None
    flags: tuple[str, ...] = ()
    stood: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    play: str | None = None
    play_flag: str | None = None
    started: str | None = None
    held_out: bool = False


class DueRows(Protocol):
    """The lines of the list in their order: `views.results.KeyedRows`, each about one customer or rep.

    Columns: those of CONTRACT, and `section` of SECTIONS, `severity`, `rep`, `subject`, `held_out`
    (whether no play is proposed, to learn what plays achieve). Money in currency units; `due` Date; `why` and
    `step` are text from data. `customer_id` is None of a line about a rep.
    """

    def __len__(self) -> int:
        """Number of lines."""

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of lines `start` to `stop` (exclusive), by column."""

    def customer_at(self, index: int) -> int | None:
        """The customer of a line; None of a rep and of whoever has left the book."""

    def index_of(self, customer: int) -> int | None:
        """The line of a customer, if it has one."""

    def target_at(self, index: int) -> Target:
        """Whom a key acts on."""

    def key_at(self, index: int) -> RowKey | None:
        """The customer of a line as its identity; None where `customer_at` answers None."""

    def keys(self) -> RowSet:
        """The customers among the lines."""

    def only(self, rows: RowSet) -> DueRows:
        """The lines of these customers."""


@dataclass(frozen=True)
class Counts:
    """How the list stands: every customer and rep with a reason to call is counted once among the first four.

    `due`: lines that are due; `later`: renewals and win-backs; `snoozed` and `handled`: whoever would stand
    on the list, and keeps quiet until a day or a change, or because something was done. `done`: about how
    many something was done on the desk's day; they may be among the others.
    """

    due: int
    later: int
    snoozed: int
    handled: int
    done: int

    @property
    def words(self) -> str:
        """`12 due · 3 done · 2 snoozed`."""
        return phrase(
            "{due} due · {done} done · {snoozed} snoozed",
            due=number_text(self.due),
            done=number_text(self.done),
            snoozed=number_text(self.snoozed),
        )


@dataclass(frozen=True)
class WeekDay:
    """What falls on one day: tasks of one's own, steps of plays, and last days of contracts.

    What is overdue counts on the first day.
    """

    day: date
    tasks: int = 0
    steps: int = 0
    deadlines: int = 0

    @property
    def load(self) -> int:
        """All of it."""
        return self.tasks + self.steps + self.deadlines


@dataclass(frozen=True)
class WeekRep:
    """How much of each day is with one rep; `rep_id` None where nobody holds the customer."""

    rep_id: str | None
    name: str
    loads: tuple[int, ...]

    @property
    def load(self) -> int:
        """Of the whole week."""
        return sum(self.loads)


@dataclass(frozen=True)
class WeekItem:
    """One thing of the week. `kind`: task, step, meeting, notice, cut-off, renewal or end."""

    day: date
    kind: str
    text: str
    subject: Subject
    subject_id: str
    name: str
    customer: int | None
    rep: str | None
    overdue: bool = False


@dataclass(frozen=True)
class Week:
    """Seven days from the desk's: each day, each rep with anything to do, most first, and what it is."""

    days: tuple[WeekDay, ...]
    reps: tuple[WeekRep, ...]
    items: tuple[WeekItem, ...]


@dataclass(frozen=True)
class DoneLine:
    """One thing that was done in the last seven days, newest first.

    `what`: in words, text from data; `outcome` as its entry says. `flags`: names of the flags that were open
    then, `cleared` and `still_open` what became of them. `writer`: who wrote it.
    """

    entry: str
    day: date
    is_today: bool
    subject: Subject
    subject_id: str
    name: str
    customer: int | None
    what: str
    outcome: str | None
    writer: str
    cleared: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """`cleared`, `done, still open`, `done, 1 of 3 still open`; `done` where no flag was open."""
        if not self.still_open:
            return "cleared" if self.cleared else "done"
        every = len(self.cleared) + len(self.still_open)
        if not self.cleared:
            return "done, still open"
        return phrase(
            "done, {still_open} of {every} still open", still_open=len(self.still_open), every=every
        )


@dataclass(frozen=True, eq=False)
class TodayView:
    """Everything the room of today shows for one query.

    `day`: the desk's. `narrowed`: whose list it is, in words, or why it is everybody's although a name was
    given; `hidden`: due tasks that a filter or the narrowing leaves out, said in `notes` with everything else
    a reader must know. `order`: by what the lines stand, in words; `ranked` as in DeskView. `empty`: what is
    said where nothing is due.
    """

    query: Query
    moment: Moment
    day: date
    rows: DueRows
    counts: Counts
    week: Week
    done: tuple[DoneLine, ...]
    order: str
    ranked: bool = True
    narrowed: str | None = None
    hidden: int = 0
    notes: tuple[str, ...] = ()
    empty: str | None = None


@dataclass(frozen=True)
class Reason:
    """One reason to call: an open flag, a deadline, a renewal, a loss to win back.

    `id`: of the flag, or deadline, renewal or win-back. `sentence`: text from data. `quiet`: why it makes no
    line now, in words ("snoozed until 4 Jul 2025", "done on 28 Jun 2025, still open").
    """

    id: str
    name: str
    severity: str
    sentence: str
    play: str
    money: float | None = None
    first_seen: date | None = None
    quiet: str | None = None


@dataclass(frozen=True)
class TaskLine:
    """One open task. `snoozed`: until which day it is put off."""

    id: str
    due: date
    text: str
    play: str | None
    is_overdue: bool
    writer: str
    snoozed: date | None = None


@dataclass(frozen=True)
class LastContact:
    """One contact of the log, whichever side spoke. `own_log`: it was written in the journal."""

    day: date
    kind: str | None
    direction: str | None
    person: str | None
    rep: str | None
    text: str | None
    own_log: bool = False


@dataclass(frozen=True)
class NoteLine:
    """One note of the journal."""

    day: date
    writer: str
    text: str


@dataclass(frozen=True)
class OpenTicket:
    """One ticket that is not solved."""

    ticket_id: str
    created: date
    priority: str | None
    subject: str | None
    escalated: bool = False


@dataclass(frozen=True)
class NextStep:
    """What a play asks for next: `due` None while the play has not been started."""

    play: str
    text: str
    due: date | None = None


@dataclass(frozen=True)
class DueDetail:
    """What stands below one line: the evidence, whom to call, what was said last, and what is next.

    `people`: those still there, who decides first. `priority`: its terms in one sentence, or why there are
    none. `left`: whether the customer is no longer in the book.
    """

    moment: Moment
    target: Target
    reasons: tuple[Reason, ...]
    people: tuple[ContactPerson, ...] = ()
    contacts: tuple[LastContact, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    tickets: tuple[OpenTicket, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    step: NextStep | None = None
    held: str | None = None
    priority: str | None = None
    left: bool = False
    locked: Mapping[str, str] = field(default_factory=dict)
