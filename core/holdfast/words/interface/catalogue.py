"""The words of the interface: the English of the code is the key, and stays where a language lacks it.

What every start says lies in one file a language, what few places say in `areas/`, a file for each, which is
read once one of its tables is asked for by name.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdfast.words.interface.chosen import InterfaceLanguage, language
from holdfast.words.interface.forms import spaced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FOLDER: Final = Path(__file__).resolve().parent
_ONE_OR_MANY: Final = "|"
_added: dict[InterfaceLanguage, dict[str, str]] = {}
_supplied: dict[str, Callable[[InterfaceLanguage], Mapping[str, str]]] = {}


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
        "reason",
        "cell",
        "play_title",
    )
)
"""Tables whose words mean something else, or are typed, elsewhere: they are found by their table alone."""

AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "play_text": "plays",
        "play_page": "plays",
        "tour": "learn",
        "plain": "plain",
        "error": "errors",
        "check": "data",
        "moved": "changes",
        "changes": "changes",
        "rule": "rules",
        "limit": "rules",
    }
)
"""Table → its file in `areas/`. What stands there is found by its table alone."""


def tables_of(spoken: InterfaceLanguage) -> Mapping[str, Mapping[str, str]]:
    """Table → English → this language, as its file for every start has them; nothing for English."""
    return {} if spoken == "en" else _tables(f"{spoken}.toml")


def table_of(spoken: InterfaceLanguage, table: str) -> Mapping[str, str]:
    """English → this language of one table, whichever file it stands in; nothing for English."""
    if spoken == "en":
        return {}
    area = AREAS.get(table)
    words = _tables(f"{spoken}.toml" if area is None else f"areas/{area}.{spoken}.toml").get(table, {})
    return words if table not in _supplied else _supplied_words(spoken, table) or words


def supply(table: str, words: Callable[[InterfaceLanguage], Mapping[str, str]]) -> None:
    """Words of an area that are said elsewhere already in some languages; asked for once one is looked up."""
    _supplied[table] = words


@cache
def _supplied_words(spoken: InterfaceLanguage, table: str) -> Mapping[str, str]:
    return _supplied[table](spoken)


@cache
def _tables(file: str) -> dict[str, dict[str, str]]:
    import tomli  # noqa: PLC0415 - English asks for no file

    with (_FOLDER / file).open("rb") as opened:
        read = tomli.load(opened)
    spoken = file.removesuffix(".toml")[-2:]
    return {
        table: {english: spaced(told, spoken) for english, told in words.items()}
        for table, words in read.items()
    }


@lru_cache(maxsize=4)
def _words(spoken: InterfaceLanguage) -> dict[str, str]:
    """English → this language; with its table before it (`command:Open`), and bare: the first counts."""
    words: dict[str, str] = {}
    for table, entries in tables_of(spoken).items():
        words |= {f"{table}:{english}": told for english, told in entries.items()}
        if table not in IN_CONTEXT:
            words = {**entries, **words}
    return {**_added.get(spoken, {}), **words}


def add(spoken: InterfaceLanguage, words: Mapping[str, str]) -> None:
    """Words that are said elsewhere already, such as the names of the glossary; the file goes before them."""
    _added[spoken] = {english: spaced(told, spoken) for english, told in words.items()}
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
    if table in AREAS:
        found = table_of(spoken, table).get(bare)
    else:
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
    return _counted(tr(template), number, values)


class Area:
    """The words of one table of an area: `said` is its `tr` and its `phrase`, `counted` its `counted`."""

    def __init__(self, table: str) -> None:
        self._table = table

    def said(self, template: str, /, **values: Any) -> str:
        """A word or sentence, with named places."""
        told = tr(template, self._table)
        return told.format(**values) if values else told

    def counted(self, template: str, number: float, /, **values: Any) -> str:
        """A sentence that hangs on a number."""
        return _counted(tr(template, self._table), number, values)


def _counted(told: str, number: float, values: dict[str, Any]) -> str:
    one, _, many = told.partition(_ONE_OR_MANY)
    values.setdefault("n", number)
    return (one if is_one(number) or not many else many).format(**values)


def colon() -> str:
    """A colon and the space after it; in French one before it too."""
    return spaced(" : ", "fr") if language() == "fr" else ": "


def is_one(number: float) -> bool:
    """Whether a number takes the singular in the language chosen."""
    return 0 <= number < 2 if language() == "fr" else number == 1
