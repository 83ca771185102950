"""A change in words: from what to what, between which days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.words.interface.catalogue import Area, phrase, tr
from holdfast.words.numerals import amount_text, number_text, percent_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.views.why.results import Why


WORDS: Final = Area("moved")
"""What is said of a change, in the language of the reader."""


def moved(why: Why) -> str:
    """As in: Customer retention fell by 1.8 points from 31 Mar 2025 to 30 Jun 2025: 87.6% to 85.8%."""
    before, after = (_value(value, why) for value in (why.earlier, why.later))
    places = {
        "figure": tr(why.name, "metric"),
        "since": day_text(why.since),
        "day": day_text(why.moment.as_of),
        "before": before,
    }
    if not why.change:
        return WORDS.said("{figure} stands as it did from {since} to {day}: {before}.", **places)
    rose = "{figure} rose by {size} from {since} to {day}: {before} to {after}."
    fell = "{figure} fell by {size} from {since} to {day}: {before} to {after}."
    change = abs(why.change)
    size = _points(number_text(100 * change, 1)) if why.unit == "ratio" else _value(change, why)
    return WORDS.said(rose if why.change > 0 else fell, size=size, after=after, **places)


def _points(number: str) -> str:
    return WORDS.said("{n} points", n=number)


def _value(value: float, why: Why) -> str:
    """A value of the figure in its unit."""
    match why.unit:
        case "money":
            return amount_text(value, why.moment.currency)
        case "ratio" if why.in_points:
            return _points(number_text(100 * value, 1, signed=True))
        case "ratio":
            return percent_text(value, 1)
        case "days":
            return phrase("{n} d", n=number_text(value, 1))
    return number_text(value, 0 if value == round(value) else 1)
