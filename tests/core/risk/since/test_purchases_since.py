"""Whatever was bought, discounted and credited: a flag on purchases opened on the day it says."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, scope_of
from tests.examples import cases

from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import evaluate_some

CHECKED = tuple(FLAGS[flag_id] for flag_id in ("F05", "F06", "F24", "F27", "F30"))

days_ago = st.integers(0, 560)
orders = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from(["a", "b"]),
            "order_date": days_ago.map(lambda days: AS_OF - timedelta(days=days)),
            "amount": st.sampled_from([-60, 20, 100, 150]),
            "refunded": st.sampled_from([None, 0, 40]),
            "is_odd": st.sampled_from([False, False, False, True]),
            "category": st.sampled_from(["k0", "k1", "k2", "k3"]),
        }
    ),
    min_size=25,
    max_size=50,
)


@cases(10)
@given(orders, st.integers(40, 100), st.none() | days_ago)
def test_a_flag_on_purchases_was_open_on_its_first_day_and_not_the_day_before(
    drawn: list[dict[str, Any]], started: int, ended: int | None
) -> None:
    late = AS_OF - timedelta(days=150)
    ends = None if ended is None else AS_OF - timedelta(days=ended)
    book = make_book(
        customers=[{"customer_id": "new", "created": AS_OF - timedelta(days=started)}],
        orders=[
            {
                "order_id": f"o{number}",
                **{name: row[name] for name in ("customer_id", "order_date", "amount", "refunded")},
                "discount": 5 if (row["order_date"] > late) != row["is_odd"] else 0,
            }
            for number, row in enumerate(drawn)
        ],
        # Fewer categories of late, so that some ranges shrink.
        order_lines=[
            {"order_id": f"o{number}", "product": "k0" if row["order_date"] > late else row["category"]}
            for number, row in enumerate(drawn)
        ],
        # Active, gone, and active again: a flag does not outlast the time away.
        subscriptions=[
            {"customer_id": "a", "start": AS_OF - timedelta(days=600), "end": ends, "mrr": 1},
            {"customer_id": "a", "start": AS_OF - timedelta(days=30), "mrr": 1},
        ],
    )

    @cache
    def open_on(day: date) -> dict[tuple[str, int], date]:
        raised = evaluate_some(scope_of(book, day), CHECKED).raised
        return {
            (flag_id, customer): first
            for flag_id, seen in raised.items()
            for customer, first in seen.select("customer", "since").rows()
        }

    for raised, first in open_on(AS_OF).items():
        assert raised in open_on(first)
        assert raised not in open_on(first - timedelta(days=1))
