"""Orders, what was in them, and their invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, Account, Spell, rep_on, workday
from holdfast.sample.sheet import Row, TableSheet, money, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_INVOICES_SINCE: Final = date(2024, 1, 1)
_SEASON: Final = {
    "Hotels": (92, 92, 95, 100, 106, 110, 114, 114, 106, 98, 92, 100),
    "Food": (94, 94, 98, 100, 100, 102, 102, 98, 100, 102, 106, 116),
    "Clinics": (104, 102, 102, 100, 100, 98, 96, 96, 100, 102, 102, 100),
    "Logistics": (96, 96, 100, 100, 100, 100, 98, 98, 102, 106, 112, 110),
    "Printing": (96, 98, 102, 100, 100, 98, 92, 92, 104, 108, 112, 106),
    "Retail": (92, 92, 98, 100, 100, 100, 96, 98, 102, 106, 116, 122),
}
"""Usual order size by calendar month, in percent."""

_PRODUCTS: Final = {
    "Coffee & tea": (("Filter coffee 6 kg", 8_900), ("Espresso beans 6 kg", 11_400), ("Tea box 12", 4_200)),
    "Cleaning": (("Surface cleaner 10 l", 3_600), ("Floor pads", 2_900), ("Glass wipes", 1_850)),
    "Linen": (("Towels 20", 12_800), ("Bed linen 10", 19_500), ("Napkins 50", 5_600)),
    "Packaging": (("Carton M 100", 6_400), ("Stretch film 6", 4_700), ("Paper bags 500", 5_200)),
    "Tableware": (("Plates 24", 9_900), ("Glasses 36", 7_800), ("Cutlery 60", 8_600)),
    "Paper": (("Copy paper 5 boxes", 9_400), ("Card stock", 6_700), ("Labels 1000", 3_100)),
    "Equipment": (("Trolley", 18_900), ("Grinder", 34_500), ("Shelf unit", 14_200)),
    "Safety": (("Gloves 1000", 4_900), ("Masks 500", 3_900), ("First aid kit", 5_900)),
}


@dataclass(frozen=True)
class Order:
    """One order; amounts in cents, net of the discount. `kind` is completed, cancelled or credit note."""

    customer_id: str
    day: date
    amount: int
    discount: int
    kind: str
    rep_id: str | None
    categories: tuple[str, ...]


def orders(
    everyone: Sequence[Account], served: Mapping[str, tuple[Spell, ...]], seed: int
) -> tuple[Order, ...]:
    """Every order, in order of day."""
    made = [o for account in everyone for o in _orders_of(account, served[account.customer_id], seed)]
    return tuple(sorted(made, key=lambda o: (o.day, o.customer_id, o.kind)))


def _orders_of(account: Account, spells: Sequence[Spell], seed: int) -> Iterator[Order]:
    dice = Dice(seed, "orders", account.customer_id)
    bargains = dice.weighted({0.0: 0.5, 0.15: 0.35, 0.4: 0.15})
    for number, day in enumerate(_days(account, dice)):
        gross = _gross(account, day, dice)
        discount = gross * dice.whole(3, 12) // 100 if dice.chance(bargains) else 0
        rep = rep_on(spells, day)
        kinds = _kind(account, dice)
        amount = gross - discount
        if account.plan.discounted_since and day >= account.plan.discounted_since:
            discount = amount // 20
        order = Order(account.customer_id, day, amount, discount, kinds, rep, _categories(account, number))
        yield order
        credit_day = workday(day + timedelta(days=dice.whole(4, 12)))
        if kinds == "completed" and dice.chance(0.015) and credit_day > day and not account.plan.once:
            credit = -(order.amount * dice.whole(10, 35) // 100)
            yield Order(account.customer_id, credit_day, credit, 0, "credit note", rep, ())


def _kind(account: Account, dice: Dice) -> str:
    cancelled = dice.chance(0.008) and not account.plan.once and not account.role
    return "cancelled" if cancelled else "completed"


def _days(account: Account, dice: Dice) -> Iterator[date]:
    plan = account.plan
    if plan.rhythm is None:
        return
    day = plan.first_order
    while day <= account.last_day:
        if plan.pause is None or not plan.pause[0] <= day < plan.pause[1]:
            yield workday(day)
        if plan.once:
            return
        late = dice.chance(0.015) and not account.role
        gap = plan.rhythm * (dice.between(1.6, 2.4) if late else dice.near(0.84, 1.16))
        day += timedelta(days=max(1, round(gap)))


def _gross(account: Account, day: date, dice: Dice) -> int:
    plan = account.plan
    years = (day - plan.first_order).days / 365
    size = plan.basket * _SEASON[account.industry][day.month - 1] / 100 * (1 + plan.growth * years)
    if plan.shift is not None and day >= plan.shift[0]:
        size *= plan.shift[1]
    return round(size * dice.near(0.76, 1.24) / 5) * 5


def _categories(account: Account, number: int) -> tuple[str, ...]:
    """The main category in every order, the others in turn, so that breadth is steady."""
    main, *others = account.plan.categories
    if not others:
        return (main,)
    return (main, others[number % len(others)])


def order_sheets(made: Sequence[Order], seed: int) -> tuple[TableSheet, TableSheet]:
    """The tables orders and order_lines."""
    order_rows: list[Row] = []
    line_rows: list[Row] = []
    for number, order in enumerate(made, start=1):
        order_id = f"O{number:05d}"
        order_rows.append(
            (
                order_id,
                order.customer_id,
                order.day,
                money(order.amount),
                money(order.discount),
                order.kind,
                order.rep_id,
            )
        )
        dice = Dice(seed, "lines", order_id)
        left = order.amount
        for position, category in enumerate(order.categories):
            is_last = position == len(order.categories) - 1
            part = left if is_last else left * dice.whole(45, 70) // 100
            left -= part
            product, price = dice.pick(_PRODUCTS[category])
            line_rows.append((order_id, product, category, max(1, round(part / price)), money(part)))
    return (
        sheet("orders", "order_id customer_id order_date amount discount status rep_id", order_rows),
        sheet("order_lines", "order_id product category quantity amount", line_rows),
    )


def invoice_sheet(made: Sequence[Order], everyone: Sequence[Account], seed: int) -> TableSheet:
    """The table invoices: completed orders since 2024 of the accounts that buy on account."""
    by_id = {
        a.customer_id: a for a in everyone if a.role or Dice(seed, "buys on account", a.name).chance(0.6)
    }
    rows: list[Row] = []
    for order in made:
        account = by_id.get(order.customer_id)
        if account is None or order.kind != "completed" or order.day < _INVOICES_SINCE:
            continue
        number = f"INV-{len(rows) + 1:05d}"
        dice = Dice(seed, "invoice", number)
        due = order.day + timedelta(days=30)
        paid = max(order.day, due + timedelta(days=account.plan.days_late + dice.whole(-9, 3)))
        is_paid = paid <= END
        amount = money(order.amount)
        rows.append(
            (
                number,
                order.customer_id,
                order.day,
                due,
                paid if is_paid else None,
                amount,
                money(0) if is_paid else amount,
                "paid" if is_paid else "open",
            )
        )
    return sheet(
        "invoices", "invoice_id customer_id issue_date due_date paid_date amount balance status", rows
    )
