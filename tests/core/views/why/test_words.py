"""A change in words: every figure in its own unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.core.views.why.small_books import two_segments

from holdfast.query import Query
from holdfast.views.why.results import Why
from holdfast.views.why.table import told_table
from holdfast.views.why.words import moved


@pytest.fixture(scope="module")
def kept() -> Why:
    """Retention of customers, said to have gone from 14.3 % to 5.7 %."""
    why = two_segments().why_moved(Query(as_of=date(2025, 6, 30)), "retention.customers", date(2025, 3, 31))
    return replace(why, name="Kept", earlier=0.143, later=0.057)


@pytest.mark.thorough
def test_a_share_moves_by_points_from_one_percentage_to_another(kept: Why) -> None:
    assert moved(kept) == "Kept fell by 8.6 points from 31 Mar 2025 to 30 Jun 2025: 14.3% to 5.7%."


def test_a_difference_of_two_shares_is_told_in_points_throughout(kept: Why) -> None:
    difference = replace(kept, in_points=True)
    assert moved(difference).endswith(": +14.3 points to +5.7 points.")
    shares, points = told_table(kept), told_table(difference)
    assert (shares.kinds["from"], points.kinds["from"]) == ("share", "number")
    assert points.frame.equals(shares.frame.with_columns(pl.col("from", "to") * 100))


def test_money_and_what_stands_still_are_said_as_they_are(kept: Why) -> None:
    money = replace(kept, unit="money", earlier=-1247.0, later=-2218.0)
    assert "fell by €971 from" in moved(money)
    assert moved(money).endswith("−€1,247 to −€2,218.")
    assert moved(replace(kept, later=0.143)).startswith("Kept stands as it did from 31 Mar 2025")
