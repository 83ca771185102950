"""Words and phrases of texts: what stands beside each other, and what says nothing alone."""

from __future__ import annotations

import polars as pl

from holdfast.words.phrases.cut import cut
from holdfast.words.phrases.phrases import phrases_in


def said(text: str) -> set[str]:
    found = phrases_in(pl.Series([text]))
    return set(found.spelled(found.rows.get_column("phrase")))


def words(text: str) -> list[str]:
    return cut(pl.Series([text])).get_column("word").to_list()


def test_no_phrase_begins_or_ends_with_a_stop_word_or_passes_a_sign() -> None:
    assert said("Lack of support, too expensive.") == {
        *("lack", "support", "lack of support", "expensive", "too expensive"),
    }


def test_articles_before_an_apostrophe_are_no_part_of_a_word() -> None:
    assert words("l'offerta, dell\u2019anno, qu'il, customer's, don't") == [
        *("offerta", "anno", "il", "customer", "dont"),
    ]


def test_numbers_ids_and_addresses_are_no_words_and_end_a_phrase() -> None:
    assert words("late INV-2023/001 box a@b.com www.x.org/late 50 %") == ["late", "box"]
    assert said("late 12 box") == {"late", "box"}


def test_a_hyphen_joins_a_letter_and_parts_two_words() -> None:
    assert words("e-mail follow-up") == ["email", "follow", "up"]


def test_accents_case_and_the_ways_to_write_arabic_do_not_count() -> None:
    assert words("große Qualité") == ["grosse", "qualite"]
    assert words("شركة") == words("شركه")
    assert words("متأخّر") == words("متاخر")
    assert said("متأخّر جدًّا") == {"متاخر", "متاخر جدا"}


def test_what_turns_or_controls_text_is_no_part_of_a_word() -> None:
    assert words("la\u202ete \x1bbox\x00late") == ["late", "box", "late"]
    assert said("late\x1bbox") == {"late", "box"}


def test_a_phrase_of_too_few_texts_is_left_out_and_a_text_counts_once() -> None:
    four, five = ["late late late"] * 4, ["late late late"] * 5
    assert phrases_in(pl.Series([*four, None]), least=5).rows.is_empty()
    found = phrases_in(pl.Series([*five, None]), least=5)
    assert found.rows.height == found.rows.n_unique()
    assert found.of_text.to_list() == [0, 0, 0, 0, 0, None]
    number = found.number(["late"])
    assert number is not None
    assert number in found.rows.get_column("phrase")
    assert found.number(["absent"]) is None
