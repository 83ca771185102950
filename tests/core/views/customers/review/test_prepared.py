"""What a talk is prepared by: the usual basket, the range beside like customers, three questions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.customers.review.basket import basket_of
from holdfast.views.customers.review.questions import declared, questions_for
from holdfast.views.customers.review.range import range_of

AS_OF = date(2025, 6, 30)


Sold = tuple[dict[str, Any], list[dict[str, Any]]]


def order(customer: str, day: str, **lines: tuple[float | None, float]) -> Sold:
    """An order with lines: product=(quantity, amount)."""
    name = f"{customer}{day}"
    amount = sum(one for _, one in lines.values())
    head = {"order_id": name, "customer_id": customer, "order_date": day, "amount": amount}
    return head, [
        {"order_id": name, "product": product, "category": product[0], "quantity": quantity, "amount": one}
        for product, (quantity, one) in lines.items()
    ]


def book_of(*orders: Sold, **tables: Any) -> Engine:
    lines = [line for _, of_order in orders for line in of_order]
    return Engine(make_book(orders=[one for one, _ in orders], order_lines=lines, **tables))


def test_a_product_is_usual_from_two_orders_with_its_quantity_rhythm_and_last_price() -> None:
    engine = book_of(
        order("a", "2024-01-01", Old=(1, 5.0)),
        order("a", "2025-01-01", Glove=(10, 20.0), Tape=(1, 3.0)),
        order("a", "2025-02-01", Glove=(14, 28.0)),
        order("a", "2025-04-02", Glove=(12, 30.0), Film=(None, 9.0)),
        order("a", "2025-06-01", Tape=(2, 7.0), Film=(None, 9.0)),
        order("a", "2025-07-01", Glove=(99, 1.0)),
    )
    found = basket_of(engine.book, 0, AS_OF)
    assert found.orders == 4, "of the year up to the last order; later ones are not known"
    told = [(one.product, one.orders, one.quantity, one.every, one.price) for one in found.items]
    # Glove: gaps of 31 and 60 days; 30 for 12. Tape: 151 days; 7 for 2. Film has no quantities.
    assert told == [
        ("Glove", 3, 12.0, 45.5, 2.5),
        ("Film", 2, None, 60.0, None),
        ("Tape", 2, 2 / 2 + 0.5, 151.0, 3.5),
    ]
    assert [one.product for one in found.core] == ["Glove", "Film", "Tape"]


def test_without_lines_there_is_no_basket() -> None:
    assert (
        basket_of(
            make_book(orders=[{"customer_id": "a", "order_date": "2025-01-01", "amount": 1.0}]), 0, AS_OF
        ).items
        == ()
    )


def test_a_gap_is_what_a_quarter_of_like_customers_buy() -> None:
    others = [
        order(f"b{number:02}", "2025-06-01", Axle=(1, 1.0), **({"Bolt": (1, 1.0)} if number < 5 else {}),
              **({"Cork": (1, 1.0)} if number < 4 else {}))
        for number in range(20)
    ]  # fmt: skip
    engine = book_of(order("a", "2025-06-01", Axle=(1, 1.0)), *others)
    answer = engine.store.answer(Query(AS_OF))
    found = range_of(engine.book, answer, 0)
    told = [(line.kind, line.days, line.like_share) for line in found.lines]
    assert told == [("A", 1, 1.0), ("B", 0, 0.25)], "20 %, of Cork, is no gap"
    assert [line.kind for line in found.gaps] == ["B"]
    assert found.pool == 20


def test_fewer_than_twenty_like_customers_say_nothing() -> None:
    others = [order(f"b{number:02}", "2025-06-01", Axle=(1, 1.0)) for number in range(19)]
    engine = book_of(order("a", "2025-06-01", Axle=(1, 1.0)), *others)
    found = range_of(engine.book, engine.store.answer(Query(AS_OF)), 0)
    assert (found.lines, found.none) == ((), "fewer than 20 like customers buy anything")


DAY = date(2025, 5, 14)


@pytest.mark.parametrize(
    ("state", "flags", "facts", "known", "first"),
    [
        ("active", ["F12"], {}, {"answered": DAY}, "What happened before the answer of 14 May 2025"),
        ("active", ["F12"], {}, {}, "What are your two or three goals"),
        ("active", [], {"tickets_open": 1.0}, {"ticket": "Late"}, "What does it cost you that “Late”"),
        ("active", [], {"tickets_open": 0.0}, {"ticket": "Late"}, "What are your two or three goals"),
        ("active", [], {"notice_days": 90.0}, {"notice_by": DAY}, "The contract can be given notice of"),
        ("active", [], {"notice_days": 91.0}, {"notice_by": DAY}, "What are your two or three goals"),
        ("active", [], {"change": -0.2}, {}, "Revenue is a good deal lower"),
        ("active", [], {"change": -0.19}, {}, "What are your two or three goals"),
        ("lost", ["F31"], {"change": -1.0}, {}, "What was the last thing that made you decide"),
    ],
)
def test_questions_follow_from_what_stands_out(
    state: str, flags: list[str], facts: dict[str, float], known: dict[str, Any], first: str
) -> None:
    found = questions_for(state, flags, facts, known)
    assert len(found) == 3
    assert found[0].startswith(first)


def test_no_two_questions_are_about_one_thing_and_none_has_an_open_field() -> None:
    every = {question.flag for question in declared() if question.flag}
    known: dict[str, str | date | None] = {"answered": DAY, "ticket": "{gap}", "gap": "Paper"}
    found = questions_for("active", every, {"tickets_open": 2.0, "gaps": 1.0}, known)
    assert found[1].startswith("What does it cost you that “{gap}” is still open"), (
        "data are not read for fields"
    )
    assert len(set(found)) == 3
