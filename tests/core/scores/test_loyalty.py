"""The four marks of a loyal customer, just inside and just outside each."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, number_of, numbered, orders_of, scope_of

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.query import Query, SortKey
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.scores.loyalty import loyalty, mark_evidence
from holdfast.scores.marks import MARKS

THRESHOLDS = default_thresholds().replaced("F25", "names", ("Globex",))


def marks(book: Book, as_of: date = AS_OF, customer: str = "c1") -> tuple[dict[str, str], dict[str, str]]:
    """Mark and evidence by name."""
    found = loyalty(book, as_of, scope_of(book, as_of).facts, THRESHOLDS)
    place = number_of(book, customer)
    return found.select(MARKS).row(place, named=True), mark_evidence(found).row(place, named=True)


def told(book: Book, mark: str, **more: Any) -> tuple[str, str]:
    found, evidence = marks(book, **more)
    return found[mark], evidence[mark]


# Regular


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((134, 104, 74, 44), ("yes", "Last order 44 d ago, usual every 30 d (4 orders)")),
        ((135, 105, 75, 45), ("no", "1.5× overdue: last order 45 d ago, usual every 30 d (4 orders)")),
        ((60, 30), ("no", "Only 2 orders so far")),
        ((30,), ("no", "Only 1 order so far")),
        ((30, 30, 30, 30), ("unknown", "All orders on one day: no rhythm to tell")),
    ],
)
def test_who_buys_in_its_own_rhythm_is_regular(days: tuple[int, ...], expected: tuple[str, str]) -> None:
    assert told(make_book(orders=numbered(orders_of("c1", *days))), "regular") == expected


def test_without_orders_nobody_can_be_told_regular() -> None:
    served = [{"customer_id": "c1", "start": ago(900), "mrr": 10}]
    assert told(make_book(subscriptions=served), "regular") == ("unknown", "No order on file")
    assert told(make_book(orders=numbered(orders_of("c1", -1, 30, 60))), "regular")[0] == "no"


# Broad


def shelf(own: int, peers: list[int], *, day: int = 30, segment: str | None = "Shops") -> Book:
    """One customer that buys `own` categories, and peers of its segment that buy as many as listed."""
    bought = {"c1": own, **{f"p{number}": kinds for number, kinds in enumerate(peers)}}
    orders = [
        {"order_id": name, "customer_id": name, "order_date": ago(day if name == "c1" else 9), "amount": 9}
        for name in bought
    ]
    lines = [
        {"order_id": name, "product": f"k{kind}", "category": f"k{kind}", "amount": 1}
        for name, kinds in bought.items()
        for kind in range(kinds)
    ]
    named = [{"customer_id": name, "segment": "Shops" if name != "c1" else segment} for name in bought]
    return make_book(customers=named, orders=orders, order_lines=lines)


# Of 1 to 8 and of the customer's own, the upper quartile lies at 6 or above.
PEERS = [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]


@pytest.mark.parametrize(("own", "mark"), [(8, "yes"), (7, "no"), (1, "no")])
def test_who_buys_as_much_of_the_range_as_the_top_quarter_of_its_segment_is_broad(
    own: int, mark: str
) -> None:
    categories = "1 category" if own == 1 else f"{own} categories"
    said = f"Buys {categories} in 365 d; broad in its segment is 8 or more"
    assert told(shelf(own, PEERS), "broad") == (mark, said)


def test_a_segment_of_few_is_compared_with_all_and_few_with_nobody() -> None:
    alone = shelf(8, PEERS, segment=None)
    assert told(alone, "broad") == ("yes", "Buys 8 categories in 365 d; broad in all customers is 8 or more")
    assert told(shelf(9, PEERS[:9]), "broad")[0] == "yes"
    assert told(shelf(9, PEERS[:8]), "broad") == (
        "unknown",
        "Buys 9 categories; too few others to compare with",
    )


def test_one_category_is_no_breadth_and_a_year_later_nothing_is_known() -> None:
    assert told(shelf(1, [1] * 10), "broad")[0] == "no"
    assert told(shelf(2, [1] * 10), "broad")[0] == "yes"
    assert told(shelf(8, PEERS, day=364), "broad")[0] == "yes"
    assert told(shelf(8, PEERS, day=365), "broad") == (
        "unknown",
        "No category of an order on file within 365 d",
    )


# Immune


def discounted(*given: int | None, first: int = 20) -> list[dict[str, Any]]:
    """Orders ten days apart, the newest first, with these discounts."""
    return [
        {
            "order_id": f"o{number}",
            "customer_id": "c1",
            "order_date": ago(first + 10 * number),
            "amount": 50,
            "discount": discount,
        }
        for number, discount in enumerate(given)
    ]


def note(text: str, days: int) -> dict[str, Any]:
    return {"customer_id": "c1", "at": ago(days), "text": text}


def test_who_was_not_tempted_within_a_year_is_immune() -> None:
    quiet = make_book(orders=discounted(0), interactions=[note("all is well", 365)])
    assert told(quiet, "immune") == ("yes", "No competitor named; 0 of 1 order discounted within 365 d")
    assert told(make_book(orders=discounted(0), interactions=[note("all is well", 366)]), "immune") == (
        "unknown",
        "Too few orders, and nothing written, within 365 d",
    )


@pytest.mark.parametrize(("days", "mark"), [(365, "no"), (366, "yes")])
def test_a_competitor_named_within_a_year_ends_immunity(days: int, mark: str) -> None:
    notes = [note("Globex", days), note("fine", 3)]
    found = told(make_book(orders=discounted(None), interactions=notes), "immune")
    assert found[0] == mark
    if mark == "no":
        assert found[1] == "Competitor named in a contact note on 30 Jun 2024 within 365 d"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((5, 5, 5, 5, 5, 5, 5, 0, 0, 0), ("no", "7 of 10 orders discounted within 365 d")),
        ((5, 5, 5, 5, 5, 5, 0, 0, 0, 0), ("yes", "6 of 10 orders discounted within 365 d")),
        ((5, 5, 5, 5, 5), ("unknown", "Too few orders, and nothing written, within 365 d")),
        ((0, 0, 0, 0, 0, 0), ("yes", "0 of 6 orders discounted within 365 d")),
        ((None,) * 9, ("unknown", "Too few orders, and nothing written, within 365 d")),
    ],
)
def test_who_buys_only_at_a_discount_is_not_immune(
    given: tuple[int | None, ...], expected: tuple[str, str]
) -> None:
    assert told(make_book(orders=discounted(*given)), "immune") == expected


def test_only_orders_of_the_year_count() -> None:
    old = [{**row, "order_id": f"old{row['order_id']}"} for row in discounted(*[5] * 9, first=365)]
    assert told(make_book(orders=[*discounted(*[0] * 6), *old]), "immune")[0] == "yes"


# Refers


def referring(referred_by: str | None, created: int = 10, **more: Any) -> Book:
    named = [
        {"customer_id": "c1", "created": ago(500)},
        {"customer_id": "c2", "created": ago(created), "referred_by": referred_by},
        {"customer_id": "c3", "created": ago(400)},
    ]
    return make_book(customers=named, **more)


def answered(score: int) -> dict[str, Any]:
    survey = {"kind": "nps", "customer_id": "c1", "invited": ago(9), "answered": ago(9), "score": score}
    return {"surveys": [survey]}


def test_who_sent_another_customer_refers() -> None:
    assert told(referring("c1"), "refers") == ("yes", "Referred 1 customer")
    assert told(referring("c3"), "refers") == ("no", "No referral on file")
    assert told(referring(None), "refers") == ("unknown", "Neither referrals nor a score on file")
    assert told(referring("c2"), "refers", customer="c2")[0] == "unknown"
    assert told(referring("c1", created=-1), "refers")[0] == "unknown"


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (9, ("yes", "No referral on file; scored 9, which is weak evidence")),
        (8, ("no", "No referral on file; scored 8")),
    ],
)
def test_a_promoter_counts_as_weak_evidence(score: int, expected: tuple[str, str]) -> None:
    assert told(referring(None, **answered(score)), "refers") == expected


# All of them


def test_one_customer_alone_is_told_the_same_as_among_all() -> None:
    book = shelf(8, PEERS)
    facts = scope_of(book).facts
    everyone = loyalty(book, AS_OF, facts, THRESHOLDS)
    for number in range(facts.height):
        assert_frame_equal(loyalty(book, AS_OF, facts, THRESHOLDS, number), everyone.slice(number, 1))


def test_the_marks_filter_sort_split_and_stand_on_the_customer_screen() -> None:
    engine = Engine(shelf(8, PEERS))
    broad = Query(as_of=AS_OF, where="broad:yes", columns=("customer_id", "broad"), sort=(SortKey("broad"),))
    assert set(engine.customers(broad).frame.rows()) == {
        ("c1", "yes"),
        *((f"p{n}", "yes") for n in (7, 8, 9)),
    }
    assert engine.moment(Query(as_of=AS_OF, where="regular:no -broad:yes")).shown == 7
    split = engine.metrics(Query(as_of=AS_OF, by="broad"), ["customers.active"])
    active = {figure.group: figure.value for figure in split}
    assert active == {"yes": 4, "no": 7}
    assert [one.text for one in engine.complete("broad:", 6)][:3] == ["yes", "no", "unknown"]
    screen = engine.customer(Query(as_of=AS_OF), 0)
    assert [(mark.name, mark.mark) for mark in screen.marks] == [
        ("regular", "no"),
        ("broad", "yes"),
        ("immune", "unknown"),
        ("refers", "unknown"),
    ]
    assert screen.marks[0].evidence == "Only 1 order so far"


customer = st.sampled_from(["c0", "c1"])
day = st.integers(-90, 500).map(ago)


@pytest.mark.thorough
@given(
    st.lists(st.tuples(customer, day, st.sampled_from([0, 5, None]), st.sampled_from("abc")), max_size=30),
    st.lists(st.tuples(customer, day, st.sampled_from(["Globex", "fine"])), max_size=6),
    st.lists(st.tuples(customer, day, st.integers(0, 10)), max_size=4),
    day,
)
def test_what_happens_later_changes_no_mark(
    orders: list[Any], notes: list[Any], scores: list[Any], created: date
) -> None:
    def book(*, until: date | None) -> Book:
        def seen(when: date) -> bool:
            return until is None or when <= until

        sold = [(f"o{number}", *row) for number, row in enumerate(orders) if seen(row[1])]
        referred = {"referred_by": "c0"} if seen(created) else {}
        return make_book(
            customers=[
                {"customer_id": "c0", "segment": "a", "created": ago(600)},
                {"customer_id": "c1", "segment": "a", "created": ago(600)},
                {"customer_id": "c2", "created": created, **referred},
            ],
            orders=[
                {"order_id": key, "customer_id": name, "order_date": when, "amount": 9, "discount": given}
                for key, name, when, given, _ in sold
            ],
            order_lines=[
                {"order_id": key, "product": kind, "category": kind, "amount": 9} for key, *_, kind in sold
            ],
            interactions=[
                {"customer_id": n, "at": when, "text": text} for n, when, text in notes if seen(when)
            ],
            surveys=[
                {"kind": "nps", "customer_id": n, "invited": when, "answered": when, "score": score}
                for n, when, score in scores
                if seen(when)
            ],
        )

    def of(drawn: Book) -> pl.DataFrame:
        return loyalty(drawn, AS_OF, scope_of(drawn).facts, THRESHOLDS)

    assert_frame_equal(of(book(until=None)), of(book(until=AS_OF)))
