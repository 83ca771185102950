"""On which days calls can be made, and the days a plan is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdfast.own.user import UserSettings

MONDAY_TO_FRIDAY: Final = (0, 1, 2, 3, 4)

WEEK: Final = 7
"""A plan is for so many days unless more are asked for."""

LONGEST: Final = 92
"""No plan looks further than a quarter ahead."""


@dataclass(frozen=True)
class Hours:
    """What users say of their days. `calls`: so many customers a day, 0 where they do not say.

    `workdays`: days of the week from 0 for Monday; `days_off`: first and last day of each span.
    """

    calls: int = 0
    workdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    days_off: tuple[tuple[date, date], ...] = ()

    def works_on(self, day: date) -> bool:
        """Whether calls are made on a day."""
        off = any(first <= day <= last for first, last in self.days_off)
        return day.weekday() in self.workdays and not off

    def working_days(self, first: date, last: date) -> int:
        """How many days with calls lie from `first` to `last`."""
        return sum(map(self.works_on, _days(first, (last - first).days + 1)))


def hours_of(user: UserSettings) -> Hours:
    """What the user's own settings say."""
    return Hours(user.calls_a_day, user.workdays or MONDAY_TO_FRIDAY, user.days_off)


@dataclass(frozen=True)
class Window:
    """The days of a plan: `length` of them from `first`, counted from 0."""

    first: date
    length: int = WEEK

    @property
    def days(self) -> tuple[date, ...]:
        """Each of them."""
        return tuple(_days(self.first, self.length))

    @property
    def last(self) -> date:
        """The last of them."""
        return self.first + timedelta(days=self.length - 1)


def _days(first: date, length: int) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range(length))
