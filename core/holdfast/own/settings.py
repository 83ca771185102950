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
        """The variable of the environment that goes before the file: one rule for all."""
        return f"{PREFIX}{self.key.upper()}"

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
        return self.read(text)


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


_SPOKEN: Final = tuple(dict.fromkeys((*INTERFACE_LANGUAGES, *LANGUAGES)))


SETTINGS: Final = (
    Setting("me", "rep", "text", "", '"Ana Ruiz"', "the rep whose list of today is mine", _text),
    Setting("me", "writer", "text", "your login name", '"ana"', "who your entries are by", _text),
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
)  # fmt: skip

BY_SECTION: Final[Mapping[str, Mapping[str, Setting]]] = MappingProxyType(
    {
        section: MappingProxyType({one.key: one for one in SETTINGS if one.section == section})
        for section in dict.fromkeys(one.section for one in SETTINGS)
    }
)
"""The settings by section and key."""


def settings_markdown() -> str:
    """The table of settings for the documentation."""
    lines = [
        f"| `[{one.section}] {one.key}` | `{one.variable}` | {one.kind} | {one.default or '–'} | "
        f"`{one.example}` | {one.what} |"
        for one in SETTINGS
    ]
    head = ["| key | variable | value | else | example | what for |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *lines]) + "\n"
