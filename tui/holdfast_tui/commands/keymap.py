"""The user's own keys: `keys.toml`, checked before the desk opens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import has_own
from holdfast.own.places import folder_for
from holdfast.toml_files import read_toml
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.commands.places import PLACE_TITLES, Place, places_from

_KEY: Final = re.compile(r"((ctrl|shift|alt|super|meta|hyper)\+)*[a-z0-9_]{2,}|((ctrl|alt|super)\+)+\S|\S")


def keymap_path() -> Path:
    """Where the user's keys are looked for."""
    return folder_for("config") / "keys.toml"


def load_keys(path: Path | None = None) -> Keys:
    """The declared keys with the user's own in their place; without a file, the declared ones.

    Raises UsageError for an unknown command, a malformed key or a clash, UnreadableError.
    """
    path = path or keymap_path()
    if not has_own(path):
        return Keys()
    keys = Keys({name: _keys_of(path, name, value) for name, value in _by_name(read_toml(path))})
    if clash := find_clash(keys):
        key, first, second = clash
        raise UsageError(
            f"{path}: key '{key}' is used by both '{first.id}' ({first.title}) and '{second.id}' "
            f"({second.title}): give one of them another key"
        )
    return keys


def is_key(word: str) -> bool:
    """Whether a word is a key."""
    return _KEY.fullmatch(word) is not None


def name_in_file(name: str) -> str:
    """The name of a command as keys.toml spells it: a dot in it would make a table of TOML."""
    return f'"{name}"' if "." in name else name


def _by_name(entries: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Entries by the full name of their command, for those too that were written without quotes."""
    for name, value in entries.items():
        if isinstance(value, Mapping):
            yield from _by_name(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _nearest(name: str) -> str:
    """The command whose name or title is spelt most like a name that is none; empty where none is."""
    spelt = {
        word: command.id for command in COMMANDS.values() for word in (command.title.lower(), command.id)
    }
    near = get_close_matches(name.lower()[:40], spelt, n=1)
    return f"did you mean '{spelt[near[0]]}'? " if near else ""


def _keys_of(path: Path, name: str, value: object) -> tuple[str, ...]:
    if name not in COMMANDS:
        raise UsageError(f"{path}: '{name}' is no command: {_nearest(name)}'holdfast keys' lists them all")
    if not isinstance(value, list) or not value or not all(isinstance(key, str) for key in value):
        example = f'{name_in_file(name)} = ["x", "ctrl+x"]'
        raise UsageError(f"{path}: {name}: write its keys as a list, for example {example}")
    for key in value:
        if not _KEY.fullmatch(key):
            raise UsageError(
                f"{path}: {name}: '{key}' is not a key: write x, X, ctrl+x, tab, enter, escape, f1 …"
            )
    return tuple(value)


def find_clash(keys: Keys) -> tuple[str, Command, Command] | None:
    """The first key that two commands claim in places that work at the same time."""
    claimed: dict[str, list[Command]] = {}
    for command in keys.commands:
        for key in keys.of(command):
            for other in claimed.get(key, ()):
                if other.id != command.id and _overlap(other.place, command.place):
                    return key, other, command
            claimed.setdefault(key, []).append(command)
    return None


def _overlap(one: Place, other: Place) -> bool:
    """Whether the keys of two places work at the same time; the filter bar takes all keys to itself."""
    return any({one, other} <= set(places_from(place)) for place in PLACE_TITLES)


def as_textual_keymap(keys: Keys) -> Mapping[str, str]:
    """The user's keys as Textual's `App.set_keymap` takes them: binding id → keys, comma-separated."""
    return {
        name: ",".join("comma" if key == "," else key for key in own) for name, own in keys.remapped.items()
    }
