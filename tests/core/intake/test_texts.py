"""Texts of whole columns are cleaned only where one needs it, and come out as if each had been."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import cases

from holdfast.intake.parse.cells import Reading, cleaned, parse

# Spaces of ASCII and others, letters that begin or end like them in bytes, and words for nothing.
PARTS = st.sampled_from(
    [
        "A",
        "C7",
        "é",
        "à",
        "\u3000",
        "\u00a0",
        "\u2009",
        "\x85",
        " ",
        "\t",
        "\x1f",
        "n/a",
        "-",
        "None",
        "#N/A",
        "~",
        "!",
    ]
)
TEXTS = st.none() | st.lists(PARTS, max_size=4).map("".join)


def one_by_one(texts: pl.Series, *, key: bool) -> list[str | None]:
    value = parse(pl.col("text"), pl.String(), "text", Reading(), key=key).value
    return texts.to_frame().select(value).to_series().to_list()


@cases(100)
@given(st.lists(TEXTS, max_size=6), st.booleans())
def test_a_column_is_cleaned_as_each_of_its_texts_is(texts: list[str | None], key: bool) -> None:
    column = pl.Series("text", texts, dtype=pl.String)
    assert cleaned(column, key=key).to_list() == one_by_one(column, key=key)


@pytest.mark.parametrize("texts", [["C1", "C2"], ["C1", None], [], [None]])
def test_a_column_that_needs_nothing_is_the_very_same(texts: list[str | None]) -> None:
    column = pl.Series("text", texts, dtype=pl.String)
    assert cleaned(column, key=True) is column


def test_words_for_nothing_depend_on_what_the_column_names() -> None:
    column = pl.Series("text", ["None", "n/a", "Acme "])
    assert cleaned(column, key=True).to_list() == [None, None, "Acme"]
    assert cleaned(column, key=False).to_list() == ["None", None, "Acme"]
