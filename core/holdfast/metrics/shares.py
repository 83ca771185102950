"""A share as a figure: its interval, and its state when there are few to count or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.figures import FEW, HIDDEN_BELOW, Figure
from holdfast.statistics.intervals.wilson import wilson

if TYPE_CHECKING:
    from holdfast.figures import Status

HIDDEN_NOTE: Final = f"hidden: fewer than {HIDDEN_BELOW} people"


def share_status(denominator: float, *, about_people: bool = False) -> Status:
    """`n/a` where nobody counts, `hidden` below 5 people, `few` below 10 subjects, else `ok`."""
    if denominator <= 0:
        return "n/a"
    if about_people and denominator < HIDDEN_BELOW:
        return "hidden"
    return "few" if denominator < FEW else "ok"


def share_figure(
    metric: str,
    numerator: float,
    denominator: float,
    *,
    nothing: str = "nothing to count",
    about_people: bool = False,
    interval: bool = True,
    note: str | None = None,
    group: str | None = None,
) -> Figure:
    """`numerator` ÷ `denominator` subjects as a ratio, with its 95 % Wilson interval.

    `nothing` is the sentence where the denominator is 0. `interval` false for shares that may exceed one.
    A hidden figure keeps its denominator only. Raises ValueError as `wilson` does.
    """
    status = share_status(denominator, about_people=about_people)
    if status == "n/a":
        return Figure(
            metric, None, "ratio", numerator=numerator, denominator=denominator, status=status,
            note=nothing, group=group,
        )  # fmt: skip
    if status == "hidden":
        return Figure(
            metric, None, "ratio", denominator=denominator, status=status, note=HIDDEN_NOTE, group=group
        )
    low, high = (wilson(numerator, denominator) if interval else None) or (None, None)
    return Figure(
        metric, numerator / denominator, "ratio", low, high, numerator, denominator, status, note, group=group
    )
