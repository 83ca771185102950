"""What a fire drill and a departure come to, in sentences, on screen and in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.money import MONEY_SCALE
from holdfast.words.numerals import percent_text
from holdfast.words.wording import money_text, plural

if TYPE_CHECKING:
    from holdfast.views.team.results import DepartureEffect, FireDrill, PastDeparture


def drill_sentences(drill: FireDrill, effect: DepartureEffect, currency: str) -> tuple[str, ...]:
    """What would be left behind, what it may cost, and what hangs by one thread."""
    if not drill.customers:
        return (f"{drill.name} holds no customer.",)
    share = f" ({percent_text(drill.share)} of all)" if drill.share is not None else ""
    left = f"{plural(drill.active, 'active customer')} with {_money(drill.revenue, currency)} a year{share}"
    said = [f"Without {drill.name}: {left}."]
    if drill.expected_loss is None:
        said.append(f"What that would cost is {effect.note}.")
    else:
        bounds = f"{_money(drill.low or 0, currency)} to {_money(drill.high or 0, currency)}"
        said.append(
            f"Expected loss in a year {_money(drill.expected_loss, currency)} [{bounds}], {effect.note}."
        )
    said.append(_threads(drill, currency))
    return tuple(said)


def _threads(drill: FireDrill, currency: str) -> str:
    parts = [
        f"{plural(drill.flagged, 'customer')} under high flags ({_money(drill.flagged_revenue, currency)})"
    ]
    if drill.one_contact is not None:
        parts.append(f"{drill.one_contact} known through one contact or without a sponsor")
    if drill.one_rep is not None:
        parts.append(f"{drill.one_rep} spoken with by this rep alone in 180 days")
    parts.append(f"{plural(drill.deadlines, 'deadline')} within 14 days")
    parts.append(f"{plural(drill.renewals, 'renewal')} within 90")
    return f"{'; '.join(parts)}."


def departure_sentence(one: PastDeparture, currency: str) -> str:
    """What became of the customers of one departure, and what it cost."""
    said = (
        f"{one.name}: {plural(one.customers, 'customer')} held on the last day, {one.active} of them active"
    )
    if one.lost is None:
        return f"{said}, {_money(one.before, currency)} in the 12 months before; {one.note}."
    beside = f" ({one.expected_lost:.1f} expected)" if one.expected_lost is not None else ""
    said += f"; 12 months later {one.lost} lost{beside}, {one.shrank} with less"
    if one.cost is None or one.expected is None:
        return f"{said}; {one.note}."
    money = f"expected {_money(one.expected, currency)}, came {_money(one.after or 0, currency)}"
    bounds = ""
    if one.low is not None and one.high is not None:
        bounds = f" [{_money(one.low, currency)} to {_money(one.high, currency)}]"
    note = f", {one.note}" if one.note else ""
    return f"{said}. Revenue {money}: cost {_money(one.cost, currency)}{bounds}{note}."


def _money(amount: float, currency: str) -> str:
    return money_text(round(amount * MONEY_SCALE), currency)
