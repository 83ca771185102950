"""The brief as values, before it takes a format."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast_tui.safe_text import SafeText


@dataclass(frozen=True)
class Call:
    """One customer to call: who, what is at stake, why, what to do, and its revenue by month."""

    severity: SafeText
    name: SafeText
    stake: SafeText
    evidence: SafeText
    play: SafeText
    trend: tuple[float, ...] = ()


@dataclass(frozen=True)
class Brief:
    """The page: every text is safe to print, tables are rows of cells.

    `nobody` says why the page is about no customer; what is about customers is then left out, and so are the
    reps of a filter that nobody passes. `told`: how many flags are open, clear, untold or locked. `more`: who
    else there is to call, or that there is nobody. `seals`: code and name of each figure, `seals_beside`
    what they are for, and what else it takes to verify them.
    """

    title: SafeText
    scope: SafeText
    nobody: SafeText
    figures: tuple[tuple[SafeText, SafeText, SafeText], ...]
    flags: tuple[tuple[SafeText, ...], ...]
    told: SafeText
    calls: tuple[Call, ...]
    more: SafeText
    reps: tuple[SafeText, ...]
    seals: tuple[tuple[SafeText, SafeText], ...] = ()
    seals_beside: tuple[SafeText, ...] = ()
