"""What can be searched for in one list: figures, flags, terms, fields, commands, whatever has names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final, TypeAlias

from holdfast.search.loose import NEAR, Rank, Wanted, key

MOST_NEAREST: Final = 3
_SHOWN: Final = 2
"""Of the names of a thing so many are what the reader sees: what it is called, and its id."""
_ALIKE: Final = 0.5
"""How alike a name must be to be worth a guess where nothing else is found."""
_LONGEST: Final = 40


@dataclass(frozen=True)
class Thing:
    """One thing: its `kind` and `id`, what it is called, what else it goes by, and what is said about it."""

    kind: str
    id: str
    name: str
    names: tuple[str, ...] = ()
    about: str = ""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Its names as they are compared, the first the one it is shown by."""
        keys = (key(name) for name in (self.name, self.id, *self.names))
        return tuple(dict.fromkeys(one for one in keys if one))

    @cached_property
    def text(self) -> str:
        """All that is said about it, as it is compared."""
        return "".join((*self.keys, key(self.about)))


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and how well it answers."""

    thing: Thing
    rank: Rank

    @property
    def is_near(self) -> bool:
        """Whether it is a guess: nothing of it reads as it was typed."""
        return self.rank >= NEAR


def search(typed: str, things: Iterable[Thing]) -> tuple[Hit, ...]:
    """What answers, best first: `Rank`, then a name before what else it goes by, then the order given.

    Guesses are left out where anything answers as it was typed. Nothing typed finds everything.
    """
    asked = Wanted(typed)
    if not asked.phrase:
        return () if typed.strip() else tuple(Hit(thing, Rank.WORDS) for thing in things)
    known = tuple(things)
    found = _found(asked, known, _as_typed)
    return found if found or not asked.can_be_guessed else _found(asked, known, _guessed)


def certain(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Hits without the guesses among them; nothing but guesses stays as it is."""
    found = tuple(hits)
    return tuple(hit for hit in found if not hit.is_near) or found


def nearest(typed: str, things: Sequence[Thing]) -> tuple[Thing, ...]:
    """The few things whose names are spelt most alike, where a search finds nothing."""
    spelt: dict[str, Thing] = {}
    for thing in things:
        for name in thing.keys:
            spelt.setdefault(name, thing)
    found = get_close_matches(key(typed)[:_LONGEST], spelt, n=MOST_NEAREST, cutoff=_ALIKE)
    return tuple({spelt[name].id: spelt[name] for name in found}.values())


Judge: TypeAlias = Callable[[Wanted, Thing], tuple[Rank, int] | None]
"""How well a thing answers, and how far that is from what it is called; None where it does not."""


def _found(asked: Wanted, things: Sequence[Thing], judge: Judge) -> tuple[Hit, ...]:
    ranked = [
        (*found, place) for place, thing in enumerate(things) if (found := judge(asked, thing)) is not None
    ]
    return tuple(Hit(things[place], rank) for rank, _, place in sorted(ranked))


def _as_typed(asked: Wanted, thing: Thing) -> tuple[Rank, int] | None:
    best: tuple[Rank, int] | None = None
    for place, name in enumerate(thing.keys):
        if (rank := asked.rank_as_typed(name)) is None:
            continue
        if place >= _SHOWN and rank <= Rank.BEGINS:
            # The reader sees what a thing is called: that comes before what it also goes by.
            rank = Rank.WORDS
        if best is None or (rank, place) < best:
            best = rank, min(place, _SHOWN)
    if best is None and asked.is_said(thing.text):
        return Rank.SAID, 0
    return best


def _guessed(asked: Wanted, thing: Thing) -> tuple[Rank, int] | None:
    if any(asked.is_slip(name) for name in thing.keys):
        return Rank.SLIP, 0
    # Letters that stand close together are more of a name than such as are strewn over it.
    spans = [span for name in thing.keys if (span := asked.span(name)) is not None]
    return (Rank.LETTERS, min(spans)) if spans else None
