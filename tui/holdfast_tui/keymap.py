"""The user's own keys: `keys.toml`, checked before the desk opens."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.toml_files import read_toml
from holdfast_tui.commands import COMMANDS, PLACE_TITLES, Command, Keys, Place, places_from

_KEY: Final = re.compile(r"((ctrl|shift|alt|super|meta|hyper)\+)*[a-z0-9_]{2,}|((ctrl|alt|super)\+)+\S|\S")


def keymap_path() -> Path:
    """Where the user's keys are looked for."""
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "holdfast" / "keys.toml"


def load_keys(path: Path | None = None) -> Keys:
    """The declared keys with the user's own in their place; without a file, the declared ones.

    Raises UsageError for an unreadable file, an unknown command, a malformed key or a clash.
    """
    path = path or keymap_path()
    entries = read_toml(path, missing={})
    keys = Keys({name: _keys_of(path, name, value) for name, value in entries.items()})
    if clash := find_clash(keys):
        key, first, second = clash
        raise UsageError(
            f"{path}: key '{key}' is used by both '{first.id}' ({first.title}) and '{second.id}' "
            f"({second.title}): give one of them another key"
        )
    return keys


def _keys_of(path: Path, name: str, value: object) -> tuple[str, ...]:
    if name not in COMMANDS:
        raise UsageError(f"{path}: '{name}' is no command: the names are listed in the documentation of keys")
    if not isinstance(value, list) or not value or not all(isinstance(key, str) for key in value):
        raise UsageError(f'{path}: {name}: write its keys as a list, for example {name} = ["x", "ctrl+x"]')
    for key in value:
        if not _KEY.fullmatch(key):
            raise UsageError(
                f"{path}: {name}: '{key}' is not a key: write x, X, ctrl+x, tab, enter, escape, f1 …"
            )
    return tuple(value)


def find_clash(keys: Keys) -> tuple[str, Command, Command] | None:
    """The first key that two commands claim in places that work at the same time."""
    claimed: dict[str, list[Command]] = {}
    for command in COMMANDS.values():
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
