"""Entries found by what people call them: by id, name or synonym, in singular or plural, and by search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from holdfast.glossary.subjects import ids, name_of, written_synonyms
from holdfast.glossary.things import subjects
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.search.loose import Rank
from holdfast.search.things import Hit, Thing, certain
from holdfast.search.things import search as find_things
from holdfast.words.folding import plain_key
from holdfast.words.languages import LANGUAGES, Language

_ARTICLE: Final = re.compile(r"\b[ld]['’]|(?<!\w)ال")
"""Articles written together with their word."""
_LITTLE: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "les",
        "le",
        "la",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "il",
        "lo",
        "gli",
        "i",
        "uno",
        "una",
        "di",
        "del",
        "dei",
        "delle",
        "della",
        "degli",
    ]
)
"""Words that nobody remembers the same way twice."""

_PLURALS: Final = (
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=[sxz])es$|(?<=[cs]h)es$"), ""),
    (re.compile(r"aux$"), "al"),
    (re.compile(r"(?<![su])s$"), ""),
    (re.compile(r"(?:ون|ين|ات)$"), ""),
)
_FINAL: Final = re.compile(r"[aeioyةه]+$")
"""What a plural or another spelling changes at the end of a word."""
_SHORTEST_STEM: Final = 3


def find(word: str) -> str | None:
    """The id that goes by a word, without regard to case and accents; the first declared wins.

    Where nothing goes by just this word, one that differs in number (losses, loss), in an article or in the
    last vowel is taken.
    """
    return exact().get(plain_key(word)) or _loose().get(loose_key(word))


def search(words: str, language: Language = "en") -> tuple[str, ...]:
    """Ids of the entries that answer, best first: by name, by a name in any language, by text, by a guess."""
    return tuple(dict.fromkeys(hit.thing.id for hit in hits(words, language)))


def hits(words: str, language: Language = "en") -> tuple[Hit, ...]:
    """What `search` finds, and how well it answers; what goes by just these words comes first."""
    everything = subjects(language)
    if (first := find(words)) is None:
        return _found(words, everything)
    own = next(thing for thing in everything if thing.id == first)
    others = (hit for hit in _found(words, everything) if hit.thing is not own)
    return certain((Hit(own, Rank.WHOLE), *others))


def _found(words: str, things: tuple[Thing, ...]) -> tuple[Hit, ...]:
    """By the words as they are typed; where nothing has them, in singular and without their last vowels."""
    found = find_things(words, things)
    if found and not found[0].is_near:
        return found
    stems = find_things(" ".join(_stem(part) for part in plain_key(words).split()), things)
    return stems if stems and not stems[0].is_near else found


@lru_cache(maxsize=1)
def exact() -> Mapping[str, str]:
    """Folded name → id: what goes by just this word."""
    found: dict[str, str] = {}
    for key, subject in _by_precedence():
        found.setdefault(plain_key(key), subject)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _loose() -> Mapping[str, str]:
    """Name without article, number and last vowel → id."""
    found: dict[str, str] = {}
    for key, subject in _by_precedence():
        found.setdefault(loose_key(key), subject)
    return MappingProxyType(found)


def _by_precedence() -> Iterator[tuple[str, str]]:
    """Every name and its id.

    A word that several go by belongs to the id, then to the name, then to the synonym that a language file
    claims, then to the first declaration.
    """
    yield from ((subject, subject) for subject in ids())
    yield from ((flag.slug, flag.id) for flag in ALL_FLAGS.values())
    for language in LANGUAGES:
        yield from ((name_of(subject, language), subject) for subject in ids())
    for language in LANGUAGES:
        yield from ((word, subject) for subject in ids() for word in written_synonyms(subject, language))
    yield from ((word, metric.id) for metric in METRICS.values() for word in metric.synonyms)


def loose_key(word: str) -> str:
    """A name as those compare it who remember it roughly: `l'attrition`, `losses`, `وفاء العملاء`."""
    bare = _ARTICLE.sub("", plain_key(word).replace("-", " "))
    return " ".join(_stem(part) for part in bare.split() if part not in _LITTLE)


def _stem(word: str) -> str:
    """A word without the endings of number and gender."""
    stem = _ARTICLE.sub("", word)
    for ending, instead in _PLURALS:
        shorter = ending.sub(instead, stem)
        if shorter != stem and len(shorter) >= _SHORTEST_STEM:
            stem = shorter
            break
    bare = _FINAL.sub("", stem)
    return bare if len(bare) >= _SHORTEST_STEM else stem
