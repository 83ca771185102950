"""The filters typed over a book are there again, the newest first and each once."""

from __future__ import annotations

from pathlib import Path

from holdfast_tui.sitting.left.filters import MOST, EarlierFilters, Walk


def test_filters_are_kept_newest_first_without_duplicates_also_beside_another_desk(tmp_path: Path) -> None:
    file = tmp_path / "filters" / "book.json"
    mine, yours = EarlierFilters(file), EarlierFilters(file)
    for text in ("a", "b", " ", "a"):
        mine.add(text)
    yours.add("c")
    mine.add("d")
    assert EarlierFilters(file).texts == ("d", "c", "a", "b")
    assert file.stat().st_mode & 0o777 == 0o600
    for number in range(MOST):
        mine.add(f"name:{number}")
    assert len(mine.texts) == MOST
    assert "d" not in mine.texts


def test_a_damaged_file_or_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    for text in ("{", "3", '[1, "a", "", "a"]'):
        (tmp_path / "book.json").write_text(text, encoding="utf-8")
        assert EarlierFilters(tmp_path / "book.json").texts in ((), ("a",))
    nowhere = EarlierFilters(tmp_path / "book.json" / "filters.json")
    nowhere.add("a")
    assert nowhere.texts == ("a",)


def test_a_walk_goes_from_what_stands_there_through_the_others_and_back() -> None:
    walk = Walk(("a", "b", "c"), "b")
    assert [walk.step(1), walk.step(1), walk.step(1), walk.step(-1), walk.step(-1), walk.step(-1)] == [
        "a", "c", None, "a", "b", None,
    ]  # fmt: skip
    assert (walk.is_on("b"), walk.is_on("b "), walk.has_begun) == (True, False, False)
    assert not Walk(("a",), "a").leads_somewhere
