"""A change in words: from what to what, between which days, and how much of it is rate and how much mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast.figures import Unit
    from holdfast.views.why.results import Why


def moved_words(why: Why) -> SafeText:
    """As in: Customer retention fell by 1.8 points from 28 Mar 2025 to 30 Jun 2025: 87.6% to 85.8%."""
    moment, change = why.moment, why.change
    currency = moment.currency
    values = (present.in_unit(value, why.unit, currency) for value in (why.earlier, why.later))
    days = f"from {present.day(why.since)} to {present.day(moment.as_of)}"
    if not change:
        return safe(f"{why.name} stands as it did {days}: {next(values)}.")
    verb = "rose" if change > 0 else "fell"
    before, after = values
    return safe(f"{why.name} {verb} by {size(abs(change), why.unit, currency)} {days}: {before} to {after}.")


def size(change: float, unit: Unit, currency: str) -> SafeText:
    """How much a change is: points of a ratio or a score, else in its unit."""
    if unit == "ratio":
        return safe(f"{100 * change:.1f} points")
    if unit == "score":
        return safe(f"{change:.1f} points")
    return present.in_unit(change, unit, currency)
