"""`holdfast explain`: what a metric or a flag means, from the very declarations that compute it."""

from __future__ import annotations

import sys
from typing import Any

from holdfast.errors import UsageError
from holdfast.export import to_json
from holdfast.filters.errors import did_you_mean
from holdfast.metrics.definition import Metric
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import FLAG_BY_WORD, FLAGS, Flag
from holdfast_tui.command_line.options import Options

_DIRECTION = {1: "up is good", -1: "down is good", 0: "neither up nor down is good"}


def run(options: Options) -> int:
    """Prints one definition, or the list of all. Raises UsageError for an unknown id."""
    if options.subject is None:
        sys.stdout.write(_everything(options.format))
        return 0
    entry = _entry(_find(options.subject))
    sys.stdout.write(to_json(entry) if options.format == "json" else _page(entry))
    return 0


def _find(word: str) -> Metric | Flag:
    sought = word.strip().lower()
    metrics = {name: one for one in METRICS.values() for name in (one.id, one.name.lower(), *one.synonyms)}
    found = metrics.get(sought) or FLAG_BY_WORD.get(sought)
    if found is None:
        hint = did_you_mean(sought, (*metrics, *FLAG_BY_WORD)) or ": 'holdfast explain' lists them all"
        raise UsageError(f"there is no metric or flag '{word}'{hint}")
    return found


def _entry(subject: Metric | Flag) -> dict[str, Any]:
    needs = [list(tables) for tables in subject.needs]
    if isinstance(subject, Flag):
        return {
            "id": subject.id,
            "name": subject.name,
            "filter": f"flag:{subject.slug}",
            "rule": subject.rule,
            "guard": subject.guard,
            "severities": list(subject.severities),
            "needs": needs,
            "play": subject.play,
            "source": "Holdfast's own rule; its thresholds are defaults to adjust to the business",
        }
    return {
        "id": subject.id,
        "name": subject.name,
        "formula": subject.formula,
        "population": subject.population,
        "unit": subject.unit,
        "direction": _DIRECTION[subject.direction],
        "interval": subject.interval,
        "needs": needs,
        "source": subject.source,
        "note": subject.note,
    }


def _page(entry: dict[str, Any]) -> str:
    lines = [f"{entry['id']}  {entry['name']}"]
    for title, value in list(entry.items())[2:]:
        if value:
            lines.append(f"  {title:<11} {_words(title, value)}")
    return "\n".join(lines) + "\n"


def _words(title: str, value: Any) -> str:
    if title == "needs":
        return ", or ".join(" and ".join(f"{table}.csv" for table in tables) for tables in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _everything(output_format: str) -> str:
    subjects: list[Metric | Flag] = [*METRICS.values(), *FLAGS.values()]
    entries = [_entry(subject) for subject in subjects]
    if output_format == "json":
        return to_json({"metrics": entries[: len(METRICS)], "flags": entries[len(METRICS) :]})
    width = max(len(entry["id"]) for entry in entries) + 2
    lines = [f"{entry['id']:<{width}}{entry['name']}" for entry in entries]
    return "".join(
        f"{line}\n" for line in ["metrics", *lines[: len(METRICS)], "", "flags", *lines[len(METRICS) :]]
    )
