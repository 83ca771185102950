"""Entries of the glossary: declarations and wording brought together, and found by any of their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.glossary.wording import practice_links, wording
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.thresholds.words import filled
from holdfast.words.folding import fold
from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.metrics.definition import Metric
    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.thresholds.thresholds import Thresholds

Kind = Literal["metric", "flag", "practice"]

TRANSLATED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "metric": ("name", "formula", "population", "example"),
        "flag": ("name", "rule", "guard", "play", "example"),
        "practice": ("name", "text"),
    }
)
"""What an entry says in its own language, in English too where no declaration says it."""

_STATES_LIMITS: Final = ("rule", "guard")
"""What an entry of a flag says with the thresholds in force."""

_IN_ENGLISH: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {"metric": ("example",), "flag": ("example",), "practice": TRANSLATED["practice"]}
)
_TABLE: Final[Mapping[Kind, str]] = MappingProxyType(
    {"metric": "metrics", "flag": "flags", "practice": "practices"}
)


@dataclass(frozen=True)
class Entry:
    """One entry in one language.

    `fields` pairs a stable key with its text, in the order of reading: a metric's `formula`, `population`,
    `unit`, `direction`, `interval`, `example`, `source`, `synonyms`, `note`; a flag's `rule`, `guard`,
    `severities`, `play`, `filter`, `example`, `source`, `synonyms`; a practice's `text`, `synonyms`. Where
    there is nothing to say the key is missing. `needs`: alternatives, each a set of tables. `links`: what
    it is tied to, as (id, name in this language): practices, or what a practice rests on.
    """

    id: str
    kind: Kind
    language: Language
    name: str
    fields: tuple[tuple[str, str], ...]
    synonyms: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    links: tuple[tuple[str, str], ...]

    def text(self, key: str) -> str | None:
        """The text of one field, or None."""
        return dict(self.fields).get(key)

    def label(self, key: str) -> str:
        """The label of a field in the entry's language."""
        return str(wording(self.language)["labels"][key])

    def word(self, key: str) -> str:
        """A word that entries share, in the entry's language."""
        return str(wording(self.language)["words"][key])

    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Every field, what it needs and its links as (label, text) in the entry's language."""
        labels = wording(self.language)["labels"]
        joined = f" {labels['and']} "
        needs = f", {labels['or']} ".join(
            joined.join(f"{table}.csv" for table in tables) for tables in self.needs
        )
        links = ", ".join(f"{name} ({linked})" for linked, name in self.links)
        tied = "rests_on" if self.kind == "practice" else "practices"
        more = [(key, text) for key, text in (("needs", needs), (tied, links)) if text]
        return tuple((labels[key], text) for key, text in (*self.fields, *more))


def entry(id_or_synonym: str, language: Language = "en", thresholds: Thresholds | None = None) -> Entry:
    """The entry of an id, a name or a synonym in any language. Raises UsageError where there is none.

    Rule and guard of a flag state the thresholds, the defaults where none are given.
    """
    found = find(id_or_synonym)
    if found is None:
        names = [name for said in LANGUAGES for subject in _ids() for name in _names(subject, said)]
        hint = did_you_mean(id_or_synonym.strip().lower(), (*_ids(), *names))
        advice = hint or ": 'holdfast explain' lists them all"
        raise UsageError(f"there is no metric, flag or practice '{id_or_synonym}'{advice}")
    return _entry(found, language, thresholds)


def find(word: str) -> str | None:
    """The id that goes by a word, without regard to case and accents; the first declared wins."""
    return _index().get(_key(word))


def entries(language: Language = "en") -> tuple[Entry, ...]:
    """Every entry: metrics, flags, then practices, each as declared."""
    return tuple(_entry(subject, language) for subject in _ids())


def missing(language: Language) -> tuple[str, ...]:
    """What a language has not said yet, or says of nothing, as `fr.toml: metrics."some.id" lacks example`."""
    return (*_unsaid_entries(language), *_unsaid_words(language), *_stray_entries(language))


def _unsaid_entries(language: Language) -> Iterator[str]:
    for subject in _ids():
        kind = _kind(subject)
        said = wording(language)[_TABLE[kind]].get(subject, {})
        wanted = _IN_ENGLISH[kind] if language == "en" else TRANSLATED[kind]
        if language != "en" and kind == "metric" and METRICS[subject].note:
            wanted = (*wanted, "note")
        if absent := [field for field in wanted if not said.get(field)]:
            yield f'{language}.toml: {_TABLE[kind]}."{subject}" lacks {", ".join(absent)}'


def _unsaid_words(language: Language) -> Iterator[str]:
    """Words of declarations, and labels, that a language does not translate."""
    declared = {metric.unit for metric in METRICS.values()} | {*wording("en")["words"]}
    if language != "en":
        declared |= {metric.interval for metric in METRICS.values()}
    for table, keys in (("words", declared), ("labels", {*wording("en")["labels"]})):
        for key in sorted(keys - set(wording(language)[table])):
            yield f'{language}.toml: {table} lacks "{key}"'


def _stray_entries(language: Language) -> Iterator[str]:
    known = set(_ids())
    for kind, table in _TABLE.items():
        for subject in wording(language)[table]:
            if subject not in known:
                yield f'{language}.toml: there is no {kind} "{subject}"'


def _ids() -> tuple[str, ...]:
    return (*METRICS, *ALL_FLAGS, *practice_links())


def _kind(subject: str) -> Kind:
    if subject in METRICS:
        return "metric"
    return "flag" if subject in ALL_FLAGS else "practice"


def _said(subject: str, language: Language) -> Mapping[str, Any]:
    """The words of a subject in a language; English where that language has none."""
    table = _TABLE[_kind(subject)]
    said: Mapping[str, Any] = wording(language)[table].get(subject) or wording("en")[table].get(subject, {})
    return said


def _entry(subject: str, language: Language, thresholds: Thresholds | None = None) -> Entry:
    kind, said = _kind(subject), _said(subject, language)
    needs: tuple[tuple[str, ...], ...] = ()
    declared: Mapping[str, str | None] = {}
    if kind == "metric":
        declared, needs = _metric_fields(METRICS[subject], language), METRICS[subject].needs
    elif kind == "flag":
        declared, needs = _flag_fields(ALL_FLAGS[subject], language), ALL_FLAGS[subject].needs
    synonyms = _synonyms(subject, language)
    fields = {
        **declared,
        **{key: said[key] for key in TRANSLATED[kind] if key != "name" and key in said},
        **({"note": said["note"]} if said.get("note") else {}),
        "synonyms": ", ".join(synonyms),
    }
    if kind == "flag":
        fields = {**fields, **_with_limits(fields, ALL_FLAGS[subject], thresholds, language)}
    order = [*wording("en")["labels"]]
    shown = sorted(
        ((key, str(text)) for key, text in fields.items() if text), key=lambda f: order.index(f[0])
    )
    return Entry(
        subject, kind, language, _name(subject, language), tuple(shown), synonyms, needs,
        tuple((linked, _name(linked, language)) for linked in _links(subject)),
    )  # fmt: skip


def _metric_fields(metric: Metric, language: Language) -> dict[str, str | None]:
    words = wording(language)["words"]
    direction = {1: "up", -1: "down"}.get(metric.direction, "neither")
    return {
        "formula": metric.formula,
        "population": metric.population,
        "unit": words[metric.unit],
        "direction": words[direction],
        "interval": words.get(metric.interval, metric.interval),
        "source": metric.source,
        "note": metric.note,
    }


def _flag_fields(flag: AnyFlag, language: Language) -> dict[str, str | None]:
    words = wording(language)["words"]
    return {
        "rule": flag.rule,
        "guard": flag.guard,
        "severities": ", ".join(words[severity] for severity in flag.severities),
        "play": flag.play,
        "filter": f"flag:{flag.slug}" if flag.subject == "customer" else None,
        "source": words["flag_source"],
    }


def _with_limits(
    fields: Mapping[str, str | None], flag: AnyFlag, thresholds: Thresholds | None, language: Language
) -> dict[str, str]:
    in_force = default_thresholds() if thresholds is None else thresholds
    return {key: filled(fields[key] or "", flag, in_force, language) for key in _STATES_LIMITS}


def _name(subject: str, language: Language) -> str:
    said = _said(subject, language).get("name")
    if said:
        return str(said)
    return METRICS[subject].name if subject in METRICS else ALL_FLAGS[subject].name


def _synonyms(subject: str, language: Language) -> tuple[str, ...]:
    """Those of the language; in English also the declared ones that no other language claims."""
    declared: tuple[str, ...] = ()
    if language == "en" and subject in METRICS:
        claimed = {
            _key(name)
            for other in LANGUAGES
            if other != "en"
            for name in (_name(subject, other), *_written_synonyms(subject, other))
        }
        declared = tuple(word for word in METRICS[subject].synonyms if _key(word) not in claimed)
    return tuple(dict.fromkeys((*declared, *_written_synonyms(subject, language))))


def _written_synonyms(subject: str, language: Language) -> tuple[str, ...]:
    return tuple(wording(language)[_TABLE[_kind(subject)]].get(subject, {}).get("synonyms", ()))


def _links(subject: str) -> tuple[str, ...]:
    links = practice_links()
    if subject in links:
        return (*links[subject].get("metrics", ()), *links[subject].get("flags", ()))
    return tuple(practice for practice, on in links.items() if any(subject in ids for ids in on.values()))


def _names(subject: str, language: Language) -> Iterator[str]:
    yield _name(subject, language)
    yield from _synonyms(subject, language)


@lru_cache(maxsize=1)
def _index() -> Mapping[str, str]:
    """Folded name → id.

    A word that several go by belongs to the id, then to the name, then to the synonym that a language file
    claims, then to the first declaration.
    """
    found: dict[str, str] = {}
    for subject in _ids():
        found.setdefault(_key(subject), subject)
    for flag in ALL_FLAGS.values():
        found.setdefault(_key(flag.slug), flag.id)
    for language in LANGUAGES:
        for subject in _ids():
            found.setdefault(_key(_name(subject, language)), subject)
    for language in LANGUAGES:
        for subject in _ids():
            for synonym in _written_synonyms(subject, language):
                found.setdefault(_key(synonym), subject)
    for metric in METRICS.values():
        for synonym in metric.synonyms:
            found.setdefault(_key(synonym), metric.id)
    return MappingProxyType(found)


def _key(word: str) -> str:
    return " ".join(fold(word).split())
