"""Who sits at the desk, and how it opens: the user's own `config.toml`, and the environment before it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.own.commands import OwnCommand, read_commands
from holdfast.own.files import has_own
from holdfast.own.places import folder_for
from holdfast.own.settings import BY_SECTION, COMMANDS, SETTINGS, Setting
from holdfast.toml_files import parsed_toml, text_of

CONFIG_NAME: Final = "config.toml"
DESK: Final = "desk"
"""The section of what the desk opens with: nothing that is written for programs depends on it."""
HARMLESS: Final = (DESK, COMMANDS)
"""Sections whose faults change nothing that is written for programs."""


@dataclass(frozen=True)
class UserSettings:
    """What the user says of themselves, of their journal, of plays, and of how the desk opens.

    `rep`: name or id of the rep whose list is *mine*. `writer`: who their entries are by; "" for their login
    name. `calls_a_day`: how many customers they can call, 0 where they do not say. `workdays`: days of the
    week from 0 for Monday, empty for Monday to Friday; `days_off`: first and last day of each span.
    `journal_folder`: where journals lie instead of the user's data folder. `hold_out`: the share of
    newly flagged customers for whom no play is proposed; 0 for none. Of the desk: `period`, `theme`,
    `columns`, `kpis` (ids of metrics), `language`, `locale` and `motion`, each empty where nothing is said;
    `restore`: whether a book opens as it was left; `plain`: whether it is to be sentences; and `commands`
    that are run on its rows.
    """

    rep: str = ""
    writer: str = ""
    journal_folder: Path | None = None
    hold_out: float = 0.0
    period: str = ""
    theme: str = ""
    columns: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    language: str = ""
    locale: str = ""
    restore: bool = True
    commands: tuple[OwnCommand, ...] = ()
    plain: bool = False
    motion: str = ""
    calls_a_day: int = 0
    workdays: tuple[int, ...] = ()
    days_off: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Configured:
    """The settings in force, and a line for each that is wrong and left out.

    `by_variable`: names of those that the environment gives. `unsafe`: faults that may not be overlooked by
    who writes a journal: it could be another one.
    """

    settings: UserSettings = UserSettings()
    faults: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    by_variable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Fault:
    said: str
    section: str = ""


def user_config(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's settings are; the file need not exist."""
    return folder_for("config", environ) / CONFIG_NAME


def user_settings(environ: Mapping[str, str] = os.environ) -> UserSettings:
    """The user's settings; the defaults where there is no file. Of the desk a wrong one is left out.

    Raises UsageError for another wrong one, UnreadableError for a file that cannot be read.
    """
    found = configured(environ)
    if found.unsafe:
        raise UsageError(found.unsafe[0])
    return found.settings


def configured(environ: Mapping[str, str] = os.environ) -> Configured:
    """The settings that can be read, and what is wrong with the others: a typo costs itself alone.

    A variable goes before the file, the file before what is built in. Raises UnreadableError.
    """
    faults: list[_Fault] = []
    values: dict[str, Any] = dict(_in_file(user_config(environ), faults))
    by_variable = dict(_in_environment(environ, faults))
    values |= by_variable
    return Configured(
        UserSettings(**values),
        tuple(fault.said for fault in faults),
        tuple(fault.said for fault in faults if fault.section not in HARMLESS),
        frozenset(by_variable),
    )


def _in_environment(environ: Mapping[str, str], faults: list[_Fault]) -> Iterator[tuple[str, Any]]:
    for setting in SETTINGS:
        if text := environ.get(setting.variable, "").strip():
            try:
                yield setting.attribute, setting.read_text(text)
            except ValueError as error:
                faults.append(_Fault(f"{setting.variable} is {text!r}: {error}", setting.section))


def _in_file(path: Path, faults: list[_Fault]) -> Iterator[tuple[str, Any]]:
    """Attributes of `UserSettings` with their values."""
    if not has_own(path):
        return
    try:
        text = text_of(path, str(path))
        document = parsed_toml(text, str(path))
    except UsageError as error:
        faults.append(_Fault(str(error)))
        return
    for section, keys in document.items():
        known = BY_SECTION.get(section)
        if section == COMMANDS and isinstance(keys, dict):
            yield COMMANDS, tuple(_own_commands(path, text, keys, faults))
        elif known is None:
            hint = _hint(section, (*BY_SECTION, COMMANDS))
            faults.append(_Fault(f"{path}{_line(text, section)}: [{section}] is not a section ({hint})"))
        elif not isinstance(keys, dict):
            said = f"{section} is not a section: write [{section}] and its keys below it"
            faults.append(_Fault(f"{path}{_line(text, '', section)}: {said}", section))
        else:
            for setting, value in _in_section(path, text, section, keys, faults):
                yield setting.attribute, value


def _own_commands(
    path: Path, text: str, section: Mapping[str, object], faults: list[_Fault]
) -> Iterator[OwnCommand]:
    for name, found in read_commands(section):
        if isinstance(found, OwnCommand):
            yield found
        else:
            place = _line(text, f"{COMMANDS}.{name}") or _line(text, COMMANDS, name)
            faults.append(_Fault(f"{path}{place}: [{COMMANDS}] {name}: {found}", COMMANDS))


def _in_section(
    path: Path, text: str, section: str, keys: Mapping[str, object], faults: list[_Fault]
) -> Iterator[tuple[Setting, Any]]:
    known = BY_SECTION[section]
    for key, value in keys.items():
        place = f"{path}{_line(text, section, key)}: [{section}]"
        if key not in known:
            faults.append(_Fault(f"{place} '{key}' is not a known key ({_hint(key, known)})", section))
            continue
        try:
            yield known[key], known[key].read(value)
        except ValueError as error:
            faults.append(_Fault(f"{place} {key} is {value!r}: {error}", section))


def _hint(word: str, known: Iterable[str]) -> str:
    known = tuple(known)
    near = get_close_matches(word.lower()[:40], known, n=1)
    listed = f"known: {', '.join(known)}"
    return f"did you mean '{near[0]}'? {listed}" if near else listed


def _line(text: str, section: str, key: str = "") -> str:
    """`, line 3` where a section or a key of it stands; nothing where that cannot be told."""
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*\"?([\w.-]+)\"?\s*\]", line):
            here = header[1]
            if here == section and not key:
                return f", line {number}"
        elif key and here == section and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return f", line {number}"
    return ""
