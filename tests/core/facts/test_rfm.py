"""Recency, frequency, money: the worked scores, ties, and a name for every combination."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.worked import END_OF_JUNE, EXPECTED, orders_book

from holdfast.engine import Engine
from holdfast.facts.rfm import RFM_GROUPS, rfm_names, score
from holdfast.query import Query

WORKED = EXPECTED["orders_asof_2025_06_30"]["rfm_rank_quintiles"]


def test_the_worked_scores() -> None:
    frame = Engine(orders_book()).customers(Query(END_OF_JUNE.as_of, columns=("id", "rfm"))).frame
    assert dict(frame.iter_rows()) == WORKED


def test_scores_are_exact_whatever_the_number_of_customers() -> None:
    for size in range(1, 400):
        found = pl.DataFrame({"v": range(size)}).select(score(pl.col("v"))).to_series().to_list()
        assert found == [-(-5 * rank // size) for rank in range(1, size + 1)]


def test_customers_without_an_order_have_no_score() -> None:
    frame = Engine(orders_book()).customers(Query(date(2025, 1, 10), columns=("id", "rfm"))).frame
    assert dict(frame.iter_rows()).keys() == {"c1", "c2"}


@given(st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=30))
def test_a_score_is_the_ceiling_of_five_times_the_mean_rank(values: list[int | None]) -> None:
    found = pl.DataFrame({"v": pl.Series(values, dtype=pl.Int64)}).select(score(pl.col("v")))
    present = [value for value in values if value is not None]
    for value, scored in zip(values, found.to_series(), strict=True):
        if value is None:
            assert scored is None
            continue
        below = sum(other < value for other in present)
        equal = sum(other == value for other in present)
        # ceil(5 · (below + (equal + 1) / 2) / n) in whole numbers.
        assert scored == -(-5 * (2 * below + equal + 1) // (2 * len(present)))


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        ("555", "Champions"),
        ("444", "Champions"),
        ("441", "Loyal"),
        ("345", "Loyal"),
        ("435", "Potential"),
        ("515", "New"),
        ("333", "Needs attention"),
        ("155", "Can't lose"),
        ("154", "At risk"),
        ("231", "At risk"),
        ("111", "Hibernating"),
    ],
)
def test_the_name_of_a_combination(scores: str, name: str) -> None:
    assert names_of([scores]) == [name]


def names_of(combinations: list[str]) -> list[str | None]:
    frame = pl.DataFrame(
        {
            f"rfm_{letter}": [int(scores[place]) for scores in combinations]
            for place, letter in enumerate("rfm")
        }
    )
    return frame.select(rfm_names()).get_column("rfm_name").cast(pl.String).to_list()


def test_every_combination_has_a_name() -> None:
    combinations = ["".join(digits) for digits in product("12345", repeat=3)]
    assert set(names_of(combinations)) == {group.name for group in RFM_GROUPS}
