"""Support tickets: most answered the same day, an urgent one still open, one that nobody has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, Account, office_hours, workday
from holdfast.sample.sheet import TableSheet, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SINCE: Final = date(2023, 1, 9)
_LAST_MOMENT: Final = datetime(END.year, END.month, END.day, 18, tzinfo=UTC)
_TOPICS: Final = {"delivery": 0.35, "invoice": 0.25, "quality": 0.15, "portal": 0.15, "product": 0.10}
_SUBJECTS: Final = {
    "delivery": ("Delivery later than agreed", "Pallet incomplete", "Wrong delivery address", "Damaged box"),
    "invoice": ("Invoice shows the old price", "Copy of invoice needed", "Credit note missing"),
    "quality": ("Seal open on arrival", "Colour differs from sample", "Leaking canister"),
    "portal": ("Cannot log in", "Basket is empty after login", "New user needed"),
    "product": ("Safety data sheet needed", "Question about dilution", "Replacement for discontinued item"),
}


@dataclass(frozen=True)
class Ticket:
    """One request for help; times in UTC."""

    customer_id: str
    created: datetime
    first_reply: datetime | None
    solved: datetime | None
    priority: str
    escalated: bool
    reopens: int
    topic: str
    subject: str


def tickets(everyone: Sequence[Account], seed: int) -> tuple[Ticket, ...]:
    """Every ticket, in order of time; then those that lead up to the story's."""
    made = [ticket for account in everyone for ticket in _tickets_of(account, seed)]
    by_role = {account.role: account.customer_id for account in everyone if account.role}
    leading_up = [Ticket(by_role[role], *what) for role, what in _LEADING_UP]
    return (*sorted(made, key=lambda t: (t.created, t.customer_id)), *leading_up)


def _tickets_of(account: Account, seed: int) -> Iterator[Ticket]:
    if account.role == "urgent-ticket":
        yield _urgent(account)
    if account.plan.unheard or not (account.plan.rhythm or account.plan.subscriptions):
        return
    dice = Dice(seed, "tickets", account.customer_id)
    usual_gap = {"SMB": 520, "Mid-market": 340, "Enterprise": 210}[account.segment]
    if account.plan.mood < 6:
        usual_gap = usual_gap * 2 // 3
    day = max(_SINCE, account.plan.first_order) + timedelta(days=dice.whole(5, usual_gap))
    while day <= account.last_day:
        yield _ordinary(account, workday(day), dice)
        day += timedelta(days=round(usual_gap * dice.between(0.3, 1.7)))


def _ordinary(account: Account, day: date, dice: Dice) -> Ticket:
    created = office_hours(day, dice)
    replied = created + timedelta(minutes=dice.whole(10, 400) * (1 if dice.chance(0.85) else 4))
    took = timedelta(hours=dice.whole(2, 40) if dice.chance(0.85) else dice.whole(48, 140))
    solved = replied + took
    topic = dice.weighted(_TOPICS)
    priority = dice.weighted({"low": 0.25, "normal": 0.6, "high": 0.13, "urgent": 0.02})
    reopens = 1 if dice.chance(0.05) else 0
    escalated = priority in ("high", "urgent") and dice.chance(0.12)
    return Ticket(
        account.customer_id,
        created,
        replied if replied <= _LAST_MOMENT else None,
        solved if solved <= _LAST_MOMENT else None,
        priority,
        escalated,
        reopens,
        topic,
        dice.pick(_SUBJECTS[topic]),
    )


_LEADING_UP: Final = (
    (
        "urgent-ticket",
        (
            datetime(2025, 6, 3, 9, 5, tzinfo=UTC),
            datetime(2025, 6, 3, 11, 20, tzinfo=UTC),
            datetime(2025, 6, 4, 13, 0, tzinfo=UTC),
            *("normal", False, 0, "quality", "Bed linen arrives stained"),
        ),
    ),
    (
        "urgent-ticket",
        (
            datetime(2025, 6, 10, 7, 50, tzinfo=UTC),
            datetime(2025, 6, 10, 12, 15, tzinfo=UTC),
            datetime(2025, 6, 11, 10, 30, tzinfo=UTC),
            *("high", False, 0, "quality", "Bed linen arrives stained again"),
        ),
    ),
    (
        "orphan-staying",
        (
            datetime(2025, 6, 20, 8, 40, tzinfo=UTC),
            None,
            None,
            *("normal", False, 0, "delivery", "Pallet incomplete, and nobody answers our e-mails"),
        ),
    ),
)
"""Tickets of accounts of the story, by role. Last in the list, so that they move no dice of the others."""


def _urgent(account: Account) -> Ticket:
    created = datetime(2025, 6, 18, 8, 12, tzinfo=UTC)
    replied = datetime(2025, 6, 18, 15, 40, tzinfo=UTC)
    subject = "Bed linen arrives stained, third time"
    return Ticket(account.customer_id, created, replied, None, "urgent", True, 2, "quality", subject)


def ticket_sheet(made: Sequence[Ticket]) -> TableSheet:
    """The table tickets. Satisfaction with them is in surveys, so that no answer counts twice."""
    return sheet(
        "tickets",
        "ticket_id customer_id created first_reply solved status priority escalated reopens topic subject",
        (
            (
                f"T{number:04d}",
                t.customer_id,
                t.created,
                t.first_reply,
                t.solved,
                "solved" if t.solved else "open",
                t.priority,
                t.escalated,
                t.reopens,
                t.topic,
                t.subject,
            )
            for number, t in enumerate(made, start=1)
        ),
    )
