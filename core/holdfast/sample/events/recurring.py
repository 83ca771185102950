"""Subscriptions, and the weekly log-ins and seats in use of those who have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, START, Account
from holdfast.sample.sheet import Row, TableSheet, money, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_USAGE_SINCE: Final = date(2024, 1, 1)
_ONE_WEEK: Final = timedelta(weeks=1)
_CENTS_PER_SEAT: Final = 1_450
_NOTICE: Final = timedelta(days=30)
_REASONS: Final = {"price": 0.3, "service": 0.25, "competitor": 0.2, "closed": 0.15, "other": 0.1}
_PLANS: Final = ("Ordering portal", "Machine care")
_SEATS_SINCE: Final = date(2025, 4, 7)


@dataclass(frozen=True)
class _Term:
    """One row of subscriptions, before it has a number."""

    account: Account
    plan: str
    start: date
    end: date | None
    mrr: int
    cancels: bool
    trial_end: date | None

    def row(self, number: int, dice: Dice) -> Row:
        asked = max(self.start, self.end - _NOTICE) if self.cancels and self.end else None
        return (
            f"S{number:04d}",
            self.account.customer_id,
            self.start,
            self.end,
            money(self.mrr),
            self.plan,
            asked,
            dice.weighted(_REASONS) if asked else None,
            self.trial_end,
            max(2, self.mrr // _CENTS_PER_SEAT) if self.plan == _PLANS[0] else None,
        )


def subscription_sheet(everyone: Sequence[Account], seed: int) -> TableSheet:
    """The table subscriptions: a change of price is a new row that starts the day the earlier one ends."""
    terms = [term for account in everyone for term in _terms(account, seed)]
    terms.sort(key=lambda t: (t.start, t.account.customer_id, t.plan))
    return sheet(
        "subscriptions",
        "subscription_id customer_id start end mrr plan cancel_requested cancel_reason trial_end seats",
        (t.row(number, Dice(seed, "cancel", number)) for number, t in enumerate(terms, start=1)),
    )


def _terms(account: Account, seed: int) -> Iterator[_Term]:
    if account.role == "trial":
        yield _Term(account, _PLANS[0], date(2025, 6, 10), None, 4_900, False, date(2025, 7, 14))
        return
    plan = account.plan
    start = plan.first_order
    for position in range(plan.subscriptions):
        dice = Dice(seed, "subscription", account.customer_id, position)
        start = min(start + timedelta(days=dice.whole(0, 40) + 150 * position), END - timedelta(days=14))
        if start >= account.last_day:
            return
        share = plan.mrr if position == 0 else plan.mrr // 2
        yield from _levels(account, _PLANS[position], start, share, dice)


def _levels(account: Account, plan: str, start: date, mrr: int, dice: Dice) -> Iterator[_Term]:
    """The price levels of one subscription, one after the other."""
    trial_end = (
        start + timedelta(days=30) if start > START + timedelta(days=60) and dice.chance(0.2) else None
    )
    stops = account.plan.stops
    while True:
        change = start + timedelta(days=dice.whole(150, 900))
        if stops is not None and change >= stops:
            yield _Term(account, plan, start, stops, mrr, True, trial_end)
            return
        if change >= END:
            yield _Term(account, plan, start, None, mrr, False, trial_end)
            return
        yield _Term(account, plan, start, change, mrr, False, trial_end)
        factor = dice.between(0.6, 0.85) if dice.chance(0.24) else dice.between(1.06, 1.45)
        start, mrr, trial_end = change, round(mrr * factor / 100) * 100, None


def usage_sheet(everyone: Sequence[Account], seed: int) -> TableSheet:
    """The table usage: log-ins to the ordering portal, one row a week; seats in use where they are few."""
    rows: list[Row] = []
    for account in everyone:
        if account.plan.subscriptions:
            rows.extend(_logins(account, Dice(seed, "usage", account.customer_id)))
        if account.role == "usage-drop":
            rows.extend(_seats(account, Dice(seed, "seats", account.customer_id)))
    rows.sort(key=lambda row: (str(row[1]), str(row[0]), str(row[2])))
    return sheet("usage", "customer_id date metric value", rows)


def _logins(account: Account, dice: Dice) -> Iterator[Row]:
    usual = {"SMB": 9, "Mid-market": 24, "Enterprise": 60}[account.segment] * dice.near(0.6, 1.5)
    since = account.plan.first_order + timedelta(days=45)
    week = _USAGE_SINCE
    while week <= account.last_day:
        if week >= since:
            value = usual * dice.near(0.75, 1.25) * _waning(account, week)
            yield (account.customer_id, week, "logins", max(0, round(value)))
        week += _ONE_WEEK


def _seats(account: Account, dice: Dice) -> Iterator[Row]:
    """The portal of the story's account counts seats since April: a third of them are in use."""
    week = _SEATS_SINCE
    while week <= account.last_day:
        yield (account.customer_id, week, "active seats", dice.whole(8, 10))
        week += _ONE_WEEK


def _waning(account: Account, week: date) -> float:
    """Log-ins fall before an account leaves, and in the story's account that stopped looking."""
    if account.role == "usage-drop":
        return 0.25 if week > END - timedelta(days=30) else 1.0
    stops = account.plan.stops
    if stops is None or week < stops - timedelta(days=70):
        return 1.0
    return max(0.1, (stops - week).days / 70)
