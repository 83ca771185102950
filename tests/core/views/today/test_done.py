"""What was done, what became of it, and what the week brings."""

from __future__ import annotations

from datetime import date, timedelta

from tests.core.today_book import DAY, engine, today
from tests.core.written import log_of, wrote

from holdfast.query import Query
from holdfast.views.today.results import Asked, DueDetail


def test_what_was_done_stays_visible_and_says_whether_the_flag_cleared() -> None:
    """F01 is still open for Acme; F12 is not."""
    view = today(
        wrote("outcome", "acme", "2025-06-29", "Will order", outcome="reached", flags=("F01", "F12")),
        wrote("outcome", "borgo", DAY, outcome="no answer", flags=("F01",)),
        wrote("done", "ema", DAY, "Sheet sent", flags=("F12",)),
        wrote("note", "ema", DAY, "Nothing that was done"),
    )
    told = [(one.name, one.what, one.outcome, one.state, one.is_today) for one in view.done]
    assert told == [
        ("Ema", "Sheet sent", None, "cleared", True),
        ("Borgo", "Outcome", "no answer", "done, still open", True),
        ("Acme", "Will order", "reached", "done, 1 of 2 still open", False),
    ]
    assert (view.done[2].cleared, view.done[2].still_open) == (("Detractor",), ("Overdue",))
    assert view.counts.done == 2


def test_a_task_that_was_done_is_told_by_its_own_words_and_flag() -> None:
    task = wrote("task", "acme", "2025-06-20", "Second call", due="2025-06-30", flag="F01")
    (line,) = today(task, wrote("done", "acme", DAY, ref=f"task:{task.id}", result="reached")).done
    assert (line.what, line.outcome, line.still_open) == ("Second call", "reached", ("Overdue",))


def test_seven_days_are_looked_back_on() -> None:
    days = [DAY - timedelta(days=back) for back in (6, 7)]
    found = today(*(wrote("done", "ema", day) for day in days)).done
    assert [one.day for one in found] == [days[0]]


def test_the_week_has_every_task_step_and_last_day_with_whom_it_is() -> None:
    """Notice can be given to Cafe until 6 July."""
    week = today(
        wrote("task", "acme", DAY, due="2025-06-27"),
        wrote("task", "borgo", DAY, due="2025-07-02"),
        wrote("task", "borgo", DAY, due="2025-07-02", play="overdue", step=1),
        wrote("outcome", "cafe", DAY, outcome="meeting set", on="2025-07-06"),
        wrote("task", "ema", DAY, due="2025-07-07"),
        wrote("task", "r1", DAY, subject="rep", due="2025-07-02"),
    ).week
    assert [(day.tasks, day.steps, day.deadlines) for day in week.days] == [
        (1, 0, 0), (0, 0, 0), (2, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 0, 1),
    ]  # fmt: skip
    assert [(rep.name, rep.loads) for rep in week.reps] == [
        ("Ana Ruiz", (1, 0, 1, 0, 0, 0, 2)),
        ("Luc", (0, 0, 2, 0, 0, 0, 0)),
    ]
    assert sum(rep.load for rep in week.reps) == sum(day.load for day in week.days) == len(week.items)
    assert [(item.name, item.kind, item.overdue) for item in week.items][:2] == [
        ("Acme", "task", True),
        ("Ana Ruiz", "task", False),
    ]
    assert week.items[-1].kind == "notice"


def detail(*entries: object, customer: int = 0) -> DueDetail:
    with_log = engine().with_log(log_of(*entries)) if entries else engine()  # type: ignore[arg-type]
    query, asked = Query(as_of=DAY), Asked(DAY)
    (target,) = with_log.targets(query, asked, (customer,))
    return with_log.today_detail(query, asked, target)


def test_below_a_line_stand_its_reasons_with_what_keeps_them_quiet() -> None:
    cafe = detail(customer=2)
    assert [(one.id, one.sentence) for one in cafe.reasons] == [("deadline", "6 days left to give notice")]
    (renewal,) = detail(customer=3).reasons
    assert renewal.sentence == "Contract comes up on 20 Aug 2025, in 51 d"
    (flag,) = detail(wrote("snooze", "acme", DAY, until="2025-07-04", flags=("F01",))).reasons
    assert (flag.name, flag.severity, flag.quiet) == ("Overdue", "high", "snoozed until 4 Jul 2025")
    (flag,) = detail(wrote("outcome", "acme", DAY, outcome="reached", flags=("F01",))).reasons
    assert flag.quiet == "done on 30 Jun 2025, still open"


def test_below_a_line_stand_notes_tasks_the_step_and_who_holds_it() -> None:
    found = detail(
        wrote("note", "acme", "2025-06-01", "first"),
        *(wrote("note", "acme", "2025-06-02", text) for text in ("second", "third", "fourth")),
        wrote("task", "acme", DAY, "Later", due="2025-08-01"),
        wrote("task", "acme", DAY, "Sooner", due="2025-06-28"),
    )
    assert [note.text for note in found.notes] == ["fourth", "third", "second"]
    assert [(task.text, task.is_overdue) for task in found.tasks] == [("Sooner", True), ("Later", False)]
    assert found.step is not None
    assert found.step.play == "Overdue call"
    assert found.held == "rep Ana Ruiz"
    assert found.priority == "No priority: the losses of this book are too few to say how likely another is."
    assert set(found.locked) == {"contacts", "interactions", "tickets"}


def test_of_a_customer_no_longer_in_the_book_its_notes_are_left() -> None:
    view = today(
        wrote("note", "gone", "2025-06-01", "Key under the mat"), wrote("task", "gone", DAY, due="2025-06-30")
    )
    with_log = engine().with_log(
        log_of(
            wrote("note", "gone", "2025-06-01", "Key under the mat"),
            wrote("task", "gone", DAY, due="2025-06-30"),
        )
    )
    found = with_log.today_detail(Query(as_of=DAY), Asked(DAY), view.rows.target_at(0))
    assert found.left
    assert [note.text for note in found.notes] == ["Key under the mat"]


def test_the_timeline_of_a_customer_has_what_was_written_and_by_whom() -> None:
    task = wrote("task", "acme", "2025-06-10", "Call", due="2025-06-12")
    entries = [
        wrote("note", "acme", "2025-06-09", "Likes tea"),
        task,
        wrote("done", "acme", "2025-06-12", ref=f"task:{task.id}", result="reached", writer="luc"),
        wrote("snooze", "acme", "2025-06-13", until="2025-07-04", flags=("F01",)),
        wrote("outcome", "acme", "2025-06-14", outcome="saved", amount=1200),
        wrote("loss", "acme", "2025-06-15", reason="price", complete=False),
        wrote("note", "borgo", "2025-06-09", "of somebody else"),
        wrote("note", "acme", date(2025, 6, 29), "after the day"),
    ]
    with_log = engine().with_log(log_of(*entries))
    frame = with_log.customer_history(Query(as_of=date(2025, 6, 28)), 0).frame
    own = frame.filter(frame["own_log"].is_not_null())
    assert own.select("day", "kind", "text", "own_log").rows() == [
        (date(2025, 6, 15), "exit interview", "price · not finished", "ana"),
        (date(2025, 6, 14), "outcome", "saved · €1,200", "ana"),
        (date(2025, 6, 13), "snooze", "until 4 Jul 2025", "ana"),
        (date(2025, 6, 12), "done", "reached · Call", "luc"),
        (date(2025, 6, 10), "task", "due 12 Jun 2025 · Call", "ana"),
        (date(2025, 6, 9), "note", "Likes tea", "ana"),
    ]
    assert frame.height == own.height + 4
    page = with_log.customer(Query(as_of=date(2025, 6, 28)), 0)
    assert [event.own_log for event in page.timeline[:4]] == ["ana", "ana", "ana", "luc"]


def test_a_logged_contact_is_in_the_timeline_once() -> None:
    entry = wrote("contact", "acme", "2025-06-20", "Wants more", channel="call", outcome="reached")
    frame = engine().with_log(log_of(entry)).customer_history(Query(as_of=DAY), 0).frame
    told = frame.filter(frame["own_log"].is_not_null()).select("kind", "text")
    assert told.height == 1
    assert told.item(0, "kind") == "contact"
    assert "Wants more" in told.item(0, "text")
