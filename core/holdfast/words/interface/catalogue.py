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


def words_of(spoken: InterfaceLanguage) -> Mapping[str, str]:
    """English → this language, of all tables of its file and of what was added; nothing for English."""
    return {} if spoken == "en" else _read(spoken)


@lru_cache(maxsize=4)
def _read(spoken: InterfaceLanguage) -> dict[str, str]:
    import tomli  # noqa: PLC0415 - English asks for no file

    with (_FOLDER / f"{spoken}.toml").open("rb") as file:
        tables: dict[str, dict[str, str]] = tomli.load(file)
    words = {english: said for table in tables.values() for english, said in table.items()}
    return {**_added.get(spoken, {}), **words}


def add(spoken: InterfaceLanguage, words: Mapping[str, str]) -> None:
    """Words that are said elsewhere already, such as the names of the glossary; the file goes before them."""
    _added[spoken] = {**words}
    _read.cache_clear()


def has_added(spoken: InterfaceLanguage) -> bool:
    """Whether words were added to a language."""
    return spoken in _added


def tr(text: str) -> str:
    """A word or sentence of the program in the language chosen; white space around it stays."""
    spoken = language()
    if spoken == "en":
        return text
    words = _read(spoken)
    if (found := words.get(text)) is not None:
        return found
    bare = text.strip()
    found = words.get(bare) if bare and bare != text else None
    return text if found is None else text.replace(bare, found, 1)


def said(template: str, **values: Any) -> str:
    """A sentence by its template, with named places: `{shown} of {total} customers`."""
    return tr(template).format(**values)


def counted(template: str, number: float, **values: Any) -> str:
    """A sentence that hangs on a number: `{n} order|{n} orders`; `n` is what is shown of it.

    In French nothing and one and a half are singular too. Source: CLDR, plural rules.
    """
    one, _, many = tr(template).partition(_ONE_OR_MANY)
    values.setdefault("n", number)
    return (one if is_one(number) or not many else many).format(**values)


def is_one(number: float) -> bool:
    """Whether a number takes the singular in the language chosen."""
    return 0 <= number < 2 if language() == "fr" else number == 1
