"""Sentences that travel in English are told in the language of the reader, numbers in their form."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.examples import each
from tests.spoken import speaking

from holdfast.engine import Engine
from holdfast.plays.catalog import shipped_plays
from holdfast.plays.play import ANCHORS, ON_CLEARING, OPENINGS, SHIPPED, STEP_KINDS
from holdfast.plays.progress import StepState
from holdfast.plays.words import TEXTS, TITLES
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import preset_names
from holdfast.words.interface.catalogue import table_of
from holdfast.words.interface.chosen import INTERFACE_LANGUAGES, InterfaceLanguage
from holdfast.words.interface.forms import FORMS
from holdfast.words.interface.sentences import lacks, localised, translated, worded

TRANSLATED = INTERFACE_LANGUAGES[1:]
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.thorough
@pytest.mark.parametrize("language", TRANSLATED)
def test_no_note_of_a_figure_of_the_sample_lacks_its_words(
    sample_engine: Engine, language: InterfaceLanguage
) -> None:
    """At the close, in the middle of the data and on their first days, where most cannot be told."""
    begin, end = sample_engine.span()
    days = (None, begin + (end - begin) // 2, begin + (end - begin) // 20)
    figures = [one for day in days for one in sample_engine.metrics(Query(as_of=day))]
    notes = {one.note for one in figures if one.note}
    assert sorted({statement for note in notes for statement in lacks(note, language)}) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_shipped_play_has_its_words(language: InterfaceLanguage) -> None:
    """Titles, why it helps, what its steps ask for, of reps too, and what stands on its page."""
    plays = [play for preset in ("", *preset_names()) for play in shipped_plays(preset).values()]
    steps = [step for play in plays for step in play.steps]
    as_rep = [step.as_rep for step in steps if step.as_rep]
    titles = {play.title for play in plays} | {step.title for step in steps} | {title for title, _ in as_rep}
    texts = {play.why for play in plays} | {step.do for step in steps} | {do for _, do in as_rep}
    page = {*ANCHORS.values(), *STEP_KINDS.values(), *OPENINGS.values(), *ON_CLEARING.values(), SHIPPED}
    assert sorted(titles - set(table_of(language, TITLES))) == []
    assert sorted(texts - set(table_of(language, TEXTS))) == []
    assert sorted({*page, *get_args(StepState)} - set(table_of(language, "play_page"))) == []


@pytest.mark.thorough
def test_figures_and_their_notes_do_not_depend_on_the_language(sample_engine: Engine) -> None:
    query = Query(period="6m")
    english = sample_engine.metrics(query)
    with speaking("de"):
        told = Engine(sample_engine.book, sample_engine.thresholds).metrics(query)
        (told_note,) = [one.said for one in told if one.id == "price.discount_depth"]
        assert told_note is not None
        assert told_note.endswith("hatten Rabatt")
    assert told == english


@each(
    "language, said",
    {
        "de": f"Marge 3.027{NBSP}€ je Jahr und Kunde (Margen wie vorliegend); "
        f"Abwanderung 14,2 % im Jahr (42 von 1.296)",
        "fr": f"marge 3{NARROW}027{NBSP}€ par an et par client (marges telles qu'au dossier){NARROW}; "
        f"attrition 14,2 % par an (42 sur 1{NARROW}296)",
        "en": "margin €3,027 a year and customer (margins as on file); churn 14.2 % a year (42 of 1,296)",
    }.items(),
)
def test_the_words_are_of_the_language_and_the_numbers_of_the_locale(language: str, said: str) -> None:
    note = "margin €3,027 a year and customer (margins as on file); churn 14.2 % a year (42 of 1,296)"
    with speaking(language):
        assert translated(note) == said


def test_a_number_that_is_written_for_the_reader_already_stays_as_it_is() -> None:
    """3.027 is three thousand here: read as English it would become three."""
    with speaking("de"):
        assert worded("before 3.027 €") == "davor 3.027 €"
        assert translated("373 orders of 2,782 had a discount") == "373 Bestellungen von 2.782 hatten Rabatt"


def test_what_data_say_is_taken_over_and_a_sentence_without_words_stays_whole() -> None:
    with speaking("it"):
        assert translated("A of B; ruled: 3 of 4 went on, 1 still open").startswith("A of B; ruled: 3 su 4")
        assert translated("nobody wrote words for this") == "nobody wrote words for this"
        assert worded("left behind: Ana left the house") == "left behind: Ana left the house"


@each(
    "english, german",
    {
        "1,204.5": "1.204,5",
        "−58.3": "−58,3",
        "85.8%": f"85,8{NBSP}%",
        "€2.9M": f"2,9{NBSP}Mio.{NBSP}€",
        "CHF 12,000": f"12.000{NBSP}CHF",
        "2025-06-30": "30.06.2025",
        "30 Jun 2025": "30.06.2025",
        "€95,000 [74,769–95,000]": f"95.000{NBSP}€ [74.769–95.000]",
        "[0.72, 1.35]": "[0,72; 1,35]",
        "Bäckerei 1.5": "Bäckerei 1.5",
        "v1,000": "v1,000",
    }.items(),
)
def test_only_what_is_a_number_as_a_whole_is_written_anew(english: str, german: str) -> None:
    assert localised(english, FORMS["de"]) == german
