"""A word that nobody listed is not asked about where its amounts say what it does: all of them take off."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.intake import read_book

HEAD = "Order ID,Customer ID,Date,Amount,Status\nO1,C1,2025-01-03,100.00,paid\n"


@pytest.mark.parametrize("word", ["credit note", "avoir client"])
def test_a_word_of_negative_amounts_alone_is_counted_and_not_asked_about(tmp_path: Path, word: str) -> None:
    (tmp_path / "orders.csv").write_text(HEAD + f"O2,C1,2025-02-03,-20.00,{word}\n")
    receipt = read_book([tmp_path]).receipt
    assert not receipt.questions
    assert {one.word: one.counted for one in receipt.statuses} == {"paid": True, word: True}


def test_one_amount_that_is_not_negative_makes_it_a_question(tmp_path: Path) -> None:
    rows = "O2,C1,2025-02-03,-20.00,xyzzy\nO3,C1,2025-02-04,0.00,xyzzy\n"
    (tmp_path / "orders.csv").write_text(HEAD + rows)
    (asked,) = read_book([tmp_path]).receipt.questions
    assert "'xyzzy' (2 rows)" in asked.question


@pytest.mark.thorough
def test_the_sample_asks_nothing(sample_book: Path) -> None:
    receipt = read_book([sample_book]).receipt
    assert receipt.clean
