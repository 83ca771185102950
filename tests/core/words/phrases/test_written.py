"""How a text writes a phrase, and what of the text is quoted."""

from __future__ import annotations

import polars as pl

from holdfast.words.phrases.written import quoted, written

FAR = "We wrote to you in April and in May and again in June, and in the end nobody-answers our calls."


def test_a_phrase_is_told_as_the_text_writes_it() -> None:
    texts = pl.Series(["Qualité médiocre!", "qualite MEDIOCRE", "médiocre, qualité", ""])
    assert written(texts, ["qualite", "mediocre"]).to_list() == [
        "Qualité médiocre", "qualite MEDIOCRE", None, None,
    ]  # fmt: skip


def test_a_long_text_is_quoted_from_a_few_words_before_the_phrase_on() -> None:
    texts = pl.Series([FAR, "Nobody answers", "chocolate " * 8 + "late"])
    assert (
        quoted(texts, written(texts, ["nobody", "answers"]))[0]
        == "…June, and in the end nobody-answers our calls."
    )
    assert quoted(texts, written(texts, ["nobody", "answers"]))[1] == "Nobody answers"
    assert quoted(texts, written(texts, ["late"]))[2] == "…chocolate chocolate late", "a word of its own"
