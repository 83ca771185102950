"""The customers: the story's accounts among many ordinary ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, START, Account, AccountPlan, workday
from holdfast.sample.firm.names import INDUSTRIES, company
from holdfast.sample.firm.story import CATEGORIES, STORY
from holdfast.sample.firm.territory import SLOTS, Slot
from holdfast.sample.sheet import TableSheet, one_decimal, sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEGMENTS: Final = {"SMB": 0.58, "Mid-market": 0.31, "Enterprise": 0.11}
_BASKET: Final = {"SMB": (15_000, 60_000), "Mid-market": (50_000, 180_000), "Enterprise": (140_000, 450_000)}
_MRR: Final = {"SMB": (3_900, 14_900), "Mid-market": (12_900, 49_900), "Enterprise": (39_900, 149_900)}
_RHYTHM: Final = {7: 0.005, 14: 0.025, 21: 0.05, 28: 0.21, 42: 0.26, 56: 0.25, 70: 0.20}
_MOOD: Final = {9.4: 0.46, 7.6: 0.42, 4.5: 0.12}
_SOURCES: Final = {"referral": 0.2, "trade fair": 0.2, "website": 0.25, "outbound": 0.25, "partner": 0.1}
_INDUSTRY_WEIGHTS: Final = dict(zip(INDUSTRIES, (0.24, 0.22, 0.15, 0.15, 0.10, 0.14), strict=True))
_FIRST_STOP: Final = date(2023, 4, 1)
_LAST_STOP: Final = date(2025, 5, 15)
_PROSPECT_FROM: Final = date(2025, 5, 10)

_LUC_LEAVING: Final = (
    date(2024, 7, 18),
    date(2024, 8, 9),
    date(2024, 9, 4),
    date(2024, 10, 1),
    date(2024, 11, 6),
    date(2025, 5, 20),
    date(2025, 6, 5),
    date(2025, 6, 18),
    date(2025, 4, 8),
    date(2025, 4, 15),
    date(2025, 4, 28),
)
"""When the first accounts of Luc Tessier's book stop; those from 2025-05 on end their subscriptions."""


def accounts(seed: int) -> tuple[Account, ...]:
    """Every account, oldest first, with its id and tier."""
    taken: set[str] = set()
    ordinary = [_ordinary(seed, slot, i, taken) for slot in SLOTS for i in range(slot.accounts)]
    everyone = sorted([*STORY, *ordinary], key=lambda a: (a.created, a.name))
    tiers = _tiers(everyone)
    numbered = []
    for number, account in enumerate(everyone, start=1):
        source = Dice(seed, "source", account.name).weighted(_SOURCES)
        numbered.append(
            replace(account, customer_id=f"C{number:04d}", tier=tiers[account.name], source=source)
        )
    return tuple(numbered)


def _tiers(everyone: Sequence[Account]) -> dict[str, str]:
    """A for the top 15 % by planned yearly value, B for the next 35 %, C for the rest."""
    ranked = sorted(everyone, key=lambda a: (-a.yearly_value, a.name))
    top, middle = len(ranked) * 15 // 100, len(ranked) * 50 // 100
    return {a.name: "A" if i < top else "B" if i < middle else "C" for i, a in enumerate(ranked)}


def _ordinary(seed: int, slot: Slot, index: int, taken: set[str]) -> Account:
    dice = Dice(seed, "customer", slot.name, index)
    segment = dice.weighted(_SEGMENTS)
    industry = dice.weighted(_INDUSTRY_WEIGHTS)
    country = dice.pick(slot.countries)
    settled = slot.name == "luc" or dice.chance(0.5)
    created = dice.day(date(2018, 1, 8), date(2022, 6, 20)) if settled else dice.day(START, date(2025, 5, 30))
    plan = _habits(segment, created, dice)
    plan = _fate_in_lucs_book(plan, index, dice) if slot.name == "luc" else _fate(plan, slot, dice)
    name = company(country, industry, taken, dice)
    return Account("", name, segment, "", industry, slot.region, country, workday(created), slot.name, plan)


def _habits(segment: str, created: date, dice: Dice) -> AccountPlan:
    rhythm = dice.weighted(_RHYTHM)
    since = max(created, START)
    first = since + timedelta(days=dice.whole(3, 30) if created >= START else dice.whole(0, rhythm))
    subscribes = dice.chance(0.30)
    only_subscribes = subscribes and dice.chance(0.16)
    return AccountPlan(
        rhythm=None if only_subscribes else rhythm,
        basket=dice.whole(*_BASKET[segment]),
        first_order=first,
        categories=dice.some(CATEGORIES, dice.whole(1, 5)),
        growth=dice.near(-0.06, 0.14),
        subscriptions=(2 if dice.chance(0.28) else 1) if subscribes else 0,
        mrr=dice.whole(*_MRR[segment]) // 100 * 100 if subscribes else 0,
        mood=dice.weighted(_MOOD),
        answers=dice.chance(0.88),
        neglected_since=END - timedelta(days=dice.whole(125, 170)) if dice.chance(0.09) else None,
        days_late=dice.weighted({0: 0.7, 4: 0.16, 9: 0.09, 16: 0.05}),
    )


def _fate(plan: AccountPlan, slot: Slot, dice: Dice) -> AccountPlan:
    """Most stay or leave for good; the newest have bought nothing yet."""
    if plan.first_order > _PROSPECT_FROM:
        return replace(plan, rhythm=None, subscriptions=0, mrr=0)
    earliest = plan.first_order + timedelta(days=3 * (plan.rhythm or 60))
    leaves = dice.chance(slot.churn)
    stop = dice.day(max(earliest, _FIRST_STOP), _LAST_STOP)
    turn = dice.between(0, 1)
    if leaves and earliest < _LAST_STOP:
        return replace(plan, stops=stop, mood=max(2.0, plan.mood - 1.5))
    return plan if plan.subscriptions else _turn(plan, turn, dice)


def _turn(plan: AccountPlan, turn: float, dice: Dice) -> AccountPlan:
    """Some of those who order order once, pause, or shrink."""
    if turn < 0.09:
        # Orders once. Too late a first order would make it a one-timer still due; the story has those.
        return plan if plan.first_order > date(2025, 3, 10) else replace(plan, once=True)
    if turn < 0.12 and plan.first_order < date(2023, 6, 1):
        pause = dice.day(date(2023, 6, 1), date(2024, 4, 1))
        return replace(plan, pause=(pause, pause + timedelta(days=dice.whole(230, 330))))
    if turn < 0.15:
        return replace(plan, shift=(dice.day(date(2025, 3, 10), date(2025, 4, 10)), dice.between(0.4, 0.5)))
    return plan


def _fate_in_lucs_book(plan: AccountPlan, index: int, dice: Dice) -> AccountPlan:
    plan = replace(
        plan, mood=min(plan.mood, 7.0), growth=-0.05, subscriptions=0, mrr=0, rhythm=plan.rhythm or 28
    )
    if index >= len(_LUC_LEAVING):
        return plan
    stop = _LUC_LEAVING[index]
    leaving = replace(plan, stops=stop, rhythm=min(plan.rhythm or 28, 28))
    if stop >= date(2025, 5, 1):
        return replace(leaving, subscriptions=1, mrr=dice.whole(90, 380) * 100)
    return leaving


def customer_sheet(everyone: Sequence[Account], seed: int) -> TableSheet:
    """The table customers."""
    rows = []
    for number, account in enumerate(everyone):
        dice = Dice(seed, "customer-row", account.customer_id)
        referrer = _referrer(account, everyone[:number], dice)
        rows.append(
            (
                account.customer_id,
                account.name,
                account.segment,
                account.tier,
                account.industry,
                account.region,
                account.country,
                account.created,
                account.source,
                referrer,
                account.tier != "C" and dice.chance(0.7),
                one_decimal(dice.near(18, 46)),
            )
        )
    return sheet(
        "customers",
        "customer_id name segment tier industry region country created source referred_by loyalty_member "
        "margin_pct",
        rows,
    )


def _referrer(account: Account, earlier: Sequence[Account], dice: Dice) -> str | None:
    """Half of the referred accounts name who referred them, often the story's promoter."""
    if account.source != "referral" or not earlier or dice.chance(0.4):
        return None
    promoter = [a for a in earlier if a.role == "promoter"]
    return dice.pick(promoter if promoter and dice.chance(0.15) else earlier).customer_id
