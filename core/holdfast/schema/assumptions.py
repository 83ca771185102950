"""Factors the money figures take for granted: claims of the sources, each editable, none in the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import tomli

FILE: Final = Path(__file__).with_name("assumptions.toml")

EDITABLE: Final = "claims of the sources, not measurements: edit them under [assumptions] in holdfast.toml"
"""What stands beside every figure that rests on them."""

RISING: Final = (
    ("replacement_low", "replacement_usual", "replacement_high"),
    ("yearly_loss_low", "yearly_loss_high"),
    ("uplift_low", "uplift", "uplift_high"),
)
"""Factors that must not fall from one to the next."""


@dataclass(frozen=True)
class Assumption:
    """One factor: its default (None: only the user knows), the limits of a sound value, claim and source."""

    name: str
    value: float | None
    low: float
    high: float
    label: str
    source: str


@cache
def declared() -> Mapping[str, Assumption]:
    """Every factor by name, as `assumptions.toml` declares it."""
    document = tomli.loads(FILE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Assumption(
                name, entry.get("value"), entry["low"], entry["high"], entry["label"], entry["source"]
            )
            for name, entry in document.items()
        }
    )


@dataclass(frozen=True)
class Assumptions:
    """The factors in force; costs are None until the user states them."""

    told: float
    retold_each: float
    refuse: float
    acquisition_cost: float | None
    retention_cost: float | None
    replacement_low: float
    replacement_usual: float
    replacement_high: float
    yearly_loss_low: float
    yearly_loss_high: float
    uplift_low: float
    uplift: float
    uplift_high: float
    reachable_without_contact: float

    @property
    def word_of_mouth(self) -> float:
        """Would-be customers who stay away for one lost: (1 + told + told · retold each) · refuse."""
        return (1 + self.told + self.told * self.retold_each) * self.refuse

    def replacement(self, customers: int) -> tuple[float, float, float] | None:
        """Low, usual and high cost of winning as many again, in currency units; None without any cost.

        The acquisition cost where it is known, else the retention cost times the claimed multiples.
        """
        if self.acquisition_cost is not None:
            return (customers * self.acquisition_cost,) * 3
        if self.retention_cost is None:
            return None
        low, usual, high = (
            customers * self.retention_cost * times
            for times in (self.replacement_low, self.replacement_usual, self.replacement_high)
        )
        return low, usual, high


def assumptions(stated: Iterable[tuple[str, float]] = ()) -> Assumptions:
    """The defaults with what a book states in their place (`BookSettings.assumed`)."""
    return Assumptions(**{**{name: one.value for name, one in declared().items()}, **dict(stated)})  # type: ignore[arg-type]  # the file is checked by a test
