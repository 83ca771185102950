"""Three questions to ask one customer, from what stands out: rules as data (questions.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tomli

from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

FILE: Final = Path(__file__).with_name("questions.toml")
MOST: Final = 3

_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class TalkQuestion:
    """One question: what it is `about`, its words, and the state, flag or fact that it answers."""

    about: str
    words: str
    flag: str | None = None
    fact: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    state: str | None = None

    def holds(self, state: str | None, flags: Collection[str], facts: Mapping[str, float | None]) -> bool:
        """Whether it fits a customer in this state, with these open flags and facts."""
        if self.state is not None:
            return self.state == state
        if self.flag is not None:
            return self.flag in flags
        if self.fact is None:
            return True
        value = facts.get(self.fact)
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


@cache
def declared() -> tuple[TalkQuestion, ...]:
    """Every question, the most pressing first."""
    return tuple(TalkQuestion(**told) for told in tomli.loads(FILE.read_text(encoding="utf-8"))["question"])


def questions_for(
    state: str | None,
    flags: Collection[str],
    facts: Mapping[str, float | None],
    known: Mapping[str, str | date | None],
) -> tuple[str, ...]:
    """The first MOST questions that fit, no two about one thing; `known` fills what they name."""
    told = {
        name: day_text(value) if not isinstance(value, str) else value
        for name, value in known.items()
        if value
    }
    found: dict[str, str] = {}
    for question in declared():
        if question.about in found or not question.holds(state, flags, facts):
            continue
        if all(name in told for name in _FIELD.findall(question.words)):
            found[question.about] = _FIELD.sub(lambda field: told[field[1]], question.words)
    return tuple(found.values())[:MOST]
