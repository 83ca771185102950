"""What keeps an alert quiet, and until exactly when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from tests.core.written import wrote

from holdfast.journal.acting.quiet import quiet_on
from holdfast.journal.acting.tasks import tasks_of
from holdfast.journal.entry import Entry
from holdfast.money import MONEY_SCALE
from holdfast.schema.fields import SEVERITIES
from holdfast.views.today.due.alerts import REASONS, kept_quiet, prompts_kept_quiet, quiet_frame

DAY = date(2025, 6, 30)
LONG_AGO = date(2025, 1, 1)
HIGH, WATCH, CRITICAL = 4, 3, 5
MONEY = 1_000.0


def is_quiet(
    *entries: Entry,
    after: int = 0,
    flag: str = "F01",
    severity: int = HIGH,
    since: date | None = LONG_AGO,
    money: float = MONEY,
) -> bool:
    """Whether an open flag is kept quiet so many days after DAY: of a customer, and as much of a rep."""
    day = DAY + timedelta(days=after)
    tasks = {task.id: task for task in tasks_of(entries)}
    known = pl.DataFrame({"customer": [0], "customer_id": ["a"]}, schema_overrides={"customer": pl.UInt32})
    reasons = pl.DataFrame(
        [(0, flag, severity, since, round(money * MONEY_SCALE), None, 0)], schema=REASONS, orient="row"
    )
    found = not kept_quiet(reasons, quiet_frame(quiet_on(entries, day, tasks), known), day).is_empty()
    of_reps = quiet_on([replace(entry, subject="rep") for entry in entries], day, tasks)
    prompts = pl.DataFrame(
        {"subject": ["a"], "flag": [flag], "severity": [SEVERITIES[severity]], "first_seen": [since]},
        schema_overrides={"severity": pl.Enum(SEVERITIES), "first_seen": pl.Date},
    ).with_columns(money=money)
    assert prompts_kept_quiet(prompts, of_reps, day).is_empty() != found
    return found


@pytest.mark.parametrize(
    ("kind", "outcome", "days"),
    [
        ("outcome", "reached", 14),
        ("outcome", "wrong flag", 14),
        ("contact", "reached", 14),
        ("done", None, 14),
        ("outcome", "no answer", 1),
        ("contact", "left word", 1),
    ],
)
def test_what_was_handled_comes_back_exactly_after_its_days(
    kind: str, outcome: str | None, days: int
) -> None:
    entry = wrote(kind, "a", DAY, flags=("F01",), **({"outcome": outcome} if outcome else {}))
    assert is_quiet(entry, after=days - 1)
    assert not is_quiet(entry, after=days)


def test_a_snooze_ends_on_its_day() -> None:
    entry = wrote("snooze", "a", DAY, until="2025-07-04", flags=("F01",))
    assert is_quiet(entry, after=3)
    assert not is_quiet(entry, after=4)


def test_a_task_that_was_set_for_a_flag_keeps_it_quiet_until_it_is_due_and_14_days_at_most() -> None:
    near = wrote("task", "a", DAY, due="2025-07-04", flags=("F01",))
    assert is_quiet(near, after=3)
    assert not is_quiet(near, after=4)
    far = wrote("task", "a", DAY, due="2025-12-24", flags=("F01",))
    assert is_quiet(far, after=13)
    assert not is_quiet(far, after=14)


def test_a_task_that_names_no_flag_keeps_none_quiet() -> None:
    assert not is_quiet(wrote("task", "a", DAY, due="2025-07-04"))


def test_a_play_keeps_its_flag_quiet_until_its_next_step() -> None:
    started = wrote("play_started", "a", DAY, ref="flag:F01", play="overdue")
    steps = [
        wrote("task", "a", DAY, ref=f"play:{started.id}", play="overdue", step=number, due=due)
        for number, due in ((1, "2025-07-07"), (2, "2025-08-30"))
    ]
    assert is_quiet(started, *steps, after=6)
    assert not is_quiet(started, *steps, after=7)
    done = wrote("done", "a", date(2025, 7, 7), ref=f"task:{steps[0].id}")
    assert is_quiet(started, *steps, done, after=60)
    assert not is_quiet(started, *steps, done, after=61)
    assert not is_quiet(started, *steps, flag="F12")


def test_only_the_flags_that_are_named_are_quiet() -> None:
    entry = wrote("outcome", "a", DAY, outcome="reached", flags=("F01", "F04"))
    assert is_quiet(entry, flag="F04")
    assert not is_quiet(entry, flag="F12")
    about_one = wrote("snooze", "a", DAY, ref="flag:F12", until="2025-07-04")
    assert is_quiet(about_one, flag="F12")
    assert not is_quiet(about_one)


def test_where_none_is_named_those_that_were_open_by_then_are_meant() -> None:
    entry = wrote("contact", "a", DAY, outcome="reached")
    assert is_quiet(entry, since=DAY)
    assert is_quiet(entry, since=None)
    assert not is_quiet(entry, since=DAY + timedelta(days=1), after=2)


def test_a_flag_that_has_become_worse_is_shown_again() -> None:
    entry = wrote("snooze", "a", DAY, until="2025-07-04", flags=("F01",), stood=("F01:high:1000",))
    assert is_quiet(entry, severity=HIGH)
    assert is_quiet(entry, severity=WATCH)
    assert not is_quiet(entry, severity=CRITICAL)


@pytest.mark.parametrize(
    ("money", "quiet"), [(1_199.0, True), (1_200.0, False), (801.0, True), (800.0, False)]
)
def test_a_snooze_until_a_change_ends_when_the_money_has_moved_by_a_fifth(money: float, quiet: bool) -> None:
    entry = wrote("snooze", "a", DAY, flags=("F01",), stood=("F01:high:1000",))
    assert is_quiet(entry, money=money, after=400) is quiet


def test_the_share_can_be_named_and_goes_with_a_day_too() -> None:
    entry = wrote(
        "snooze", "a", DAY, until="2025-12-01", change=0.5, flags=("F01",), stood=("F01:high:1000",)
    )
    assert is_quiet(entry, money=1_499.0, after=9)
    assert not is_quiet(entry, money=1_500.0, after=9)
    by_day = wrote("snooze", "a", DAY, until="2025-12-01", flags=("F01",), stood=("F01:high:1000",))
    assert is_quiet(by_day, money=9_000.0, after=9)


def test_a_snooze_until_a_change_is_for_this_time_that_the_flag_is_open() -> None:
    entry = wrote("snooze", "a", DAY, flags=("F01",), stood=("F01:high:1000",))
    assert not is_quiet(entry, since=DAY + timedelta(days=30), after=60)


def test_an_entry_written_on_a_calendar_day_after_the_desk_counts_from_the_day_of_the_desk() -> None:
    """The sample lives on 30 June 2025: what is written there next year is of that day."""
    entry = wrote("outcome", "a", "2026-11-29", outcome="reached", flags=("F01",))
    assert is_quiet(entry)
    assert is_quiet(entry, after=13)


@pytest.mark.parametrize("until", ["", "soon", 7, "2025-06-30"])
def test_a_snooze_until_no_later_day_keeps_nothing_quiet(until: object) -> None:
    assert not is_quiet(wrote("snooze", "a", DAY, until=until, flags=("F01",)))


@pytest.mark.parametrize("stood", ["F01", ("F01",), ("F01:worst:lots",), (":::",)])
def test_what_cannot_be_read_of_how_it_stood_ends_nothing(stood: object) -> None:
    entry = wrote("snooze", "a", DAY, until="2025-07-04", flags=("F01",), stood=stood)
    assert is_quiet(entry, severity=CRITICAL, money=5.0)


@pytest.mark.parametrize("outcome", ["lost", "closed"])
def test_who_has_left_rests_until_a_flag_opens_that_was_not_open_then(outcome: str) -> None:
    entry = wrote("outcome", "a", DAY, outcome=outcome, flags=("F01",), stood=("F01:high:1000",))
    assert is_quiet(entry, after=200, severity=CRITICAL)
    assert is_quiet(entry, after=200, flag="F29", since=DAY)
    assert not is_quiet(entry, after=200, since=DAY + timedelta(days=1))
