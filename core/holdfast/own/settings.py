"""What may stand in the user's config.toml, declared once: reading, environment and documentation follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.own.places import full_path
from holdfast.timeline import parse_period
from holdfast.words.interface.chosen import AUTO, INTERFACE_LANGUAGES
from holdfast.words.interface.forms import FORMS
from holdfast.words.languages import LANGUAGES

PREFIX: Final = "HOLDFAST_"
LIST: Final = "list"
YES_NO: Final = "yes or no"
NUMBER: Final = "number"

MOST_CALLS: Final = 200
"""Nobody calls more customers on one day."""

MOTIONS: Final = ("auto", "full", "none")
"""What `[desk] motion` may say; `auto` leaves it to the terminal."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ANY_DAY: Final = date(2000, 1, 1)
"""Whether a text is a period does not depend on the day."""
_ID: Final = re.compile(r"[\w.]+")


@dataclass(frozen=True)
class Setting:
    """One key: `read` takes what TOML says (of a list its texts), and raises ValueError with what to write.

    `kind`: the word for its values; `name`: its attribute in `UserSettings`; `example` as TOML writes it.
    """

    section: str
    key: str
    kind: str
    default: str
    example: str
    what: str
    read: Callable[[object], Any] = field(repr=False)
    name: str = ""

    @property
    def variable(self) -> str:
        """The variable that goes before the file, by its section and key: one rule for all."""
        return f"{PREFIX}{self.section.upper()}_{self.key.upper()}"

    @property
    def attribute(self) -> str:
        """Its name in `UserSettings`."""
        return self.name or self.key

    def read_text(self, text: str) -> Any:
        """The value that a variable gives. Raises ValueError."""
        if self.kind == LIST:
            return self.read([one.strip() for one in text.split(",") if one.strip()])
        if self.kind == "share":
            try:
                return self.read(float(text))
            except ValueError:
                return self.read(None)
        if self.kind == NUMBER:
            return self.read(int(text) if text.isascii() and text.isdecimal() else text)
        if self.kind == YES_NO:
            return self.read(_TRUTHS.get(text.lower(), text))
        return self.read(text)


_TRUTHS: Final[Mapping[str, bool]] = MappingProxyType(
    {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
)
"""What a variable may say of a yes or no, whatever its case."""


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


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


def _calls(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_CALLS:
        raise ValueError(f"write a whole number from 1 to {MOST_CALLS}, such as 8")
    return value


def _weekdays(value: object) -> tuple[int, ...]:
    said = 'write days of the week, such as ["mon", "tue", "wed", "thu"]'
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError(said)
    found = {day for one in value for day, word in enumerate(WEEKDAYS) if one.lower()[:3] == word}
    if len(found) < len({one.lower()[:3] for one in value}):
        raise ValueError(said)
    return tuple(sorted(found))


def _days_off(value: object) -> tuple[tuple[date, date], ...]:
    said = 'write days and spans of days, such as ["2025-05-01", "2025-12-24..2026-01-02"]'
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(said)
    try:
        spans = [tuple(map(date.fromisoformat, one.split(".."))) for one in value]
    except ValueError:
        raise ValueError(said) from None
    if any(len(span) > 2 or span[0] > span[-1] for span in spans):
        raise ValueError(said)
    return tuple((span[0], span[-1]) for span in spans)


def _period(value: object) -> str:
    text = _text(value)
    try:
        parse_period(text, _ANY_DAY)
    except UsageError as error:
        raise ValueError(str(error)) from None
    return text


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and _ID.fullmatch(one) for one in value):
        raise ValueError('write a list of names, such as ["name", "revenue"]')
    return tuple(dict.fromkeys(value))


def _one_of(*known: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in known:
            raise ValueError(f"write one of {', '.join(known)}")
        return str(value)

    return read


def _motion(value: object) -> str:
    if value not in MOTIONS:
        raise ValueError(f"write one of {', '.join(MOTIONS)}")
    return str(value)


_SPOKEN: Final = tuple(dict.fromkeys((*INTERFACE_LANGUAGES, *LANGUAGES)))


def _argv(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError('write program and arguments as a list, such as ["xdg-open", "mailto:{email}"]')
    if not value[0].strip() or any("\0" in one for one in value):
        raise ValueError("the first of the list is the program")
    return tuple(value)


def _keys(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError('write keys as a list, such as ["U"]')
    return tuple(dict.fromkeys(value))


SETTINGS: Final = (
    Setting("me", "rep", "text", "", '"Ana Ruiz"', "the rep whose list of today is mine", _text),
    Setting("me", "writer", "text", "your login name", '"ana"', "who your entries are by", _text),
    Setting("me", "calls_a_day", NUMBER, "what the log says, else 10", "8",
            "how many customers you can call on one day", _calls),
    Setting("me", "workdays", LIST, "monday to friday", '["mon", "tue", "wed", "thu"]',
            "the days of the week on which you call", _weekdays),
    Setting("me", "days_off", LIST, "none", '["2025-12-24..2026-01-02"]',
            "days and spans of days on which you do not", _days_off),
    Setting("journal", "folder", "path", "the folder data", '"/srv/team/holdfast"',
            "where journals lie", _folder, "journal_folder"),
    Setting("plays", "hold_out", "share", "0", "0.1",
            "newly flagged customers for whom no play is proposed", _share),
    Setting("desk", "period", "text", "12m", '"2025Q2"', "the period that the desk opens with", _period),
    Setting("desk", "theme", "text", "dark", '"light"', "the theme, until T chooses one", _text),
    Setting("desk", "columns", LIST, "those that the book has", '["name", "rep", "revenue"]',
            "columns of the customer list", _ids),
    Setting("desk", "kpis", LIST, "the usual ones", '["retention.customers", "nps.customers"]',
            "the figures on top, until K chooses others", _ids),
    Setting("desk", "language", "text", "that of the terminal", '"fr"',
            f"the language of the interface and the glossary: {', '.join(_SPOKEN)}", _one_of(*_SPOKEN)),
    Setting("desk", "locale", "text", AUTO, '"de"',
            f"how numbers, amounts and days are written: {', '.join((AUTO, *FORMS))}", _one_of(AUTO, *FORMS)),
    Setting("desk", "restore", YES_NO, "true", "false",
            "whether a book opens as it was left, and is kept as it is left", _truth),
    Setting("desk", "plain", YES_NO, "false", "true",
            "sentences instead of the desk, as `--plain`", _truth),
    Setting("desk", "motion", "text", "auto", '"none"',
            "what moves: auto (nothing over SSH), full, none", _motion),
)  # fmt: skip

BY_SECTION: Final[Mapping[str, Mapping[str, Setting]]] = MappingProxyType(
    {
        section: MappingProxyType({one.key: one for one in SETTINGS if one.section == section})
        for section in dict.fromkeys(one.section for one in SETTINGS)
    }
)
"""The settings by section and key."""


COMMANDS: Final = "commands"
"""The section of the user's own commands: by name an argument list, or a table of COMMAND_SETTINGS."""

COMMAND_SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        one.key: one
        for one in (
            Setting(COMMANDS, "run", LIST, "", '["xdg-open", "mailto:{email}"]',
                    "program and arguments, with placeholders", _argv, "argv"),
            Setting(COMMANDS, "title", "text", "its name", '"Write a mail"', "what it is called", _text),
            Setting(COMMANDS, "keys", LIST, "none", '["U"]', "keys of the desk that run it", _keys),
            Setting(COMMANDS, "terminal", YES_NO, "false", "true",
                    "whether it gets the terminal until it ends", _truth),
            Setting(COMMANDS, "show", YES_NO, "false", "true", "whether its output is shown", _truth),
        )
    }
)  # fmt: skip
"""What may be said of one own command, by key."""


def settings_markdown() -> str:
    """The table of settings for the documentation."""
    lines = [
        f"| `[{one.section}] {one.key}` | `{one.variable}` | {one.kind} | {one.default or '–'} | "
        f"`{one.example}` | {one.what} |"
        for one in SETTINGS
    ]
    head = ["| key | variable | value | else | example | what for |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *lines]) + "\n"
