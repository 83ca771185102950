"""From counts to rates: worked by hand, with no book behind them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.facts.customers import customer_facts
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.past.clock import BANDS, closes_in, no_order_after, recency_band
from holdfast.risk.past.pooled import books_known, flag_pool
from holdfast.risk.past.rates import rated
from holdfast.risk.past.tally import COUNTED
from holdfast.schema.pool.counts import KeptAndLost, Noise, PoolBook
from holdfast.statistics.pooling.discrete_laplace import variance
from holdfast.timeline import period_of

EVERYBODY = 2


def counts(*rows: tuple[int, int, int, int, int, int, int]) -> pl.DataFrame:
    schema: dict[str, Any] = {"mark": pl.UInt32, "band": pl.UInt32, **dict.fromkeys(COUNTED, pl.Int64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


# Mark, band, flagged, lost, in time, asked, silent. The early band loses a tenth, the late one six tenths.
MONTH = counts(
    (EVERYBODY, 0, 100, 10, 70, 100, 20),
    (EVERYBODY, 1, 50, 30, 50, 50, 40),
    (0, 0, 10, 1, 10, 10, 2),
    (0, 1, 40, 24, 40, 40, 30),
    (1, 0, 30, 0, 0, 30, 12),
)
TITLES = {"F01": "Overdue", "F03": "One-timer due"}


def row(place: int, *, drawn: bool = True) -> dict[str, Any]:
    return rated([MONTH], TITLES, drawn=drawn).row(place, named=True)


def test_a_flag_that_says_what_the_clock_says_has_a_lift_and_none_beyond_the_clock() -> None:
    found = row(0)
    assert (found["rate"], found["base_rate"]) == (0.5, 40 / 150)
    assert found["lift"] == pytest.approx(0.5 / (40 / 150))
    # 10 × 10 % + 40 × 60 % = 25 would have been lost by their bands alone, and 25 were.
    assert found["beyond_clock"] == pytest.approx(1.0)
    assert (found["calibrated"], found["shrunken"]) == (True, False)


def test_where_nobody_can_be_lost_in_time_the_rate_is_left_out_and_orders_are_counted() -> None:
    for drawn in (True, False):
        found = row(1, drawn=drawn)
        assert (found["flagged"], found["in_time"]) == (30, 0)
        assert {found[name] for name in ("rate", "low", "high", "lift")} == {None}
        assert not found["shrunken"]
    # 12 of 30 placed no order, 60 of all 150; of their band a fifth: 30 × 20 % = 6.
    assert (found["no_order"], found["no_order_lift"]) == (0.4, pytest.approx(1.0))
    assert found["beyond_clock"] == pytest.approx(2.0)


def test_a_rate_of_few_is_drawn_to_that_of_all_only_where_it_is_asked() -> None:
    few = counts((EVERYBODY, 0, 100, 20, 100, 0, 0), (0, 0, 4, 3, 4, 0, 0))
    drawn, raw = (rated([few], TITLES, drawn=asked).row(0, named=True) for asked in (True, False))
    assert (raw["rate"], raw["shrunken"]) == (0.75, False)
    # A single flag cannot say how much flags differ: the rate of all counts for 20 customers.
    assert (drawn["rate"], drawn["shrunken"]) == (pytest.approx((3 + 20 * 0.2) / (4 + 20)), True)
    assert drawn["low"] < drawn["rate"] < drawn["high"]
    assert (drawn["no_order"], drawn["no_order_lift"]) == (None, None)


def test_a_rate_of_few_is_drawn_to_a_pool_as_well_where_the_book_has_one() -> None:
    few = counts((EVERYBODY, 0, 200, 40, 200, 0, 0), (0, 0, 4, 3, 4, 0, 0), (1, 0, 60, 30, 60, 0, 0))
    # Odds of 1 among 1,000 of everybody with odds of 1/4: four times those of all; here all have 1/4 too.
    peers = PoolBook(
        "peers", 2024, KeptAndLost(8_000, 2_000), {"F01": KeptAndLost(500, 500), "F03": KeptAndLost(900, 100)}
    )
    alone, pooled = (rated([few], TITLES, drawn=True, pool=pool) for pool in ((), (peers,)))
    by_itself, with_pool = alone.row(0, named=True), pooled.row(0, named=True)
    # 20 customers at the rate of all, and, where two flags tell of the power, 20 by half at the pool's rate.
    assert by_itself["rate"] == pytest.approx((3 + 20 * 0.2) / (4 + 20))
    assert with_pool["rate"] == pytest.approx((3 + 20 * 0.2 + 10 * 0.5) / (4 + 20 + 10))
    assert (with_pool["pool_books"], with_pool["pool_customers"]) == (1, pytest.approx(10))
    assert with_pool["rate_alone"] == by_itself["rate"]
    # What the book has seen often enough is its own; without a pool no column is another.
    assert (pooled.row(1, named=True)["rate"], pooled.row(1, named=True)["pool_books"]) == (0.5, 0)
    assert alone.equals(rated([few], TITLES, drawn=True))
    same = [name for name in alone.columns if name not in ("rate", "low", "high", "lift")]
    assert pooled.select(same).equals(alone.select(same))


def test_a_pool_counts_for_days_and_horizons_that_it_can_speak_of() -> None:
    books = [PoolBook("peers", year, KeptAndLost(9, 1), {}) for year in (2023, 2024, 2025)]
    known = books_known(books, date(2024, 3, 1), HORIZON)
    assert [book.year for book in known] == [2023, 2024]
    assert books_known(books, date(2026, 1, 1), timedelta(30)) == ()


def test_the_books_of_a_pool_add_up_before_anything_is_cut_off() -> None:
    noise = Noise(Fraction(1), 3)
    books = [
        PoolBook("a", 2024, KeptAndLost(90, 10), {"F01": KeptAndLost(60, -8)}, noise),
        PoolBook("b", 2024, KeptAndLost(80, 20), {"F01": KeptAndLost(40, 28)}, noise),
        PoolBook("c", 2024, KeptAndLost(80, 20), {}, noise),
    ]
    found = flag_pool(books, "F01", 0.2)
    assert found is not None
    assert (found.seen.kept, found.seen.lost, found.books) == (100, 20, 2)
    assert found.seen.base == pytest.approx((52 * 0.1 + 68 * 0.2) / 120)
    assert found.seen.variance == pytest.approx(2 * variance(Fraction(4)))
    assert flag_pool(books, "F02", 0.2) is None


def test_nothing_is_rated_without_a_month_end() -> None:
    found = rated([], TITLES, drawn=True)
    assert found.get_column("flagged").to_list() == [0, 0]
    assert found.select("rate", "lift", "beyond_clock", "no_order").null_count().row(0) == (2, 2, 2, 2)


def test_the_bands_follow_the_own_gap_and_where_there_is_none_the_days() -> None:
    ratios = [0.0, 0.49, 0.5, 1.0, 1.5, 2.0, 3.0, None, None, None, None]
    days = [1, 10, 15, 30, 45, 60, 99, 0, 30, 180, None]
    bands = pl.DataFrame(
        {"overdue_ratio": ratios, "days_since_order": days},
        schema={"overdue_ratio": pl.Float64, "days_since_order": pl.Int32},
    ).select(recency_band())
    assert bands.to_series().to_list() == [0, 0, 1, 2, 3, 4, 5, 6, 7, 10, BANDS - 1]


def test_when_the_window_closes_and_who_orders_again() -> None:
    book = make_book(
        orders=[
            {"customer_id": "again", "order_date": "2024-12-01", "amount": 1},
            {"customer_id": "again", "order_date": "2025-05-30", "amount": 1},
            {"customer_id": "late", "order_date": "2024-12-01", "amount": 1},
            {"customer_id": "late", "order_date": "2025-05-31", "amount": 1},
            {"customer_id": "new", "order_date": "2025-03-05", "amount": 1},
        ]
    )
    day = date(2025, 3, 1)
    facts = customer_facts(book, day, period_of(day, "month"))
    names = facts.get_column("customer_id").to_list()
    # Active for 12 months after the order of 1 December 2024: 275 days from 1 March 2025.
    closes = facts.select(closes_in(book, day)).to_series()
    assert dict(zip(names, closes, strict=True)) == {"again": 275, "late": 275, "new": None}
    silent = no_order_after(book, day, HORIZON)
    # 30 May is the 90th day after 1 March, 31 May the 91st.
    assert dict(zip(names, silent, strict=True)) == {"again": False, "late": True, "new": None}
