"""TOML that people write: mappings, keys, themes, thresholds. What is wrong with a file is one clear line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import tomli

from holdfast.errors import UsageError
from holdfast.words.folding import OBEYED_BY_TERMINALS, REPLACEMENT

MOST_LEVELS: Final = 20
"""Lists and tables inside each other. Nothing that is read here needs more than four."""

_STRING_OR_COMMENT: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)


def read_toml(path: Path) -> dict[str, Any]:
    """The document in a file. Raises UsageError."""
    return parsed_toml(text_of(path, str(path)), str(path))


def text_of(path: Path, name: str) -> str:
    """The text of a file that messages call `name`. Raises UsageError where it cannot be read as text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name}: is not UTF-8 text: save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror or error}") from None


def parsed_toml(text: str, name: str) -> dict[str, Any]:
    """The document a text holds. Raises UsageError."""
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise UsageError(f"{name}: is not valid TOML: {error}") from None
    except RecursionError:
        raise _too_deep(name) from None
    level: list[Any] = [document]
    for _ in range(MOST_LEVELS + 1):
        level = [inner for outer in level for inner in _values(outer) if isinstance(inner, dict | list)]
    if level:
        raise _too_deep(name)
    return document


def _values(outer: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer


def _too_deep(name: str) -> UsageError:
    return UsageError(f"{name}: is nested more than {MOST_LEVELS} levels deep: write it flatter")


def basic_string(text: str) -> str:
    """A text as a TOML string in which everything can be seen; JSON escapes the same marks and controls."""
    return "".join(map(_visible, json.dumps(text, ensure_ascii=False)))


def inert(document: str) -> str:
    """The same document with nothing in it that a terminal would obey."""
    return _STRING_OR_COMMENT.sub(_inert_token, document)


def _inert_token(match: re.Match[str]) -> str:
    """One string or comment; everything else in TOML is ASCII."""
    token = match[0]
    if not OBEYED_BY_TERMINALS.search(token):
        return token
    if token.startswith("#"):
        return OBEYED_BY_TERMINALS.sub(REPLACEMENT, token)
    if token.startswith("'"):
        quotes = 3 if token.startswith("'''") else 1
        text = token[quotes:-quotes]
        # A line break right after three quotation marks is not part of the text.
        return basic_string(re.sub(r"\A\r?\n", "", text) if quotes == 3 else text)
    return OBEYED_BY_TERMINALS.sub(lambda mark: _visible(mark[0]), token)


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 2**16 else f"\\U{ord(letter):08x}"
