"""Keys that go together: after one of them, which others can follow, for whoever pauses to think.

No key of the desk waits for a second one: `g` goes to the first row at once. What a prefix is elsewhere is a
family here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import COMMANDS, Keys, shown_key
from holdfast_tui.commands.places import places_from
from holdfast_tui.commands.situation import Situation

FAMILIES: Final[tuple[tuple[tuple[str, str], ...], ...]] = (
    (
        ("list.first", "first"),
        ("list.last", "last"),
        ("list.half_down", "half down"),
        ("list.half_up", "half up"),
        ("list.page_down", "page down"),
        ("list.page_up", "page up"),
    ),
    (
        ("asof.back", "month back"),
        ("asof.forward", "forward"),
        ("asof.set", "a date"),
        ("period.back", "shorter"),
        ("period.forward", "longer"),
        ("period.set", "a period"),
    ),
    (
        ("mark", "mark"),
        ("mark.all", "all"),
        ("mark.invert", "the others"),
        ("mark.clear", "none"),
        ("mark.only", "filter"),
        ("note", "note"),
        ("task", "task"),
        ("outcome", "outcome"),
        ("message", "message"),
        ("export", "export"),
        ("copy.row", "copy"),
    ),
    (("sort", "turn round"), ("sort.add", "sort further"), ("columns", "columns"), ("undo", "take back")),
    (("copy", "cell"), ("copy.row", "row"), ("export", "to a file")),
    (
        ("customer.section_next", "section"),
        ("customer.section_previous", "back"),
        ("customer.next", "next customer"),
        ("customer.previous", "before"),
        ("customer.untold", "what is not told"),
    ),
)
"""Families of commands by id, each with its word beside the others."""


def keys_of_families(keys: Keys) -> Mapping[str, tuple[str, ...]]:
    """The ids of the commands of families that each key runs, in one place or another."""
    found: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(name for family in FAMILIES for name, _ in family):
        for key in keys.of(COMMANDS[name]):
            found[key] = (*found.get(key, ()), name)
    return found


def first_here(names: Iterable[str], at: Situation) -> str | None:
    """The first of some commands whose keys work in a place."""
    places = places_from(at.place)
    return next((name for name in names if COMMANDS[name].place in places), None)


def follow_ups(name: str, at: Situation, keys: Keys, pressed: str = "") -> tuple[tuple[str, str], ...]:
    """What can follow a command: (key, word) of the rest of its family, as far as it can run now.

    Of several keys that of the same kind as the one `pressed`: who moves by `g` is told `G`, not `end`.
    """
    family = next((family for family in FAMILIES if any(one == name for one, _ in family)), ())
    own = keys.of(COMMANDS[name])
    kind = own.index(pressed) if pressed in own else 0
    found = tuple(_able(family, name, at, keys, kind))
    return found if len(found) > 1 else ()


def _able(
    family: tuple[tuple[str, str], ...], name: str, at: Situation, keys: Keys, kind: int
) -> Iterator[tuple[str, str]]:
    places = places_from(at.place)
    for other, word in family:
        command: Command = COMMANDS[other]
        if other != name and command.place in places and command.enabled(at) is None:
            own = keys.of(command)
            yield shown_key(own[min(kind, len(own) - 1)]), word
