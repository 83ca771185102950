"""How many customers saved views are about, now and at the last visit."""

from __future__ import annotations

from datetime import date

from tests.core.books import make_book

from holdfast.engine import Engine
from holdfast.query import Query


def test_each_is_counted_on_its_day_and_compared_with_the_visit_before() -> None:
    """C1 and C2 order in January, C3 in March: two customers on 31 January, three at the end."""
    book = make_book(
        customers=[
            {"customer_id": "C1", "name": "Acme", "tier": "A"},
            {"customer_id": "C2", "name": "Beta", "tier": "B"},
            {"customer_id": "C3", "name": "Gamma", "tier": "A", "created": "2025-03-01"},
        ],
        orders=[
            {"customer_id": "C1", "order_date": "2025-01-10", "amount": 10},
            {"customer_id": "C2", "order_date": "2025-01-11", "amount": 10},
            {"customer_id": "C3", "order_date": "2025-03-31", "amount": 10},
        ],
    )
    visit = date(2025, 1, 31)
    asked = {
        "all": Query(),
        "a": Query(where="tier:A"),
        "then": Query(where="tier:A", as_of=visit),
        "other": Query(where="plan:pro"),
    }
    engine = Engine(book)
    sizes = engine.sizes(Query(), asked, visit)
    assert (sizes["all"].customers, sizes["all"].change) == (3, 1)
    assert (sizes["a"].customers, sizes["a"].change) == (2, 1)
    # A view of a day of its own does not change from visit to visit.
    assert (sizes["then"].customers, sizes["then"].change) == (1, None)
    assert sizes["other"].customers is None
    assert sizes["other"].problem.startswith("there is no field 'plan'")
    assert engine.sizes(Query(), asked)["all"].change is None
