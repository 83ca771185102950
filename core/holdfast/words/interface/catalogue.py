"""The words of the interface: the English of the code is the key, and stays where a language lacks it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from holdfast.words.interface.chosen import InterfaceLanguage, language

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER: Final = Path(__file__).resolve().parent
_ONE_OR_MANY: Final = "|"
_added: dict[InterfaceLanguage, dict[str, str]] = {}


IN_CONTEXT: Final = frozenset(
    (
        "command",
        "hint",
        "severity",
        "state",
        "vocabulary",
        "label",
        "part",
        "room",
        "note",
        "page",
        "play_title",
    )
)
"""Tables whose words mean something else, or are typed, elsewhere: they are found by their table alone."""


def tables_of(spoken: InterfaceLanguage) -> Mapping[str, Mapping[str, str]]:
    """Table → English → this language, as its file has them; nothing for English."""
    return {} if spoken == "en" else _tables(spoken)


@lru_cache(maxsize=4)
def _tables(spoken: InterfaceLanguage) -> dict[str, dict[str, str]]:
    import tomli  # noqa: PLC0415 - English asks for no file

    with (_FOLDER / f"{spoken}.toml").open("rb") as file:
        return tomli.load(file)


@lru_cache(maxsize=4)
def _words(spoken: InterfaceLanguage) -> dict[str, str]:
    """English → this language; with its table before it (`command:Open`), and bare: the first counts."""
    words: dict[str, str] = {}
    for table, entries in _tables(spoken).items():
        words |= {f"{table}:{english}": told for english, told in entries.items()}
        if table not in IN_CONTEXT:
            words = {**entries, **words}
    return {**_added.get(spoken, {}), **words}


def add(spoken: InterfaceLanguage, words: Mapping[str, str]) -> None:
    """Words that are said elsewhere already, such as the names of the glossary; the file goes before them."""
    _added[spoken] = {**words}
    _words.cache_clear()


def has_added(spoken: InterfaceLanguage) -> bool:
    """Whether words were added to a language."""
    return spoken in _added


def tr(text: str, table: str = "") -> str:
    """A word or sentence of the program in the language chosen; white space around it stays.

    `table` goes first: the same word of English may be another one on a command and on a column.
    """
    spoken = language()
    if spoken == "en":
        return text
    bare = text.strip()
    words = _words(spoken)
    found = words.get(f"{table}:{bare}") if table else None
    if found is None:
        found = words.get(bare)
    return text if found is None or not bare else text.replace(bare, found, 1)


def phrase(template: str, /, **values: Any) -> str:
    """A sentence by its template, with named places: `{shown} of {total} customers`."""
    return tr(template).format(**values)


def counted(template: str, number: float, /, **values: Any) -> str:
    """A sentence that hangs on a number: `{n} order|{n} orders`; `n` is what is shown of it.

    In French nothing and one and a half are singular too. Source: CLDR, plural rules.
    """
    one, _, many = tr(template).partition(_ONE_OR_MANY)
    values.setdefault("n", number)
    return (one if is_one(number) or not many else many).format(**values)


def is_one(number: float) -> bool:
    """Whether a number takes the singular in the language chosen."""
    return 0 <= number < 2 if language() == "fr" else number == 1
