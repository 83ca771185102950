"""What a user gets of plays: what starting one would do, the table, and the rows behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.plays.journals import Pen
from tests.core.plays.test_achieved import AS_OF, detractors, helped
from tests.core.risk.past_desk import answer

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.journal.log import Log
from holdfast.plays.catalog import own_folder, plays_of
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.views.plays.table import COLUMNS
from holdfast.views.selection import PlayPart, PlayPartName
from holdfast.views.today.results import Asked

TODAY = Query(as_of=AS_OF)


def engine(pen: Pen | None = None, **tables: Any) -> Engine:
    settings = BookSettings(name="Test book", currency="EUR")
    written = Engine(make_book(settings=settings, **tables))
    return written if pen is None else written.with_log(Log(tuple(pen.entries)))


def test_a_flag_that_has_cleared_asks_whether_its_play_may_end_and_one_still_open_does_not() -> None:
    rows = detractors(0, 0)
    rows["surveys"].append(answer("h00", date(2025, 2, 3), 9))
    told = engine(helped(number=2), **rows)
    (ending,) = told.play_endings(Query(as_of=date(2025, 2, 28)), date(2025, 2, 28))
    assert (ending.run.subject, ending.why, ending.asks) == (("customer", "h00"), "cleared", True)
    assert ending.entry(AS_OF).fields == {"play": "detractor", "why": "cleared"}
    # On 30 June all are over: 45 days have passed since the start, and the answer of 10 January is too old.
    assert len(told.play_endings(TODAY, AS_OF)) == 2
    assert told.play_endings(Query(as_of=date(2025, 1, 10)), date(2025, 1, 10)) == ()


def test_a_play_of_ones_own_that_is_wrong_is_told_where_the_work_is_done() -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "mine.toml").write_text('[mine]\ntitle = "Mine"\n', encoding="utf-8")
    told = engine(**detractors(0, 0))
    for notes in (told.today(TODAY, Asked(AS_OF)).notes, told.plays(TODAY).notes):
        assert any("mine.toml: line 1: [mine] names no flag" in note for note in notes)


def test_the_table_lists_every_play_by_flag_and_says_what_was_achieved() -> None:
    view = engine(helped(), **detractors(leaving=4, alone=16)).plays(TODAY)
    assert view.frame.columns == list(COLUMNS)
    assert view.frame.height == sum(len(play.flags) for play in plays_of().by_id.values())
    (row,) = view.frame.filter(play="detractor").to_dicts()
    assert (row["started"], row["with_n"], row["with_kept"], row["without_n"], row["status"]) == (
        24,
        24,
        20,
        40,
        "ok",
    )
    said, when = view.notes[0].split(": if these rates hold, ")
    assert said == (
        "Detractor within 48 hours for F12: 24 started, 0 finished, 0 cleared. "
        "Kept 90 days: 83% of 24 with it, 60% of 40 alike without it, in the same months: "
        "+23.3 points [−0.2, +41.7], which chance alone could make"
    )
    assert when.startswith("told apart about ")
    assert any("chosen, not drawn" in note for note in view.notes)


def test_a_play_about_a_rep_is_counted_and_says_that_it_keeps_no_customer() -> None:
    pen, play = Pen(), plays_of().by_id["recognition"]
    started, *_ = pen.start(play, "R1", date(2025, 6, 2), "R7")
    assert started.subject == "rep"
    told = engine(pen, reps=[{"rep_id": "R1", "name": "Ana", "hire_date": "2024-01-01"}], **detractors(0, 0))
    view = told.plays(TODAY)
    (row,) = view.frame.filter(play="recognition").to_dicts()
    assert (row["started"], row["status"]) == (1, "rep")
    assert view.notes[0].endswith("It is about reps, so no customer is kept by it")
    rows = told.customers_of(TODAY, PlayPart("recognition")).rows
    assert rows.fetch(0, 1, ["name", "kept"]) == {"name": ["Ana"], "kept": [None]}


@pytest.mark.thorough
def test_too_few_are_called_too_few() -> None:
    (note, *_) = engine(helped(number=19), **detractors(leaving=4, alone=16)).plays(TODAY).notes
    assert "Too few to compare: 19 with it" in note
    assert "20 are needed on each side" in note


@pytest.mark.thorough
def test_before_the_first_play_the_table_says_so_and_a_filter_narrows_what_is_counted() -> None:
    assert "no play has been started yet" in engine(**detractors(0, 0)).plays(TODAY).notes[0]
    told = engine(helped(), **detractors(leaving=4, alone=16))
    (row,) = told.plays(replace(TODAY, where="customer_id:h00")).frame.filter(play="detractor").to_dicts()
    assert (row["started"], row["status"]) == (1, "none")


@pytest.mark.thorough
def test_the_rows_behind_a_play_are_as_many_as_the_table_says() -> None:
    told = engine(helped(), **detractors(leaving=4, alone=16))
    (row,) = told.plays(TODAY, 0.4).frame.filter(play="detractor").to_dicts()
    heights: dict[PlayPartName, int] = {
        "started": row["started"],
        "compared": row["with_n"] + row["without_n"],
        "held out": row["proposed_n"] + row["held_out_n"],
    }
    for part, height in heights.items():
        found = told.customers_of(TODAY, PlayPart("detractor", part, hold_out=0.4))
        assert len(found.rows) == height, part
        assert found.rows.fetch(0, height, [name for name, _ in found.columns])
    with pytest.raises(UsageError, match="did you mean 'detractor'"):
        told.customers_of(TODAY, PlayPart("detracter"))
