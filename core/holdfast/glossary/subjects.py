"""What the glossary speaks of: the ids of its entries, their kinds, names and synonyms, and their ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal

from holdfast.glossary.wording import concept_links, practice_links, wording
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.words.folding import plain_key
from holdfast.words.languages import LANGUAGES, Language

Kind = Literal["metric", "flag", "practice", "concept"]

TABLE: Final[Mapping[Kind, str]] = MappingProxyType(
    {"metric": "metrics", "flag": "flags", "practice": "practices", "concept": "concepts"}
)
"""The table of a language file, and of links, that holds a kind."""


def ids() -> tuple[str, ...]:
    """Every entry: metrics, flags, practices, then concepts, each as declared."""
    return (*METRICS, *ALL_FLAGS, *practice_links(), *concept_links())


def kind_of(subject: str) -> Kind:
    """What an entry is about."""
    if subject in METRICS:
        return "metric"
    if subject in ALL_FLAGS:
        return "flag"
    return "practice" if subject in practice_links() else "concept"


def said(subject: str, language: Language) -> Mapping[str, Any]:
    """The words of a subject in a language; English where that language has none."""
    table = TABLE[kind_of(subject)]
    words: Mapping[str, Any] = wording(language)[table].get(subject) or wording("en")[table].get(subject, {})
    return words


def name_of(subject: str, language: Language) -> str:
    """The name of an entry; that of its declaration where the language has none."""
    if name := said(subject, language).get("name"):
        return str(name)
    return METRICS[subject].name if subject in METRICS else ALL_FLAGS[subject].name


def names(language: Language) -> Mapping[str, str]:
    """Id → name of every entry, in their order."""
    return {subject: name_of(subject, language) for subject in ids()}


def synonyms_of(subject: str, language: Language) -> tuple[str, ...]:
    """Those of the language; in English also the declared ones that no other language claims."""
    declared: tuple[str, ...] = ()
    if language == "en" and subject in METRICS:
        claimed = {
            plain_key(name)
            for other in LANGUAGES
            if other != "en"
            for name in (name_of(subject, other), *written_synonyms(subject, other))
        }
        declared = tuple(word for word in METRICS[subject].synonyms if plain_key(word) not in claimed)
    return tuple(dict.fromkeys((*declared, *written_synonyms(subject, language))))


def written_synonyms(subject: str, language: Language) -> tuple[str, ...]:
    """Those that the file of a language has."""
    return tuple(wording(language)[TABLE[kind_of(subject)]].get(subject, {}).get("synonyms", ()))


def names_of(subject: str, language: Language) -> Iterator[str]:
    """The name and the synonyms of an entry."""
    yield name_of(subject, language)
    yield from synonyms_of(subject, language)


def rests_on(subject: str) -> tuple[str, ...]:
    """Of a practice or a concept, the figures, flags and practices that show it; nothing of others."""
    links = _links().get(subject, {})
    return tuple(linked for kind in ("metrics", "flags", "practices") for linked in links.get(kind, ()))


def see_also(subject: str) -> tuple[str, ...]:
    """Concepts next to a concept, the ones it names first, then those that name it."""
    own = concept_links().get(subject, {}).get("concepts", ())
    return tuple(dict.fromkeys((*own, *(using for using in used_by(subject) if subject in concept_links()))))


@lru_cache(maxsize=1)
def _links() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {**practice_links(), **concept_links()}


def used_by(subject: str) -> tuple[str, ...]:
    """The practices and concepts that name an entry, in their order."""
    return _users().get(subject, ())


@lru_cache(maxsize=1)
def _users() -> Mapping[str, tuple[str, ...]]:
    users: dict[str, list[str]] = {}
    for user, links in _links().items():
        for linked in (one for kind in links.values() for one in kind):
            users.setdefault(linked, []).append(user)
    return {linked: tuple(found) for linked, found in users.items()}
