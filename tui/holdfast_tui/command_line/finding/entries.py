"""What `explain` answers from declarations: entries as they are in force here, plays, documents, searches.

Pages that say the same everywhere are read by `help/explained.py`, from files that are made here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from holdfast import glossary
from holdfast.errors import UsageError
from holdfast.export.results import to_json
from holdfast.filters.errors import did_you_mean
from holdfast.glossary import GlossaryEntry
from holdfast.intake import read_settings
from holdfast.plays.catalog import plays_of
from holdfast.plays.play import Play
from holdfast.plays.words import PREFIX, document_of, line_of, page_of
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.thresholds.limits import Value
from holdfast.risk.thresholds.own import own_file
from holdfast.risk.thresholds.thresholds import (
    NOTHING_OF_YOURS,
    Thresholds,
    default_thresholds,
    thresholds_of,
)
from holdfast.risk.thresholds.words import sentences
from holdfast.schema.settings import BookSettings
from holdfast.words.languages import Language
from holdfast_tui.command_line import book
from holdfast_tui.command_line.finding.words import found_by
from holdfast_tui.command_line.options import Options
from holdfast_tui.commands.standing import SPOTS
from holdfast_tui.help.explained import Explanation, listed, told
from holdfast_tui.start.language import language_of_glossary

_KEYS: Final = {
    "metric": ("formula", "population", "unit", "direction", "interval", "example", "source", "note"),
    "flag": ("rule", "guard", "severities", "play", "filter", "example", "source"),
    "practice": ("text",),
    "concept": ("text",),
}
RATED: Final = ("priority", "loss_rate", "expected_loss")
"""Fields of a customer that a word of the command line explains together."""

_RATED: Final = {
    "priority": "revenue × (loss rate − rate of all) × chance to reach the customer: expected loss avoidable",
    "loss_rate": (
        f"chance to be lost within {HORIZON.days} days. Models of loss (by the clock: how long ago the last "
        "order was against the usual gap; logistic: that with orders, tenure, revenue, trend and when the "
        "active window closes) learn from earlier month-ends and are tried on later ones. The simplest is "
        "taken that no other beats beyond chance in log score. Where none beats the rate of all, the open "
        "flags say it: the calibrated one with the highest rate, else the highest drawn to that of all (≈)"
    ),
    "expected_loss": "revenue × loss rate, with the very rate of the priority",
    "order": (
        "what can no longer be done after 14 days first, then the priority (expected loss where most are "
        "lost in that time and it clearly held more of the revenue lost), then severity, revenue and how "
        "long ago the last order was"
    ),
}

_PLURALS: Final = {"metric": "metrics", "flag": "flags", "practice": "practices", "concept": "concepts"}


def run(options: Options) -> int:
    """Prints one entry, what a word finds that is the name of none, or the list of all.

    Raises UsageError for a word that finds nothing.
    """
    language = options.language or language_of_glossary(os.environ)
    as_json = options.format == "json"
    if options.subject is None:
        lines = listed(names(language)) if not as_json else ()
        sys.stdout.write(_document(glossary.entries(language)) if as_json else "\n".join(lines) + "\n")
        return 0
    if options.subject in RATED:
        rated = {**_RATED, **_on_book(options)}
        sys.stdout.write(
            to_json(rated) if options.format == "json" else "\n".join(told(rated.items())) + "\n"
        )
        return 0
    in_force = _thresholds(options)
    if (play := _play(options.subject, in_force)) is not None:
        sys.stdout.write(
            to_json(document_of(play)) if options.format == "json" else "\n".join(told(page_of(play))) + "\n"
        )
        return 0
    if glossary.find(options.subject) is None and not as_json:
        # Who reads a document wants the one that was named, or to be told that there is none.
        sys.stdout.write("\n".join(found_by(options.subject, language)) + "\n")
        return 0
    entry = glossary.entry(options.subject, language, in_force)
    shown = page(entry, in_force).lines(entry.id) if not as_json else ()
    sys.stdout.write(to_json(_fields(entry, in_force)) if as_json else "\n".join(shown) + "\n")
    return 0


def _play(word: str, thresholds: Thresholds) -> Play | None:
    """The play of an id, where nothing else goes by it or `play:` stands before it. Raises UsageError."""
    if not word.startswith(PREFIX):
        return plays_of(thresholds.preset).get(word) if glossary.find(word) is None else None
    plays, play_id = plays_of(thresholds.preset), word.removeprefix(PREFIX)
    if (play := plays.get(play_id)) is None:
        hint = did_you_mean(play_id, plays.by_id) or f": the plays are {', '.join(plays.by_id)}"
        raise UsageError(f"there is no play '{play_id}'{hint}")
    return play


def _on_book(options: Options) -> dict[str, str]:
    """By what the customers of the book that was named are ordered, and why. Raises UsageError."""
    if not options.sources:
        return {}
    engine = book.open_engine(options)
    return {"on this book": engine.whom_first(options.query)}


def _thresholds(options: Options) -> Thresholds:
    """Those of the book that was named, else the defaults; as `--thresholds` asks. Raises UsageError."""
    sources = options.sources
    settings = _settings(options) if sources else BookSettings("")
    own = (
        book.thresholds_asked_for(options, own_file(sources))
        if sources or options.thresholds
        else NOTHING_OF_YOURS
    )
    return thresholds_of(settings, own)


def _settings(options: Options) -> BookSettings:
    from holdfast.shared.opened import shared_book  # noqa: PLC0415 - most of what is explained needs no book

    shared = shared_book(options.sources, options.config)
    return shared.settings if shared is not None else read_settings(options.sources, options.config)


def _fields(entry: GlossaryEntry, thresholds: Thresholds) -> dict[str, Any]:
    stated = entry.kind == "flag"
    linked = [subject for subject, _ in entry.links]
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind,
        "language": entry.language,
        **{key: entry.text(key) for key in _KEYS[entry.kind]},
        **({"thresholds": _values(entry.id, thresholds)} if stated else {}),
        **({"plays": [play.id for play in _plays(entry.id, thresholds)]} if stated else {}),
        "synonyms": list(entry.synonyms),
        "needs": [list(tables) for tables in entry.needs],
        **({"room": _room(entry)} if entry.kind == "metric" else {}),
        "practices" if entry.kind in ("metric", "flag") else "rests_on": linked,
        "see_also": [subject for subject, _ in entry.see_also],
        "used_by": [subject for subject, _ in entry.used_by],
    }


def _room(entry: GlossaryEntry) -> str | None:
    """The room in which a figure stands; None for one whose rows are opened by its name."""
    spot = SPOTS.get(entry.id)
    return None if spot is None else spot.words


def _plays(flag_id: str, thresholds: Thresholds) -> Sequence[Play]:
    """The plays that answer a flag, for whatever tier or reason."""
    return [play for play in plays_of(thresholds.preset).by_id.values() if flag_id in play.flags]


def _values(flag_id: str, thresholds: Thresholds) -> dict[str, Value]:
    start = f"{flag_id}."
    return {p.removeprefix(start): value for p, value in thresholds.values.items() if p.startswith(start)}


def _document(found: Sequence[GlossaryEntry]) -> str:
    return to_json(
        {
            **{
                plural: [_fields(one, default_thresholds()) for one in found if one.kind == kind]
                for kind, plural in _PLURALS.items()
            },
            "plays": [document_of(play) for play in plays_of().by_id.values()],
        }
    )


def page(entry: GlossaryEntry, thresholds: Thresholds) -> Explanation:
    """What is said of an entry to a person, in the entry's language."""
    labelled = list(entry.labelled())
    if entry.kind == "metric":
        labelled.append((entry.label("room"), _room(entry) or entry.word("rows_by_name")))
    if entry.kind == "flag" and (told := sentences(ALL_FLAGS[entry.id], thresholds)):
        label = entry.label("thresholds")
        labelled += [(label, thresholds.name), *(("", sentence) for sentence in told)]
    if entry.kind == "flag":
        place = [label for label, _ in labelled].index(entry.label("play")) + 1
        labelled[place:place] = [("", line_of(play)) for play in _plays(entry.id, thresholds)]
    return Explanation(entry.name, labelled)


def names(language: Language) -> Mapping[str, Mapping[str, str]]:
    """The name of each entry by the plural of its kind and by its id, then the titles of plays."""
    found = glossary.entries(language)
    named = {
        plural: {one.id: one.name for one in found if one.kind == kind} for kind, plural in _PLURALS.items()
    }
    return {**named, "plays": {f"{PREFIX}{play.id}": play.title for play in plays_of().by_id.values()}}
