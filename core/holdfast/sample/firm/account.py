"""What the generator knows about a customer beyond what the book says: its habits and its fate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.sample.dice import Dice

START: Final = date(2022, 7, 1)
"""First day with orders."""
END: Final = date(2025, 6, 30)
"""Last day with data: the book's default as-of date."""


@dataclass(frozen=True)
class AccountPlan:
    """Habits of one account; money in cents, spans in days.

    `rhythm` is the usual gap between orders, None for accounts that never order.
    `stops` is the last day on which it orders or subscribes. `pause` is a stretch without orders.
    `shift` multiplies order amounts from a day on. `growth` is a share of the first order size per year.
    `mood` is 0 (angry) to 10 (delighted). `neglected_since` ends two-way contact; `unheard` says that the
    account itself never writes, complains or answers. From `discounted_since` on every order has a discount.
    """

    rhythm: int | None
    basket: int
    first_order: date
    categories: tuple[str, ...]
    stops: date | None = None
    pause: tuple[date, date] | None = None
    shift: tuple[date, float] | None = None
    once: bool = False
    growth: float = 0.0
    subscriptions: int = 0
    mrr: int = 0
    mood: float = 8.0
    answers: bool = True
    unheard: bool = False
    neglected_since: date | None = None
    days_late: int = 0
    discounted_since: date | None = None


@dataclass(frozen=True)
class Account:
    """A customer: the columns the book shows, and its `plan`, which the book only shows by its effects.

    `slot` is the territory that serves it (territory.py). `role` names its part in the story, or is empty.
    """

    customer_id: str
    name: str
    segment: str
    tier: str
    industry: str
    region: str
    country: str
    created: date
    slot: str
    plan: AccountPlan
    source: str = ""
    role: str = ""

    @property
    def yearly_value(self) -> float:
        """Cents a year this account is planned to be worth."""
        orders = self.plan.basket * 365 / self.plan.rhythm if self.plan.rhythm else 0.0
        return (0.0 if self.plan.once else orders) + 12 * self.plan.mrr

    @property
    def is_prospect(self) -> bool:
        """Whether it has bought nothing yet."""
        return self.plan.rhythm is None and self.plan.subscriptions == 0

    @property
    def last_day(self) -> date:
        """The last day on which it is a customer, at most the end of the book."""
        return min(self.plan.stops or END, END)


@dataclass(frozen=True)
class Spell:
    """One rep serving one account from `start` until the day before `end` (None: still)."""

    rep_id: str
    start: date
    end: date | None
    reason: str


def rep_on(spells: Sequence[Spell], day: date) -> str | None:
    """Who served the account on that day."""
    return next((s.rep_id for s in spells if s.start <= day and (s.end is None or day < s.end)), None)


def workday(day: date) -> date:
    """That day, or the Monday after where it falls on a weekend; never beyond the end of the book."""
    moved = day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)
    return min(moved, END)


def office_hours(day: date, dice: Dice) -> datetime:
    """A moment of the working day, in UTC."""
    return datetime(day.year, day.month, day.day, dice.whole(7, 16), dice.whole(0, 59), tzinfo=UTC)
