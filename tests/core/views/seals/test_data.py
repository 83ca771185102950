"""The digest of a book's data: what is in it, and what is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from tests.core.books import make_book

from holdfast.views.seals.data import digest_of, table_digests

DAY = date(2025, 3, 31)
CUSTOMERS: list[dict[str, Any]] = [
    {"customer_id": "a", "name": "Acme", "segment": "SMB"},
    {"customer_id": "b", "name": "Borgo", "segment": None},
]
ORDERS: list[dict[str, Any]] = [
    {"order_id": "1", "customer_id": "a", "order_date": "2025-01-05", "amount": 10},
    {"order_id": "2", "customer_id": "b", "order_date": "2025-01-05", "amount": 12.5},
    {"order_id": "3", "customer_id": "a", "order_date": "2025-02-05", "amount": 10},
]


def digests(*orders: dict[str, Any], customers: list[dict[str, Any]] = CUSTOMERS) -> dict[str, str]:
    return dict(table_digests(make_book(customers=customers, orders=list(orders)), DAY))


def test_the_order_of_rows_and_what_came_later_are_not_in_it() -> None:
    usual = digests(*ORDERS)
    assert digests(*reversed(ORDERS), customers=CUSTOMERS[::-1]) == usual
    later = {"order_id": "4", "customer_id": "a", "order_date": "2025-04-01", "amount": 99}
    newcomer = {"customer_id": "c", "name": "Corto", "created": "2025-04-01"}
    assert digests(*ORDERS, later, customers=[*CUSTOMERS, newcomer]) == usual
    on_the_day = {**later, "order_date": "2025-03-31"}
    assert digests(*ORDERS, on_the_day)["orders"] != usual["orders"]


def test_every_cell_is_in_it_and_the_table_that_differs_is_named() -> None:
    usual = digests(*ORDERS)
    for changed in ({"amount": 10.01}, {"order_date": "2025-01-06"}, {"customer_id": "b"}, {"order_id": "9"}):
        now = digests({**ORDERS[0], **changed}, *ORDERS[1:])
        assert now["orders"] != usual["orders"]
        assert now["customers"] == usual["customers"]
    renamed = digests(*ORDERS, customers=[CUSTOMERS[0], {**CUSTOMERS[1], "segment": "SMB"}])
    assert renamed["customers"] != usual["customers"]
    assert renamed["orders"] == usual["orders"]


def test_what_looks_alike_is_told_apart() -> None:
    frames = [
        pl.DataFrame({"a": ["x", "y"], "b": ["y", None]}),
        pl.DataFrame({"a": ["x", "y"], "b": [None, "y"]}),
        pl.DataFrame({"a": ["xy", ""], "b": ["y", None]}),
        pl.DataFrame({"a": ["x", "y"], "c": ["y", None]}),
        pl.DataFrame({"a": ["x", "y", "y"], "b": ["y", None, None]}),
    ]
    assert len({digest_of(frame) for frame in frames}) == len(frames)
    # A column of nothing is one that the file did not have; a category is its word.
    without = frames[0].with_columns(pl.lit(None, dtype=pl.Date).alias("d"), pl.col("a").cast(pl.Categorical))
    assert digest_of(without) == digest_of(frames[0])
