"""A dataclass of ours is one of the standard library's in all that can be asked of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import pytest

from holdfast.values import dataclass as declared
from holdfast.values.made import dataclass

Decorator = Callable[..., Any]


def classes(dataclass: Decorator) -> Mapping[str, Any]:
    """The same declarations by one decorator or the other."""

    @dataclass(frozen=True)
    class Base:
        """A base."""

        kind: ClassVar[str] = "base"
        a: int
        b: str = "b"

    @dataclass(frozen=True)
    class Whole(Base):
        """All there is to say of fields."""

        c: list[int] = field(default_factory=list)
        d: int = field(default=4, compare=False, repr=False)
        e: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

        @cached_property
        def kept(self) -> int:
            """Kept once it is asked for."""
            return self.a + 1

    @dataclass(frozen=True)
    class One:
        """One field."""

        x: Any

    @dataclass(frozen=True, eq=False)
    class Same:
        """Equal to itself alone."""

        x: int

    @dataclass
    class Loose:
        """What may change."""

        x: int
        y: int = 0

        def __post_init__(self) -> None:
            self.y += 1

    return {found.__name__: found for found in (Base, Whole, One, Same, Loose)}


@pytest.fixture(params=[dataclass, dataclasses.dataclass], ids=["ours", "library"])
def made(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return classes(request.param)


def test_values_are_made_shown_compared_and_changed_as_by_the_standard_library(
    made: Mapping[str, Any],
) -> None:
    whole, one, same, loose = (made[name] for name in ("Whole", "One", "Same", "Loose"))
    value = whole(1, c=[2])
    assert (value.a, value.b, value.c, value.d, value.e, value.kept) == (1, "b", [2], 4, {}, 2)
    assert repr(value) == "classes.<locals>.Whole(a=1, b='b', c=[2])"
    assert value == whole(1, c=[2], d=9) != whole(2, c=[2])
    assert value != made["Base"](1)
    assert whole(1).c is not whole(1).c
    assert replace(value, a=7) == whole(7, c=[2])
    assert asdict(value) == {"a": 1, "b": "b", "c": [2], "d": 4, "e": {}}
    assert copy.copy(value) == value
    assert hash(one(3)) == hash(one(3))
    assert {one("x"), one("x")} == {one("x")}
    nothing = float("nan")
    assert one(nothing) == one(nothing)
    assert same(1) != same(1)
    assert len({same(1), same(1)}) == 2
    assert loose(1) == loose(1, 0)
    assert loose(1).y == 1
    with pytest.raises(TypeError):
        hash(loose(1))


def test_what_is_frozen_can_neither_be_set_nor_deleted(made: Mapping[str, Any]) -> None:
    value = made["One"](1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        value.x = 2
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'new'"):
        value.new = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del value.x

    # A class below may have attributes of its own.
    below = type("Below", (made["One"],), {})(1)
    below.new = 2
    with pytest.raises(FrozenInstanceError):
        below.x = 2


def test_what_can_be_asked_of_a_class_is_the_same() -> None:
    known = classes(dataclasses.dataclass)
    assert all(map(is_dataclass, classes(dataclass).values()))
    for name, ours in classes(dataclass).items():
        theirs = known[name]
        assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
        assert ours.__match_args__ == theirs.__match_args__
        assert [(one.name, one.type) for one in fields(ours)] == [
            (one.name, one.type) for one in fields(theirs)
        ]
        with pytest.raises(TypeError):
            ours()
        with pytest.raises(TypeError):
            ours(1, unknown=1)


@declared(frozen=True)
class Sent:
    """What goes to another process."""

    x: int


def test_values_go_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(Sent(1))) == Sent(1)
