"""A TOML file of sections with lists of tables, whose complaints name the file, the line and the key."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from holdfast.errors import UsageError
from holdfast.risk.thresholds.limits import refuse_unknown

_HEADER: Final = re.compile(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]")
_KEY: Final = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")

MOST_LETTERS: Final = 1_000
"""No text of a play is longer."""

_MOST_SHOWN: Final = 60


@dataclass(frozen=True)
class TomlSection:
    """One table of a file: its values, and where it stands.

    `path`: its header, `handover` or `handover.steps`; `number`: which of a list of tables, from 1.
    """

    name: str
    text: str
    path: str
    values: Mapping[str, Any]
    number: int | None = None

    def refuse(self, key: str | None, told: str) -> NoReturn:
        """Raises UsageError: file, line and key, then what is wrong and what to write."""
        place = _bare_word(self.path) if self.number is None else f"{_bare_word(self.path)} {self.number}"
        named = f"[{place}]" if key is None else f"[{place}] {_bare_word(key)}"
        raise UsageError(f"{self.name}: line {self._line(key)}: {named} {told}")

    def only(self, known: Collection[str]) -> None:
        """Raises UsageError for a key that is not known."""
        for key in self.values:
            if key not in known:
                self.refuse_word(key, key, known, "is not known here")

    def refuse_word(self, key: str, word: str, known: Iterable[str], told: str) -> NoReturn:
        """Raises UsageError for a word that is not known, with the nearest."""
        try:
            refuse_unknown(word, known, told)
        except UsageError as error:
            self.refuse(key, str(error))

    def said(self, key: str, default: str | None = None) -> str:
        """A text that must be there, unless it has a default. Raises UsageError."""
        value = self.values.get(key, default)
        if value is None:
            self.refuse(None, f'lacks {key}: write {key} = "…"')
        if not isinstance(value, str) or (not value.strip() and default is None):
            self.refuse(key, f"is {shown(value)}: write a text in quotation marks")
        if len(value) > MOST_LETTERS:
            self.refuse(key, f"is longer than {MOST_LETTERS:,} letters: write less")
        return " ".join(value.split())

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where it is not there. Raises UsageError."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            self.refuse(key, f'is {shown(value)}: write a list of texts, for example ["A", "B"]')
        return tuple(dict.fromkeys(value))

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number within limits that must be there. Raises UsageError."""
        if key not in self.values:
            self.refuse(None, f"lacks {key}: write {key} = 7, a whole number of days")
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(key, f"is {shown(value)}: write a whole number of days from {low} to {high}")
        return value

    def one_of(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One of some words. Raises UsageError."""
        word = self.said(key, default)
        if word not in known:
            self.refuse(key, f"is {shown(word)}: write one of {', '.join(known)}")
        return word

    def tables(self, key: str) -> tuple[TomlSection, ...]:
        """The tables of a list. Raises UsageError where it is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(key, f"is {shown(value)}: write each as a table under [[{self.path}.{key}]]")
        path = f"{self.path}.{key}"
        return tuple(
            TomlSection(self.name, self.text, path, one, number) for number, one in enumerate(value, 1)
        )

    def table(self, key: str) -> TomlSection:
        """A table inside, empty where it is not there. Raises UsageError where it is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(key, f"is {shown(value)}: write it as a table under [{self.path}.{key}]")
        return TomlSection(self.name, self.text, f"{self.path}.{key}", value)

    def _line(self, key: str | None) -> int:
        """The line of a key, else that of the header, else the first."""
        seen, inside, header = 0, False, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if found := _HEADER.match(line):
                inside = _bare(found[2]) == self.path
                seen += inside
                inside = inside and self.number in (None, seen)
                header = number if inside else header
            elif inside and key is not None and (named := _KEY.match(line)) and named[1] == key:
                return number
        return header


def _bare(header: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in header.split("."))


def _bare_word(word: str) -> str:
    """A header or a key on one line, cut short."""
    return shown(word)[1:-1] if not word.isprintable() or len(word) > _MOST_SHOWN else word


def shown(value: Any) -> str:
    """A value as a complaint shows it, cut short."""
    told = repr(value)
    return told if len(told) <= _MOST_SHOWN else f"{told[:_MOST_SHOWN]}…"
