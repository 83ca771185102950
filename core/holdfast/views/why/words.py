"""A change in words: from what to what, between which days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.words.numerals import amount_text, number_text, percent_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.views.why.results import Why


def moved(why: Why) -> str:
    """As in: Customer retention fell by 1.8 points from 31 Mar 2025 to 30 Jun 2025: 87.6% to 85.8%."""
    days = f"from {day_text(why.since)} to {day_text(why.moment.as_of)}"
    before, after = (_value(value, why) for value in (why.earlier, why.later))
    if not why.change:
        return f"{why.name} stands as it did {days}: {before}."
    verb, change = "rose" if why.change > 0 else "fell", abs(why.change)
    size = f"{number_text(100 * change, 1)} points" if why.unit == "ratio" else _value(change, why)
    return f"{why.name} {verb} by {size} {days}: {before} to {after}."


def _value(value: float, why: Why) -> str:
    """A value of the figure in its unit."""
    match why.unit:
        case "money":
            return amount_text(value, why.moment.currency)
        case "ratio" if why.in_points:
            return f"{number_text(100 * value, 1, signed=True)} points"
        case "ratio":
            return percent_text(value, 1)
        case "days":
            return f"{number_text(value, 1)} d"
    return number_text(value, 0 if value == round(value) else 1)
