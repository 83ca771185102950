"""Measurements and the table they are printed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.benchmarks.budgets import BUDGETS, Unit, amount, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADINGS: Final = ("what", "measured", "", "budget", "goal", "beside")


@dataclass(frozen=True)
class Measurement:
    """One row: what was measured, how much, and what stands beside it.

    `value` in seconds, bytes or as a ratio; None where it could not be measured, and `beside` says why.
    `budget` is a key of BUDGETS, empty where nothing is promised.
    """

    what: str
    value: float | None
    unit: Unit = "seconds"
    budget: str = ""
    beside: str = ""

    @property
    def verdict(self) -> str:
        """`goal` or `ok` where the budget is kept, else `over`; empty without a budget."""
        if self.value is None or not self.budget:
            return ""
        now, _ = amount(BUDGETS[self.budget].now)
        goal, _ = amount(BUDGETS[self.budget].goal)
        if self.value <= goal:
            return "goal"
        return "ok" if self.value <= now else "over"

    @property
    def cells(self) -> tuple[str, ...]:
        """One text for each of HEADINGS."""
        measured = "not measured" if self.value is None else written(self.value, self.unit)
        limits = ("", "")
        if self.budget:
            limits = (f"≤ {BUDGETS[self.budget].now}", f"≤ {BUDGETS[self.budget].goal}")
        return (self.what, measured, self.verdict, *limits, self.beside)


def not_measured(what: str, error: BaseException | str) -> Measurement:
    """A row that says why there is no figure."""
    reason = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return Measurement(what, None, beside=reason.strip().splitlines()[0] if reason.strip() else "no reason")


def ratio(rival: float, own: float) -> str:
    """How many times as long the rival took: `120 ms (5.1 ×)`."""
    return f"{written(rival, 'seconds')} ({written(rival / own, 'ratio')})"


def table(title: str, rows: Iterable[Measurement]) -> str:
    """A title and aligned rows; figures stand to the right of their column."""
    body = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(row[place]) for row in body) for place in range(len(HEADINGS))]
    return "\n".join([title, *(_line(row, widths) for row in body)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.rjust(width) if heading in ("measured", "budget", "goal") else cell.ljust(width)
        for cell, width, heading in zip(cells, widths, HEADINGS, strict=True)
    ]
    return "  " + "  ".join(padded).rstrip()
