"""Who sits at the desk: the user's own `config.toml`, read once a start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.own.files import has_own
from holdfast.own.places import folder_for, full_path
from holdfast.toml_files import read_toml

CONFIG_NAME: Final = "config.toml"


@dataclass(frozen=True)
class UserSettings:
    """What the user says of themselves, of their journal and of plays.

    `rep`: name or id of the rep whose list is *mine*. `writer`: who their entries are by; "" for their login
    name. `journal_folder`: where journals lie instead of the user's data folder. `hold_out`: the share of
    newly flagged customers for whom no play is proposed; 0 for none.
    """

    rep: str = ""
    writer: str = ""
    journal_folder: Path | None = None
    hold_out: float = 0.0


def user_config(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's settings are; the file need not exist."""
    return folder_for("config", environ) / CONFIG_NAME


def user_settings(environ: Mapping[str, str] = os.environ) -> UserSettings:
    """The user's settings; the defaults where there is no file.

    Raises UsageError for a wrong one, UnreadableError for one that cannot be read.
    """
    path = user_config(environ)
    if not has_own(path):
        return UserSettings()
    found: dict[str, Any] = {}
    for section, keys in read_toml(path).items():
        known = _SECTIONS.get(section)
        if known is None:
            raise UsageError(f"{path}: [{section}] is not a section (known: {_listed(_SECTIONS)})")
        if not isinstance(keys, dict):
            raise UsageError(f"{path}: {section} is not a section: write [{section}] and its keys below it")
        for key, value in keys.items():
            if key not in known:
                raise UsageError(f"{path}: [{section}] '{key}' is not a known key (known: {_listed(known)})")
            name, read = known[key]
            try:
                found[name] = read(value)
            except ValueError as error:
                raise UsageError(f"{path}: [{section}] {key} is {value!r}: {error}") from None
    return UserSettings(**found)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text")
    return value.strip()


def _folder(value: object) -> Path:
    path = full_path(_text(value))
    if path is None:
        raise ValueError("write a full path, or one that starts with ~/")
    return path


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 0.5:
        raise ValueError("write a share from 0 to 0.5, such as 0.1")
    return float(value)


_SECTIONS: Final[Mapping[str, Mapping[str, tuple[str, Callable[[object], Any]]]]] = MappingProxyType(
    {
        "me": {"rep": ("rep", _text), "writer": ("writer", _text)},
        "journal": {"folder": ("journal_folder", _folder)},
        "plays": {"hold_out": ("hold_out", _share)},
    }
)
"""What may stand in the file: by section and key, the setting and what reads it."""


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(names)
