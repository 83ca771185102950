"""What a rate of few says where a pool of other books stands behind it, and where none does."""

from __future__ import annotations

from dataclasses import replace

from tests.examples import each
from tests.spoken import speaking

from holdfast.risk.past.record import FlagRecord
from holdfast.views.risk.rates import FlagRates
from holdfast_tui.panes.desk.flags import _came_to
from holdfast_tui.panes.risk.detail import _sentence

ALONE = FlagRecord(
    17, 8, 0.45, 0.3, 0.6, 2.0, 0.5, 30.0, calibrated=False, months=12, shrunken=True, in_time=17
)
POOLED = replace(ALONE, pool_books=2, pool_customers=9.6)
RATES = FlagRates(90, 12, {}, {})


def test_the_desk_and_the_risk_room_name_the_pool_only_where_there_is_one() -> None:
    assert "with a pool of 2 books" in _came_to(POOLED, 90, 200)
    assert "to that of a pool of 2 books, which counts for 10 customers" in _sentence(POOLED, RATES)
    assert "pool" not in _came_to(ALONE, 90, 200) + _sentence(ALONE, RATES)


@each(
    "language,book",
    [("de", "einem Pool aus 1 Buch."), ("fr", "un pool de 1 livre."), ("it", "un pool di 1 libro.")],
)
def test_one_book_is_one_in_every_language(language: str, book: str) -> None:
    with speaking(language):
        assert _came_to(replace(POOLED, pool_books=1), 90, 200).endswith(book)
