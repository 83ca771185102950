"""Quotas and recognition of the reps."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END
from holdfast.sample.firm.territory import REPS
from holdfast.sample.sheet import Row, TableSheet, money, sheet
from holdfast.timeline import add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.sample.events.orders import Order
    from holdfast.sample.firm.territory import Rep

_FIRST_MONTH: Final = date(2023, 7, 1)
_KINDS: Final = ("customer praise", "quarterly award", "peer thanks")


def performance_sheets(made: Sequence[Order], seed: int) -> tuple[TableSheet, TableSheet]:
    """The tables rep_periods (attained = what the rep's orders of the month brought) and recognitions."""
    sold: dict[tuple[str, date], int] = defaultdict(int)
    for order in made:
        if order.rep_id is not None and order.kind != "cancelled":
            sold[order.rep_id, order.day.replace(day=1)] += order.amount
    periods: list[Row] = []
    honours: list[Row] = []
    for rep in REPS:
        dice = Dice(seed, "performance", rep.rep_id)
        for month in _months(rep):
            recent = [sold[rep.rep_id, add_months(month, -back)] for back in range(1, 7)]
            known = [amount for amount in recent if amount > 0] or [sold[rep.rep_id, month]]
            quota = round(sum(known) / len(known) * dice.near(0.92, 1.14) / 50_000) * 50_000
            periods.append((rep.rep_id, month, money(quota), money(sold[rep.rep_id, month])))
            honoured = dice.chance(0.16) and not (rep.rep_id == "R02" and month >= date(2024, 2, 1))
            if honoured:
                honours.append((rep.rep_id, month.replace(day=dice.whole(3, 26)), dice.pick(_KINDS)))
    periods.sort(key=lambda row: (str(row[1]), str(row[0])))
    honours.sort(key=lambda row: (str(row[1]), str(row[0])))
    return (
        sheet("rep_periods", "rep_id period quota attained", periods),
        sheet("recognitions", "rep_id date kind", honours),
    )


def _months(rep: Rep) -> Iterator[date]:
    """The months in which the rep was employed on the first day, up to the end of the book."""
    month = _FIRST_MONTH
    while month <= END:
        if rep.serves(month):
            yield month
        month = add_months(month, 1)
