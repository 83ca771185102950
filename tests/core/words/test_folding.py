"""Search must find a name however it is capitalised or accented."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.words.folding import fold, fold_expr, folded


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Café Noir", "CAFE noir"),
        ("Müller & Söhne", "muller & sohne"),
        ("Weiße Straße", "WEISSE STRASSE"),
        ("Øresund Łódź", "oresund lodz"),
        ("ΟΔΟΣ", "οδος"),
        ("İstanbul", "istanbul"),
        ("Café", "Café"),  # composed and decomposed
    ],
)
def test_case_and_accents_do_not_hide_a_name(written: str, searched: str) -> None:
    assert fold(written) == fold(searched)


def test_different_names_stay_different() -> None:
    assert fold("Acme") != fold("Acne")


def test_a_missing_name_stays_missing() -> None:
    assert pl.select(fold_expr(pl.lit(None, dtype=pl.String))).item() is None


# Up to Latin, Greek, Cyrillic, Hebrew and Arabic: the two Unicode tables may be of different age.
@given(st.text(st.characters(max_codepoint=0x6FF, exclude_categories=["Cs", "Cn"])))
def test_a_needle_and_a_column_fold_alike(text: str) -> None:
    assert pl.select(fold_expr(pl.lit(text))).item() == fold(text)


def test_a_whole_column_folds_as_each_of_its_texts() -> None:
    names = pl.Series("name", ["ACME", "Café Noir", None, "Weiße", "", "plain"])
    assert folded(names).to_list() == names.to_frame().select(fold_expr(pl.col("name"))).to_series().to_list()
    assert folded(names.gather([0, 2, 4])).to_list() == ["acme", None, ""]
