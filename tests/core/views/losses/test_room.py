"""The losses room: reasons by quarter, competitors, topics, conduct from 5 on, and whom to win back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.timeline import Period
from holdfast.views.losses.reasons import quarters_of
from holdfast.views.losses.results import LossesRoomView
from holdfast.views.selection import FigureGroup, LossPart

AS_OF = date(2025, 6, 30)
ASKED = Query(as_of=AS_OF)


def subscription(customer: str, end: str | None = None, mrr: float = 100, start: str = "2023-01-01") -> Row:
    return {"customer_id": customer, "start": start, "end": end, "mrr": mrr}


def record(customer: str, day: str, reason: str | None, competitor: str | None = None) -> Row:
    return {"customer_id": customer, "date": day, "reason_code": reason, "competitor": competitor}


def engine_of(**tables: Any) -> Engine:
    return Engine(make_book(**tables))


SMALL: dict[str, Sequence[Row]] = {
    "subscriptions": [
        subscription("A", "2024-08-01", 10),
        subscription("B", "2025-02-01", 20),
        subscription("C", "2025-05-01", 30),
        subscription("D", "2025-05-01", 40),
        subscription("E"),
    ],
    "losses": [
        record("A", "2024-08-05", "price", "Acme"),
        record("B", "2025-02-05", "price"),
        record("C", "2025-05-05", "closed", "Acme"),
    ],
    "tickets": [
        {
            "customer_id": "B",
            "created": "2025-01-10 09:00",
            "topic": "delivery",
            "subject": "ACME is quicker",
        },
        {"customer_id": "E", "created": "2025-06-10 09:00", "topic": "delivery", "subject": "late"},
        {"customer_id": "E", "created": "2024-01-10 09:00", "topic": "invoice", "subject": "Acmeland"},
    ],
    "opportunities": [
        {"customer_id": "E", "created": "2025-06-01", "stage": "Needs", "amount": 500, "competitor": "Acme"},
    ],
    "customers": [{"customer_id": name, "name": f"Firm {name}", "segment": "S"} for name in "ABCDE"],
}


@pytest.fixture(scope="module")
def small() -> Engine:
    return engine_of(**SMALL)


@pytest.fixture(scope="module")
def room(small: Engine) -> LossesRoomView:
    return small.losses_room(ASKED)


def test_reasons_come_with_their_share_their_money_and_their_quarters(room: LossesRoomView) -> None:
    assert room.quarters == ("2024Q3", "2024Q4", "2025Q1", "2025Q2")
    told = [(one.reason, one.lost, one.revenue, one.recoverable, one.quarters) for one in room.reasons]
    assert told == [
        ("price", 2, 12 * (10.0 + 20.0), True, (1, 0, 1, 0)),
        ("closed", 1, 12 * 30.0, False, (0, 0, 0, 1)),
        (None, 1, 12 * 40.0, None, (0, 0, 0, 1)),
    ]
    assert [(one.share.numerator, one.share.denominator) for one in room.reasons] == [(2, 4), (1, 4), (1, 4)]
    (group,) = room.groups
    assert (group.group, group.lost, group.rate.denominator) == ("S", 4, 5)
    assert group.reasons == (("price", 2), ("closed", 1), ("no reason on file", 1))


def test_a_competitor_is_counted_in_records_deals_and_words(small: Engine, room: LossesRoomView) -> None:
    (acme,) = room.competitors
    assert (acme.name, acme.lost, acme.by_price, acme.revenue) == ("Acme", 2, 1, 12 * 40.0)
    assert (acme.deals, acme.open_deals, acme.open_amount) == (1, 1, 500.0)
    assert acme.notes == 1, "a whole word in any case, inside the period"
    notes = small.customers_of(ASKED, LossPart("notes", "Acme"))
    assert notes.rows.fetch(0, 1, ["name", "said"]) == {"name": ["Firm B"], "said": ["ACME is quicker"]}
    assert len(small.customers_of(ASKED, LossPart("deals", "Acme")).rows) == 1


def test_topics_of_the_lost_stand_beside_those_of_the_kept(room: LossesRoomView) -> None:
    (delivery,) = room.topics
    assert (delivery.topic, delivery.customers, delivery.tickets, delivery.answers) == ("delivery", 1, 1, 0)
    assert (delivery.share.numerator, delivery.share.denominator) == (1, 4)
    assert (delivery.kept.numerator, delivery.kept.denominator) == (1, 1)


@pytest.mark.parametrize(
    ("part", "value", "customers"),
    [
        ("reason", "price", ["Firm A", "Firm B"]),
        ("reason", None, ["Firm D"]),
        ("competitor", "Acme", ["Firm A", "Firm C"]),
        ("sign", "ticket", ["Firm B"]),
        ("sign", "said", ["Firm B"]),
        ("topic", "delivery", ["Firm B"]),
    ],
)
def test_every_part_opens_into_its_customers(
    small: Engine, part: Any, value: str | None, customers: list[str]
) -> None:
    found = small.customers_of(ASKED, LossPart(part, value))
    assert found.rows.fetch(0, len(found.rows), ["name"])["name"] == customers
    assert found.sentence.startswith(f"{len(customers)} ")


def test_a_filter_narrows_every_part(small: Engine) -> None:
    room = small.losses_room(replace(ASKED, where='name:"Firm A"'))
    assert [(one.reason, one.lost) for one in room.reasons] == [("price", 1)]
    assert [(one.name, one.lost, one.deals, one.notes) for one in room.competitors] == [("Acme", 1, 0, 0)]
    assert (room.topics, len(room.win_back.rows)) == ((), 0)


@pytest.mark.thorough
def test_whom_to_win_back_by_what_a_return_is_worth() -> None:
    """Gone 29, 30, 180, 181 days; closed; called since; back again. 20 losses of long ago: 4 came back."""
    names = {"soon": "2025-06-01", "new": "2025-05-31", "old": "2025-01-01", "past": "2024-12-31"}
    services = [subscription(name, end, 50) for name, end in names.items()]
    services += [subscription("shut", "2025-04-01"), subscription("called", "2025-04-01", 500)]
    services += [subscription("back", "2025-04-01"), subscription("back", start="2025-06-15")]
    for number in range(20):
        services.append(subscription(f"x{number}", "2023-06-01"))
        if number < 4:
            services.append(subscription(f"x{number}", None, start="2023-09-15"))
    queue = (
        engine_of(
            subscriptions=services,
            losses=[record("shut", "2025-04-02", "closed"), record("new", "2025-06-02", "price")],
            interactions=[{"customer_id": "called", "at": "2025-05-05 09:00", "direction": "out"}],
        )
        .losses_room(ASKED)
        .win_back
    )
    columns = ["name", "state", "days", "value", "worth"]
    found = list(zip(*queue.rows.fetch(0, len(queue.rows), columns).values(), strict=True))
    young, long_gone = queue.chances
    assert (young.losses, young.returned, long_gone.losses, long_gone.returned) == (20, 4, 20, 4)
    assert found == [
        ("new", "to call", 30, 600.0, 120.0),
        ("old", "to call", 180, 600.0, 120.0),
        ("called", "called", 90, 6000.0, 1200.0),
        ("back", "back", 90, 1200.0, None),
    ]
    assert (queue.to_call, queue.final, queue.value, queue.worth) == (2, 1, 7200.0, 1440.0)
    offers = queue.rows.fetch(0, 2, ["offer"])["offer"]
    assert "discount" in offers[0]
    assert "ask why" in offers[1]


def test_too_few_returns_make_no_chance(room: LossesRoomView) -> None:
    assert [chance.rate for chance in room.win_back.chances] == [None, None]
    assert room.win_back.worth is None


@pytest.mark.thorough
def test_counts_of_staff_are_told_from_5_on_and_never_by_name_below() -> None:
    reps = [
        {"rep_id": rep, "name": name, "hire_date": "2020-01-01"}
        for rep, name in (("r1", "Ana"), ("r2", "Bo"))
    ]
    of_rep = {f"a{number}": "r1" for number in range(6)} | {f"b{number}": "r2" for number in range(4)}
    engine = engine_of(
        subscriptions=[subscription(name, "2025-03-01" if int(name[1]) < 5 else None) for name in of_rep],
        assignments=[
            {"customer_id": name, "rep_id": rep, "start": "2020-01-01"} for name, rep in of_rep.items()
        ],
        reps=reps,
        losses=[record(name, "2025-03-02", "rep left") for name in ("a0", "b0", "b1", "b2", "b3")],
    )
    ana, others = engine.losses_room(ASKED).conduct
    assert (ana.rep, ana.lost, ana.staff, ana.tickets) == ("Ana", 5, None, None)
    assert (others.rep, others.reps, others.lost, others.staff) == (None, 1, None, None)
    assert len(engine.customers_of(ASKED, FigureGroup("losses.count", "rep", "Ana")).rows) == 5


def test_a_book_of_orders_says_which_file_would_tell() -> None:
    orders = [{"customer_id": "c1", "order_date": "2025-01-10", "amount": 10}]
    locked = engine_of(orders=orders).losses_room(ASKED).locked
    assert {part: words.split(" for ")[0] for part, words in locked.items()} == {
        "reasons": "Needs losses.csv",
        "signs": "Needs tickets.csv",
        "topics": "Needs tickets.csv",
        "reps": "Needs assignments.csv",
        "competitors": "Needs losses.csv",
    }


def test_the_quarters_of_a_period_are_those_it_touches_the_last_eight_at_most() -> None:
    assert quarters_of(Period(date(2025, 2, 3), date(2025, 4, 2))) == ("2025Q1", "2025Q2")
    assert quarters_of(Period(date(2025, 4, 1), date(2025, 7, 1))) == ("2025Q2",)
    assert len(quarters_of(Period(date(2020, 1, 1), date(2025, 7, 1)))) == 8
