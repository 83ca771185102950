"""What a user gets of plays: what starting one would do, the table, and the rows behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.plays.journals import Pen
from tests.core.plays.test_achieved import AS_OF, FLAG, detractors, helped

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.journal.log import Log
from holdfast.plays.catalog import plays_of
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.views.plays.starting import PlayAsked
from holdfast.views.plays.table import COLUMNS
from holdfast.views.selection import PlayPart, PlayPartName

TODAY = Query(as_of=AS_OF)


def engine(pen: Pen | None = None, **tables: Any) -> Engine:
    settings = BookSettings(name="Test book", currency="EUR")
    written = Engine(make_book(settings=settings, **tables))
    return written if pen is None else written.with_log(Log(tuple(pen.entries)))


def renewing() -> Engine:
    """A contract that renews on 9 August 2025, with notice until 10 July, and no contact on file."""
    contract = {
        "contract_id": "k1",
        "customer_id": "c1",
        "start": "2024-08-10",
        "renewal": "2025-08-09",
        "notice_days": 30,
        "value": 1000.0,
    }
    days = [f"2025-0{month}-15" for month in range(1, 7)]
    return engine(
        contracts=[contract],
        orders=[{"customer_id": "c1", "order_date": day, "amount": 100.0} for day in days],
        interactions=[
            {"customer_id": "c2", "at": "2025-06-01 09:00", "type": "call", "direction": "two-way"}
        ],
        customers=[{"customer_id": "c1", "name": "Ada", "tier": "A"}, {"customer_id": "c2", "name": "Bo"}],
    )


def test_starting_a_renewal_counts_back_from_the_last_day_for_notice() -> None:
    start = renewing().play_start(TODAY, PlayAsked(customer=0, day=AS_OF, flag="F21"))
    assert (start.play.id, start.anchor, start.name) == ("renewal", date(2025, 7, 10), "Ada")
    # 90, 60 and 30 days before it are gone: only the last of these steps is due, at once.
    assert [(step.due, step.left_out) for step in start.steps] == [
        (AS_OF, True),
        (AS_OF, True),
        (AS_OF, False),
    ]
    assert not start.held_out


def test_without_a_flag_it_is_the_play_of_the_worst_open_one_and_without_any_it_must_be_named() -> None:
    told = engine(**detractors(0, 0))
    ids = told.book.customers.get_column("customer_id").to_list()
    assert told.play_start(TODAY, PlayAsked(ids.index("h00"), AS_OF)).flag == FLAG
    with pytest.raises(UsageError, match="name the play to start"):
        told.play_start(TODAY, PlayAsked(ids.index("quiet"), AS_OF))
    named = told.play_start(TODAY, PlayAsked(ids.index("quiet"), AS_OF, play="touch"))
    assert (named.play.id, named.flag) == ("touch", None)
    with pytest.raises(UsageError, match="there is no play 'tuoch': did you mean 'touch'"):
        told.play_start(TODAY, PlayAsked(0, AS_OF, play="tuoch"))
    with pytest.raises(UsageError, match="about a rep"):
        told.play_start(TODAY, PlayAsked(0, AS_OF, play="recognition"))


def test_a_customer_who_is_held_out_can_be_helped_all_the_same_and_that_is_written_down() -> None:
    told = engine(**detractors(0, 0))
    starts = [told.play_start(TODAY, PlayAsked(c, AS_OF, FLAG, hold_out=0.5)) for c in range(10)]
    assert {start.held_out for start in starts} == {True, False}
    for start in starts:
        assert start.entry(AS_OF, {}).fields.get("override", False) is start.held_out


def test_a_play_that_runs_already_is_told() -> None:
    told = engine(helped(number=1), **detractors(0, 0))
    number = told.book.customers.get_column("customer_id").to_list().index("h00")
    running = told.play_start(TODAY, PlayAsked(number, AS_OF, FLAG)).running
    assert running is not None
    assert (running.on, running.title) == (date(2025, 1, 20), "Detractor within 48 hours")


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
    assert view.notes[0] == (
        "Detractor within 48 hours for F12: 24 started, 0 finished, 0 cleared. "
        "Kept 90 days: 83% of 24 with it, 60% of 40 alike without it, in the same months: "
        "+23.3 points [−0.2, +41.7], which chance alone could make"
    )
    assert any("chosen, not drawn" in note for note in view.notes)


def test_too_few_are_called_too_few() -> None:
    (note, *_) = engine(helped(number=19), **detractors(leaving=4, alone=16)).plays(TODAY).notes
    assert "Too few to compare: 19 with it" in note
    assert "20 are needed on each side" in note


def test_before_the_first_play_the_table_says_so_and_a_filter_narrows_what_is_counted() -> None:
    assert "no play has been started yet" in engine(**detractors(0, 0)).plays(TODAY).notes[0]
    told = engine(helped(), **detractors(leaving=4, alone=16))
    (row,) = told.plays(replace(TODAY, where="customer_id:h00")).frame.filter(play="detractor").to_dicts()
    assert (row["started"], row["status"]) == (1, "none")


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
