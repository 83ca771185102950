"""A desk that was left is found again as far as its book still has it; nothing stops the start."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.core.books import make_book

from holdfast.book.book import Book
from holdfast.metrics.what_if import WhatIf
from holdfast.query import Query, SortKey
from holdfast.rows.rowset import RowSet
from holdfast.views.retention.results import RetentionOptions
from holdfast.views.selection import CohortCell
from holdfast_tui.sitting.left.as_left import AsLeft, RoomLeft
from holdfast_tui.sitting.left.desk import LeftDesk
from holdfast_tui.sitting.left.file import BOOKS_KEPT, LeftFile
from holdfast_tui.sitting.left.shown import FROZEN
from holdfast_tui.sitting.state import DeskState, PaneCursor, Place

FIRST = Query(period="12m")
SPAN = (date(2025, 1, 31), date(2025, 6, 30))
ASKED = Query(
    as_of=date(2025, 3, 31), period="3m", where="name:a", sort=(SortKey("revenue", descending=True),),
    columns=("name", "revenue"),
)  # fmt: skip
RISK = Place("risk", "Risk", cursors=(PaneCursor("flag-customers", 2, customer=1),), focus="flag-customers")


def book(*ids: str, **tables: Any) -> Book:
    orders = [
        {"customer_id": one, "order_date": day, "amount": 10.0}
        for one in ids
        for day in ("2025-01-31", "2025-06-30")
    ]
    return make_book(customers=[{"customer_id": one} for one in ids], orders=orders, **tables)


def left_at(folder: Path, state: DeskState, over: Book) -> LeftFile:
    file = LeftFile(folder / "left.json")
    desk = LeftDesk(file, first=FIRST)
    desk.keep(state, state.query.where, state.here, over, last=True)
    return file


def test_question_room_cursor_and_marks_are_found_again_by_id_wherever_they_stand_now(tmp_path: Path) -> None:
    state = DeskState(
        query=ASKED, here=RISK, trail=(Place("desk", "Desk"),), span=SPAN, marks={"customer": RowSet.of(2)}
    )
    file = left_at(tmp_path, state, book("c1", "c2", "c3"))
    assert file.path.stat().st_mode & 0o777 == 0o600
    # Another customer stands first in the list by now.
    found = LeftDesk(file).restored(book("c0", "c1", "c2", "c3"), FIRST)
    assert found is not None
    assert (found.query, found.problem) == (ASKED, "")
    assert (found.here.room, found.here.focus, [step.room for step in found.trail]) == (
        "risk", "flag-customers", ["desk"],
    )  # fmt: skip
    assert found.here.cursors == (PaneCursor("flag-customers", 2, customer=2),)
    assert found.marks == {"customer": RowSet.of(3)}
    assert found.words(FIRST) == "filter, sort, columns, period 3m, as of 2025-03-31, 1 marked"


def test_switches_frozen_columns_contract_marks_and_the_rows_of_a_cell_are_found_again(
    tmp_path: Path,
) -> None:
    switched = RetentionOptions(
        "events", "quarter", "on_or_after", "second", "tier", WhatIf(100.0, 0.1, 0.8, 0.85)
    )
    cell = CohortCell("2025-01", 2)
    contracts = [
        {"contract_id": one, "customer_id": "c1", "start": "2025-01-01", "end": "2025-12-31", "value": 1}
        for one in ("K1", "K2")
    ]
    state = DeskState(
        span=SPAN,
        here=Place("figure", "Rows", cell),
        trail=(Place("desk", "Desk"), Place("retention", "Retention")),
        marks={"contract": RowSet(ids=frozenset({"K1", "K2"}))},
        choices={"retention": switched, FROZEN: ("name", "rep"), "desk": ("retention.customers",)},
    )
    file = left_at(tmp_path, state, book("c1", contracts=contracts))
    found = LeftDesk(file).restored(book("c1", "c2", contracts=contracts), FIRST)
    assert found is not None
    assert (found.problem, found.here.subject) == ("", cell)
    assert found.marks == state.marks
    assert found.choices == {"retention": switched, FROZEN: ("name", "rep")}
    # One contract is gone by now, and switches of another version say nothing here.
    told = json.loads(file.path.read_text(encoding="utf-8"))
    told["shown"]["retention"]["by"] = "week"
    told["behind"] = "cohort-cell offset=2 by=week"
    file.path.write_text(json.dumps(told), encoding="utf-8")
    found = LeftDesk(file).restored(book("c1", contracts=contracts[:1]), FIRST)
    assert found is not None
    assert found.left_out == (
        "the mark on contract K2 (gone)",
        "the rows behind cohort-cell offset=2 by=week (cohort-cell: by is one of month, quarter, year, not "
        "'week')",
        "the switches of the room retention",
    )
    assert (found.here.room, found.choices) == ("retention", {FROZEN: ("name", "rep")})


def test_the_newest_day_is_followed_and_what_the_command_line_says_goes_first(tmp_path: Path) -> None:
    newest = replace(ASKED, as_of=SPAN[1])
    file = left_at(tmp_path, DeskState(query=newest, span=SPAN), book("c1"))
    given = LeftDesk(file, given=frozenset({"where", "period"}))
    found = given.restored(book("c1"), Query(period="24m", where="name:b"))
    assert found is not None
    assert found.query == replace(newest, as_of=None, period="24m", where="name:b")
    assert LeftDesk(file, is_fresh=True).restored(book("c1"), FIRST) is None


def test_what_the_settings_say_by_now_counts_where_nothing_else_was_chosen(tmp_path: Path) -> None:
    file = left_at(tmp_path, DeskState(query=FIRST, span=SPAN), book("c1"))
    found = LeftDesk(file).restored(book("c1"), Query(period="2025Q2", columns=("name",)))
    assert found is not None
    assert found.query == Query(period="2025Q2", columns=("name",))
    # A list without chosen columns stays so, whatever the settings choose.
    desk = LeftDesk(LeftFile(tmp_path / "other.json"), first=Query(columns=("name",)))
    desk.keep(DeskState(query=Query(), span=SPAN), "", Place("desk", "Desk"), book("c1"), last=True)
    again = LeftDesk(desk.file).restored(book("c1"), Query(columns=("name",)))
    assert again is not None
    assert again.query.columns == ()


def test_what_a_changed_book_lacks_is_named_in_one_line(tmp_path: Path) -> None:
    state = DeskState(
        query=Query(as_of=date(2025, 3, 31), where="x.seats>3", sort=(SortKey("x.seats"),), basis="mrr"),
        here=Place("customer", "c2", 1),
        trail=(Place("desk", "Desk", cursors=(PaneCursor("customers", customer=1),)),),
        span=SPAN,
        marks={"customer": RowSet.of(0) | RowSet.of(1) | RowSet.of(2), "rep": RowSet(ids=frozenset({"r9"}))},
    )
    file = left_at(tmp_path, state, book("c1", "c2", "c3"))
    later = make_book(
        customers=[{"customer_id": "c1"}],
        orders=[{"customer_id": "c1", "order_date": "2025-05-31", "amount": 10.0}],
        reps=[{"rep_id": "r1", "name": "Ana"}],
    )
    found = LeftDesk(file).restored(later, FIRST)
    assert found is not None
    assert found.problem == (
        "Not restored on this book: the filter 'x.seats>3' (there is no field 'x.seats': did you mean "
        "'status'?); the sort by x.seats; "
        "the as-of date 2025-03-31 (the data go from 2025-05-31 to 2025-05-31); revenue by mrr; "
        "2 of 3 marked customers (gone); the mark on rep r9 (gone); "
        "the cursor on customer c2 (gone); the page of customer c2 (gone)."
    )
    assert (found.query, found.here.room, found.marks) == (FIRST, "desk", {"customer": RowSet.of(0)})


@pytest.mark.parametrize(
    "text",
    [
        "", "[1]", "{", '{"format": 2}', "[" * 100_000, '{"format": 1, "rooms": [{"room": 3}]}',
        '{"format": 1, "rooms": [{"room": "desk", "cursors": [{"pane": "a", "row": true}]}]}',
        '{"format": 1, "question": {"columns": [1]}}', '{"format": 1, "question": {"as_of": "soon"}}',
        '{"format": 1, "marks": {"customer": "c1"}}', '{"format": 1, "shown": {"risk": 1}}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_said_in_one_line_and_the_desk_opens_afresh(tmp_path: Path, text: str) -> None:
    file = LeftFile(tmp_path / "left.json")
    file.path.write_text(text, encoding="utf-8")
    desk = LeftDesk(file)
    assert (desk.restored(book("c1"), FIRST), desk.room) == (None, "desk")
    assert desk.problem.startswith("The desk as you left it is not restored: ")
    assert "\n" not in desk.problem


def test_words_of_another_version_of_the_desk_are_left_out(tmp_path: Path) -> None:
    file = LeftFile(tmp_path / "left.json")
    told = {
        "format": 1, "rooms": [{"room": "attic"}], "figure": "no.such", "period": 3,
        "question": {"period": "a while"}, "shown": {"pipeline": "colour", "voice": "segment", "today": True},
    }  # fmt: skip
    file.path.write_text(json.dumps(told), encoding="utf-8")
    found = LeftDesk(file).restored(book("c1"), FIRST)
    assert found is not None
    assert found.left_out == ("the period a while", "the room attic", "the rows behind no.such")
    assert found.choices == {"voice": "segment", "today": True}


def test_the_desk_that_is_left_last_wins_and_what_was_to_be_kept_is_whole(tmp_path: Path) -> None:
    mine, yours = LeftFile(tmp_path / "left.json"), LeftFile(tmp_path / "left.json")
    for number in range(20):
        mine.keep(AsLeft((RoomLeft(f"m{number}"),)))
        yours.keep(AsLeft((RoomLeft(f"y{number}"),)))
    yours.settle()
    mine.keep_last(AsLeft((RoomLeft("mine"),)))
    # Left later, and as it was kept before: it is written all the same.
    yours.keep_last(AsLeft((RoomLeft("y19"),)))
    assert LeftDesk(LeftFile(tmp_path / "left.json")).room == "y19"
    assert [path.name for path in tmp_path.iterdir()] == ["left.json"]


def test_a_fault_before_the_desk_came_to_rest_is_not_met_twice(tmp_path: Path) -> None:
    state = DeskState(query=ASKED, span=SPAN)
    file = left_at(tmp_path, state, book("c1"))
    used = LeftDesk(file)
    used.keep(state, "", state.here, book("c1"))
    used.crashed()
    assert LeftDesk(file).left is not None
    LeftDesk(file).crashed()
    assert LeftDesk(file).left is None


def test_the_books_left_longest_ago_are_forgotten_and_a_folder_that_is_none_stops_nothing(
    tmp_path: Path,
) -> None:
    for number in range(BOOKS_KEPT + 1):
        (tmp_path / f"{number:03}.json").write_text("{}", encoding="utf-8")
    LeftFile(tmp_path / "new.json").keep_last(AsLeft())
    assert len(list(tmp_path.iterdir())) == BOOKS_KEPT
    nowhere = LeftFile(tmp_path / "new.json" / "left.json")
    nowhere.keep_last(AsLeft())
    nowhere.forget()
    assert LeftDesk(nowhere).left is None
