"""What another book tells of itself: how many customers stayed and left under each flag, under noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

FILE_VERSION: Final = 1
"""Of the layout of a file; a later one is refused."""

PUBLIC: Final = "public"
"""In the place of a file: the rates of public data sets that travel with Holdfast."""

HORIZON_DAYS: Final = 90
"""Losses are counted within so many days, in every book alike."""


@dataclass(frozen=True)
class KeptAndLost:
    """How many customers stayed, and how many were lost; with noise on them either can lie below 0."""

    kept: int
    lost: int


@dataclass(frozen=True)
class Noise:
    """How counts were made private: by `epsilon`, a customer counting under so many `flags` at most.

    One customer more or less moves the counts by at most `sensitivity` in all: one cell of all customers, and
    one of each flag.
    """

    epsilon: Fraction
    flags: int

    @property
    def sensitivity(self) -> int:
        """The most that one customer moves all counts together."""
        return self.flags + 1

    @property
    def scale(self) -> Fraction:
        """The scale of the noise on each count."""
        return self.sensitivity / self.epsilon


@dataclass(frozen=True)
class PoolBook:
    """One book of a pool.

    `file`: the file it was read from. `year` of the last day that was looked at. `everybody`: all active
    customers; `flags`: those under each flag, by id. `noise`: None for public data. `thresholds` and `window`
    as the book declares them, `source` and `licence` of public data.
    """

    file: str
    year: int
    everybody: KeptAndLost
    flags: Mapping[str, KeptAndLost]
    noise: Noise | None = None
    thresholds: str = ""
    window: str = ""
    source: str = ""
    licence: str = ""

    @property
    def scale(self) -> Fraction:
        """The scale of the noise on each count; 0 without noise."""
        return Fraction(0) if self.noise is None else self.noise.scale

    @property
    def base(self) -> float:
        """The share of all its customers that was lost, within what counts can say."""
        lost, kept = max(self.everybody.lost, 0.5), max(self.everybody.kept, 0.5)
        return lost / (lost + kept)

    def told(self) -> dict[str, Any]:
        """The same, with nothing but what JSON has."""
        return {
            "file": self.file,
            "year": self.year,
            "everybody": [self.everybody.kept, self.everybody.lost],
            "flags": {flag: [one.kept, one.lost] for flag, one in self.flags.items()},
            "noise": None if self.noise is None else [str(self.noise.epsilon), self.noise.flags],
            "thresholds": self.thresholds,
            "window": self.window,
            "source": self.source,
            "licence": self.licence,
        }

    @staticmethod
    def of(told: Mapping[str, Any]) -> PoolBook:
        """What `told` tells."""
        noise = told["noise"]
        return PoolBook(
            **{name: told[name] for name in ("file", "year", "thresholds", "window", "source", "licence")},
            everybody=KeptAndLost(*told["everybody"]),
            flags={flag: KeptAndLost(*one) for flag, one in told["flags"].items()},
            noise=None if noise is None else Noise(Fraction(noise[0]), noise[1]),
        )
