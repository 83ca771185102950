"""The desk remembers up to which day a book was seen, and compares with that day the next time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from holdfast_tui.sitting.visits import Visits

MAY, JUNE, JULY = date(2025, 5, 31), date(2025, 6, 30), date(2025, 7, 31)


def visits(folder: Path, book: str = "book") -> Visits:
    return Visits([folder / book], {"XDG_STATE_HOME": str(folder / "state")})


def test_a_first_visit_has_nothing_to_compare_with(tmp_path: Path) -> None:
    assert visits(tmp_path).before(JUNE) is None


def test_the_next_visit_with_newer_data_compares_with_the_last(tmp_path: Path) -> None:
    visits(tmp_path).record(MAY)
    assert visits(tmp_path).before(JUNE) == MAY


def test_opening_the_same_data_again_still_compares_with_the_visit_before(tmp_path: Path) -> None:
    for day in (MAY, JUNE, JUNE):
        visits(tmp_path).record(day)
    assert visits(tmp_path).before(JUNE) == MAY
    visits(tmp_path).record(JULY)
    assert visits(tmp_path).before(JULY) == JUNE


def test_every_book_has_its_own_visits(tmp_path: Path) -> None:
    visits(tmp_path).record(MAY)
    assert visits(tmp_path, "another").before(JUNE) is None


def test_a_damaged_file_is_no_reason_to_stop(tmp_path: Path) -> None:
    visits(tmp_path).record(MAY)
    file = tmp_path / "state" / "holdfast" / "visits.json"
    for damage in ("", "[1]", '{"' + str(tmp_path / "book") + '": ["soon"]}'):
        file.write_text(damage)
        assert visits(tmp_path).before(JUNE) is None
    visits(tmp_path).record(MAY)
    assert visits(tmp_path).before(JUNE) == MAY


def test_a_state_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place")
    visits(tmp_path).record(MAY)
    assert visits(tmp_path).before(JUNE) is None
