"""A book of twelve customers in two segments and two tiers, for desks that show where things are."""

from __future__ import annotations

from functools import cache

from tests.core.books import make_book

from holdfast.engine import Engine


@cache
def small_engine() -> Engine:
    """An engine over it; every customer orders once a month."""
    numbers = range(1, 13)
    return Engine(
        make_book(
            customers=[
                {
                    "customer_id": f"c{n}",
                    "name": f"Firm {n}",
                    "segment": ("smb", "mid")[n % 2],
                    "tier": "ab"[n % 2],
                }
                for n in numbers
            ],
            orders=[
                {"customer_id": f"c{n}", "order_date": f"2025-{month:02}-{n:02}", "amount": 100.0 * n}
                for n in numbers
                for month in range(1, 7)
            ],
        )
    )
