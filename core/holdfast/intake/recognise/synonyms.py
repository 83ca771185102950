"""Which header of a file means which canonical column, and which file name means which table."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import tomli

from holdfast.intake.config import AUXILIARY, targets
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_UTC: Final = re.compile(r"\(utc\)", re.IGNORECASE)
_NOT_WORD: Final = re.compile(r"[\W_]+")
_KEY: Final = re.compile(r"(?:id|no|nr|num|number|nummer|code|primary)$|^(?:id|numero|code|codice)")
_LONGEST_NAME: Final = 200
"""Characters of a name that are compared: a cell of a megabyte may stand in a header too."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(text: str) -> str:
    """Lower case without accents, spaces, punctuation and `(UTC)`: the form in which names are compared."""
    return _NOT_WORD.sub("", _folded(_UTC.sub("", text[:_LONGEST_NAME])))


def words(text: str) -> list[str]:
    """The words of a file name: `2025_ordersExport` → `orders`, `export`."""
    return [word for word in re.split(r"[^a-z]+", _folded(_CAMEL.sub(" ", text))) if word]


def _folded(text: str) -> str:
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


def columns_for(table: str, headers: Sequence[str]) -> dict[str, str]:
    """Canonical column → header of the file, each header used once; empty where nothing fits.

    A column's best synonym wins; required columns choose first.
    """
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    synonyms = _headers(table)
    required = TABLES[table].required
    order = sorted(synonyms, key=lambda name: (by_plain.get(plain(name)) is None, name not in required))
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in order:
        for synonym in synonyms[name]:
            if synonym in by_plain and by_plain[synonym] not in taken:
                found[name] = by_plain[synonym]
                taken.add(found[name])
                break
    if table == "customers" and "customer_id" not in found and "name" in found:
        # A list of names only: the name is the identity.
        found["customer_id"] = found["name"]
    return {name: found[name] for name in synonyms if name in found}


def table_of_name(stem: str) -> str | None:
    """The table a file name points to, or None."""
    parts = words(stem)
    text = f" {' '.join(parts)} "
    for table, names in _dictionary()["files"].items():
        if any(f" {name} " in text for name in names):
            return str(table)
    return None


def tables_of_header(headers: Sequence[str]) -> Iterable[str]:
    """Tables whose telling columns all stand in this header, the most telling first."""
    for table, wanted in _dictionary()["signatures"].items():
        found = columns_for(table, headers)
        if all(name in found for name in wanted):
            yield str(table)


def auxiliary(table: str) -> tuple[str, ...]:
    """Names of columns that only serve to work out others."""
    return tuple(column.name for column in AUXILIARY.get(table, ()))
