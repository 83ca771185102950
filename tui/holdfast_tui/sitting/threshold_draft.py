"""Thresholds of one flag while they are being changed: what was typed, and what would be in force."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from holdfast.errors import UsageError
from holdfast.risk.thresholds.limits import Value
from holdfast.risk.thresholds.thresholds import BOOK, DEFAULT, PRESET, YOU, Layer, Thresholds
from holdfast.risk.thresholds.words import Row

YOURS: Final = "your thresholds:"
"""Begins the sentence that refuses a change, and is left out where only one place can be meant."""

_SOURCES: Final = {DEFAULT: "default", BOOK: "the book", YOU: "you"}


def parsed(row: Row, text: str) -> Value:
    """What was typed. Raises UsageError for what is no number; whether it may be is checked elsewhere."""
    if row.kind == "texts":
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if row.kind == "text":
        return text.strip()
    try:
        number = float(text.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        raise UsageError(f"'{text}' is no number") from None
    if row.kind == "share":
        return round(number / 100, 6)
    return int(number) if row.kind == "whole" and number == int(number) else number


def stepped(row: Row, value: Value, direction: int) -> Value:
    """The value one step up or down: small steps for small numbers; words have none."""
    if isinstance(value, str | tuple):
        return value
    if row.kind == "share":
        return min(1.0, max(0.05, round(value + 0.05 * direction, 6)))
    if row.kind == "whole":
        step = 1 if value + min(direction, 0) < 14 else 5 if value <= 120 else 10
        return max(1, int(value) + step * direction)
    step_of = 0.1 if value + min(direction, 0) * 0.1 < 10 else 1.0
    return max(0.1, round(value + step_of * direction, 6))


@dataclass(frozen=True, eq=False)
class ThresholdDraft:
    """The user's own layer while it changes.

    `start` is in force; `thresholds` is what would be, as of the last state that could be; `error` says why
    the state now cannot be.
    """

    start: Thresholds
    own: Layer
    thresholds: Thresholds
    error: str = ""

    @classmethod
    def of(cls, start: Thresholds) -> ThresholdDraft:
        """Nothing changed yet."""
        return cls(start, replace(start.own, source=YOU, where=YOURS), start)

    @property
    def changed(self) -> bool:
        """Whether saving would change anything."""
        mine, before = self.own, self.start.own
        return dict(mine.values) != dict(before.values) or mine.preset != before.preset

    @property
    def usual(self) -> Thresholds:
        """What would be in force under the preset chosen, had the user changed no number."""
        return self.thresholds.unchanged

    def value(self, place: str) -> Value | None:
        """The value of the draft, possible or not."""
        return dict(self.own.values).get(place, self.usual.values.get(place))

    def with_value(self, place: str, value: Value) -> ThresholdDraft:
        """With one value changed; the usual one is no change."""
        usual = self.usual.values.get(place)
        same = value == usual and not (isinstance(usual, int) and isinstance(value, float))
        return self._with(self.own.with_value(place, None if same else value))

    def reset(self, place: str) -> ThresholdDraft:
        """With one value as usual."""
        return self._with(self.own.with_value(place, None))

    def under(self, preset: str) -> ThresholdDraft:
        """With another preset; one that cannot stand under the numbers set is refused."""
        chosen = self._with(replace(self.own, preset=preset))
        return replace(self, error=chosen.error) if chosen.error else chosen

    def source(self, place: str) -> str:
        """Where the value of the draft is from, in a word or two."""
        if place in dict(self.own.values):
            return _SOURCES[YOU]
        source = self.usual.source(place)
        return self.usual.preset if source == PRESET else _SOURCES.get(source, source)

    def _with(self, own: Layer) -> ThresholdDraft:
        try:
            return ThresholdDraft(self.start, own, self.start.with_own(own))
        except UsageError as error:
            return replace(self, own=own, error=str(error).removeprefix(YOURS).strip())


def difference(before: float, after: float) -> float:
    """The change of a figure; none that only rounding makes."""
    change = after - before
    return 0.0 if math.isclose(before, after, abs_tol=0.005) else change
