"""People at the customers, and who talked to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, Account, Spell, office_hours, rep_on, workday
from holdfast.sample.firm.names import person
from holdfast.sample.sheet import TableSheet, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SINCE: Final = date(2023, 7, 3)
CADENCE: Final = {"A": 30, "B": 60, "C": 120}
"""Days between conversations the team promises each tier."""

_ROLES: Final = ("purchasing", "managing director", "operations", "finance")
_TALKS: Final = (
    "Went through open orders, all fine",
    "Planned quantities for the coming weeks",
    "Asked about delivery days, agreed Tuesday",
    "Quarterly review, no open points",
    "Showed the new range, will think about it",
    "Discussed prices, accepted after explanation",
    "New colleague in purchasing introduced",
    "Checked stock together, reorder next week",
    "Short call, content with service",
    "Visited the site, storage is being rebuilt",
)
_IN: Final = (
    "Asks for the delivery date",
    "Wants a copy of the last invoice",
    "Asks for a sample",
    "Changes the delivery address",
)
_OUT: Final = (
    "Sent the price list",
    "Sent the season offer",
    "Left a message, no answer",
    "Sent minutes of the call",
)
_HANDOVER: Final = (
    "Introduction together with the earlier contact",
    "First review with the new contact, open points noted",
    "Follow-up: open points are settled",
)

_STORY: Final = {
    "silent": (
        (date(2025, 4, 22), "out", "Sent the season offer, no answer"),
        (date(2025, 5, 27), "out", "Sent the season offer, no answer"),
    ),
    "orphan-staying": (
        (date(2025, 5, 19), "in", "Asks who looks after them now that Mr Tessier has left"),
        (date(2025, 6, 18), "in", "Half of the pallet is missing, asks for a call"),
        (date(2025, 6, 25), "in", "Asks again for a call about the missing half of the pallet"),
    ),
}
_SPONSOR_GONE: Final = {"spend-drop": date(2025, 5, 30)}
"""When the managing director of an account of the story left, by role."""


@dataclass(frozen=True)
class Contact:
    """A person at a customer."""

    contact_id: str
    customer_id: str
    name: str
    role: str
    left_on: date | None


@dataclass(frozen=True)
class Touch:
    """One conversation or message."""

    at: datetime
    customer_id: str
    kind: str
    direction: str
    rep_id: str | None
    contact_id: str
    text: str


def contacts(everyone: Sequence[Account], seed: int) -> dict[str, tuple[Contact, ...]]:
    """The contacts of every account; only accounts with several ever lose one."""
    found: dict[str, tuple[Contact, ...]] = {}
    number = 0
    for account in everyone:
        dice = Dice(seed, "contacts", account.customer_id)
        people = []
        for position in range({"A": 3, "B": 2, "C": 1}[account.tier]):
            number += 1
            left = dice.day(date(2024, 6, 1), END) if position == 2 and dice.chance(0.12) else None
            role = _ROLES[position]
            if role == "managing director":
                left = _SPONSOR_GONE.get(account.role)
            people.append(Contact(f"P{number:04d}", account.customer_id, person(dice), role, left))
        found[account.customer_id] = tuple(people)
    return found


def contact_sheet(people: Mapping[str, tuple[Contact, ...]]) -> TableSheet:
    """The table contacts; every address ends in .example, which no mail server serves."""
    return sheet(
        "contacts",
        "contact_id customer_id name role email active left_on",
        (
            (
                c.contact_id,
                c.customer_id,
                c.name,
                c.role,
                f"{c.contact_id.lower()}@{c.customer_id.lower()}.example",
                c.left_on is None,
                c.left_on,
            )
            for group in people.values()
            for c in group
        ),
    )


def interaction_sheet(
    everyone: Sequence[Account],
    served: Mapping[str, tuple[Spell, ...]],
    people: Mapping[str, tuple[Contact, ...]],
    seed: int,
) -> TableSheet:
    """The table interactions, since the team began to record them."""
    made = [
        touch
        for account in everyone
        for touch in _touches(account, served[account.customer_id], people[account.customer_id], seed)
    ]
    made.sort(key=lambda t: (t.at, t.customer_id, t.direction))
    return sheet(
        "interactions",
        "interaction_id customer_id at type direction rep_id contact_id text",
        (
            (f"I{number:05d}", t.customer_id, t.at, t.kind, t.direction, t.rep_id, t.contact_id, t.text)
            for number, t in enumerate(made, start=1)
        ),
    )


def _touches(
    account: Account, spells: Sequence[Spell], people: Sequence[Contact], seed: int
) -> Iterator[Touch]:
    dice = Dice(seed, "touches", account.customer_id)
    cadence = CADENCE[account.tier]
    if account.role == "hotel-block":
        people = people[:1]
    until = min(account.last_day + timedelta(days=20), END)
    day = max(_SINCE, account.created) + timedelta(days=dice.whole(0, cadence // 2))
    turn = 0
    while day <= until:
        moment = workday(day)
        if _reachable(account, spells, moment):
            who = _present(people, moment, turn)
            turn += 1
            kind = dice.weighted({"call": 0.6, "meeting": 0.25, "e-mail": 0.15})
            yield _touch(spells, moment, (kind, "two-way", dice.pick(_TALKS)), who, dice)
            if not account.plan.unheard and dice.chance(0.16):
                said = ("e-mail", "in", dice.pick(_IN))
                yield _touch(spells, _soon(moment, dice), said, who, dice)
        if rep_on(spells, moment) and dice.chance(0.12):
            sent = ("e-mail", "out", dice.pick(_OUT))
            yield _touch(spells, _soon(moment, dice), sent, _present(people, moment, turn), dice)
        day += timedelta(days=max(3, round(cadence * dice.near(0.6, 0.9))))
    yield from _handovers(account, spells, people, dice)
    for day, direction, text in _STORY.get(account.role, ()):
        yield _touch(spells, day, ("e-mail", direction, text), people[0], dice)


def _reachable(account: Account, spells: Sequence[Spell], day: date) -> bool:
    """Whether rep and account were in conversation then."""
    neglected = account.plan.neglected_since
    if neglected is not None and day >= neglected:
        return False
    if account.role == "unmet" and day >= date(2025, 6, 1):
        return False
    # Nobody calls the newest account after its signature.
    return account.role != "trial" and rep_on(spells, day) is not None


def _handovers(
    account: Account, spells: Sequence[Spell], people: Sequence[Contact], dice: Dice
) -> Iterator[Touch]:
    """A good handover is two or three conversations in the first weeks; some accounts never had one."""
    careful = {"R12": 1.0, "R14": 0.75}
    for spell in spells[1:]:
        cared_for = account.role != "unmet" and dice.chance(careful.get(spell.rep_id, 0.25))
        if not cared_for or spell.start < _SINCE or account.last_day < spell.start:
            continue
        for text, after in zip(_HANDOVER, (3, 14, 45), strict=True):
            day = workday(spell.start + timedelta(days=after + dice.whole(0, 6)))
            if day < END:
                yield _touch(spells, day, ("call", "two-way", text), people[0], dice)


def _touch(
    spells: Sequence[Spell], day: date, what: tuple[str, str, str], contact: Contact, dice: Dice
) -> Touch:
    kind, direction, text = what
    at = office_hours(day, dice)
    return Touch(at, contact.customer_id, kind, direction, rep_on(spells, day), contact.contact_id, text)


def _soon(day: date, dice: Dice) -> date:
    return workday(day + timedelta(days=dice.whole(1, 6)))


def _present(people: Sequence[Contact], day: date, turn: int) -> Contact:
    """The contacts still there, in turn."""
    there = [c for c in people if c.left_on is None or day < c.left_on]
    return there[turn % len(there)]
