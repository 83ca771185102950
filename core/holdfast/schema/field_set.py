"""The fields of a book as one value: the declared ones, then those of its own columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import Final

from holdfast.query import Query, SortKey
from holdfast.schema.fields import FIELD_NAMES, FIELDS, Field

OWN_PREFIX: Final = "x."
"""Before the name of a column of one's own: so written it is never taken for a declared field."""

MOST_OWN: Final = 50
"""So many own columns of a table are kept, the first of its files."""

MOST_VALUES: Final = 100
"""A column of one's own with more different texts than that splits nothing."""

LONGEST_VALUE: Final = 60
"""Nor does one with a text of more characters: it is prose."""

_NEAR_MISS: Final = 0.75
"""How alike a word must be to be the one that was meant."""

RESERVED_WORDS: Final = frozenset({*FIELD_NAMES, "flag", "and", "or", "not", "x", "rep"})
"""Words that mean something else in a filter."""


@dataclass(frozen=True)
class Fields:
    """Every field of a book, in the order the column chooser shows.

    `own` are the fields of the book's own columns: their names begin with OWN_PREFIX, and the plain word is
    an alias where it means nothing else.
    """

    own: tuple[Field, ...] = ()

    def __iter__(self) -> Iterator[Field]:
        return iter(self._by_name.values())

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Field:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        if not self.own:
            return FIELDS
        return MappingProxyType({**FIELDS, **{field.name: field for field in self.own}})

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Names and aliases that a filter may use → name of the field."""
        if not self.own:
            return FIELD_NAMES
        own = {word: field.name for field in self.own for word in (field.name, *field.aliases)}
        return MappingProxyType({**own, **FIELD_NAMES})

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the fields that figures can be split by."""
        return tuple(field.name for field in self if field.is_dimension)

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Names of the fields of own columns."""
        return frozenset(field.name for field in self.own)

    def name_of(self, word: str) -> str:
        """The name of the field that a word means; the word itself where it means none."""
        return self.words.get(word.lower(), word)

    def named(self, query: Query) -> Query:
        """The query with its fields under their names instead of aliases."""
        meant = replace(
            query,
            by=None if query.by is None else self.name_of(query.by),
            sort=tuple(SortKey(self.name_of(key.field), key.descending) for key in query.sort),
            columns=tuple(dict.fromkeys(self.name_of(name) for name in query.columns)),
        )
        return query if meant == query else meant

    def unsplit(self, word: str) -> str:
        """Why figures cannot be split by a word that is no dimension, and what there is to choose from."""
        field = self._by_name.get(self.name_of(word))
        told = f"cannot split by '{word if field is None else shortest(field)}'"
        if field is not None and field.name in self.own_names and field.kind == "text":
            return (
                f"{told}: a column splits where at most {MOST_VALUES} texts stand in it, none longer than "
                f"{LONGEST_VALUE} characters and some of them twice"
            )
        choices = [shortest(self[name]) for name in self.dimensions]
        nearest = get_close_matches(word.lower()[:LONGEST_VALUE], choices, 1, _NEAR_MISS)
        hint = f"did you mean '{nearest[0]}'?" if nearest else f"choose one of {', '.join(choices)}"
        return f"{told}: {hint}"


def shortest(field: Field) -> str:
    """The word a user would write for a field: of an own column the plain one, where it has one."""
    return field.aliases[0] if field.name.startswith(OWN_PREFIX) and field.aliases else field.name


def written(fields: Iterable[Field]) -> tuple[str, ...]:
    """The words for some fields, to be listed."""
    return tuple(shortest(field) for field in fields)


DECLARED: Final = Fields()
"""The fields that every book has."""
