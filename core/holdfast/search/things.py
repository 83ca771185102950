"""What can be searched for in one list: figures, flags, terms, fields, commands, whatever has names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from holdfast.search.loose import NEAR, Asked, Rank, key

MOST_NEAREST: Final = 3
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
        return tuple(dict.fromkeys(key(name) for name in (self.name, self.id, *self.names)))

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
    asked = Asked(typed)
    if not asked.phrase:
        return () if typed.strip() else tuple(Hit(thing, Rank.WORDS) for thing in things)
    ranked = [
        (*found, place, thing)
        for place, thing in enumerate(things)
        if (found := _rank(asked, thing)) is not None
    ]
    ranked.sort(key=lambda one: one[:3])
    certain = [one for one in ranked if one[0] < NEAR]
    return tuple(Hit(thing, rank) for rank, _, _, thing in certain or ranked)


def nearest(typed: str, things: Sequence[Thing]) -> tuple[Thing, ...]:
    """The few things whose names are spelt most alike, where a search finds nothing."""
    spelt: dict[str, Thing] = {}
    for thing in things:
        for name in thing.keys:
            spelt.setdefault(name, thing)
    found = get_close_matches(key(typed)[:_LONGEST], spelt, n=MOST_NEAREST, cutoff=_ALIKE)
    return tuple({spelt[name].id: spelt[name] for name in found}.values())


def _rank(asked: Asked, thing: Thing) -> tuple[Rank, int] | None:
    """How well a thing answers by the best of its names, and how far that is from what it is called."""
    best: tuple[Rank, int] | None = None
    for place, name in enumerate(thing.keys):
        rank = asked.rank(name)
        if rank is None:
            continue
        # Letters that stand close together are more of a name than such as are strewn over it.
        further = (asked.span(name) or 0) if rank is Rank.LETTERS else min(place, 2)
        if best is None or (rank, further) < best:
            best = rank, further
    if (best is None or best[0] > Rank.SAID) and asked.is_said(thing.text):
        return Rank.SAID, 0
    return best
