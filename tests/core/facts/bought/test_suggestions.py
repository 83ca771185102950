"""What a customer may buy next: from like customers, beyond chance, never from later orders."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.engine import Engine
from holdfast.facts.bought.companions import companions
from holdfast.query import Query
from holdfast.views.customers.glance.suggestions import Suggestions

AS_OF = date(2025, 6, 30)


def bought(baskets: dict[str, list[str]], day: str = "2025-05-01", segment: str = "SMB") -> dict[str, Any]:
    return {
        "customers": [{"customer_id": customer, "segment": segment} for customer in baskets],
        "orders": [order(f"o-{customer}", customer, day) for customer in baskets],
        "order_lines": [line(f"o-{customer}", kind) for customer, kinds in baskets.items() for kind in kinds],
    }


def order(number: str, customer: str, day: str) -> dict[str, Any]:
    return {"order_id": number, "customer_id": customer, "order_date": day, "amount": 10.0}


def line(number: str, kind: str) -> dict[str, Any]:
    return {"order_id": number, "product": kind.lower(), "category": kind, "amount": 5.0}


def together() -> dict[str, list[str]]:
    """30 buy coffee, 24 of them cups too; 30 buy soap, 3 of them cups: 27 of 60 buy cups."""
    coffee = {f"k{n:02}": ["Coffee", "Cups"] if n < 24 else ["Coffee"] for n in range(30)}
    soap = {f"s{n:02}": ["Soap", "Cups"] if n < 3 else ["Soap"] for n in range(30)}
    return {"me": ["Coffee"], **coffee, **soap}


def told(tables: dict[str, Any], as_of: date = AS_OF) -> Suggestions:
    engine = Engine(make_book(**tables))
    number = engine.book.customers.get_column("customer_id").to_list().index("me")
    return engine.suggestions(Query(as_of=as_of), number)


def test_cups_are_suggested_to_who_buys_coffee_with_share_lift_and_reason() -> None:
    found = told(bought(together()))
    first = found.found[0]
    assert (first.level, first.kind, first.because, first.buyers, first.both) == (
        "category",
        "Cups",
        "Coffee",
        30,
        24,
    )
    assert (first.share, first.all_share) == (0.8, 0.45)
    assert first.lift == pytest.approx(0.8 / 0.45)
    assert first.reason == (
        "24 of 30 customers in SMB who buy Coffee buy Cups too (80% [63–90]; 45% of all 60: 1.78×)"
    )
    assert (found.pool, found.like) == (60, "customers in SMB")


def test_what_a_customer_buys_already_is_not_suggested_and_what_it_dropped_says_when() -> None:
    baskets = together()
    baskets["me"] = ["Coffee", "Cups"]
    assert told(bought(baskets)).found == ()
    tables = bought(together())
    tables["orders"].append(
        {"order_id": "old", "customer_id": "me", "order_date": "2024-03-04", "amount": 10.0}
    )
    tables["order_lines"].append(line("old", "Cups"))
    first = told(tables).found[0]
    assert (first.kind, first.last_bought) == ("Cups", date(2024, 3, 4))
    assert first.reason.endswith("; last bought on 4 Mar 2024")


def test_later_orders_change_nothing() -> None:
    tables = bought(together())
    before = told(tables, date(2025, 5, 31))
    later = bought({customer: ["Tea"] for customer in together()}, day="2025-06-15")
    later["orders"] = [{**order, "order_id": f"l{order['order_id']}"} for order in later["orders"]]
    later["order_lines"] = [{**line, "order_id": f"l{line['order_id']}"} for line in later["order_lines"]]
    both = {name: [*tables[name], *(later[name] if name != "customers" else [])] for name in tables}
    assert told(both, date(2025, 5, 31)) == before


@pytest.mark.parametrize(("buyers", "told_of"), [(19, 0), (20, 1)])
def test_a_share_of_fewer_than_twenty_buyers_is_not_said(buyers: int, told_of: int) -> None:
    baskets = {f"k{n:02}": ["Coffee", "Cups"] for n in range(buyers)} | {
        f"s{n:03}": ["Soap"] for n in range(200)
    }
    assert (
        len(
            {one.kind for one in told(bought({"me": ["Coffee"], **baskets})).found if one.level == "category"}
        )
        == told_of
    )


def test_what_goes_together_by_chance_alone_is_not_suggested() -> None:
    draw, kinds = Random(7), [f"K{n}" for n in range(24)]
    baskets = {f"c{n:03}": draw.sample(kinds, 6) for n in range(150)}
    found = told(bought({"me": kinds[:6], **baskets}))
    assert found.found == ()
    assert "nothing stands out beyond chance" in found.none


def test_who_bought_nothing_and_books_without_lines_are_told_why_there_is_none() -> None:
    tables = bought(together())
    tables["orders"][0]["order_date"] = "2023-01-01"
    assert told(tables).none == "bought nothing in 365 days that could go with something else"
    del tables["order_lines"]
    assert "order_lines is missing" in told(tables).none


def test_others_are_compared_with_where_the_segment_has_too_few() -> None:
    tables = bought(together())
    tables["customers"] = [
        {**row, "segment": "Large" if row["customer_id"].startswith("s") else "SMB"}
        for row in tables["customers"]
    ]
    assert told(tables).like == "customers"


def test_the_counts_are_those_of_a_plain_count_over_every_pair() -> None:
    draw, kinds = Random(3), [f"K{n}" for n in range(9)]
    baskets = {n: draw.sample(kinds, draw.randint(1, 5)) for n in range(120)}
    rows = [(n, kind, 1) for n, basket in baskets.items() for kind in basket]
    frame = pl.DataFrame(rows, schema=["customer", "kind", "days"], orient="row").with_columns(
        pl.col("customer").cast(pl.UInt32), pl.col("kind").cast(pl.Categorical)
    )
    like = pl.Series([n != 0 and n % 3 > 0 for n in range(120)])
    for row in companions(frame, like, 0).iter_rows(named=True):
        buyers = [set(basket) for n, basket in baskets.items() if like[n] and row["base"] in basket]
        assert row["buyers"] == len(buyers) >= 20
        assert row["both"] == sum(row["kind"] in basket for basket in buyers)
        assert row["base"] in baskets[0]
        assert row["kind"] not in baskets[0]
