"""A play: the steps that answer a flag, each on its day, and what ends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from holdfast.risk.names import FLAG_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.risk.names import Subject

StepKind = Literal["call", "mail", "meeting", "internal"]
"""How a step is done; internal: among colleagues, without the customer."""

STEP_KINDS: Final[Mapping[StepKind, str]] = MappingProxyType(
    {"call": "call", "mail": "mail", "meeting": "meeting", "internal": "in house"}
)
"""Every kind of step with its word on screen."""

OpeningKind = Literal["draft", "exit", "sheet", "brief"]

OPENINGS: Final[Mapping[OpeningKind, str]] = MappingProxyType(
    {"draft": "the draft", "exit": "the exit interview", "sheet": "the sheet", "brief": "the brief"}
)
"""What a step may open, in words; a draft and a sheet are named behind a colon."""

NAMED: Final[frozenset[OpeningKind]] = frozenset({"draft", "sheet"})
"""Those of `OPENINGS` that need a name: of a template, of a sheet."""

OnClearing = Literal["ends", "asks", "goes on"]

ON_CLEARING: Final[Mapping[OnClearing, str]] = MappingProxyType(
    {
        "ends": "when its flag clears",
        "asks": "asks when its flag clears",
        "goes on": "goes on when its flag clears",
    }
)
"""What the clearing of its flag does to a play."""

Anchor = Literal["start", "renewal", "cut-off"]

ANCHORS: Final[Mapping[Anchor, str]] = MappingProxyType(
    {
        "start": "the day it starts",
        "renewal": "the renewal or the end of the contract, or the last day for notice where that is sooner",
        "cut-off": "the last day on which the block can be cut",
    }
)
"""What the days of a play are counted from."""

SHIPPED: Final = "shipped"
"""Where a play is from that comes with Holdfast; one of the user's own is from its file."""


@dataclass(frozen=True)
class Opening:
    """What a step opens: `draft` and `sheet` by their `name`, the exit interview, the brief."""

    kind: OpeningKind
    name: str = ""

    @property
    def text(self) -> str:
        """As TOML and JSON write it: `draft:renewal-terms`, `brief`."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


@dataclass(frozen=True)
class PlayStep:
    """One step: `number` from 1, `offset_days` from the day its play counts from (negative: before it).

    `title` fits a line of a list; `do` is the full sentence to act on. `as_rep`: both in the words for a rep,
    where only whoever leads reps can do what they say; None where they are for both.
    """

    number: int
    offset_days: int
    title: str
    do: str
    kind: StepKind
    opens: Opening | None = None
    as_rep: tuple[str, str] | None = None


@dataclass(frozen=True)
class Ends:
    """What ends a play besides its last step: the flag clearing, and at the latest so many days."""

    cleared: OnClearing = "asks"
    days: int | None = None


@dataclass(frozen=True)
class PlannedStep:
    """A step on its day; `left_out` where its day, and that of a later step, had passed at the start."""

    step: PlayStep
    due: date
    left_out: bool = False


@dataclass(frozen=True)
class Play:
    """What to do about flags. Empty `tiers`, `presets` or `reasons` mean all of them.

    `reasons`: words of a loss it answers. `why`: what it is for. `source`: SHIPPED or the file of the user.
    """

    id: str
    title: str
    flags: tuple[str, ...]
    why: str
    steps: tuple[PlayStep, ...]
    ends: Ends = Ends()
    counted_from: Anchor = "start"
    tiers: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    source: str = SHIPPED

    @property
    def subject(self) -> Subject:
        """Whom it is about: all its flags are of one kind."""
        return FLAG_NAMES[self.flags[0]].subject

    @property
    def is_own(self) -> bool:
        """Whether the user wrote it."""
        return self.source != SHIPPED

    def step(self, number: int) -> PlayStep | None:
        """The step of a number."""
        return self.steps[number - 1] if 0 < number <= len(self.steps) else None

    def planned(self, start: date, anchor: date | None = None) -> tuple[PlannedStep, ...]:
        """The steps on their days, for a play that starts on `start`.

        `anchor`: the day it counts back from (anchors.py); without one such a play begins with its first
        step. Of steps whose day has passed the latest is due at once, those before it are left out.
        """
        zero = start if self.counted_from == "start" else anchor
        if zero is None:
            zero = start - timedelta(days=self.steps[0].offset_days)
        days = [zero + timedelta(days=step.offset_days) for step in self.steps]
        passed = sum(day < start for day in days)
        return tuple(
            PlannedStep(step, max(day, start), left_out=place < passed - 1)
            for place, (step, day) in enumerate(zip(self.steps, days, strict=True))
        )


@dataclass(frozen=True)
class Plays:
    """The plays in force by id, in their order, under a preset; `problems`: what was wrong with own files."""

    by_id: Mapping[str, Play]
    preset: str
    problems: tuple[str, ...] = ()
    _by_flag: Mapping[str, tuple[Play, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Play]] = {flag_id: [] for flag_id in FLAG_NAMES}
        for play in self.by_id.values():
            for flag_id in play.flags:
                found[flag_id].append(play)
        object.__setattr__(self, "_by_flag", MappingProxyType({key: tuple(p) for key, p in found.items()}))

    def get(self, play_id: str) -> Play | None:
        """The play of an id; None where it is not, or no longer, there."""
        return self.by_id.get(play_id)

    def for_flag(self, flag_id: str, tier: str | None = None, reason: str | None = None) -> Play | None:
        """The play that answers a flag of a customer best: own before shipped, then the most particular.

        `reason`: why a lost customer left. None where no play answers the flag.
        """
        fitting = self.all_for_flag(flag_id, tier, reason)
        return fitting[0] if fitting else None

    def all_for_flag(
        self, flag_id: str, tier: str | None = None, reason: str | None = None
    ) -> tuple[Play, ...]:
        """Every play that answers a flag of a customer, the best first."""
        fitting = [
            play
            for play in self._by_flag.get(flag_id, ())
            if _fits(play.tiers, tier) and _fits(play.reasons, reason)
        ]
        return tuple(sorted(fitting, key=_most_particular_first))


def _fits(asked: Sequence[str], value: str | None) -> bool:
    return not asked or (value is not None and folded(value) in map(folded, asked))


def _most_particular_first(play: Play) -> tuple[bool, ...]:
    return not play.is_own, not play.reasons, not play.tiers, not play.presets


def folded(word: str) -> str:
    """A tier or a reason as they are compared: in any case, - and _ count as spaces."""
    return " ".join(word.replace("-", " ").replace("_", " ").casefold().split())
