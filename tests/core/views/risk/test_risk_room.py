"""The risk room: every flag, and the customers under the one that is looked at."""

from __future__ import annotations

from functools import cache

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, numbered, orders_of

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.rows.rowset import RowSet


@cache
def the_engine() -> Engine:
    return Engine(
        make_book(
            customers=[
                {"customer_id": name, "name": name.title()} for name in ("small", "large", "worst", "fine")
            ],
            orders=numbered(
                orders_of("small", 140, 110, 80, 50, amount=10),
                orders_of("large", 140, 110, 80, 50, amount=500),
                orders_of("worst", 190, 160, 130, 100, amount=1),
                orders_of("fine", 90, 60, 30, 0, amount=100),
            ),
        )
    )


QUERY = Query(as_of=AS_OF)


def test_the_room_lists_every_flag_worst_first_and_says_what_locked_ones_need() -> None:
    flags = the_engine().risk_room(QUERY).flags
    assert (flags[0].id, flags[0].count, flags[0].severity) == ("F01", 3, "critical")
    assert flags[-1].locked is not None


def test_customers_under_a_flag_come_worst_first_then_by_money_each_with_its_sentence() -> None:
    under = the_engine().flag_customers(QUERY, "F01")
    rows = under.rows.fetch(0, 9, ("name", "severity", "money", "evidence", "first_seen"))
    assert list(rows["name"]) == ["Worst", "Large", "Small"]
    assert list(rows["severity"]) == ["critical", "watch", "watch"]
    assert list(rows["money"]) == [4.0, 2000.0, 40.0]
    assert str(rows["evidence"][1]).startswith("1.7× overdue: last order 11 May 2025")
    assert rows["first_seen"][1] == ago(5)
    assert under.name == "Overdue"


def test_customers_under_a_flag_come_in_the_order_of_the_list_deadlines_first() -> None:
    # Small is under Overdue as the others are, and its contract asks for notice within a week.
    contracts = [
        {"contract_id": "K1", "customer_id": "small", "start": ago(350), "end": ago(-30), "notice_days": 24}
    ]
    names = ("small", "large", "worst")
    engine = Engine(
        make_book(
            customers=[{"customer_id": name, "name": name.title()} for name in names],
            orders=numbered(
                orders_of("small", 140, 110, 80, 50, amount=10),
                orders_of("large", 140, 110, 80, 50, amount=500),
                orders_of("worst", 190, 160, 130, 100, amount=1),
            ),
            contracts=contracts,
        )
    )
    under = engine.flag_customers(QUERY, "F01").rows
    listed = engine.desk(QUERY).customers
    assert list(under.fetch(0, 9, ("name",))["name"]) == ["Small", "Worst", "Large"]
    assert list(listed.fetch(0, 9, ("name",))["name"]) == ["Small", "Worst", "Large"]


def test_beside_the_customers_stands_when_the_flag_opens_and_by_which_limits() -> None:
    about = the_engine().flag_customers(QUERY, "F01").about
    assert about.rule.startswith("days since the last order")
    assert about.limits[0] == "to watch from 1.5 × the usual gap"
    assert about.thresholds == "default"


def test_the_rule_and_guard_of_a_flag_state_the_thresholds_in_force() -> None:
    retail = the_engine().under(the_engine().thresholds.under("retail"))
    assert the_engine().flag_customers(QUERY, "F01").about.guard.startswith("at least 2 orders")
    assert retail.flag_customers(QUERY, "F01").about.guard.startswith("at least 4 orders")
    changed = the_engine().under(the_engine().thresholds.replaced("F01", "watch", 1.2))
    assert "1.2 watch, 2 high" in changed.flag_customers(QUERY, "F01").about.rule


def test_a_filter_and_a_flag_nobody_has_leave_what_they_leave() -> None:
    assert len(the_engine().flag_customers(Query(as_of=AS_OF, where="name:large"), "F01").rows) == 1
    assert len(the_engine().flag_customers(QUERY, "F05").rows) == 0
    assert len(the_engine().flag_customers(QUERY, "F12").rows) == 0


def test_marked_customers_without_the_flag_are_listed_but_nothing_is_said_of_them() -> None:
    rows = the_engine().flag_customers(QUERY, "F01").rows
    fine = the_engine().book.customers.get_column("customer_id").to_list().index("fine")
    marked = rows.only(RowSet.of(rows.key_at(0)) | RowSet.of(fine))
    said = marked.fetch(0, 9, ("name", "severity", "evidence"))
    assert list(said["name"]) == ["Worst", "Fine"]
    assert said["severity"][1] is None
    assert said["evidence"][1] is None


def test_a_flag_that_customers_do_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match="R1 is not a flag of customers"):
        the_engine().flag_customers(QUERY, "R1")


def test_a_number_of_a_flag_may_be_called_like_what_orders_its_rows() -> None:
    asked = [{"kind": "nps", "customer_id": "fine", "invited": ago(days)} for days in (200, 100)]
    answered = {"kind": "nps", "customer_id": "large", "invited": ago(200), "answered": ago(199), "score": 9}
    book = make_book(
        customers=[{"customer_id": "fine"}, {"customer_id": "large"}],
        orders=numbered(orders_of("fine", 90, 60, 30, 0, amount=100), orders_of("large", 9, amount=1)),
        surveys=[*asked, answered],
    )
    rows = Engine(book).flag_customers(QUERY, "F15").rows
    assert len(rows) == 1
    assert rows.fetch(0, 1, ["evidence"])["evidence"][0].startswith("Asked in ")
