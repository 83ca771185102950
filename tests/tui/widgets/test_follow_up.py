"""What can follow a key is told to whoever pauses, and to nobody who types on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from textual import events

from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.commands.families import FAMILIES, follow_ups
from holdfast_tui.commands.situation import Situation
from holdfast_tui.widgets.follow_up import FollowUp

AT = Situation(rows=3, can_mark=True, can_sort=True)


@dataclass
class Later:
    """Timers that go off when the test says so."""

    waiting: list[Callable[[], None]] = field(default_factory=list)

    def __call__(self, seconds: float, call: Callable[[], None]) -> Later:
        self.waiting.append(call)
        return self

    def stop(self) -> None:
        self.waiting.pop()

    def pause(self) -> None:
        for call in self.waiting:
            call()
        self.waiting.clear()


@dataclass
class Shown:
    """A footer that remembers what it was told."""

    hints: tuple[tuple[str, str], ...] = ()

    def show_follow_ups(self, hints: tuple[tuple[str, str], ...]) -> None:
        self.hints = hints


@pytest.fixture
def desk() -> tuple[FollowUp, Later, Shown]:
    later, footer = Later(), Shown()
    return FollowUp(later, lambda: (AT, footer), Keys()), later, footer  # type: ignore[arg-type,return-value]


def key(name: str, character: str | None = None) -> events.Key:
    return events.Key(name, character)


def test_every_family_is_of_commands_that_are_there() -> None:
    assert [name for family in FAMILIES for name, _ in family if name not in COMMANDS] == []


def test_a_pause_after_a_key_of_a_family_tells_the_others(desk: tuple[FollowUp, Later, Shown]) -> None:
    follow_up, later, footer = desk
    follow_up.heard(key("g", "g"))
    assert not footer.hints, "not before the pause"
    later.pause()
    assert ("G", "last") in footer.hints
    assert ("ctrl+d", "half down") in footer.hints
    follow_up.heard(key("home"))
    later.pause()
    assert ("end", "last") in footer.hints
    follow_up.heard(key("j", "j"))
    assert not footer.hints
    follow_up.heard(key("left_square_bracket", "["))
    later.pause()
    assert ("a", "a date") in footer.hints


def test_whoever_types_on_is_told_nothing(desk: tuple[FollowUp, Later, Shown]) -> None:
    follow_up, later, footer = desk
    for letter in "ggg[":
        follow_up.heard(key(letter, letter))
    assert len(later.waiting) == 1
    follow_up.heard(key("enter", "\r"))
    assert later.waiting == []
    assert not footer.hints


def test_what_cannot_run_is_not_told_and_a_key_alone_has_nothing_to_tell() -> None:
    told = dict(follow_ups("asof.back", Situation(rows=3, earliest=True), Keys()))
    assert "]" in told
    assert follow_ups("sort", Situation(place="customer"), Keys()) == ()
    assert dict(follow_ups("mark", Situation(rows=3, can_mark_all=True), Keys({"mark.all": ("Q",)})))["Q"]
