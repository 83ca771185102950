"""Survey scores in words: agree, neutral and disagree become numbers, anything else is set aside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.core.figures_of import FiguresOf

from holdfast.engine import Engine, open_book
from holdfast.query import Query

HEADER = "response_id,kind,rep_id,answered,score,scale\n"


def test_agree_neutral_and_disagree_are_read_as_numbers(tmp_path: Path) -> None:
    words = ("agree", "Agree", "d'accord", "neutral", "disagree", "disagree ")
    rows = "".join(f"{n},enps,r{n},2025-05-01,{word},agree3\n" for n, word in enumerate(words))
    (tmp_path / "surveys.csv").write_text(HEADER + rows + "9,enps,r9,2025-05-01,perhaps,agree3\n")
    (tmp_path / "orders.csv").write_text("order_id,customer_id,order_date,amount\n1,c,2025-06-01,10\n")
    book = open_book([tmp_path], use_cache=False)
    assert book.tables["surveys"]["score"].to_list() == [3, 3, 3, 2, 1, 1, None]
    assert book.receipt.cells_set_aside["text"].to_list() == ["perhaps"]
    enps = FiguresOf(Engine(book), Query(date(2025, 6, 30)))["enps.reps"]
    assert (enps.numerator, enps.denominator) == (1, 6)


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    (tmp_path / "surveys.csv").write_text(
        HEADER + "1,enps,r1,2025-05-01,9,0-10\n2,enps,r2,2025-05-01,7.5,0-10\n"
    )
    (tmp_path / "orders.csv").write_text("order_id,customer_id,order_date,amount\n1,c,2025-06-01,10\n")
    book = open_book([tmp_path], use_cache=False)
    assert book.tables["surveys"]["score"].to_list() == [9, 7.5]
