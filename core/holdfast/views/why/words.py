"""A change in words: from what to what, between which days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.words.numerals import amount_text, number_text, percent_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.figures import Unit
    from holdfast.views.why.results import Why


def moved(why: Why) -> str:
    """As in: Customer retention fell by 1.8 points from 31 Mar 2025 to 30 Jun 2025: 87.6% to 85.8%."""
    currency, days = why.moment.currency, f"from {day_text(why.since)} to {day_text(why.moment.as_of)}"
    before, after = (value_text(value, why.unit, currency) for value in (why.earlier, why.later))
    if not why.change:
        return f"{why.name} stands as it did {days}: {before}."
    verb = "rose" if why.change > 0 else "fell"
    return (
        f"{why.name} {verb} by {size_text(abs(why.change), why.unit, currency)} {days}: {before} to {after}."
    )


def value_text(value: float, unit: Unit, currency: str) -> str:
    """A value of a figure in its unit."""
    match unit:
        case "money":
            return amount_text(value, currency)
        case "ratio":
            return percent_text(value, 1)
        case "days":
            return f"{number_text(value, 1)} d"
    return number_text(value, 0 if value == round(value) else 1)


def size_text(change: float, unit: Unit, currency: str) -> str:
    """How much a change is: points of a ratio, else in its unit."""
    return f"{number_text(100 * change, 1)} points" if unit == "ratio" else value_text(change, unit, currency)
