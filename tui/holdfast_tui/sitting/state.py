"""What the desk remembers: frozen values; only the store makes new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal, Protocol

from holdfast.query import Query
from holdfast.rows.rowset import RowSet
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.views.selection import Selection
from holdfast_tui.sitting.files.saved import FilesStep
from holdfast_tui.sitting.journal.written import Written

PanePhase = Literal["loading", "ready", "empty", "settled", "locked", "failed"]
RoomName = Literal[
    "desk",
    "customer",
    "figure",
    "risk",
    "retention",
    "reps",
    "pipeline",
    "today",
    "losses",
    "voice",
    "money",
    "data",
]


OPENED_BY_ENTER: Final[tuple[RoomName, ...]] = ("customer", "figure")
"""Places that are only ever opened from another one; all others are reached by a key of their own."""


@dataclass(frozen=True)
class PaneState:
    """What a pane shows instead of its rows, and the sentence that says why."""

    phase: PanePhase = "loading"
    sentence: str = ""


@dataclass(frozen=True)
class PaneCursor:
    """Where a pane stood: its id, the row and column under the cursor, the first row in view.

    `customer`: the one under the cursor of the customer list, which finds it again wherever it stands now.
    """

    pane: str
    row: int = 0
    column: int = 0
    scroll: int = 0
    customer: int | None = None


class ListedCustomers(Protocol):
    """Rows that know their customers."""

    def __len__(self) -> int:
        """Number of rows."""

    def customer_at(self, index: int) -> int | None:
        """The customer of a row, where it has one."""


@dataclass(frozen=True)
class Among:
    """The list that a customer was opened from, as it was then, and the row in it."""

    rows: ListedCustomers
    index: int

    @property
    def customer(self) -> int | None:
        """The customer of the row."""
        return self.rows.customer_at(self.index)

    def step(self, step: int) -> Among | None:
        """The next row in this direction that is of another customer; None at the end of the list."""
        index = self.index + step
        while 0 <= index < len(self.rows):
            if self.rows.customer_at(index) not in (None, self.customer):
                return replace(self, index=index)
            index += step
        return None


Cursors = tuple[PaneCursor, ...]
"""Where the lists of a room stood."""


@dataclass(frozen=True)
class Place:
    """One step of the way here, as it was when it was left.

    `title` is its breadcrumb; `subject` the customer number, the metric id or the selection of rows;
    `where` the filter; `cursors` where its lists stood; `focus` the id of the pane that had the focus;
    `among` the list that a customer was opened from.
    """

    room: RoomName
    title: str
    subject: int | str | Selection | None = None
    where: str = ""
    cursors: Cursors = ()
    focus: str | None = None
    among: Among | None = None

    @property
    def screen(self) -> tuple[RoomName, int | str | Selection | None]:
        """What tells its screen from others: steps of one room that narrow the filter share a screen.

        So do customers of one list, one after the other.
        """
        return self.room, None if self.room == "customer" else self.subject


@dataclass(frozen=True)
class DeskState:
    """Everything the desk remembers.

    `query`: what is being asked now. `trail`: the places left on the way here, oldest first; `here`: the
    place now. `past`: what undo takes back, oldest first: queries that it returns to, and what was written.
    `span`: first and last day with data.
    `choices`: by room, how it shows things (a frozen value of its own), kept while it is closed.
    `marks`: by subject (`customer`, `rep`, `contract` …) the marked rows, on show or not. `rooms`: as they
    were left, the rooms that were gone away from by a number. `fields`: those of the open book.
    """

    query: Query = field(default_factory=Query)
    here: Place = Place("desk", "Desk")
    trail: tuple[Place, ...] = ()
    past: tuple[Query | Written | FilesStep, ...] = ()
    span: tuple[date, date] | None = None
    fields: Fields = DECLARED
    last_customer: int | None = None
    choices: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    marks: Mapping[str, RowSet] = field(default_factory=lambda: MappingProxyType({}))
    rooms: Mapping[RoomName, Place] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def screens(self) -> tuple[Place, ...]:
        """The first step of each screen from the desk to here."""
        steps = (*self.trail, self.here)
        return (steps[0], *(step for before, step in pairwise(steps) if before.screen != step.screen))

    @property
    def breadcrumbs(self) -> tuple[str, ...]:
        """Titles of the room reached by its number, and of what was opened from there to here."""
        steps = (*self.trail, self.here)
        rooms = (number for number, step in enumerate(steps) if step.room not in ("desk", *OPENED_BY_ENTER))
        return tuple(place.title for place in steps[next(rooms, 0) :])

    @property
    def written_last(self) -> Written | FilesStep | None:
        """What undo takes back next, where that was written and is no question."""
        last = self.past[-1] if self.past else None
        return None if isinstance(last, Query) else last

    @property
    def as_of(self) -> date | None:
        """The day asked for, or the last day with data."""
        return self.query.as_of or (self.span[1] if self.span else None)
