"""Which header of a file means which canonical column, and which file name means which table."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import tomli

from holdfast.intake.config import targets
from holdfast.intake.recognise.weigh.units import without_unit
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfast.schema.tables import Column

_NOT_WORD: Final = re.compile(r"[\W_]+")
_KEY: Final = re.compile(r"(?:id|no|nr|num|number|nummer|code|primary)$|^(?:id|numero|code|codice)")
_LONGEST_NAME: Final = 200
"""Characters of a name that are compared: a cell of a megabyte may stand in a header too."""
_REMEMBERED: Final = 20_000
"""Names whose comparable form is kept: every header is compared with those of every table."""
_CUSTOM: Final = re.compile(r"custom field \((.+)\)", re.IGNORECASE)
"""How some tools write fields that a firm has added: `Custom field (Organizations)`."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(text: str) -> str:
    """Lower case without accents, spaces, punctuation and units: the form in which names are compared."""
    return _plain(text[:_LONGEST_NAME])


@lru_cache(_REMEMBERED)
def _plain(text: str) -> str:
    own = _CUSTOM.fullmatch(text.strip())
    return _NOT_WORD.sub("", _folded(without_unit(own[1] if own else text)))


def words(text: str) -> list[str]:
    """The words of a file name: `2025_ordersExport` → `orders`, `export`."""
    return [word for word in re.split(r"[^a-z]+", _folded(_CAMEL.sub(" ", text))) if word]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


@cache
def _dictionary() -> Mapping[str, Any]:
    text = resources.files("holdfast.intake.recognise").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


@cache
def _headers(table: str) -> Mapping[str, tuple[str, ...]]:
    """Canonical column → headers that mean it, in comparable form, the best first."""
    data = _dictionary()
    own, shared = data.get(table, {}), data["references"]
    found: dict[str, tuple[str, ...]] = {}
    for name in targets(table, "row"):
        listed = own.get(name, [])
        # What is called a key elsewhere is one here too; names of things may be names in the table itself.
        listed = [*listed, *(one for one in shared.get(name, []) if not listed or _KEY.search(plain(one)))]
        found[name] = tuple(dict.fromkeys(filter(None, (plain(item) for item in [name, *listed]))))
    return found


def meanings(table: str, name: str) -> list[str]:
    """The headers that mean a column, as the dictionary spells them."""
    data = _dictionary()
    return [name, *data.get(table, {}).get(name, ()), *data["references"].get(name, ())]


def choices(table: str, name: str, headers: Sequence[str]) -> list[str]:
    """The headers of a file that may mean this column, the best first; one without a unit before its like."""
    meant = _headers(table)[name]
    fitting = [header for header in headers if plain(header) in meant]
    return sorted(fitting, key=lambda one: (meant.index(plain(one)), without_unit(one) != one))


def columns_for(
    table: str, headers: Sequence[str], fits: Callable[[Column, str], bool] | None = None
) -> dict[str, str]:
    """Canonical column → header of the file, each header used once; empty where nothing fits.

    A column takes the best of its choices that no other column has and whose cells it `fits`; where none
    does, the header that spells its very name. Required columns choose first.
    """
    known = targets(table, "row")
    possible = {name: choices(table, name, headers) for name in known}
    required = TABLES[table].required
    order = sorted(
        known, key=lambda name: (plain(name) not in map(plain, possible[name]), name not in required)
    )
    found: dict[str, str] = {}
    for name in order:
        for header in possible[name]:
            free = header not in found.values()
            if free and (fits is None or fits(known[name], header) or plain(header) == plain(name)):
                found[name] = header
                break
    if table == "customers" and "customer_id" not in found and "name" in found:
        # A list of names only: the name is the identity.
        found["customer_id"] = found["name"]
    return {name: found[name] for name in known if name in found}


@cache
def file_words() -> Mapping[str, Sequence[str]]:
    """Table → words in a file name that point to it, the most telling first."""
    found: Mapping[str, Sequence[str]] = _dictionary()["files"]
    return found
