"""Segment wave: more customers of a segment lost than chance explains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, scope_of

from holdfast.book.book import Book
from holdfast.risk.rules.wave import BANNER, SEGMENT_WAVE, segment_waves
from holdfast.risk.thresholds.thresholds import default_thresholds

LIMITS = default_thresholds().of(SEGMENT_WAVE)


def book(*ended: int, loyal: int = 40, segment: str = "Hospitality", first: int = 900, **tables: Any) -> Book:
    """A segment of customers that stay, and one for each of the days ago on which one left."""
    names = [f"stays{number}" for number in range(loyal)] + [f"left{number}" for number in range(len(ended))]
    ends = [None] * loyal + [ago(days) for days in ended]
    return make_book(
        customers=[{"customer_id": name, "segment": segment} for name in names],
        subscriptions=[
            {"subscription_id": name, "customer_id": name, "start": ago(first), "end": end, "mrr": 100}
            for name, end in zip(names, ends, strict=True)
        ],
        **tables,
    )


def waves(drawn: Book, as_of: date = AS_OF) -> pl.DataFrame:
    return segment_waves(drawn, as_of, scope_of(drawn, as_of).facts, LIMITS)


def raised(drawn: Book, as_of: date = AS_OF) -> bool | None:
    answer = waves(drawn, as_of).item(0, "raised")
    assert answer is None or isinstance(answer, bool)
    return answer


# 13 losses in the four windows before: 3.25 a window. P(X ≤ 7) = 98.2 %, P(X ≤ 6) = 95.1 %.
BEFORE = [100, 110, 120, 190, 200, 210, 280, 290, 300, 370, 380, 390, 400]


def test_the_example_of_the_specification() -> None:
    wave = waves(book(*BEFORE, *range(9))).row(0, named=True)
    assert wave["evidence"] == "Hospitality: 9 losses in 90 d, usual 3.2, alarm above 7"
    assert (wave["losses"], wave["usual"], wave["alarm"], wave["customers"]) == (9, 3.25, 7, 49)
    # 9 × 12 months × 100
    assert wave["money"] == 108_000_000


@pytest.mark.parametrize(("losses", "expected"), [(7, False), (8, True)])
def test_a_wave_is_above_the_bound_of_chance(losses: int, expected: bool) -> None:
    assert raised(book(*BEFORE, *range(losses))) is expected


@pytest.mark.parametrize(("day", "losses"), [(89, 8), (90, 7)])
def test_the_window_has_ninety_days(day: int, losses: int) -> None:
    assert waves(book(*BEFORE, *range(7), day)).item(0, "losses") == losses


def test_the_usual_is_the_mean_of_the_four_windows_before() -> None:
    assert waves(book(90, 449)).item(0, "usual") == 0.5
    assert waves(book(89, 450)).item(0, "usual") == 0.0


@pytest.mark.parametrize(("losses", "expected"), [(2, False), (3, True)])
def test_a_calm_segment_needs_three_losses(losses: int, expected: bool) -> None:
    assert raised(book(*range(losses))) is expected


@pytest.mark.parametrize(("loyal", "expected"), [(25, None), (26, True)])
def test_a_segment_of_thirty_customers_is_judged(loyal: int, expected: bool | None) -> None:
    # Four who left since were there when the window began, one had left before.
    assert raised(book(200, 1, 2, 3, 4, loyal=loyal)) is expected


def test_a_wave_among_thirty_customers_opened_with_its_third_loss() -> None:
    assert waves(book(200, 1, 2, 3, 4, loyal=26)).item(0, "first_seen") == ago(2)


@pytest.mark.parametrize(("first", "expected"), [(449, True), (448, None)])
def test_a_book_must_reach_back_over_all_windows(first: int, expected: bool | None) -> None:
    assert raised(book(1, 2, 3, 4, first=first)) is expected


def test_a_book_of_orders_shows_losses_only_after_its_active_window() -> None:
    def ordered(first: int) -> Book:
        names = [f"c{number}" for number in range(60)]
        days = [[first] if number < 10 else [first, 200] for number in range(60)]
        orders = [
            {"customer_id": name, "order_date": ago(day), "amount": 10}
            for name, bought in zip(names, days, strict=True)
            for day in bought
        ]
        customers = [{"customer_id": name, "segment": "Shops"} for name in names]
        return make_book(customers=customers, orders=orders)

    # Ten left 12 months after their only order, 15 days ago: nothing is known of how it was before.
    assert raised(ordered(380)) is None


def test_the_first_day_is_the_first_of_those_above_the_alarm() -> None:
    # The third loss in a calm segment was 5 days ago.
    drawn = book(30, 20, 5)
    assert waves(drawn).item(0, "first_seen") == ago(5)
    assert raised(drawn, ago(5)) is True
    assert raised(drawn, ago(6)) is False
    # An earlier wave that ebbed is another one.
    twice = book(430, 429, 428, 427, 426, 9, 8, 7, 6, 5)
    opened = waves(twice).item(0, "first_seen")
    assert opened is not None
    assert raised(twice, opened) is True
    assert raised(twice, opened - (ago(0) - ago(1))) is False


def test_each_segment_has_its_own_row_and_customers_without_one_have_none() -> None:
    names = {f"a{n}": "Airlines" for n in range(35)} | {f"b{n}": "Banks" for n in range(35)} | {"x": None}
    drawn = make_book(
        customers=[{"customer_id": name, "segment": segment} for name, segment in names.items()],
        subscriptions=[
            {
                "subscription_id": name,
                "customer_id": name,
                "start": ago(900),
                "end": ago(3) if name in ("b0", "b1", "b2", "x") else None,
                "mrr": 1,
            }
            for name in names
        ],
    )
    found = waves(drawn)
    assert found.get_column("segment").to_list() == ["Airlines", "Banks"]
    assert found.get_column("raised").to_list() == [False, True]
    # Only the chosen customers count.
    chosen = scope_of(drawn).facts.filter(pl.col("customer_id") != "b0")
    assert segment_waves(drawn, AS_OF, chosen, LIMITS).get_column("losses").to_list() == [0, 2]
    none_chosen = segment_waves(drawn, AS_OF, chosen.clear(), LIMITS)
    assert none_chosen.is_empty()


def test_losses_after_the_day_change_nothing() -> None:
    now = waves(book(*BEFORE, *range(8)))
    assert waves(book(*BEFORE, *range(8), -1, -2)).drop("customers").equals(now.drop("customers"))


def test_as_a_flag_it_has_a_row_for_every_segment_and_the_lost_customers_behind_it() -> None:
    scope = scope_of(book(30, 20, 5))
    answer = SEGMENT_WAVE.evaluate(scope, LIMITS)
    assert answer.get_column("severity").to_list() == [BANNER]
    sentence = answer.select(SEGMENT_WAVE.sentence().alias("said")).item()
    assert sentence == "Hospitality: 3 losses in 90 d, usual 0, alarm above 0"
    behind = SEGMENT_WAVE.behind(scope, LIMITS, 0)
    assert behind.get_column("customer_id").to_list() == ["left2", "left1", "left0"]
    strict = replace(LIMITS, minimum_losses=4)
    assert SEGMENT_WAVE.evaluate(scope, strict).get_column("severity").to_list() == [0]
