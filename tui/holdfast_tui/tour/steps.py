"""The tour as data: its questions, their steps, and the same as a page with commands for a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from holdfast.toml_files import read_toml
from holdfast.words.interface.catalogue import Area
from holdfast_tui.commands.declared import COMMANDS, Keys, shown_key

TOUR: Final = Path(__file__).parent / "tour.toml"
BOOK: Final = "BOOK"
WORDS: Final = Area("tour")
"""What the tour says, in the language of the reader."""
_KEY: Final = re.compile(r"\{([a-z_.]+)\}")


@dataclass(frozen=True)
class Done:
    """When a step is done: in a room, or under a filter with or without a text; never where all are None."""

    room: str | None = None
    where: str | None = None
    without: str | None = None

    def at(self, room: str, where: str) -> bool:
        """Whether it is, in this room under this filter."""
        if self.room is not None:
            return room == self.room
        if self.where is not None:
            return self.where in where
        return self.without is not None and self.without not in where


@dataclass(frozen=True)
class TourStep:
    """One step. `number`: of its question, from 1; `text` with the ids of commands in braces."""

    number: int
    asks: str
    text: str
    done: Done

    def told(self, keys: Keys) -> str:
        """The text for the reader, with the keys in force as `code`."""
        return _KEY.sub(lambda found: f"`{_key_of(found[1], keys)}`", WORDS.said(self.text))


@dataclass(frozen=True)
class TourQuestion:
    """One question, how the desk answers it, and the commands that answer it in a shell."""

    asks: str
    answers: tuple[str, ...]
    steps: tuple[TourStep, ...]


@cache
def questions() -> tuple[TourQuestion, ...]:
    """The questions of the tour."""
    return tuple(_question(number, told) for number, told in enumerate(_listed(read_toml(TOUR)), 1))


def steps() -> tuple[TourStep, ...]:
    """All steps, in order."""
    return tuple(step for question in questions() for step in question.steps)


def as_markdown(book: Path, keys: Keys | None = None) -> str:
    """The tour as a page: what to press, and what to type in a shell instead, for the sample book there."""
    return "\n".join(_lines(shlex.quote(str(book)), keys or Keys())) + "\n"


def _lines(book: str, keys: Keys) -> Iterator[str]:
    yield from (f"# {WORDS.said('Guided tour: five questions, on the sample book')}", "")
    yield WORDS.said(
        "On a terminal `holdfast tour` walks through these steps. Each command answers the same in a shell."
    )
    for number, question in enumerate(questions(), 1):
        yield from ("", f"## {number}. {WORDS.said(question.asks)}", "")
        yield from (f"- {step.told(keys)}" for step in question.steps)
        yield from ("", "```", *(f"$ {answer.replace(BOOK, book)}" for answer in question.answers), "```")


def _key_of(command: str, keys: Keys) -> str:
    # Of several keys the one that every keyboard has.
    own = keys.of(COMMANDS[command])
    return shown_key(next((key for key in own if len(key) == 1), own[0]))


def _listed(told: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = told["questions"]
    assert isinstance(found, list)
    return found


def _question(number: int, told: Mapping[str, object]) -> TourQuestion:
    asks, answers, listed = told["asks"], told["answers"], told["steps"]
    assert isinstance(asks, str)
    assert isinstance(answers, list)
    assert isinstance(listed, list)
    steps = tuple(TourStep(number, asks, one["text"], Done(**one.get("done", {}))) for one in listed)
    return TourQuestion(asks, tuple(answers), steps)
