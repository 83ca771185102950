"""Supply contracts, and one block of hotel rooms with an attrition clause."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, Account
from holdfast.sample.sheet import Row, TableSheet, money, sheet
from holdfast.timeline import add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ORDINARY: Final = 26
_LAPSED_ON: Final = {
    "Imprimerie Vautrelle & Fils": date(2025, 5, 15),
    "Drukkerij Molenspiegel": date(2025, 6, 12),
}
_FIRST_NIGHT: Final = date(2025, 6, 23)
_NIGHTS: Final = ((60, 41, 2, 17), (80, 52, 4, 24), (80, 66, 0, 14), (80, 58, 3, 19), (50, 31, 0, 12))
"""Each night of the block: rooms contracted, used, resold; rooms the whole hotel left unsold."""

_HEADER: Final = (
    "contract_id customer_id start end renewal notice_days value auto_renew units unit_rate allowance_pct "
    "margin_pct mode cutoff resale_credit"
)


def contract_sheets(everyone: Sequence[Account], seed: int) -> tuple[TableSheet, TableSheet]:
    """The tables contracts and contract_usage. Percentages are written as 20 for 20 %."""
    rows: list[Row] = [row for account in _holders(everyone, seed) for row in _terms(account, seed)]
    rows.sort(key=lambda row: (str(row[1]), str(row[0])))
    numbered: list[Row] = [(f"K{number:03d}", *row) for number, row in enumerate(rows, start=1)]
    host = next(a for a in everyone if a.role == "hotel-block")
    block_id = f"K{len(rows) + 1:03d}"
    numbered.append(_block(block_id, host.customer_id))
    nights: list[Row] = [
        (block_id, _FIRST_NIGHT + timedelta(days=i), *night) for i, night in enumerate(_NIGHTS)
    ]
    usage = sheet("contract_usage", "contract_id date contracted used resold unsold", nights)
    return sheet("contracts", _HEADER, numbered), usage


def _holders(everyone: Sequence[Account], seed: int) -> list[Account]:
    """The lapsed accounts of the story, and steady accounts of tier A and B without subscriptions."""
    steady = [
        a
        for a in everyone
        if a.tier in "AB"
        and not a.role
        and a.slot != "luc"
        and not a.plan.subscriptions
        and a.plan.stops is None
        and a.plan.pause is None
        and not a.plan.once
        and a.plan.rhythm
        and a.created < date(2024, 1, 1)
    ]
    chosen = Dice(seed, "contract holders").some(steady, _ORDINARY)
    return [*(a for a in everyone if a.role == "lapsed"), *chosen]


def _terms(account: Account, seed: int) -> Iterator[Row]:
    """Yearly terms, each following the other; the current one runs beyond the end unless it lapsed."""
    dice = Dice(seed, "contract", account.customer_id)
    lapsed = _LAPSED_ON.get(account.name)
    notice = dice.pick((30, 60, 90))
    yearly = round(account.yearly_value * dice.between(0.4, 0.8) / 10_000) * 10_000
    start = account.plan.first_order + timedelta(days=dice.whole(0, 300))
    if lapsed is not None:
        start = add_months(lapsed, -24)
    until = lapsed or END + timedelta(days=1)
    while start < until:
        end = add_months(start, 12)
        renews = lapsed is None and dice.chance(0.5)
        yield (account.customer_id, start, end, end, notice, money(yearly), renews, *[None] * 7)
        start, yearly = end, round(yearly * 1.03 / 10_000) * 10_000


def _block(contract_id: str, customer_id: str) -> Row:
    units = sum(night[0] for night in _NIGHTS)
    rate = 14_500
    ends = date(2025, 7, 15)
    cutoff = date(2025, 5, 26)
    signed = date(2025, 1, 20)
    terms: Row = (money(units * rate), False, units, money(rate), 20, 75, "cumulative", cutoff, True)
    return (contract_id, customer_id, signed, ends, None, None, *terms)
