"""Opportunities with their stages, and losses with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, Account, Spell, office_hours, rep_on, workday
from holdfast.sample.sheet import Row, TableSheet, money, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_STAGES: Final = ("Qualified", "Needs", "Proposal", "Negotiation")
_SINCE: Final = date(2023, 7, 1)
_COMPETITORS: Final = ("Orvelio Supply", "Nordkantis", "Plenimaro")
_LOST_REASONS: Final = {"price": 0.35, "timing": 0.2, "competitor": 0.3, "no decision": 0.15}
_REASONS: Final = {"price": 0.26, "service": 0.24, "competitor": 0.22, "closed": 0.12, "product": 0.16}
_NOTES: Final = {
    "price": "Found the same range for less",
    "service": "Too many late deliveries",
    "competitor": "Moved to a supplier with daily delivery",
    "closed": "Site closed",
    "product": "Needed items we do not carry",
    "rep left": "Nobody took over after Mr Tessier, they moved on",
    "rep inactive": "Had not heard from us in months",
}


@dataclass(frozen=True)
class Loss:
    """A customer recorded as lost, and why."""

    customer_id: str
    day: date
    reason: str
    competitor: str | None
    note: str | None
    source: str


def losses(everyone: Sequence[Account], seed: int) -> tuple[Loss, ...]:
    """Three in four lost accounts are recorded, some weeks after their last order; silent ones never."""
    made = [loss for account in everyone for loss in _loss(account, seed)]
    return tuple(sorted(made, key=lambda x: (x.day, x.customer_id)))


def _loss(account: Account, seed: int) -> Iterator[Loss]:
    stops = account.plan.stops
    dice = Dice(seed, "loss", account.customer_id)
    if stops is None or account.role in ("silent", "orphan") or not dice.chance(0.75):
        return
    after = 10 if account.plan.subscriptions else 2 * (account.plan.rhythm or 30)
    day = workday(stops + timedelta(days=after))
    if stops + timedelta(days=after) > END:
        return
    reason = dice.weighted(_REASONS)
    if account.slot == "luc":
        reason = "rep left" if stops >= date(2025, 5, 1) else "rep inactive"
    rival = dice.pick(_COMPETITORS) if reason == "competitor" or dice.chance(0.2) else None
    source = dice.pick(("exit interview", "rep", "rep"))
    yield Loss(account.customer_id, day, reason, rival, _NOTES[reason] if dice.chance(0.7) else None, source)


def loss_sheet(made: Sequence[Loss]) -> TableSheet:
    """The table losses."""
    return sheet(
        "losses",
        "customer_id date reason_code competitor note source",
        ((x.customer_id, x.day, x.reason, x.competitor, x.note, x.source) for x in made),
    )


@dataclass(frozen=True)
class _Deal:
    """One opportunity: the day each stage was entered, and the day it closed."""

    account: Account
    rep_id: str | None
    kind: str
    amount: int
    entered: tuple[date, ...]
    closed: date | None
    won: bool
    expected: date

    def row(self, number: int, dice: Dice) -> Row:
        lost = self.closed is not None and not self.won
        stage = ("Won" if self.won else "Lost") if self.closed else _STAGES[len(self.entered) - 1]
        reason = dice.weighted(_LOST_REASONS) if lost else None
        return (
            f"D{number:04d}",
            self.account.customer_id,
            self.rep_id,
            self.entered[0],
            stage,
            money(self.amount),
            self.closed or self.expected,
            self.closed is not None,
            self.won if self.closed else None,
            self.kind,
            reason,
            dice.pick(_COMPETITORS) if reason == "competitor" else None,
        )


def opportunity_sheets(
    everyone: Sequence[Account], served: Mapping[str, tuple[Spell, ...]], seed: int
) -> tuple[TableSheet, TableSheet]:
    """The tables opportunities and opportunity_stages."""
    deals = [deal for account in everyone for deal in _deals(account, served[account.customer_id], seed)]
    deals.sort(key=lambda d: (d.entered[0], d.account.customer_id))
    rows: list[Row] = []
    stages: list[Row] = []
    for number, deal in enumerate(deals, start=1):
        dice = Dice(seed, "deal", number)
        rows.append(deal.row(number, dice))
        for stage, day in zip(_STAGES, deal.entered, strict=False):
            stages.append((f"D{number:04d}", stage, office_hours(day, dice)))
        if deal.closed is not None:
            stages.append((f"D{number:04d}", "Won" if deal.won else "Lost", office_hours(deal.closed, dice)))
    stages.sort(key=lambda row: (str(row[2]), str(row[0])))
    header = (
        "opportunity_id customer_id rep_id created stage amount close_date is_closed is_won type lost_reason "
        "competitor"
    )
    return (
        sheet("opportunities", header, rows),
        sheet("opportunity_stages", "opportunity_id stage entered", stages),
    )


def _deals(account: Account, spells: Sequence[Spell], seed: int) -> Iterator[_Deal]:
    """One deal that won the account where that was recent; an upsell now and then."""
    dice = Dice(seed, "deals", account.customer_id)
    if account.is_prospect:
        yield _run(account, rep_on(spells, account.created), account.created, dice)
        return
    if account.created >= _SINCE and rep_on(spells, account.created):
        yield _won_first(account, spells, dice)
    chance = {"A": 0.8, "B": 0.45, "C": 0.14}[account.tier]
    if not dice.chance(chance) or account.plan.once:
        return
    opened = dice.day(max(_SINCE, account.plan.first_order), END - timedelta(days=12))
    rep = rep_on(spells, opened)
    if rep is not None and opened < account.last_day:
        yield _run(account, rep, workday(opened), dice)


def _won_first(account: Account, spells: Sequence[Spell], dice: Dice) -> _Deal:
    closed = workday(account.plan.first_order)
    days = tuple(account.created + (closed - account.created) * i // 4 for i in range(4))
    amount = max(50_000, round(account.yearly_value / 10_000) * 10_000)
    return _Deal(account, rep_on(spells, account.created), "new", amount, days, closed, True, closed)


def _run(account: Account, rep_id: str | None, opened: date, dice: Dice) -> _Deal:
    """Stage after stage until it is won, lost, or still open at the end of the book; no prospect is won."""
    yearly = 8 * account.plan.basket if account.is_prospect else account.yearly_value
    amount = max(20_000, round(yearly * dice.between(0.1, 0.4) / 10_000) * 10_000)
    kind = "new" if account.is_prospect else "upsell" if dice.chance(0.7) else "renewal"
    entered = [opened]
    closed: date | None = None
    won = False
    day = opened
    for step, keep in enumerate((0.85, 0.78, 0.80, 0.72), start=1):
        stuck = 3 if dice.chance(0.07) else 1
        day = workday(day + timedelta(days=dice.whole(6, 30) * stuck))
        if day >= END:
            break
        passed = dice.chance(keep)
        if account.is_prospect and passed and step == len(_STAGES):
            break
        if not passed or step == len(_STAGES):
            closed, won = day, passed
            break
        entered.append(day)
    expected = END + timedelta(days=dice.whole(7, 75))
    return _Deal(account, rep_id, kind, amount, tuple(entered), closed, won, expected)
