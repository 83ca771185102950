"""What the desk remembers: frozen values; only the store makes new ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from holdfast.query import Query

PanePhase = Literal["loading", "ready", "empty", "locked", "failed"]
RoomName = Literal["desk", "customer", "figure"]


@dataclass(frozen=True)
class PaneState:
    """What a pane shows instead of its rows, and the sentence that says why."""

    phase: PanePhase = "loading"
    sentence: str = ""


@dataclass(frozen=True)
class CursorState:
    """Where a list stood: the customer under the cursor and the first row in view."""

    customer: int | None = None
    scroll: int = 0


@dataclass(frozen=True)
class Place:
    """One step of the way here, as it was when it was left.

    `title` is its breadcrumb; `subject` the customer number or the metric id; `where` the filter;
    `cursor` where the customer list stood; `focus` the id of the pane that had the focus.
    """

    room: RoomName
    title: str
    subject: int | str | None = None
    where: str = ""
    cursor: CursorState | None = None
    focus: str | None = None


@dataclass(frozen=True)
class DeskState:
    """Everything the desk remembers.

    `query`: what is being asked now. `trail`: the places left on the way here, oldest first; `here`: the
    place now. `past`: queries that undo returns to, oldest first. `span`: first and last day with data.
    """

    query: Query = field(default_factory=Query)
    here: Place = Place("desk", "Desk")
    trail: tuple[Place, ...] = ()
    past: tuple[Query, ...] = ()
    span: tuple[date, date] | None = None
    last_customer: int | None = None

    @property
    def breadcrumbs(self) -> tuple[str, ...]:
        """Titles of the places from the desk to here."""
        return tuple(place.title for place in (*self.trail, self.here))

    @property
    def as_of(self) -> date | None:
        """The day asked for, or the last day with data."""
        return self.query.as_of or (self.span[1] if self.span else None)
