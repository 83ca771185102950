"""A flag about what is missing shows what it rests on, and no change tells of a customer nobody knew."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, numbered, orders_of, severity
from tests.core.risk.rules.people.test_relationship import REPS, handed_over

from holdfast.engine import Engine
from holdfast.query import Query

BUYS = numbered(orders_of("c1", 100, 70, 40, 10))


def test_a_change_of_rep_shows_the_assignments_though_nobody_has_called_yet() -> None:
    rows = behind(handed_over(20), "F18")
    assert rows.get_column("rep_id").to_list() == ["max", "ana"]
    assert rows.get_column("start").to_list() == [ago(20), date(2023, 1, 1)]


def test_a_customer_who_never_had_a_rep_shows_its_own_row() -> None:
    book = make_book(
        customers=[{"customer_id": "c1", "tier": "A"}, {"customer_id": "c2"}],
        orders=BUYS,
        reps=REPS,
        assignments=[{"customer_id": "c2", "rep_id": "ana", "start": ago(50)}],
    )
    assert severity(book, "F19") == "critical"
    assert behind(book, "F19").select("customer_id", "tier").rows() == [("c1", "A")]


def test_a_gap_in_contact_without_any_contact_shows_the_day_it_counts_from() -> None:
    talks = [{"customer_id": "c2", "at": ago(400), "direction": "two-way"}]
    customers: list[dict[str, Any]] = [{"customer_id": "c1", "created": ago(300)}, {"customer_id": "c2"}]
    book = make_book(customers=customers, orders=BUYS, interactions=talks)
    assert severity(book, "F29") == "watch"
    assert behind(book, "F29").get_column("created").to_list() == [ago(300)]
    served = make_book(
        customers=customers,
        orders=BUYS,
        interactions=talks,
        reps=REPS,
        assignments=[{"customer_id": "c1", "rep_id": "ana", "start": ago(250)}],
    )
    assert behind(served, "F29").get_column("start").to_list() == [ago(250)]


@pytest.mark.thorough
def test_a_flag_on_a_customer_nobody_knew_yet_opens_with_the_customer() -> None:
    """Its first survey is older than its first day in the list of customers."""
    book = make_book(
        customers=[{"customer_id": "c1", "created": ago(10)}, {"customer_id": "c2"}],
        surveys=[{"kind": "nps", "customer_id": "c1", "invited": ago(60), "answered": ago(60), "score": 3}],
        orders=numbered(orders_of("c1", 5), orders_of("c2", 100)),
    )
    engine = Engine(book)
    assert not [flag for flag in engine.risk_room(Query(ago(30))).flags if flag.id == "F12" and flag.count]
    changes = engine.flag_changes(Query(AS_OF, since=ago(30)))
    assert changes.counts["F12"]["opened"] == 1
    assert "Detractor" in engine.customer_past(Query(AS_OF, since=ago(30)), 0).changes
