"""Figures by dimensions of every kind, those the comparison period does not know included."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.fields import DIMENSIONS


@pytest.fixture(scope="module")
def engine() -> Engine:
    orders: list[Row] = [
        {"customer_id": f"c{n}", "order_date": day, "amount": 10}
        for n in range(3)
        for day in ("2024-03-01", "2025-03-01")
    ]
    deals = [{"customer_id": "c1", "created": "2025-01-01", "is_closed": False}]
    surveys = [{"kind": "nps", "customer_id": "c2", "answered": "2025-05-01", "score": 9}]
    return Engine(make_book(orders=orders, opportunities=deals, surveys=surveys))


@pytest.mark.thorough
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_figures_split_by_every_dimension(engine: Engine, dimension: str) -> None:
    found = engine.metrics(Query(date(2025, 6, 30), by=dimension), ["retention.customers", "nps.customers"])
    kept = [figure for figure in found if figure.id == "retention.customers" and figure.group is not None]
    assert sum(figure.denominator or 0 for figure in kept) == 3
    assert any(figure.id == "nps.customers" and figure.value == 100 for figure in found)
