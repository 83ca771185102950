"""The list of today: one line a customer, in the order of a morning, shorter with everything that is done."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.today_book import DAY, engine, lines, names, today
from tests.core.written import log_of, wrote

from holdfast.journal.entry import Entry
from holdfast.query import Query
from holdfast.views.today.due.agenda import Agenda, agenda_of
from holdfast.views.today.results import CONTRACT, SECTIONS, Asked

EVERYBODY = ["Cafe", "Acme", "Borgo", "Dolce", "Fado"]
"""By deadline, open flags by severity and revenue, a renewal, a win-back; Ema is fine."""


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_lines_stand_by_deadline_then_flags_then_what_can_wait() -> None:
    view = today()
    assert lines(view, "name", "section") == list(
        zip(EVERYBODY, ["deadline", "flag", "flag", "renewal", "win-back"], strict=True)
    )
    assert (view.counts.due, view.counts.later) == (3, 2)
    assert view.counts.words == "3 due · 0 done · 0 snoozed"
    assert view.empty is None


def test_a_line_says_why_now_what_is_at_stake_and_what_to_do() -> None:
    columns = ("money", "why", "more", "play", "step", "due")
    cafe, acme, _, dolce, fado = lines(today(), *columns)
    assert cafe == (
        100.0,
        "6 days left to give notice",
        0,
        "Renewal at 90, 60 and 30 days",
        # Six days before the last day for notice it is too late for the steps at 90 and 60 days.
        "Ask for the decision",
        date(2025, 7, 6),
    )
    assert acme[:4] == (
        4_000.0,
        "2.9× overdue: last order 1 Apr 2025, 90 d ago; usual every 31 d (3 gaps)",
        0,
        "Overdue call",
    )
    assert dolce[1] == "Contract comes up on 20 Aug 2025, in 51 d"
    # What it bought in the twelve months before it left.
    assert fado[0] == 700.0
    assert fado[1].startswith("Lost on 15 Apr 2025, 76 d ago; no reason on file")


def test_tasks_of_before_and_today_stand_on_top_the_oldest_first() -> None:
    view = today(
        wrote("task", "ema", "2025-06-01", "Send the sheet", due="2025-06-30"),
        wrote("task", "fado", "2025-06-01", "Ask why", due="2025-06-28"),
        wrote("task", "acme", "2025-06-01", "Second call", due="2025-06-29"),
        wrote("task", "dolce", "2025-06-01", "Not yet", due="2025-07-01"),
    )
    assert lines(view, "name", "section", "why", "more")[:4] == [
        ("Fado", "overdue", "2 d overdue: Ask why", 1),
        ("Acme", "overdue", "1 d overdue: Second call", 1),
        ("Ema", "today", "Today: Send the sheet", 0),
        ("Cafe", "deadline", "6 days left to give notice", 0),
    ]
    assert names(view)[4:] == ["Borgo", "Dolce"]


def test_a_task_that_is_done_is_no_line() -> None:
    task = wrote("task", "ema", "2025-06-30", due="2025-06-30")
    assert "Ema" in names(today(task))
    assert "Ema" not in names(today(task, wrote("done", "ema", "2025-06-30", ref=f"task:{task.id}")))


def test_what_was_handled_is_gone_for_13_days_and_back_on_the_14th() -> None:
    call = wrote("outcome", "acme", DAY, outcome="reached", flags=("F01",))
    assert "Acme" not in names(today(call))
    assert today(call).counts.handled == 1
    assert "Acme" not in names(today(call, day=after(13)))
    assert "Acme" in names(today(call, day=after(14)))


def test_what_was_snoozed_is_counted_and_comes_back_on_its_day() -> None:
    snooze = wrote("snooze", "acme", DAY, until="2025-07-04", flags=("F01",))
    assert names(today(snooze)) == ["Cafe", "Borgo", "Dolce", "Fado"]
    assert (today(snooze).counts.due, today(snooze).counts.snoozed) == (2, 1)
    assert "Acme" not in names(today(snooze, day=date(2025, 7, 3)))
    assert "Acme" in names(today(snooze, day=date(2025, 7, 4)))


@pytest.mark.parametrize(("then", "shown"), [(3_201, False), (3_200, True)])
def test_a_snooze_until_it_changes_ends_with_the_named_share_of_money(then: int, shown: bool) -> None:
    """Acme is worth 4,000 now: a quarter more than 3,200."""
    snooze = wrote("snooze", "acme", DAY, flags=("F01",), stood=(f"F01:high:{then}",), change=0.25)
    assert ("Acme" in names(today(snooze))) is shown


@pytest.mark.parametrize(("then", "shown"), [("high", False), ("watch", True)])
def test_a_flag_that_got_worse_is_shown_although_it_was_snoozed(then: str, shown: bool) -> None:
    snooze = wrote("snooze", "acme", DAY, until="2025-12-01", flags=("F01",), stood=(f"F01:{then}:4000",))
    assert ("Acme" in names(today(snooze))) is shown


def test_a_flag_that_was_not_there_is_shown_although_the_customer_was_snoozed() -> None:
    assert "Acme" in names(today(wrote("snooze", "acme", DAY, until="2025-12-01", flags=("F12",))))


def test_undoing_brings_the_line_back() -> None:
    snooze = wrote("snooze", "acme", DAY, until="2025-07-04", flags=("F01",))
    assert names(today(snooze, wrote("undo", "acme", DAY, ref=f"entry:{snooze.id}"))) == EVERYBODY


def test_a_deadline_comes_back_on_its_last_day_unless_the_customer_was_kept() -> None:
    """Notice can be given until 6 July."""
    tried = wrote("outcome", "cafe", DAY, outcome="meeting set", flags=())
    kept = wrote("outcome", "cafe", DAY, outcome="kept", flags=())
    assert "Cafe" not in names(today(tried, day=date(2025, 7, 5)))
    assert lines(today(tried, day=date(2025, 7, 6)), "name", "why")[0] == ("Cafe", "Last day to give notice")
    assert "Cafe" not in names(today(kept, day=date(2025, 7, 6)))


def test_what_can_wait_is_handled_too() -> None:
    called = wrote("outcome", "fado", DAY, outcome="reached", flags=("F31",))
    assert names(today(called)) == EVERYBODY[:-1]


def test_whom_an_offer_was_made_to_is_not_called_again_as_if_nobody_had() -> None:
    """The queue of the losses room has its own states, which the journal moves too."""
    assert "Fado" in names(today(wrote("note", "fado", DAY, "nothing yet")))
    offered = wrote("outcome", "fado", "2025-06-29", outcome="offered", flags=("F31",))
    assert "Fado" not in names(today(offered, day=after(20)))


def test_a_play_that_runs_names_its_next_step_and_day() -> None:
    started = wrote("play_started", "acme", "2025-06-01", ref="flag:F01", play="overdue", flag="F01")
    step = {"ref": f"play:{started.id}", "play": "overdue"}
    first = wrote("task", "acme", "2025-06-01", "Call", step=1, due="2025-06-01", **step)
    second = wrote("task", "acme", "2025-06-01", "Call again", step=2, due="2025-06-30", **step)
    done = wrote("done", "acme", "2025-06-02", ref=f"task:{first.id}")
    assert "Acme" not in names(today(started, first, second, done, day=after(-1)))
    (line,) = lines(today(started, first, second, done), "name", "play", "step", "due", "why")[:1]
    assert line == ("Acme", "Overdue call", "Call again", DAY, "Today: Call again")


def test_a_customer_no_longer_in_the_book_keeps_its_task() -> None:
    view = today(wrote("task", "gone", DAY, "Ask for the keys", due="2025-06-30"))
    assert lines(view, "name", "why")[0] == ("gone (no longer in the book)", "Today: Ask for the keys")
    assert view.rows.customer_at(0) is None
    assert view.rows.target_at(0).subject_id == "gone"


def test_a_task_about_a_rep_is_a_line_and_none_of_the_contract() -> None:
    task = wrote("task", "r2", DAY, "Talk", subject="rep", due="2025-06-30")
    assert lines(today(task), "name", "customer_id", "subject")[0] == ("Luc", None, "rep")
    rows = engine().with_log(log_of(task)).today_rows(Query(as_of=DAY), Asked(DAY))
    assert tuple(rows.frame.columns) == CONTRACT
    assert rows.frame.get_column("customer_id").to_list() == ["cafe", "acme", "borgo", "dolce", "fado"]
    assert any("about reps" in note for note in rows.notes)


def test_a_list_of_ones_own_is_narrowed_by_name_or_id_and_says_what_it_hides() -> None:
    due = wrote("task", "borgo", DAY, due="2025-06-30")
    for mine in ("Ana Ruiz", "r1"):
        view = today(due, mine=mine)
        assert names(view) == ["Cafe", "Acme"]
        assert view.narrowed == "2 customers of Ana Ruiz"
        assert view.notes == ("1 due task is hidden by the list being one rep's",)
    filtered = today(due, where="name:acme")
    assert (filtered.hidden, filtered.notes) == (1, ("1 due task is hidden by the filter",))


def test_an_export_of_some_days_ago_says_which_day_its_flags_speak_of() -> None:
    view = today(day=after(60))
    assert view.notes == ("Flags speak of 30 Jun 2025, the last day of the book, 60 days ago",)
    assert lines(view, "name", "why")[0] == ("Cafe", "Too late since 6 Jul 2025")
    assert ("Dolce", "Contract came up on 20 Aug 2025") in lines(view, "name", "why")


def test_an_unknown_name_shows_everybodys_list_and_says_so() -> None:
    view = today(mine="Nobody")
    assert names(view) == EVERYBODY
    assert view.narrowed == "No rep of this book is called Nobody: these are everybody's customers"


def test_a_lost_customer_is_on_the_list_of_who_held_it() -> None:
    assert names(today(mine="Luc")) == ["Borgo", "Dolce", "Fado"]


def test_an_empty_list_says_so_kindly_and_when_the_next_thing_comes() -> None:
    entries = [
        wrote("outcome", "acme", DAY, outcome="reached", flags=("F01",)),
        wrote("outcome", "cafe", DAY, outcome="kept", flags=()),
        wrote("snooze", "borgo", DAY, until="2025-07-02", flags=("F01",)),
        wrote("task", "ema", DAY, due="2025-07-02"),
    ]
    view = today(*entries)
    assert view.counts.words == "0 due · 2 done · 1 snoozed"
    assert view.empty == (
        "All done: 2 today, and nothing is due; next on 2 Jul 2025: 2 things; "
        "2 renewals and customers to win back can wait."
    )


def test_what_was_written_after_the_day_changes_nothing() -> None:
    """Looking back at 20 June, what was written on the 21st is not known."""
    then, next_day = date(2025, 6, 20), date(2025, 6, 21)
    later = [
        wrote("snooze", "acme", next_day, until="2025-12-01", flags=("F01",)),
        wrote("task", "ema", next_day, due="2025-06-20"),
        wrote("done", "borgo", next_day),
    ]
    view = engine().with_log(log_of(*later)).today(Query(as_of=then), Asked(then))
    plain = engine().today(Query(as_of=then), Asked(then))
    assert "Acme" in names(plain)
    assert lines(view, *CONTRACT) == lines(plain, *CONTRACT)
    assert (view.counts, view.done, view.week) == (plain.counts, plain.done, plain.week)


def test_a_key_knows_how_the_line_stands() -> None:
    task = wrote("task", "acme", DAY, due="2025-06-30")
    target = today(task).rows.target_at(0)
    assert (target.subject_id, target.customer, target.tasks) == ("acme", 0, (task.id,))
    assert (target.flags, target.stood) == (("F01",), ("F01:high:4000",))
    assert (target.play, target.play_flag, target.started) == ("overdue", "F01", None)


def test_how_a_line_stands_is_told_of_customers_of_any_list_in_their_order() -> None:
    found = engine().targets(Query(as_of=DAY, where="name:acme"), Asked(DAY), (4, 0))
    assert [(one.name, one.flags) for one in found] == [("Ema", ()), ("Acme", ("F01",))]


def test_no_play_is_proposed_for_who_is_held_out() -> None:
    view = engine().today(Query(as_of=DAY), Asked(DAY, hold_out=1.0))
    assert lines(view, "name", "play", "held_out") == [
        ("Cafe", "Renewal at 90, 60 and 30 days", False),  # no flag of theirs is open
        ("Acme", None, True),
        ("Borgo", None, True),
        ("Dolce", "Renewal at 90, 60 and 30 days", False),
        ("Fado", None, True),
    ]
    assert view.rows.target_at(1).held_out


_days = st.integers(-20, 0).map(after)
_flags = st.sampled_from([("F01",), (), ("F12",), ("F01", "F12")])
_acts = st.one_of(
    st.builds(
        lambda who, day, flags, until: ("snooze", who, day, {"flags": flags, **until}),
        st.sampled_from(["acme", "borgo", "cafe", "fado", "gone"]),
        _days,
        _flags,
        st.sampled_from([{}, {"until": "2025-07-03"}, {"until": "2025-06-20"}]),
    ),
    st.builds(
        lambda who, day, due: ("task", who, day, {"due": due.isoformat()}),
        st.sampled_from(["acme", "ema", "dolce", "gone"]),
        _days,
        st.integers(-9, 9).map(after),
    ),
    st.builds(
        lambda who, day, flags, said: (said[0], who, day, {**said[1], **flags}),
        st.sampled_from(["acme", "borgo", "cafe", "dolce"]),
        _days,
        st.sampled_from([{}, {"flags": ("F01",)}, {"flags": ()}]),
        st.sampled_from(
            [("done", {}), ("outcome", {"outcome": "reached"}), ("outcome", {"outcome": "no answer"})]
        ),
    ),
)


@given(st.lists(_acts, max_size=7))
def test_whatever_was_written_nobody_stands_twice_and_the_counts_add_up(
    acts: list[tuple[str, str, date, dict[str, Any]]],
) -> None:
    entries = [wrote(kind, who, day, **fields) for kind, who, day, fields in acts]
    view = today(*entries)
    listed = lines(view, "subject", "name")
    assert len(set(listed)) == len(listed)
    found = standing_of(entries)
    of_tasks = {(task.subject, task.subject_id) for task in found.open_tasks if task.due <= DAY}
    ids = engine().book.customers.get_column("customer_id")
    of_reasons = {("customer", one) for one in ids.gather(found.reasons.get_column("customer")).to_list()}
    counts = view.counts
    assert counts.due + counts.later == len(listed)
    assert counts.due + counts.later + counts.snoozed + counts.handled == len(of_tasks | of_reasons)
    places = [SECTIONS.index(section) for (section,) in lines(view, "section")]
    assert places == sorted(places)


def standing_of(entries: list[Entry]) -> Agenda:
    store = engine().with_log(log_of(*entries)).store if entries else engine().store
    return agenda_of(store, store.answer(Query(as_of=DAY)), Asked(DAY), patient=True)


@pytest.mark.thorough
def test_the_order_in_which_journals_are_merged_does_not_matter() -> None:
    task = wrote("task", "ema", "2025-06-28", due="2025-06-29")
    entries = (
        task,
        wrote("snooze", "ema", "2025-06-29", until="2025-06-30"),
        wrote("outcome", "acme", "2025-06-29", outcome="no answer", flags=("F01",)),
    )
    told = {tuple(lines(today(*one), *CONTRACT)) for one in permutations(entries)}
    assert len(told) == 1
