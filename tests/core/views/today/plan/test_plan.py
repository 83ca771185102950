"""Whom to call on which day: what cannot wait in time, no more calls than there are, nobody moved about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.today_book import DAY, SILENT, engine
from tests.core.written import log_of, wrote

from holdfast.engine import Engine
from holdfast.journal.entry import Entry
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration
from holdfast.views.selection import PlannedCalls
from holdfast.views.today.due.agenda import agenda_of
from holdfast.views.today.due.lines import Precedence
from holdfast.views.today.plan.candidates import CHECK_IN, SPARE, candidates, matters_now
from holdfast.views.today.plan.capacity import calls_a_day
from holdfast.views.today.plan.hours import Hours, Window
from holdfast.views.today.plan.results import CallPlan
from holdfast.views.today.results import Asked

MON, TUE, WED, THU, FRI = (DAY + timedelta(days=step) for step in range(5))
ONE_A_DAY = Hours(calls=1)

USUAL = [(MON, "Cafe"), (MON, "Borgo"), (TUE, "Acme"), (TUE, "Dolce"), (WED, "Fado")]
"""Ana has Café, who may give notice until Sunday, and Acme; Luc Borgo, Dolce who can wait, Fado who left."""


def asked(hours: Hours = ONE_A_DAY, mine: str | None = None) -> Asked:
    return Asked(DAY, mine, hours=hours)


def calls(
    *entries: Entry, of: Engine | None = None, hours: Hours = ONE_A_DAY, length: int = 7, **query: Any
) -> list[tuple[date, str]]:
    """Every call of the plan but those to spare: day and customer."""
    found = (of or engine()).with_log(log_of(*entries)).week(Query(as_of=DAY, **query), asked(hours), length)
    reasoned = found.frame.filter(~pl.col("why").str.starts_with("Nothing is open"))
    return list(reasoned.select("day", "name").iter_rows())


def plan(*entries: Entry, of: Engine | None = None, hours: Hours = ONE_A_DAY, length: int = 7) -> CallPlan:
    return (of or engine()).with_log(log_of(*entries)).call_plan(Query(as_of=DAY), asked(hours), length)


def with_settings(**settings: Any) -> Engine:
    book = engine().book
    return Engine(replace(book, settings=replace(book.settings, **settings)))


@pytest.mark.thorough
def test_each_rep_calls_in_the_order_of_the_list_one_customer_a_day() -> None:
    assert calls() == USUAL
    told = plan()
    assert [(day.planned, day.capacity) for day in told.days] == [(2, 2), (2, 2), (1, 2), (1, 2), (0, 2)] + [
        (0, 0)
    ] * 2
    assert [(rep.name, rep.days) for rep in told.reps] == [
        ("Ana Ruiz", (1, 1, 0, 0, 0, 0, 0)),
        ("Luc", (1, 1, 1, 1, 0, 0, 0)),
    ]
    # Ema, of whom nothing is open, gets a call that would be nobody's; nothing is at stake there.
    assert [(day.who, day.money) for day in told.days][3] == (("Ema",), 0.0)
    assert told.fits == "Everybody who should be called in these days fits."


def test_days_without_calls_stay_empty_and_what_does_not_fit_is_said() -> None:
    """Only Friday is left, with one call each: Café can still be called in time, four others do not fit."""
    hours = Hours(calls=1, days_off=((MON, THU),))
    assert calls(hours=hours) == [(FRI, "Cafe"), (FRI, "Borgo")]
    assert plan(hours=hours).fits == "3 customers worth €4.8k do not fit."
    assert calls(hours=Hours(calls=9, workdays=(5,))) == [
        (DAY + timedelta(days=5), name) for name in ("Cafe", "Acme", "Borgo", "Dolce", "Fado")
    ]


def test_the_calls_of_the_book_go_before_ones_own_and_a_lost_deadline_is_counted() -> None:
    team = with_settings(calls=(("Ana Ruiz", 0), ("r2", 2), ("Nobody", 1)))
    assert calls(of=team) == [(MON, "Borgo"), (MON, "Dolce"), (TUE, "Fado")]
    told = plan(of=team)
    assert told.fits == "2 customers worth €4.1k do not fit: 1 of them has a last day in these days."
    assert told.notes == ("[team] calls names Nobody, whom this book does not know.",)
    assert [rep.source for rep in told.reps] == [
        "0 calls a day: [team] calls of the book",
        "2 calls a day: [team] calls of the book",
    ]


def test_what_is_put_off_is_called_from_its_day_on_or_not_at_all() -> None:
    until = wrote("snooze", "acme", DAY, until=WED.isoformat(), flags=("F01",))
    assert calls(until) == [(MON, "Cafe"), (MON, "Borgo"), (TUE, "Dolce"), (WED, "Acme"), (WED, "Fado")]
    changes = wrote("snooze", "acme", DAY, flags=("F01",), stood=("F01:high:4000",))
    assert calls(changes) == [call for call in USUAL if call[1] != "Acme"]


def test_a_task_stands_on_its_day_and_comes_later_rather_than_never() -> None:
    task = wrote("task", "ema", DAY, "Send the sheet", due=WED.isoformat())
    assert (WED, "Ema") in calls(task)
    other = wrote("task", "borgo", DAY, "Ask again", due=WED.isoformat())
    found = engine().with_log(log_of(task, other)).week(Query(as_of=DAY), asked(), 7)
    by_name = {name: (day, why) for day, name, why in found.frame.select("day", "name", "why").iter_rows()}
    assert (by_name["Borgo"][0], by_name["Ema"][0]) == (WED, THU)
    assert by_name["Ema"][1] == "2 Jul 2025: Send the sheet"
    assert "1 task comes after its day: there is no call left on it." in found.notes


def test_a_call_that_is_made_takes_its_place_along_and_moves_nobody() -> None:
    made = wrote("outcome", "cafe", DAY, outcome="reached", flags=())
    assert calls(made) == [call for call in USUAL if call[1] != "Cafe"]
    first = plan(made).days[0]
    assert (first.capacity, first.done, first.planned, first.filled) == (2, 1, 1, 2)
    nobody = wrote("outcome", "cafe", DAY, outcome="no answer", flags=())
    assert (TUE, "Cafe") in calls(nobody)


@pytest.mark.thorough
def test_whoever_was_spoken_with_waits_unless_it_cannot_wait() -> None:
    contacts = [
        {"customer_id": one, "at": "2025-06-25", "direction": "two-way", "rep_id": "r1"}
        for one in ("cafe", "acme")
    ]
    spoken = Engine(_with(interactions=contacts))
    assert calls(of=spoken) == [(MON, "Cafe")]
    assert plan(of=spoken).notes == ("1 customer was in touch in the last 14 days and waits.",)
    # From the 14th day after it on.
    assert calls(of=spoken, length=14) == [(MON, "Cafe"), (date(2025, 7, 9), "Acme")]


@pytest.mark.thorough
def test_contacts_in_the_log_say_how_many_calls_a_rep_makes() -> None:
    """40 customers' days in 20 working days are two a day; 19 in all are too few to say anything."""
    days = [DAY - timedelta(days=back) for back in range(27, -1, -1)]
    working = [day for day in days if day.weekday() < 5]
    assert len(working) == 20
    contacts = [
        {"customer_id": one, "at": day.isoformat(), "direction": "out", "rep_id": "r1"}
        for day in working
        for one in ("cafe", "acme")
    ]
    # The same customer twice on one day is one call; whoever only listened made none.
    contacts += contacts[:5] + [{**one, "direction": "in"} for one in contacts]
    for rows, expected in ((contacts, ("log", 2)), (contacts[:19], ("usual", 10))):
        logged = Engine(_with(interactions=rows))
        answer = logged.store.answer(Query(as_of=DAY))
        told = calls_a_day(logged.book, answer, Hours(), answer.mask)["r1"]
        assert (told.source, told.calls) == expected


@pytest.mark.thorough
def test_without_reps_everybody_is_ones_own_and_my_list_has_my_calls() -> None:
    alone = Engine(_with(reps=None, assignments=None))
    assert [(rep.name, rep.planned) for rep in plan(of=alone).reps] == [("everybody", 2)]
    mine = engine().call_plan(Query(as_of=DAY), asked(mine="Ana Ruiz"), 7)
    assert [(rep.name, rep.planned) for rep in mine.reps] == [("Ana Ruiz", 2)]
    assert calls(where="name:borgo") == [(MON, "Borgo")]


def test_a_month_keeps_last_days_that_the_list_does_not_show_yet() -> None:
    """On 10 June the list does not show Café yet; a plan to 9 July must call it by 4 July, a Friday."""
    then = date(2025, 6, 10)
    off = Hours(calls=1, days_off=((then, date(2025, 7, 3)),))
    orders = [
        {"customer_id": "cafe", "order_date": day, "amount": 100} for day in ("2025-05-01", "2025-05-29")
    ]
    quiet = Engine(_with(orders=orders))
    assert quiet.week(Query(as_of=then), Asked(then), 7).frame.get_column("ends").to_list() == [None]
    found = quiet.week(Query(as_of=then), Asked(then, hours=off), 30).frame
    row = found.filter(name="Cafe").row(0, named=True)
    assert (row["day"], row["ends"]) == (date(2025, 7, 4), date(2025, 7, 6))
    assert row["why"] == "A contract's last day is 6 Jul 2025"


def test_spare_calls_go_to_whoever_is_likelier_to_be_lost_than_most() -> None:
    """Ema has nothing open; priced at 5 she comes before others of whom nothing is, at 0 among them."""
    store, answer = engine().store, engine().store.answer(Query(as_of=DAY))
    found, window = agenda_of(store, answer, asked(), patient=False), Window(DAY)
    ema = engine().book.customers.get_column("customer_id").to_list().index("ema")
    matters = matters_now(store, answer, found, window)
    for price, ranks in ((5.0, [SPARE]), (0.0, [CHECK_IN])):
        priced = pl.Series([price if one == ema else 0.0 for one in range(6)])
        order = Precedence(matters.order.position, priced)
        rows = candidates(answer, replace(matters, order=order), window, spare=3)
        assert rows.filter(name="Ema").get_column("rank").to_list() == ranks


@pytest.mark.thorough
def test_later_rows_change_no_plan() -> None:
    """Acme orders again in July, is spoken with, and Ana hands Café to Luc: nobody knew on 30 June."""
    later = _with(
        orders=[
            *({"customer_id": "acme", "order_date": day, "amount": 1_000} for day in (*SILENT, "2025-07-10")),
            {"customer_id": "cafe", "order_date": "2025-06-29", "amount": 100},
        ],
        interactions=[{"customer_id": "acme", "at": "2025-07-02", "direction": "two-way", "rep_id": "r1"}],
        assignments=[
            {"customer_id": "acme", "rep_id": "r1", "start": "2024-01-01"},
            {"customer_id": "cafe", "rep_id": "r1", "start": "2024-01-01", "end": "2025-07-15"},
            {"customer_id": "cafe", "rep_id": "r2", "start": "2025-07-15"},
        ],
    )
    assert calls(of=Engine(later)) == calls(of=Engine(_with())) == [(MON, "Cafe"), (TUE, "Acme")]


@pytest.mark.thorough
def test_every_number_of_the_week_opens_into_its_customers() -> None:
    told, query = plan(), Query(as_of=DAY)
    for day in told.days:
        rows = engine().customers_of(query, PlannedCalls(asked(), day.day))
        money = rows.rows.fetch(0, len(rows.rows), ["amount"])["amount"]
        assert (len(rows.rows), sum(money)) == (day.planned, day.money)
        assert rows.total is not None
        assert rows.total.value == day.money
    for rep in told.reps:
        rows = engine().customers_of(query, PlannedCalls(asked(), None, rep.rep_id))
        assert len(rows.rows) == rep.planned == sum(rep.days)
    assert plan() == told


def _with(**tables: Any) -> Any:
    """Café before its last day for notice and Acme, who is overdue, held by Ana; with other tables."""
    usual: dict[str, Any] = {
        "customers": [{"customer_id": one, "name": one.capitalize()} for one in ("cafe", "acme")],
        "orders": [
            *({"customer_id": "acme", "order_date": day, "amount": 1_000} for day in SILENT),
            {"customer_id": "cafe", "order_date": "2025-06-29", "amount": 100},
        ],
        "contracts": [{"customer_id": "cafe", "start": "2024-07-20", "end": "2025-07-20", "notice_days": 14}],
        "reps": [{"rep_id": "r1", "name": "Ana Ruiz"}],
        "assignments": [
            {"customer_id": one, "rep_id": "r1", "start": "2024-01-01"} for one in ("cafe", "acme")
        ],
    }
    settings = BookSettings(name="Test book", currency="EUR", active_window=Duration(months=6))
    found = {name: rows for name, rows in (usual | tables).items() if rows is not None}
    return make_book(settings=settings, **found)
