"""Answers are kept by their owner: so many of the newest, and none that was never given."""

from __future__ import annotations

import pytest

from holdfast.keeping import Keeper, Kept, keeps


class Asked:
    """An owner that counts how often it had to find an answer."""

    def __init__(self) -> None:
        self.kept = Keeper()
        self.found: list[int] = []

    @keeps(2)
    def double(self, number: int, times: int = 2) -> int:
        """A question."""
        self.found.append(number)
        if number < 0:
            raise ValueError(number)
        return number * times


def test_the_newest_answers_are_kept_and_the_one_asked_for_longest_ago_goes_first() -> None:
    owner = Asked()
    assert [owner.double(number) for number in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
    assert owner.found == [1, 2, 3]
    owner.double(2)
    assert owner.found == [1, 2, 3, 2]


def test_every_owner_has_answers_of_its_own() -> None:
    first, second = Asked(), Asked()
    first.double(1)
    second.double(1)
    assert (first.found, second.found) == ([1], [1])


def test_named_arguments_ask_another_question() -> None:
    owner = Asked()
    assert (owner.double(1), owner.double(1, times=3), owner.double(1, times=3)) == (2, 3, 3)
    assert owner.found == [1, 1]


def test_a_question_that_fails_is_asked_again() -> None:
    owner = Asked()
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            owner.double(-1)
    assert owner.found == [-1, -1]


def test_nothing_is_an_answer_too() -> None:
    found: list[str] = []
    kept: Kept[str, None] = Kept(1)
    for _ in range(2):
        kept.get("who", lambda: found.append("nobody"))
    assert found == ["nobody"]
