"""The words of the interface: every language has them all, and says each in the same places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pytest
from tests.spoken import speaking

from holdfast.words.interface.catalogue import AREAS, IN_CONTEXT, counted, phrase, table_of, tables_of, tr
from holdfast.words.interface.chosen import INTERFACE_LANGUAGES, InterfaceLanguage

TRANSLATED = INTERFACE_LANGUAGES[1:]
_PLACE = re.compile(r"\{(\w*)\}")
_DIGITS = re.compile(r"\d+")


def every_table_of(language: InterfaceLanguage) -> dict[str, Mapping[str, str]]:
    """Those of every start, and those of the areas."""
    return {**tables_of(language), **{table: table_of(language, table) for table in AREAS}}


def _places(template: str) -> Counter[str]:
    return Counter(_PLACE.findall(template))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_says_what_another_says(language: InterfaceLanguage) -> None:
    mine, german = every_table_of(language), every_table_of("de")
    lacking = [
        f"[{table}] {english}"
        for table, words in german.items()
        for english in words
        if not mine.get(table, {}).get(english)
    ]
    assert lacking == []
    assert set(mine) <= set(german)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_english(language: InterfaceLanguage) -> None:
    wrong = [
        english
        for table, words in every_table_of(language).items()
        if table != "rule"  # its places hold words, too: tests/core/risk
        for english, told in words.items()
        for ours, theirs in [(english.partition("|"), told.partition("|"))]
        if bool(ours[1]) != bool(theirs[1]) or any(_places(ours[n]) != _places(theirs[n]) for n in (0, 2))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_loses_a_figure(language: InterfaceLanguage) -> None:
    """10 %, 48 hours, F03, 2025-07-04: what stands in digits in English stands so in every language."""
    wrong = [
        english
        for words in every_table_of(language).values()
        for english, told in words.items()
        if Counter(_DIGITS.findall(_PLACE.sub("", english))) - Counter(_DIGITS.findall(_PLACE.sub("", told)))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_translated_twice_says_the_same(language: InterfaceLanguage) -> None:
    """A word may pass two doors on its way to the screen."""
    with speaking(language):
        tables = tables_of(language)
        bare = {word for table in tables.keys() - IN_CONTEXT for word in tables[table]}
        assert [word for word in sorted(bare) if tr(tr(word)) != tr(word)] == []


def test_english_is_what_the_code_says() -> None:
    assert tr("  like with like") == "  like with like"
    assert phrase("{shown} of {total} customers", shown="3", total="400") == "3 of 400 customers"
    assert [counted("{n} order|{n} orders", n) for n in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]


def test_a_word_keeps_the_space_around_it_and_goes_by_its_table() -> None:
    with speaking("de"):
        assert tr("  like with like") == "  Gleiche mit Gleichen"
        assert (tr("Open", "command"), tr("Open", "column")) == ("Öffnen", "Offen")
        assert tr("Hotel Quarzkamp") == "Hotel Quarzkamp"
        # What is typed into a filter means the same in every language.
        assert tr("lost") == "lost"


def test_the_plural_is_that_of_the_language() -> None:
    """French counts nothing and one alike. Source: CLDR, plural rules."""
    told = {}
    for language in TRANSLATED:
        with speaking(language):
            told[language] = [counted("{n} order|{n} orders", n) for n in (0, 1, 2)]
    assert told == {
        "de": ["0 Bestellungen", "1 Bestellung", "2 Bestellungen"],
        "fr": ["0 commande", "1 commande", "2 commandes"],
        "it": ["0 ordini", "1 ordine", "2 ordini"],
    }
