"""What the glossary and the filter speak of, as things to search for."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.filters.values import value_kind
from holdfast.glossary.subjects import ids, kind_of, name_of, names_of, said
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.schema.field_set import DECLARED, OWN_PREFIX, Fields
from holdfast.search.things import Thing
from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELD: Final = "field"
"""The kind of a field; the other kinds are those of the glossary."""

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"metric": "figure", "flag": "flag", "practice": "practice", "concept": "term", FIELD: FIELD}
)
"""Kinds of things in a word for the reader."""


@lru_cache(maxsize=len(LANGUAGES))
def subjects(language: Language = "en") -> tuple[Thing, ...]:
    """Every figure, flag, practice and term by all its names in any language; told in one language."""
    return tuple(_subject(subject, language) for subject in ids())


def fields_of(fields: Fields = DECLARED) -> tuple[Thing, ...]:
    """Every field that a filter can be about, by the words that it knows for it."""
    return tuple(
        Thing(FIELD, field.name, field.title, (*field.aliases, _plain(field.name)), field.description)
        for field in fields
        if value_kind(field) != "none"
    )


def _plain(name: str) -> str:
    return name.removeprefix(OWN_PREFIX)


def _subject(subject: str, language: Language) -> Thing:
    text = " ".join(str(value) for value in said(subject, language).values() if isinstance(value, str))
    names = tuple(dict.fromkeys(_names(subject, language)))
    return Thing(kind_of(subject), subject, name_of(subject, language), names, text)


def _names(subject: str, language: Language) -> Iterator[str]:
    if (flag := ALL_FLAGS.get(subject)) is not None:
        yield flag.slug
    yield from names_of(subject, language)
    for other in LANGUAGES:
        yield from names_of(subject, other)
