"""What a report of a period gets: frozen values, each one that a room or a table shows too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.moment import Moment
    from holdfast.figures import Figure
    from holdfast.views.losses.results import LossesRoomView
    from holdfast.views.reps.results import RepRow
    from holdfast.views.results import TableView
    from holdfast.views.retention.results import CohortsPart, MovementsPart, SurvivalPart
    from holdfast.views.risk.changes import FlagChanges
    from holdfast.views.rooms import RepsRoomView

Whose = Literal["book", "team", "rep"]
KEPT: Final = ("kept", "saved")
"""Outcomes of the journal after which a customer stays."""


@dataclass(frozen=True)
class KeptCustomer:
    """A customer of whom the journal says that it was kept or saved; `amount` in whole currency units."""

    day: date
    customer_id: str
    name: str
    outcome: str
    amount: float | None
    writer: str
    text: str


@dataclass(frozen=True, eq=False)
class PeriodReport:
    """A period of the whole book, the team, or the customers of one rep.

    `about`: its title, the name of the rep for `rep`. `figures`: the headlines. `changes`: what became of
    flags from the day before the period to its last day, None where `changes_note` says why not. `lost`: the
    table of losses. `rep`: the row of the rep a report is about. `plays`: the table of plays.
    """

    whose: Whose
    about: str
    moment: Moment
    figures: tuple[Figure, ...]
    movements: MovementsPart
    cohorts: CohortsPart
    survival: SurvivalPart
    changes: FlagChanges | None
    changes_note: str
    kept: tuple[KeptCustomer, ...]
    losses: LossesRoomView
    lost: pl.DataFrame
    team: RepsRoomView
    rep: RepRow | None
    plays: TableView
