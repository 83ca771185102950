"""How far a play has got, by what was written: done, skipped, due, and what ends it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.plays.journals import Pen

from holdfast.journal.log import Log, in_force
from holdfast.plays.catalog import plays_of
from holdfast.plays.play import Play
from holdfast.plays.progress import Run, endings, runs_of
from holdfast.plays.tasks import end_of

START = date(2025, 6, 2)


def overdue() -> Play:
    """Steps on days 0, 3 and 14."""
    return plays_of().by_id["overdue"]


def only_run(pen: Pen, day: date) -> Run:
    (run,) = runs_of(in_force(pen.entries), plays_of(), day)
    return run


def test_a_step_is_due_on_its_day_and_overdue_after_it() -> None:
    pen = Pen()
    pen.start(overdue(), "c1", START, "F01")
    states = {
        day: [step.state for step in only_run(pen, date(2025, 6, day)).steps] for day in (2, 5, 6, 16, 17)
    }
    assert states == {
        2: ["due", "coming", "coming"],
        5: ["overdue", "due", "coming"],
        6: ["overdue", "overdue", "coming"],
        16: ["overdue", "overdue", "due"],
        17: ["overdue", "overdue", "overdue"],
    }


def test_done_and_skipped_steps_leave_the_next_one_and_the_last_finishes_the_play() -> None:
    pen = Pen()
    _, call, mail, ask = pen.start(overdue(), "c1", START, "F01")
    pen.about("done", "c1", START, f"task:{call.id}", result="reached")
    pen.about("done", "c1", date(2025, 6, 4), f"task:{mail.id}", result="skipped")
    run = only_run(pen, date(2025, 6, 10))
    assert [step.state for step in run.steps] == ["done", "skipped", "coming"]
    assert (run.done, run.next_step and run.next_step.number, run.ended) == (1, 3, None)
    pen.about("done", "c1", date(2025, 6, 16), f"task:{ask.id}")
    assert only_run(pen, date(2025, 6, 20)).ended == (date(2025, 6, 16), "finished")


def test_an_outcome_that_reached_nobody_leaves_the_step_to_do() -> None:
    pen = Pen()
    _, call, *_ = pen.start(overdue(), "c1", START, "F01")
    pen.about("outcome", "c1", START, f"task:{call.id}", outcome="no answer")
    assert only_run(pen, START).steps[0].is_open
    pen.about("outcome", "c1", START, f"task:{call.id}", outcome="reached")
    assert (only_run(pen, START).steps[0].state, only_run(pen, START).steps[0].result) == ("done", "reached")


def test_what_is_taken_back_was_never_done() -> None:
    pen = Pen()
    started, call, *_ = pen.start(overdue(), "c1", START, "F01")
    done = pen.about("done", "c1", START, f"task:{call.id}")
    stopped = pen.write(end_of(started, "stopped", START), START)
    assert only_run(pen, START).ended == (START, "stopped")
    assert [step.state for step in only_run(pen, START).steps] == ["done", "skipped", "skipped"]
    for entry in (stopped, done):
        pen.about("undo", "c1", START, f"entry:{entry.id}")
    run = only_run(pen, START)
    assert (run.running, run.steps[0].state) == (True, "due")


def test_a_past_day_knows_nothing_of_what_was_written_later() -> None:
    pen = Pen()
    _, call, *_ = pen.start(overdue(), "c1", START, "F01")
    pen.about("done", "c1", date(2025, 6, 4), f"task:{call.id}")
    log = Log(tuple(pen.entries))
    assert runs_of(log.until(date(2025, 6, 1)), plays_of(), date(2025, 6, 1)) == ()
    (then,) = runs_of(log.until(date(2025, 6, 3)), plays_of(), date(2025, 6, 3))
    assert then.steps[0].state == "overdue"


def test_a_play_that_is_gone_still_has_its_tasks_under_the_title_it_had() -> None:
    pen = Pen()
    play = Play("mine", "My own", ("F01",), "why", overdue().steps)
    pen.start(play, "c1", START, "F01")
    run = only_run(pen, START)
    assert (run.play, run.title, len(run.steps), run.steps[0].step) == (None, "My own", 3, None)


@pytest.mark.parametrize(
    ("play", "flag", "clear", "expected"),
    [
        ("overdue", "F01", True, ("cleared", False)),  # ends by itself
        ("detractor", "F12", True, ("cleared", True)),  # asks
        ("renewal", "F21", True, None),  # goes on
        ("overdue", "F01", False, None),
        ("overdue", "F01", None, None),  # nobody can tell: not the same as clear
    ],
)
def test_a_flag_that_clears_ends_a_play_or_asks_as_the_play_says(
    play: str, flag: str, clear: bool | None, expected: tuple[str, bool] | None
) -> None:
    pen = Pen()
    pen.start(plays_of().by_id[play], "c1", START, flag)
    found = endings([only_run(pen, START)], {("c1", flag): clear}, START)
    assert [(ending.why, ending.asks) for ending in found] == ([expected] if expected else [])


def test_a_play_whose_time_is_over_asks_to_be_stopped() -> None:
    pen = Pen()
    pen.start(overdue(), "c1", START, "F01")  # at the latest after 30 days
    for day, asked in ((date(2025, 7, 2), 0), (date(2025, 7, 3), 1)):
        assert len(endings([only_run(pen, day)], {}, day)) == asked


def test_a_renewal_play_counts_back_and_of_steps_gone_by_only_the_last_is_left() -> None:
    renewal = plays_of().by_id["renewal"]
    anchor = date(2025, 8, 31)
    days = [
        (planned.step.number, planned.due, planned.left_out) for planned in renewal.planned(START, anchor)
    ]
    assert days == [(1, date(2025, 6, 2), False), (2, date(2025, 7, 2), False), (3, date(2025, 8, 1), False)]
    late = renewal.planned(date(2025, 7, 20), anchor)
    assert [(planned.due, planned.left_out) for planned in late] == [
        (date(2025, 7, 20), True),
        (date(2025, 7, 20), False),
        (date(2025, 8, 1), False),
    ]
    pen = Pen()
    assert len(pen.start(renewal, "c1", date(2025, 7, 20), "F21", anchor=anchor)) == 1 + 2
    # Without a known day it begins with its first step.
    assert [planned.due for planned in renewal.planned(START)] == [START, date(2025, 7, 2), date(2025, 8, 1)]
