"""What a fire drill and a departure come to, in sentences, on screen and in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.money import MONEY_SCALE
from holdfast.words.interface.catalogue import counted, phrase
from holdfast.words.interface.sentences import translated
from holdfast.words.numerals import percent_text
from holdfast.words.wording import money_text, plural

if TYPE_CHECKING:
    from holdfast.views.team.results import DepartureEffect, FireDrill, PastDeparture


def drill_sentences(drill: FireDrill, effect: DepartureEffect, currency: str) -> tuple[str, ...]:
    """What would be left behind, what it may cost, and what hangs by one thread."""
    if not drill.customers:
        return (phrase("{name} holds no customer.", name=drill.name),)
    share = phrase(" ({share} of all)", share=percent_text(drill.share)) if drill.share is not None else ""
    said = [
        counted(
            "Without {name}: {n} active customer with {money} a year{share}."
            "|Without {name}: {n} active customers with {money} a year{share}.",
            drill.active,
            name=drill.name,
            money=_money(drill.revenue, currency),
            share=share,
        )
    ]
    note = translated(effect.note)
    if drill.expected_loss is None:
        said.append(phrase("What that would cost is {note}.", note=note))
    else:
        said.append(
            phrase(
                "Expected loss in a year {money} [{low} to {high}], {note}.",
                money=_money(drill.expected_loss, currency),
                low=_money(drill.low or 0, currency),
                high=_money(drill.high or 0, currency),
                note=note,
            )
        )
    said.append(_threads(drill, currency))
    return tuple(said)


def _threads(drill: FireDrill, currency: str) -> str:
    parts = [
        counted(
            "{n} customer under high flags ({money})|{n} customers under high flags ({money})",
            drill.flagged,
            money=_money(drill.flagged_revenue, currency),
        )
    ]
    if drill.one_contact is not None:
        parts.append(phrase("{n} known through one contact or without a sponsor", n=drill.one_contact))
    if drill.one_rep is not None:
        parts.append(phrase("{n} spoken with by this rep alone in 180 days", n=drill.one_rep))
    parts.append(counted("{n} deadline within 14 days|{n} deadlines within 14 days", drill.deadlines))
    parts.append(counted("{n} renewal within 90|{n} renewals within 90", drill.renewals))
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
