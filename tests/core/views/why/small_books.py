"""Books so small that what moves in them is told by looking."""

from __future__ import annotations

from tests.core.books import make_book

from holdfast.engine import Engine


def two_segments() -> Engine:
    """Four small and two large customers, each active for 12 months from an order on."""
    ordered = {
        "s1": ["2023-03-20"], "s2": ["2024-02-01", "2025-01-05"], "s3": ["2024-05-10"],
        "s4": ["2024-06-02", "2025-02-02"], "l1": ["2024-01-10", "2024-12-12"],
        "l2": ["2023-06-02", "2024-05-01"],
    }  # fmt: skip
    names = {"s1": "Small One", "s2": None, "s3": "Small Three", "s4": None, "l1": "Large One", "l2": None}
    customers = [
        {"customer_id": key, "name": name, "segment": "small" if key.startswith("s") else "large"}
        for key, name in names.items()
    ]
    orders = [
        {"order_id": f"{key}-{day}", "customer_id": key, "order_date": day, "amount": 100}
        for key, days in ordered.items()
        for day in days
    ]
    return Engine(make_book(customers=customers, orders=orders))


def fallen_silent() -> Engine:
    """One customer that bought every month of 2024 and nothing since, and one that came in 2025."""
    monthly = [
        {"order_id": f"a{month}", "customer_id": "a", "order_date": f"2024-{month:02}-10"}
        for month in range(1, 13)
    ]
    later = {"order_id": "b1", "customer_id": "b", "order_date": "2025-05-02"}
    orders = [{**order, "amount": 100} for order in (*monthly, later)]
    return Engine(make_book(customers=[{"customer_id": "a"}, {"customer_id": "b"}], orders=orders))
