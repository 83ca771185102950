"""Entries of the glossary: declarations and wording brought together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.glossary.completeness import TRANSLATED
from holdfast.glossary.lookup import find, search
from holdfast.glossary.subjects import (
    Kind,
    ids,
    kind_of,
    name_of,
    names_of,
    rests_on,
    said,
    see_also,
    synonyms_of,
    used_by,
)
from holdfast.glossary.wording import wording
from holdfast.metrics.definition import Metric
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.flag import AnyFlag
from holdfast.risk.thresholds.advice import advice
from holdfast.risk.thresholds.thresholds import NO_PRESET, Thresholds, default_thresholds
from holdfast.risk.thresholds.words import filled
from holdfast.words.languages import LANGUAGES, Language

_STATES_LIMITS: Final = ("rule", "guard")
"""What an entry of a flag says with the thresholds in force."""

_MOST_HINTS: Final = 5

Tie = tuple[str, str]
"""An id, and its name in the language of the entry."""


@dataclass(frozen=True)
class GlossaryEntry:
    """One entry in one language.

    `fields` pairs a stable key with its text, in the order of reading: a metric's `formula`, `population`,
    `unit`, `direction`, `interval`, `example`, `source`, `synonyms`, `note`; a flag's `rule`, `guard`,
    `severities`, `play`, `filter`, `example`, `source`, `synonyms`; of a practice or a concept `text` and
    `synonyms`. Where there is nothing to say the key is missing. `needs`: alternatives, each a set of tables.
    `links`: what a practice or concept rests on, and of a figure or flag the practices that rest on it;
    `see_also`: concepts next to a concept; `used_by`: the concepts that can be read in it.
    """

    id: str
    kind: Kind
    language: Language
    name: str
    fields: tuple[tuple[str, str], ...]
    synonyms: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    links: tuple[Tie, ...]
    see_also: tuple[Tie, ...] = ()
    used_by: tuple[Tie, ...] = ()

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
        """Every field, what it needs and its ties as (label, text) in the entry's language."""
        labels = wording(self.language)["labels"]
        joined = f" {labels['and']} "
        needs = f", {labels['or']} ".join(
            joined.join(f"{table}.csv" for table in tables) for tables in self.needs
        )
        tied = "practices" if self.kind in ("metric", "flag") else "rests_on"
        more = (
            ("needs", needs),
            (tied, _ties(self.links)),
            ("see_also", _ties(self.see_also)),
            ("used_by", _ties(self.used_by)),
        )
        return tuple((labels[key], text) for key, text in (*self.fields, *more) if text)


def _ties(ties: Iterable[Tie]) -> str:
    return ", ".join(f"{name} ({linked})" for linked, name in ties)


def entry(
    id_or_synonym: str, language: Language = "en", thresholds: Thresholds | None = None
) -> GlossaryEntry:
    """The entry of an id, a name or a synonym in any language. Raises UsageError where there is none.

    Rule and guard of a flag state the thresholds, the defaults where none are given.
    """
    found = find(id_or_synonym)
    if found is None:
        names = [name for spoken in LANGUAGES for subject in ids() for name in names_of(subject, spoken)]
        speaking = search(id_or_synonym)[:_MOST_HINTS]
        hint = f": it is spoken of under {', '.join(speaking)}" if speaking else ""
        nearest = did_you_mean(id_or_synonym.strip().lower(), (*ids(), *names))
        advice = nearest or hint or ": 'holdfast explain' lists them all"
        raise UsageError(f"there is no metric, flag, practice or concept '{id_or_synonym}'{advice}")
    return _entry(found, language, thresholds)


def entries(language: Language = "en") -> tuple[GlossaryEntry, ...]:
    """Every entry: metrics, flags, practices, then concepts, each as declared."""
    return tuple(_entry(subject, language) for subject in ids())


def _entry(subject: str, language: Language, thresholds: Thresholds | None = None) -> GlossaryEntry:
    kind, words = kind_of(subject), said(subject, language)
    needs: tuple[tuple[str, ...], ...] = ()
    declared: Mapping[str, str | None] = {}
    if kind == "metric":
        declared, needs = _metric_fields(METRICS[subject], language), METRICS[subject].needs
    elif kind == "flag":
        declared, needs = _flag_fields(ALL_FLAGS[subject], language, thresholds), ALL_FLAGS[subject].needs
    synonyms = synonyms_of(subject, language)
    fields = {
        **declared,
        **{key: words[key] for key in TRANSLATED[kind] if key != "name" and key in words},
        **({"note": words["note"]} if words.get("note") else {}),
        "synonyms": ", ".join(synonyms),
    }
    if kind == "flag":
        fields = {**fields, **_with_limits(fields, ALL_FLAGS[subject], thresholds, language)}
    order = [*wording("en")["labels"]]
    shown = sorted(
        ((key, str(text)) for key, text in fields.items() if text), key=lambda f: order.index(f[0])
    )
    users = used_by(subject)
    practices = tuple(user for user in users if kind_of(user) == "practice")
    concepts = () if kind == "concept" else tuple(user for user in users if kind_of(user) == "concept")

    def named(subjects: Iterable[str]) -> tuple[Tie, ...]:
        return tuple((one, name_of(one, language)) for one in subjects)

    return GlossaryEntry(
        subject, kind, language, name_of(subject, language), tuple(shown), synonyms, needs,
        named(practices if kind in ("metric", "flag") else rests_on(subject)),
        named(see_also(subject)), named(concepts),
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


def _flag_fields(flag: AnyFlag, language: Language, thresholds: Thresholds | None) -> dict[str, str | None]:
    words, either = wording(language)["words"], f" {wording(language)['labels']['or']} "
    of_customers = flag.subject == "customer"
    return {
        "rule": flag.rule,
        "population": either.join(words[state] for state in flag.states) if of_customers else None,
        "guard": flag.guard,
        "severities": ", ".join(words[severity] for severity in flag.severities),
        "play": advice(flag.id, NO_PRESET if thresholds is None else thresholds.preset),
        "filter": f"flag:{flag.slug}" if of_customers else None,
        "source": words["flag_source"],
    }


def _with_limits(
    fields: Mapping[str, str | None], flag: AnyFlag, thresholds: Thresholds | None, language: Language
) -> dict[str, str]:
    in_force = default_thresholds() if thresholds is None else thresholds
    return {key: filled(fields[key] or "", flag, in_force, language) for key in _STATES_LIMITS}
