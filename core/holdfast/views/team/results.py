"""What the team's panes and commands get: frozen results. Like views/results.py it needs no polars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.views.results import KeyedRows
from holdfast.views.selection import Selection


@dataclass(frozen=True)
class PastDeparture:
    """A rep who left, and what became of the customers held on the last day, 12 months later.

    `customers` held, `active` of them then; of those `lost` and `shrank` (still there, with less), beside
    `expected_lost`: as many as the books of reps who stayed would have lost. Money in currency units of a
    year: `before`, `expected` after, `after`; `cost` = expected − after with its 95 % interval, None below 10
    customers. `status`: `ok`, `few`, `incomplete` (the 12 months still run) or `n/a`; `note` says why.
    """

    rep_id: str
    name: str
    team: str | None
    left: date
    customers: int
    active: int
    lost: int | None
    expected_lost: float | None
    shrank: int | None
    before: float
    expected: float | None
    after: float | None
    cost: float | None
    low: float | None
    high: float | None
    status: str
    note: str | None = None


@dataclass(frozen=True)
class DepartureEffect:
    """What the book's own departures took from the revenue of the books they left, as a share of it.

    `share` lost beyond what reps who stayed lost, with its 95 % interval; None where there are too few,
    which `note` says. `departures` and `customers` it rests on.
    """

    departures: int
    customers: int
    share: float | None
    low: float | None
    high: float | None
    note: str


@dataclass(frozen=True)
class DeparturesView:
    """Every departure in the data up to the as-of date, the latest first, and what they come to together."""

    moment: Moment
    rows: tuple[PastDeparture, ...]
    effect: DepartureEffect
    locked: str | None = None


@dataclass(frozen=True)
class FireDrill:
    """What would be left behind if a rep left at the close of the as-of date.

    `customers` to hand over (held now, neither lost nor closed), `active` of them: the orphans of that day;
    `revenue` of 12 months, `share` of that of all active customers. `expected_loss` in a year with its
    interval, by the book's own departures; None where there are too few of them, which `effect` says.
    `flagged` active customers with a high flag and their `flagged_revenue`. `one_contact`: whom all touches
    go through one person of theirs (F17) or whose sponsor has gone (F16); `one_rep`: spoken with in 180 days
    by this rep alone. `deadlines`: within 14 days; `renewals`: up within 90. `placed` of the customers find a
    successor with room.
    """

    rep_id: str
    name: str
    team: str | None
    customers: int
    active: int
    revenue: float
    share: float | None
    expected_loss: float | None
    low: float | None
    high: float | None
    flagged: int
    flagged_revenue: float
    one_contact: int | None
    one_rep: int | None
    deadlines: int
    renewals: int
    placed: int


@dataclass(frozen=True)
class FireDrillView:
    """A fire drill of every rep who is here and holds customers, the most revenue first."""

    moment: Moment
    drills: tuple[FireDrill, ...]
    effect: DepartureEffect
    locked: str | None = None


@dataclass(frozen=True)
class Successor:
    """A rep who may take over: what is held now, the limits of it, and what the plan adds.

    `accounts` and `flagged` money are limits in all, None without one. `held_after` and `flagged_after`: with
    what the plan gives. `barred`: why nothing is given to this rep, None where something may be.
    """

    rep_id: str
    name: str
    team: str | None
    held: int
    flagged_revenue: float
    accounts: int | None
    flagged: float | None
    given: int
    held_after: int
    flagged_after: float
    revenue_given: float
    barred: str | None = None


@dataclass(frozen=True)
class SuccessorChoice:
    """One rep a customer may go to: `points` of mismatch (0 fits best), and why in words.

    `full`: why the plan could not give it there, None where it could.
    """

    rep_id: str
    name: str
    points: int
    why: str
    full: str | None = None


class PlanRows(KeyedRows, Protocol):
    """Lines of a plan for a virtual table (`plan.COLUMNS`), by customer."""

    def customer_at(self, index: int) -> int | None:
        """The customer of a line."""


@dataclass(frozen=True, eq=False)
class HandoverPlan:
    """Who takes over each customer of a rep, and what the rep leaving today would leave behind.

    `rows`: a line per customer, the most revenue first. `successors`: every other rep, by id. `unplaced`:
    lines without a successor. `extra`: share by which the mismatch exceeds the least there is without the
    limit of flagged money, 0 where the plan is that, None where that limit leaves customers without a
    successor. `sentence`: how it was made; `notes`: what to know.
    """

    moment: Moment
    drill: FireDrill
    rows: PlanRows
    successors: tuple[Successor, ...]
    unplaced: int
    own_choices: int
    extra: float | None
    sentence: str
    notes: tuple[str, ...]
    effect: DepartureEffect


Merit = Literal["kept", "saved", "attained", "improved", "took over", "looked after"]
"""What a rep may be thanked for."""


@dataclass(frozen=True)
class Deserved:
    """One thing a rep deserves thanks for: in one sentence with its numbers."""

    merit: Merit
    evidence: str


@dataclass(frozen=True)
class ThanksRow:
    """A rep with what to give thanks for; `last`: days since the latest recognition, None: none on record."""

    rep_id: str
    name: str
    team: str | None
    deserved: tuple[Deserved, ...]
    last: int | None


@dataclass(frozen=True)
class ThanksView:
    """Who deserves thanks, those longest without any first. `note`: what could not be looked at."""

    moment: Moment
    rows: tuple[ThanksRow, ...]
    note: str | None = None
    locked: str | None = None


@dataclass(frozen=True)
class PageLine:
    """One line of a page: what it is about, what it says; `severity` of a flag or prompt; what it `opens`."""

    label: str
    text: str
    severity: str | None = None
    opens: Selection | None = None


@dataclass(frozen=True)
class PagePart:
    """A part of a page with its lines; `nothing` is said where there are none."""

    title: str
    lines: tuple[PageLine, ...]
    nothing: str = ""


@dataclass(frozen=True)
class RepPage:
    """One rep on one page, for the talk: prompts, never a verdict; notes are for whoever wrote them.

    `parts`: book, fire drill, flagged customers, prompts, plays, the team's voice, thanks, notes.
    `team_voice`: eNPS of the team, hidden below 5 answers; None where there is no team.
    """

    moment: Moment
    rep_id: str
    name: str
    headline: str
    parts: tuple[PagePart, ...]
    caution: str
    team_voice: Figure | None = None
