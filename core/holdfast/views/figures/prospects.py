"""When a comparison can tell, in words. Like views/results.py it needs no polars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.statistics.sequential.prospect import HORIZON_YEARS
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.interface.chosen import form
from holdfast.words.numerals import interval_text, number_text

if TYPE_CHECKING:
    from holdfast.figures import BesideRest
    from holdfast.statistics.sequential.prospect import Knowable


def beside_words(beside: BesideRest) -> str:
    """As in: `−4.0 points from the rest [−9.1–+0.6]: if these rates hold, told apart about 3 Mar 2027 …`."""
    points = number_text(100 * beside.value, 1, signed=True)
    interval = interval_text(100 * beside.low, 100 * beside.high, 1, signed=True)
    difference = phrase("{points} points from the rest {interval}", points=points, interval=interval)
    return f"{difference}: {knowable_words(beside.knowable)}"


def knowable_words(knowable: Knowable, *, losses: bool = True) -> str:
    """When a comparison can tell, in words that say what they assume; by `losses`, else by cases a year."""
    if knowable.prospect == "told":
        return tr("told apart already")
    if knowable.prospect == "few":
        return tr("too few to say when they can be told apart")
    if knowable.needed is None:
        return tr("never to be told apart while both rates are the same")
    pace = number_text(knowable.pace or 0.0, 0 if (knowable.pace or 0) >= 10 else 1)
    said = {
        "pace": phrase("{pace} losses a year" if losses else "{pace} cases a year", pace=pace),
        "needed": number_text(knowable.needed),
    }
    if knowable.day is None:
        return phrase(
            "not to be told apart within {years} years at {pace}: it takes {needed} on this side",
            years=HORIZON_YEARS,
            **said,
        )
    return phrase(
        "if these rates hold, told apart about {day} at {pace}: it takes {needed} on this side",
        day=form().day_text(knowable.day),
        **said,
    )


def knowable_key(knowable: Knowable | None) -> str | None:
    """For programs: `told`, `never`, `few`, or the first day by which a comparison can tell."""
    if knowable is None:
        return None
    return knowable.day.isoformat() if knowable.day is not None else knowable.prospect
