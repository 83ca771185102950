"""The day a renewal or a cut-off counts back from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import evaluated

from holdfast.plays.anchors import anchor_of
from holdfast.plays.catalog import plays_of

AS_OF = date(2025, 6, 30)
CONTRACT = {"contract_id": "k1", "customer_id": "c1", "start": "2024-08-10", "value": 1000.0}


@pytest.mark.parametrize(
    ("terms", "play", "expected"),
    [
        ({"renewal": "2025-08-09", "notice_days": 30}, "renewal", date(2025, 7, 10)),
        ({"renewal": "2025-08-09", "notice_days": 60}, "renewal", date(2025, 8, 9)),  # notice is over
        ({"renewal": "2025-08-09", "notice_days": 60, "auto_renew": True}, "renewal", date(2025, 8, 9)),
        ({"end": "2025-09-30"}, "renewal", date(2025, 9, 30)),
        ({"end": "2025-09-30", "cutoff": "2025-07-20"}, "shortfall", date(2025, 7, 20)),
        ({"end": "2025-09-30"}, "shortfall", None),
        ({"renewal": "2025-08-09"}, "overdue", None),  # counts from its start
    ],
)
def test_a_play_counts_back_from_the_first_day_that_decides(
    terms: dict[str, Any], play: str, expected: date | None
) -> None:
    book = make_book(contracts=[{**CONTRACT, **terms}])
    facts = evaluated(book, AS_OF)
    assert anchor_of(book, AS_OF, facts, plays_of().by_id[play], 0) == expected
