"""What the files of a language have not said yet, or say of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from holdfast.glossary.subjects import TABLE, Kind, ids, kind_of
from holdfast.glossary.wording import wording
from holdfast.metrics.registry import METRICS
from holdfast.words.languages import Language

TRANSLATED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "metric": ("name", "formula", "population", "example"),
        "flag": ("name", "rule", "guard", "play", "example"),
        "practice": ("name", "text"),
        "concept": ("name", "text"),
    }
)
"""What an entry says in its own language, in English too where no declaration says it."""

_IN_ENGLISH: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {**TRANSLATED, "metric": ("example",), "flag": ("example",)}
)


def missing(language: Language) -> tuple[str, ...]:
    """What a language has not said yet, or says of nothing, as `fr.toml: metrics."some.id" lacks example`."""
    return (*_unsaid_entries(language), *_unsaid_words(language), *_stray_entries(language))


def _unsaid_entries(language: Language) -> Iterator[str]:
    for subject in ids():
        kind = kind_of(subject)
        said = wording(language)[TABLE[kind]].get(subject, {})
        wanted = _IN_ENGLISH[kind] if language == "en" else TRANSLATED[kind]
        if language != "en" and kind == "metric" and METRICS[subject].note:
            wanted = (*wanted, "note")
        if absent := [field for field in wanted if not said.get(field)]:
            yield f'{language}.toml: {TABLE[kind]}."{subject}" lacks {", ".join(absent)}'


def _unsaid_words(language: Language) -> Iterator[str]:
    """Words of declarations, and labels, that a language does not translate."""
    declared = {metric.unit for metric in METRICS.values()} | {*wording("en")["words"]}
    if language != "en":
        declared |= {metric.interval for metric in METRICS.values()}
    for table, keys in (("words", declared), ("labels", {*wording("en")["labels"]})):
        for key in sorted(keys - set(wording(language)[table])):
            yield f'{language}.toml: {table} lacks "{key}"'


def _stray_entries(language: Language) -> Iterator[str]:
    known = set(ids())
    for kind, table in TABLE.items():
        for subject in wording(language)[table]:
            if subject not in known:
                yield f'{language}.toml: there is no {kind} "{subject}"'
