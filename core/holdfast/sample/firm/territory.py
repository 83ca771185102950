"""The sales team: 14 reps, who serves which territory when, and four departures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.firm.account import END, Spell
from holdfast.sample.sheet import TableSheet, sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.sample.firm.account import Account


@dataclass(frozen=True)
class Rep:
    """One sales rep; `end_date` is the first day without them."""

    rep_id: str
    name: str
    hire_date: date
    team: str
    region: str
    manager_id: str | None
    background: str
    end_date: date | None = None
    end_type: str | None = None

    def serves(self, day: date) -> bool:
        """Whether the rep is employed on that day."""
        return self.hire_date <= day and (self.end_date is None or day < self.end_date)


REPS: Final = (
    Rep("R01", "Annika Bergqvister", date(2019, 3, 1), "Nordic", "Nordics", None, "hospitality"),
    Rep(
        "R02",
        "Luc Tessier",
        date(2020, 9, 1),
        "Channel",
        "France & Benelux",
        "R06",
        "hospitality",
        date(2025, 5, 1),
        "voluntary",
    ),
    Rep("R03", "Jonas Weidlinger", date(2018, 5, 1), "Rhine", "DACH", None, "print"),
    Rep(
        "R04",
        "Maren Østervang",
        date(2019, 10, 1),
        "Nordic",
        "Nordics",
        "R01",
        "food",
        date(2024, 11, 1),
        "voluntary",
    ),
    Rep(
        "R05",
        "Tomasz Zielkowic",
        date(2021, 2, 1),
        "Nordic",
        "Baltics & Poland",
        "R01",
        "logistics",
        date(2024, 4, 1),
        "involuntary",
    ),
    Rep("R06", "Claire Vandenhout", date(2021, 6, 1), "Channel", "France & Benelux", None, "retail"),
    Rep("R07", "Petra Hollermann", date(2020, 1, 15), "Rhine", "DACH", "R03", "healthcare"),
    Rep(
        "R08",
        "Sabine Kreutzfeld",
        date(2021, 9, 1),
        "Rhine",
        "DACH",
        "R03",
        "retail",
        date(2025, 6, 1),
        "transfer",
    ),
    Rep("R09", "Mika Rautasuo", date(2022, 4, 1), "Nordic", "Nordics", "R01", "logistics"),
    Rep("R10", "Pieter Loosdrechter", date(2022, 10, 1), "Channel", "France & Benelux", "R06", "food"),
    Rep("R11", "Kadri Tammeveski", date(2024, 3, 15), "Nordic", "Baltics & Poland", "R01", "logistics"),
    Rep("R12", "Freja Lindahlsen", date(2024, 9, 16), "Nordic", "Nordics", "R01", "food"),
    Rep("R13", "Emil Straubinger", date(2023, 2, 1), "Rhine", "DACH", "R08", "hospitality"),
    Rep("R14", "Lene Brandauer", date(2025, 5, 5), "Rhine", "DACH", "R03", "retail"),
)
REP_BY_ID: Final = {rep.rep_id: rep for rep in REPS}

_EARLIER: Final = date(2010, 1, 1)
_FILE_CLOSED_AFTER: Final = timedelta(days=270)
"""How long a rep keeps an account that has stopped buying."""


@dataclass(frozen=True)
class Slot:
    """A territory: how many accounts it has, where, and the reps who serve it one after the other.

    `churn` is the share of its accounts that leave at some point of the three years.
    """

    name: str
    accounts: int
    region: str
    countries: tuple[str, ...]
    chain: tuple[tuple[str, date], ...]
    churn: float
    closes: date | None = None


SLOTS: Final = (
    Slot("annika", 28, "Nordics", ("SE", "NO"), (("R01", _EARLIER),), 0.27),
    Slot("luc", 18, "France & Benelux", ("FR", "BE", "LU"), (("R02", _EARLIER),), 0, date(2025, 5, 1)),
    Slot("jonas", 32, "DACH", ("DE", "CH"), (("R03", _EARLIER),), 0.28),
    Slot("emil", 34, "DACH", ("DE", "AT"), (("R03", _EARLIER), ("R13", date(2023, 2, 1))), 0.28),
    Slot("maren", 40, "Nordics", ("DK", "NO", "SE"), (("R04", _EARLIER), ("R12", date(2024, 11, 1))), 0.20),
    Slot(
        "tomasz",
        44,
        "Baltics & Poland",
        ("PL", "LT", "EE"),
        (("R05", _EARLIER), ("R11", date(2024, 4, 1))),
        0.38,
    ),
    Slot("claire", 36, "France & Benelux", ("BE", "FR", "NL"), (("R06", _EARLIER),), 0.27),
    Slot(
        "pieter", 36, "France & Benelux", ("NL", "BE"), (("R06", _EARLIER), ("R10", date(2022, 10, 1))), 0.22
    ),
    Slot("petra", 42, "DACH", ("DE", "AT", "CH"), (("R07", _EARLIER),), 0.28),
    Slot("sabine", 24, "DACH", ("DE", "CH"), (("R08", _EARLIER), ("R14", date(2025, 6, 1))), 0.27),
    Slot("mika", 42, "Nordics", ("FI", "SE", "DK"), (("R09", _EARLIER),), 0.30),
)
SLOT_BY_NAME: Final = {slot.name: slot for slot in SLOTS}


def spells(account: Account) -> tuple[Spell, ...]:
    """Who served the account when; the last spell ends where the file is closed or the territory is."""
    slot = SLOT_BY_NAME[account.slot]
    filed = account.plan.stops + _FILE_CLOSED_AFTER if account.plan.stops else END
    ends = min((day for day in (slot.closes, filed) if day is not None and day < END), default=None)
    served: list[Spell] = []
    for position, (rep_id, since) in enumerate(slot.chain):
        start = max(since, account.created, REP_BY_ID[rep_id].hire_date)
        after = slot.chain[position + 1][1] if position + 1 < len(slot.chain) else None
        end = min((day for day in (after, ends) if day is not None), default=None)
        if end is None or start < end:
            served.append(Spell(rep_id, start, end, _reason(rep_id, slot, position, bool(served))))
    return tuple(served)


def _reason(rep_id: str, slot: Slot, position: int, has_earlier: bool) -> str:
    if not has_earlier:
        return "first owner"
    earlier = REP_BY_ID[slot.chain[position - 1][0]]
    return "territory split" if earlier.end_date is None else f"{earlier.name} left"


def rep_sheets(
    accounts: Iterable[Account], served: Mapping[str, tuple[Spell, ...]]
) -> tuple[TableSheet, TableSheet]:
    """The tables reps and assignments."""
    reps = sheet(
        "reps",
        "rep_id name hire_date end_date end_type team region manager_id background",
        (
            (
                r.rep_id,
                r.name,
                r.hire_date,
                r.end_date,
                r.end_type,
                r.team,
                r.region,
                r.manager_id,
                r.background,
            )
            for r in REPS
        ),
    )
    assignments = sheet(
        "assignments",
        "customer_id rep_id start end reason",
        (
            (a.customer_id, s.rep_id, s.start, s.end, s.reason)
            for a in accounts
            for s in served[a.customer_id]
        ),
    )
    return reps, assignments
