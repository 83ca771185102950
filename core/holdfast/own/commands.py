"""The user's own commands: a program and its arguments, filled with what is known of a row. Never a shell.

A placeholder is the whole of an argument or a part of it. What is put in its place stays inside that
argument, whatever it holds: nothing is split, expanded or read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.own.places import full_path
from holdfast.own.settings import COMMAND_SETTINGS

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""What a command may be called."""

OF_THE_BOOK: Final[Mapping[str, str]] = MappingProxyType(
    {"book": "the folder or the first file of the book", "as_of": "the as-of date"}
)
OF_THE_CONTACT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contact": "who decides, of those with an address",
        "email": "their mail address, unless they do not want to be written to",
        "phone": "their telephone number",
    }
)
OF_A_REP: Final = ("rep", "rep_id")

_PIECE: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z][\w.]*)\}|[{}]")
_END_OF_OPTIONS: Final = "--"


@dataclass(frozen=True)
class OwnCommand:
    """One command: `argv` as it was written, with placeholders.

    `terminal`: it gets the terminal until it ends. `show`: its output is shown. `keys` may be none.
    """

    name: str
    argv: tuple[str, ...]
    title: str
    keys: tuple[str, ...] = ()
    terminal: bool = False
    show: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Names of what is put in, each once."""
        return tuple(dict.fromkeys(name for word in self.argv for name in _names(word)))

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it can be run on: `customer`, `rep`; nothing where it asks nothing of a row."""
        asked = [name for name in self.placeholders if name not in OF_THE_BOOK]
        if not asked:
            return ()
        return ("customer", "rep") if all(name in OF_A_REP for name in asked) else ("customer",)

    def filled(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The arguments of one row. Raises UsageError where one would be taken for something else."""
        program = self.argv[0]
        path = full_path(program) if program.startswith("~/") else None
        words = [str(path) if path is not None else _filled(program, values)]
        for place, word in enumerate(self.argv[1:], 1):
            after, first = _filled(word, values), _PIECE.match(word)
            if first and first[1] and after.startswith("-") and _END_OF_OPTIONS not in self.argv[:place]:
                raise UsageError(
                    f"{{{first[1]}}} is '{after[:40]}', which the program would take for an option: write "
                    f'"{_END_OF_OPTIONS}" as an argument before it, or something in front of it'
                )
            words.append(after)
        if any("\0" in word for word in words):
            raise UsageError("a value holds a NUL character, which no program can be given")
        return tuple(words)


def read_commands(section: Mapping[str, object]) -> Iterator[tuple[str, OwnCommand | str]]:
    """Name and command of every entry of `[commands]`; in place of one that is wrong, why."""
    for name, value in section.items():
        try:
            yield name, _command(name, value)
        except ValueError as error:
            yield name, str(error)


def _command(name: str, value: object) -> OwnCommand:
    """Raises ValueError."""
    if not NAME.fullmatch(name):
        raise ValueError("call it by small letters, digits, - and _, such as call")
    given = value if isinstance(value, Mapping) else {"run": value}
    read: dict[str, Any] = {}
    for key, one in given.items():
        setting = COMMAND_SETTINGS.get(key)
        if setting is None:
            near = get_close_matches(str(key), COMMAND_SETTINGS, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise ValueError(f"'{key}' is not a known key ({hint}known: {', '.join(COMMAND_SETTINGS)})")
        try:
            read[setting.attribute] = setting.read(one)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    if "argv" not in read:
        raise ValueError('say what to run: run = ["PROGRAM", "{name}"]')
    command = OwnCommand(name, **{"title": name.replace("_", " ").replace("-", " ").capitalize(), **read})
    # Looking for them tells a lone brace in any argument, too.
    if command.placeholders and next(_names(command.argv[0]), None) is not None:
        raise ValueError("the program itself is no placeholder: write its name")
    return command


def _names(word: str) -> Iterator[str]:
    """Placeholders of an argument. Raises ValueError for a brace that is none."""
    for piece in _PIECE.finditer(word):
        if piece[1]:
            yield piece[1]
        elif piece[0] in "{}":
            raise ValueError(f"'{word}' holds a lone {piece[0]}: double it where a brace is meant")


def _filled(word: str, values: Mapping[str, str]) -> str:
    """One argument with its values; what they hold is not looked at again."""
    return _PIECE.sub(lambda piece: values[piece[1]] if piece[1] else piece[0][0], word)
