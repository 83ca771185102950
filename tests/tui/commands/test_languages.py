"""Every label that is declared has its word in every language of the interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from tests.core.words.interface.asked import asked_in
from tests.core.words.interface.faults import Fault, faults_in, remarks_in
from tests.spoken import speaking

import holdfast
import holdfast_tui
from holdfast.glossary.interface import names_in
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.thresholds.words import guard_of, rule_of
from holdfast.schema.fields import FIELDS, SEVERITIES, SEVERITY_MEANINGS
from holdfast.words.interface.catalogue import table_of, tables_of
from holdfast.words.interface.chosen import INTERFACE_LANGUAGES, InterfaceLanguage
from holdfast.words.interface.sentences import FAULTS, REMARKS, lacks, translated, worded
from holdfast_tui.command_line.grids import _TITLES
from holdfast_tui.commands.declared import COMMANDS, Keys, help_lines
from holdfast_tui.commands.places import NUMBERED_ROOMS, PLACE_TITLES
from holdfast_tui.commands.standing import FIGURE_LISTS
from holdfast_tui.grid.widget import Grid
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.desk.kpi import SHORT
from holdfast_tui.panes.table import TablePane
from holdfast_tui.plain.declared import WORDS
from holdfast_tui.screens.dialogs.forms.export import FORMATS
from holdfast_tui.screens.rooms.numbered import ROOM_SCREENS
from holdfast_tui.tour.steps import questions, steps

_TUI = Path(holdfast_tui.__file__).parent
_CORE = Path(holdfast.__file__).parent
_ASKING = {
    "plain": (_TUI / "plain",),
    "tour": (_TUI / "tour",),
    "moved": (_CORE / "views" / "why",),
    "check": (_TUI / "panes" / "data", _TUI / "command_line" / "verbs" / "check.py"),
    "limit": (_CORE / "risk" / "thresholds" / "words.py",),
    "changes": (_TUI / "command_line" / "changes",),
    "play_page": (
        _CORE / "plays" / "words.py",
        _CORE / "plays" / "progress.py",
        _TUI / "screens/dialogs/forms/play.py",
    ),
}
"""Table of the catalogue → the modules that say it."""

_IN_WORDS = {f"In the room {room.title.lower()}" for room in NUMBERED_ROOMS}


def _declared() -> Iterator[tuple[str, str]]:
    """(table, label) of everything that is declared to be read."""
    for command in COMMANDS.values():
        yield from (("command", command.title), ("why", command.why), ("hint", command.hint))
    yield from (("room", room.title) for room in NUMBERED_ROOMS)
    yield from (("place", title) for title in PLACE_TITLES.values() if title not in _IN_WORDS)
    yield from (("figure", label.strip()) for labels in FIGURE_LISTS.values() for label in labels.values())
    yield from (("headline", label) for label in SHORT.values())
    yield from (("field", field.title) for field in FIELDS.values())
    yield from (("column", title) for title in _TITLES.values())
    yield from (("column", name.replace("_", " ").capitalize()) for name in _columns() - {*_TITLES})
    yield from (("severity", name) for name in SEVERITIES)
    yield from (("", meaning) for meaning in SEVERITY_MEANINGS.values())
    yield from (("metric", metric.name) for metric in METRICS.values())
    yield from (("flag", flag.name) for flag in FLAG_NAMES.values())
    yield from (("play", flag.play) for flag in FLAG_NAMES.values())
    yield from (("", why) for _, _, why in FORMATS)
    yield from _of_panes()


def _columns() -> set[str]:
    """The columns of every view, as the topic has them that is made of the views."""
    return set(re.findall(r"`(\w+)`", (_TUI / "help" / "topics" / "json-rows.md").read_text("utf-8")))


def _of_panes() -> Iterator[tuple[str, str]]:
    assert ROOM_SCREENS  # every room, and with it every pane, is imported
    for pane in _kinds(Pane):
        yield "pane", pane.name_of_pane
    for table in _kinds(TablePane):
        yield "column", table.lead.strip()
        yield from (("column", column.title) for column in getattr(table, "table", ()) or ())
    for grid in _kinds(Grid):
        yield from (("column", column.title) for column in getattr(grid, "columns", ()) or ())


def _kinds(kind: type[Any]) -> Iterator[type[Any]]:
    for below in kind.__subclasses__():
        if not below.__module__.startswith("tests."):
            yield below
        yield from _kinds(below)


def _known(language: InterfaceLanguage, _table: str, label: str) -> bool:
    tables, named = tables_of(language), names_in(language)
    said = any(label in words for words in tables.values()) or label in named
    return said or not any(letter.isalpha() for letter in label)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:])
def test_no_declared_label_lacks_a_translation(language: InterfaceLanguage) -> None:
    assert sorted({each for each in _declared() if not _known(language, *each)}) == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:])
def test_every_sentence_that_an_area_is_asked_for_has_its_words(language: InterfaceLanguage) -> None:
    """The line mode, the tour and the page of a play; one that is asked for nowhere is none of them."""
    asked = {table: asked_in(*places) for table, places in _ASKING.items()}
    assert all(asked.values())
    asked["tour"] |= {step.text for step in steps()} | {question.asks for question in questions()}
    asked["limit"] |= {
        text
        for flag in ALL_FLAGS.values()
        for field in fields(flag.limits)
        for text in (field.metadata["words"], field.metadata["unit"])
        if text
    }
    asked["plain"] |= {word.why for word in WORDS if word.why not in table_of(language, "why")}
    lacking = {table: sorted(texts - set(table_of(language, table))) for table, texts in asked.items()}
    assert {table: texts for table, texts in lacking.items() if texts} == {}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:])
def test_the_rule_of_a_flag_is_said_with_the_limits_in_force(language: InterfaceLanguage) -> None:
    in_force = default_thresholds()
    english = [told(flag, in_force) for flag in ALL_FLAGS.values() for told in (rule_of, guard_of)]
    with speaking(language):
        spoken = [told(flag, in_force) for flag in ALL_FLAGS.values() for told in (rule_of, guard_of)]
    assert [text for text, told in zip(english, spoken, strict=True) if text and told in (text, "")] == []
    assert [text for text in spoken if "{" in text] == []
    assert "1,5" in spoken[0]


@pytest.fixture(scope="module")
def faults() -> tuple[Fault, ...]:
    """What may be refused with, or told: read from the code once."""
    return tuple(faults_in(_CORE, _TUI))


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:])
def test_every_error_is_said_in_the_language_of_the_reader(
    language: InterfaceLanguage, faults: tuple[Fault, ...]
) -> None:
    """Whoever raises one writes its words; that their places agree is held by test_catalogue.py."""
    assert len({one.place for one in faults}) > 400
    assert _without_words(faults, FAULTS, language) == {}


@pytest.fixture(scope="module")
def remarks() -> tuple[Fault, ...]:
    """What may be said of files and rows."""
    return tuple(remarks_in(_CORE, _TUI))


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:])
def test_every_remark_on_a_file_is_said_in_the_language_of_the_reader(
    language: InterfaceLanguage, remarks: tuple[Fault, ...]
) -> None:
    assert len({one.place for one in remarks}) > 60
    assert _without_words(remarks, REMARKS, language) == {}


_LOOKED_UP = (
    "see the quarantine",
    "own column",
    "of all the files",
    "GRANT SELECT ON",
    "'@' goes with",
)
"""Sentences whose middle stands in a table of their module, which is filled in only when it is said."""


def _without_words(said: tuple[Fault, ...], table: str, language: InterfaceLanguage) -> dict[str, str]:
    lacking = {one: " ".join(lacks(one.said, language, table)) for one in dict.fromkeys(said)}
    return {
        one.place: parts
        for one, parts in lacking.items()
        if any(map(str.isalpha, parts)) and not any(known in one.said for known in _LOOKED_UP)
    }


@pytest.mark.parametrize(
    ("remark", "german"),
    [
        (
            "orders: 1,204 rows of orders repeat a key that was seen before: see the quarantine",
            "orders: 1.204 Zeilen von orders wiederholen einen Schlüssel, der schon vorkam: siehe Quarantäne",
        ),
        (
            "customers: 2 own columns, to filter, show, sort and split by: Fax (text), Tier (a few values)",
            "customers: 2 eigene Spalten, zum Filtern, Zeigen, Sortieren und Teilen: Fax (Text), "
            "Tier (wenige Werte)",
        ),
        ("warnings of all the files: 1,204", "Warnungen aller Dateien: 1.204"),
    ],
)
def test_a_remark_has_the_numbers_of_the_reader(remark: str, german: str) -> None:
    with speaking("de"):
        assert translated(remark, REMARKS) == german


@pytest.mark.parametrize(
    ("fault", "german"),
    [
        (
            "there is no field 'rvnue': did you mean 'revenue'?",
            "es gibt kein Feld 'rvnue': meinten Sie 'revenue'?",
        ),
        (
            "--where, character 9: '13x' is not a number: write revenue>10, 2.5, 10k or 1.5m",
            "--where, Zeichen 9: '13x' ist keine Zahl: revenue>10, 2.5, 10k oder 1.5m schreiben",
        ),
        ("the rows of orders are 2025-06-30", "the rows of orders are 2025-06-30"),
        ("'a table' is too large", "'a table' ist zu groß"),
        (
            "/srv/book/holdfast.toml: [tables.ordrs] is not a table; did you mean 'orders'? (known: orders)",
            "/srv/book/holdfast.toml: [tables.ordrs] ist keine Tabelle; meinten Sie 'orders'? "
            "(bekannt: orders)",
        ),
        (
            "plays.toml: line 7: [thank 2] day is 'x': write a whole number of days from 0 to 9",
            "plays.toml: Zeile 7: [thank 2] day ist 'x': eine ganze Zahl von Tagen von 0 bis 9 schreiben",
        ),
    ],
)
def test_a_fault_quotes_what_was_typed_as_it_was_typed(fault: str, german: str) -> None:
    with speaking("de"):
        assert worded(fault, FAULTS) == german


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:])
def test_names_of_figures_are_said_once(language: InterfaceLanguage) -> None:
    """In the glossary, not in the catalogue."""
    assert names_in(language)
    assert not {"metric", "flag", "play", "rule"} & {*tables_of(language), *table_of(language, "rule")}


def test_the_help_of_a_place_speaks() -> None:
    with speaking("it"):
        places = dict(help_lines("risk", Keys()))
    assert "Nella stanza Rischio" in places
    assert ("D", "Variazioni dal", "Scrivere il giorno con cui si confrontano i segnali.") in places[
        "Nella stanza Rischio"
    ]
