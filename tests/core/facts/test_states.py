"""Who is still a customer: prospect, active, lost, closed; and what flags make of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, evaluated, evaluation, number_of, numbered, orders_of, severity

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.facts.customers import customer_facts
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.history import standing_at
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.timeline import Period, period_of

REGULAR = tuple(range(300, 40, -20))
"""Orders every 20 days, the last one 60 days ago: three times overdue and critical."""

GONE = tuple(range(700, 400, -20))
"""The same rhythm, which ended so long ago that the customer is lost."""


def recorded(customer: str, days_ago: int, reason: str | None, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "date": ago(days_ago), "reason_code": reason, **more}


def book_of(*losses: dict[str, Any]) -> Book:
    return make_book(
        customers=[{"customer_id": name} for name in ("kept", "gone", "shut", "never")],
        orders=numbered(orders_of("kept", *REGULAR), orders_of("gone", *GONE), orders_of("shut", *REGULAR)),
        losses=list(losses),
    )


def told(book: Book, name: str, as_of: date = AS_OF) -> dict[str, Any]:
    facts = customer_facts(book, as_of, period_of(as_of, "month"))
    columns = ("state", "lost_on", "reason", "competitor", "lifecycle")
    return facts.select(columns).row(number_of(book, name), named=True)


def test_whoever_was_active_once_is_active_lost_or_closed() -> None:
    book = book_of(recorded("shut", 30, "Out of business"))
    states = {name: told(book, name)["state"] for name in ("kept", "gone", "shut", "never")}
    assert states == {"kept": "active", "gone": "lost", "shut": "closed", "never": "prospect"}
    assert told(book, "shut")["lost_on"] == ago(30)
    assert told(book, "shut")["lifecycle"] == "lost"


def test_a_record_made_later_closes_nobody_yet() -> None:
    book = book_of(recorded("shut", 30, "out_of_business"))
    assert told(book, "shut", ago(31))["state"] == "active"
    assert told(book, "shut", ago(30))["state"] == "closed"


def test_who_buys_again_after_the_record_is_a_customer() -> None:
    assert told(book_of(recorded("kept", 61, "merged")), "kept")["state"] == "active"
    assert told(book_of(recorded("kept", 60, "merged")), "kept")["state"] == "closed"


def test_recurring_revenue_that_runs_on_contradicts_the_record() -> None:
    book = make_book(
        subscriptions=[{"customer_id": "c1", "start": ago(900), "mrr": 100}],
        losses=[recorded("c1", 20, "duplicate")],
    )
    assert told(book, "c1")["state"] == "active"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("duplicate", "closed"), ("Insolvenz", "closed"), ("cessation d'activité", "closed"),
        ("Fallimento", "closed"), ("QUIEBRA", "closed"), ("إفلاس", "closed"), ("Preis", "lost"),
        (None, "lost"),
    ],
)  # fmt: skip
def test_a_final_reason_closes_in_six_languages(reason: str | None, state: str) -> None:
    assert told(book_of(recorded("gone", 420, reason)), "gone")["state"] == state


def test_the_last_record_that_speaks_of_the_loss_gives_its_reason() -> None:
    """Lost 55 days ago, 12 months after the last order."""
    book = book_of(
        recorded("gone", 500, "service"),
        recorded("gone", 410, "price", competitor="Globex"),
        recorded("kept", 50, "service"),
    )
    assert told(book, "gone") | {"lifecycle": None} == {
        "state": "lost", "lost_on": ago(55), "reason": "price", "competitor": "Globex", "lifecycle": None,
    }  # fmt: skip
    assert told(book, "kept")["reason"] is None, "still active, whatever was recorded"
    assert told(book_of(recorded("gone", 500, "service")), "gone")["reason"] is None


def test_without_a_table_of_activity_nobody_is_said_to_be_gone() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}],
        surveys=[{"kind": "nps", "customer_id": "c1", "invited": ago(9), "answered": ago(9), "score": 2}],
    )
    assert told(book, "c1")["state"] is None
    assert severity(book, "F12") == "high"


def test_only_those_who_can_be_kept_have_a_flag_of_rhythm() -> None:
    book = book_of(recorded("shut", 30, "out of business"))
    assert severity(book, "F01", "kept") == "critical"
    for name in ("gone", "shut", "never"):
        assert severity(book, "F01", name) is None, name


def test_each_flag_is_about_the_states_it_declares() -> None:
    other = {flag.id: flag.states for flag in FLAGS.values() if flag.states != ("active",)}
    both = ("active", "prospect")
    assert other == {
        "F18": both, "F22": ("active", "lost"), "F27": both, "F31": ("lost",), "F32": both, "F34": both,
    }  # fmt: skip


def lapsed(days: int, *, orders: bool = False) -> Book:
    """The only subscription ended so many days ago; with orders beside it the customer is in other hands."""
    return make_book(
        subscriptions=[{"customer_id": "c1", "start": ago(900), "end": ago(days), "mrr": 100}],
        orders=numbered(orders_of("c1", 10)) if orders else [],
    )


@pytest.mark.parametrize(("days", "expected"), [(0, "critical"), (30, "critical"), (31, None)])
def test_a_renewal_that_lapsed_speaks_for_30_days_of_a_lost_customer(days: int, expected: str | None) -> None:
    assert told(lapsed(days), "c1")["state"] == "lost"
    assert severity(lapsed(days), "F22") == expected


def prospect_with(deal: dict[str, Any] | None) -> Book:
    started = {"customer_id": "c1", "rep_id": "max", "start": ago(20)}
    before = {"customer_id": "c1", "rep_id": "ana", "start": ago(400), "end": ago(20)}
    return make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "c2"}],
        orders=numbered(orders_of("c2", 10)),
        reps=[{"rep_id": "ana", "name": "Ana"}, {"rep_id": "max", "name": "Max"}],
        assignments=[before, started],
        interactions=[{"customer_id": "c2", "at": ago(500), "direction": "two-way"}],
        opportunities=[] if deal is None else [{"customer_id": "c1", "created": ago(60), **deal}],
    )


def test_a_change_of_rep_matters_to_a_prospect_with_an_open_deal() -> None:
    assert severity(prospect_with({"stage": "Offer"}), "F18") == "watch"
    assert severity(prospect_with({"stage": "Lost", "is_closed": True, "close_date": ago(5)}), "F18") is None
    assert severity(prospect_with(None), "F18") is None


def test_counts_list_and_past_speak_of_one_population() -> None:
    book = book_of(recorded("shut", 30, "out of business"))
    facts = evaluated(book)
    flagged = facts.filter(facts.get_column("flags") > 0)
    raised = {name for seen in evaluation(book).raised.values() for name in seen.get_column("customer")}
    assert set(flagged.get_column("customer")) == raised
    assert set(flagged.get_column("state")) == {"active"}
    standing = standing_at(book, AS_OF, default_thresholds()).customers
    assert standing.get_column("active").to_list() == (facts.get_column("state") == "active").to_list()
    engine = Engine(book)
    listed = engine.customers(Query(as_of=AS_OF, where="flag:overdue"))
    assert len(listed.frame) == len(evaluation(book).raised["F01"])
    assert len(engine.customers(Query(as_of=AS_OF, where="flag:overdue state:lost,closed")).frame) == 0


def test_a_customer_who_is_gone_has_one_line_instead() -> None:
    book = book_of(
        recorded("shut", 30, "out of business"), recorded("gone", 410, "price", competitor="Globex")
    )
    engine, query = Engine(book), Query(as_of=AS_OF)
    assert engine.customer(query, number_of(book, "gone")).glance.state == (
        "Lost on 6 May 2025, 55 d ago; reason “price”, competitor “Globex”; "
        "worth €100 in the 12 months before"
    )
    shut = engine.customer(query, number_of(book, "shut"))
    assert shut.glance.state.startswith("Closed for good on 31 May 2025, 30 d ago; reason “out of business”")
    assert shut.not_evaluated == (), "no flag is about who is closed"
    assert engine.customer(query, number_of(book, "kept")).glance.state.startswith("Active: last order ")
    assert engine.customer(query, number_of(book, "never")).glance.state == "Prospect: never active so far"


def test_a_filter_by_state_says_that_it_picks_by_the_outcome() -> None:
    engine = Engine(book_of())
    period = Query(as_of=AS_OF, where="-state:lost")
    (kept,) = engine.metrics(period, ("customers.active",))
    assert "chosen by the outcome: State as of the end" in (kept.note or "")
    (plain,) = engine.metrics(Query(as_of=AS_OF, where="customer_id:kept"), ("customers.active",))
    assert "outcome" not in (plain.note or "")


def test_facts_of_a_period_long_over_still_name_the_last_loss() -> None:
    book = book_of()
    facts = customer_facts(book, AS_OF, Period(ago(200), ago(100)))
    assert facts.get_column("lost_on")[number_of(book, "gone")] == ago(55)
    assert facts.get_column("lost_on_period")[number_of(book, "gone")] is None
