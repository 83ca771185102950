"""How well each rep fits each customer, in points of mismatch: background, region, segment, load."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import tomli

from holdfast.words.folding import fold
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.views.team.handover.successors import PossibleSuccessor

KNOWN_FROM: Final = 3
"""Who holds so many customers of a segment serves it."""

FILE: Final = Path(__file__).with_name("lines.toml")


@dataclass(frozen=True)
class Weights:
    """Points of mismatch. A customer in the upper half of the revenue to hand over counts twice."""

    background: int = 300
    leaver_alike: int = 100
    """Where the background is not the customer's line of business, but that of the rep who leaves."""
    region: int = 400
    segment: int = 200
    full: int = 400
    """Of the last account that a rep may hold; earlier ones as much less as there are fewer."""


WEIGHTS: Final = Weights()


class Profile(NamedTuple):
    """What of a customer decides who fits: customers of one profile fit alike."""

    segment: str | None
    region: str | None
    country: str | None
    industry: str | None


class Fit(NamedTuple):
    """Points of mismatch of one rep and one profile, and why in words."""

    points: int
    why: str


def fit(profile: Profile, rep: PossibleSuccessor, leaver: PossibleSuccessor | None) -> Fit:
    """How badly a rep fits a customer, in points, and why in words: what fits, then what does not."""
    parts = (_background(profile, rep, leaver), _region(profile, rep, leaver), _segment(profile, rep))
    told = sorted((part for part in parts if part is not None), key=lambda part: part.points > 0)
    words = "; ".join(part.why for part in told)
    return Fit(sum(part.points for part in told), words or "nothing on file tells who fits")


def _background(profile: Profile, rep: PossibleSuccessor, leaver: PossibleSuccessor | None) -> Fit | None:
    if rep.background is None:
        return None
    if profile.industry and line_of(rep.background) == line_of(profile.industry):
        return Fit(0, f"background {rep.background} for {profile.industry}")
    if leaver is not None and leaver.background and line_of(rep.background) == line_of(leaver.background):
        return Fit(WEIGHTS.leaver_alike if profile.industry else 0, f"same background: {rep.background}")
    known = profile.industry or (leaver is not None and leaver.background)
    return Fit(WEIGHTS.background, f"other background: {rep.background}") if known else None


@cache
def line_of(words: str) -> str:
    """The line of business that words mean, as `lines.toml` has it; of any other the folded words."""
    plain = fold(words).strip()
    for line, stems in _lines().items():
        if any(re.search(rf"(?:^|[^\w]){re.escape(stem)}", plain) for stem in stems):
            return line
    return plain


@cache
def _lines() -> Mapping[str, Sequence[str]]:
    lines: Mapping[str, Sequence[str]] = tomli.loads(FILE.read_text(encoding="utf-8"))["lines"]
    return {line: tuple(fold(stem) for stem in stems) for line, stems in lines.items()}


def _region(profile: Profile, rep: PossibleSuccessor, leaver: PossibleSuccessor | None) -> Fit | None:
    theirs = [place for place in (profile.region, profile.country) if place]
    if not theirs and leaver is not None and leaver.region:
        theirs = [leaver.region]
    if rep.region is None or not theirs:
        return None
    served = {fold(part).strip() for part in (rep.region, *rep.region.replace("/", "&").split("&"))}
    if any(fold(place).strip() in served for place in theirs):
        return Fit(0, rep.region)
    return Fit(WEIGHTS.region, f"other region: {rep.region}")


def _segment(profile: Profile, rep: PossibleSuccessor) -> Fit | None:
    if profile.segment is None:
        return None
    held = rep.segments.get(profile.segment, 0)
    return Fit(0 if held >= KNOWN_FROM else WEIGHTS.segment, f"holds {held or 'no'} {profile.segment}")


def load_costs(rep: PossibleSuccessor, taken: int, most: int) -> Sequence[int]:
    """Points of each further account of a rep, of at most so many, where the plan has given `taken` already.

    They rise with the share of the limit that is used; without a limit, with what the plan has to give.
    """
    if rep.accounts is None:
        return [WEIGHTS.full * more // most for more in range(1, most + 1)]
    free = max(0, rep.accounts - rep.held - taken)
    begun = rep.held + taken
    return [WEIGHTS.full * (begun + more) // rep.accounts for more in range(1, min(free, most) + 1)]


def load_words(rep: PossibleSuccessor, given: int) -> str:
    """`34 of 50 accounts then`, or how many where there is no limit."""
    then = rep.held + given
    return (
        f"{plural(then, 'account')} then"
        if rep.accounts is None
        else f"{then} of {rep.accounts} accounts then"
    )
