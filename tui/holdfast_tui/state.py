"""What the desk remembers: frozen values; only the store makes new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from holdfast.query import Query

PanePhase = Literal["loading", "ready", "empty", "locked", "failed"]


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
    """One step of the way here: what was open, and where the cursor stood when it was left.

    `screen` is `desk`, `customer` or `figure`; `subject` the customer number or the metric id;
    `title` the breadcrumb; `focus` the id of the pane that had the focus.
    """

    screen: Literal["desk", "customer", "figure"]
    title: str
    query: Query
    subject: int | str | None = None
    cursor: CursorState | None = None
    focus: str | None = None
