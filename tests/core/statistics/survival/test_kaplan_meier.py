"""Survival curves, against figures worked by hand and lifelines."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest
from tests.examples import each

from holdfast.statistics.survival.kaplan_meier import kaplan_meier, median, reliable, restricted_mean

TIMES = pl.Series([2, 3, 3, 5, 8, 8, 9, 12, 12, 12])
ENDED = pl.Series([1, 1, 0, 1, 1, 1, 0, 0, 0, 0])
TELCO = Path(__file__).resolve().parents[5] / "shared" / "data" / "telco" / "Telco-Customer-Churn.csv"


def test_the_curve_of_ten_subjects_worked_by_hand() -> None:
    rows = kaplan_meier(TIMES, ENDED).rows()
    expected = [
        (2, 10, 1, 0.9, 0.4730, 0.9853),
        (3, 9, 1, 0.8, 0.4087, 0.9459),
        (5, 7, 1, 0.6857, 0.3046, 0.8871),
        (8, 6, 2, 0.4571, 0.1430, 0.7298),
    ]
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert row == pytest.approx(wanted, abs=5e-5)


def test_its_median_and_its_mean_within_12_months() -> None:
    curve = kaplan_meier(TIMES, ENDED)
    assert median(curve) == 8
    assert restricted_mean(curve, 12) == pytest.approx(8.3857, abs=5e-5)
    assert restricted_mean(curve, 2) == 2


def test_half_of_six_customers_ordered_again_by_day_30() -> None:
    # Days from first to second order; two had not come back after 171 and 135 days.
    days, again = pl.Series([30, 171, 30, 89, 135, 30]), pl.Series([1, 0, 1, 1, 0, 1])
    assert median(kaplan_meier(days, again)) == 30


@each("subjects", range(2, 200, 2))
def test_a_product_that_misses_one_half_by_rounding_is_the_median_all_the_same(subjects: int) -> None:
    curve = kaplan_meier(pl.Series(range(1, subjects + 1)), pl.Series([1] * subjects))
    assert median(curve) == subjects / 2


def test_a_median_is_not_reached_while_more_than_half_are_left() -> None:
    assert median(kaplan_meier(pl.Series([1, 5, 5]), pl.Series([1, 0, 0]))) is None


def test_who_was_already_there_counts_only_from_the_day_the_data_begin() -> None:
    curve = kaplan_meier(pl.Series([5, 6, 7, 3]), pl.Series([1, 1, 0, 1]), entry=pl.Series([None, 2, 5, 3]))
    assert curve.select("t", "at_risk", "events", "survival").rows() == [(5.0, 2, 1, 0.5), (6.0, 2, 1, 0.25)]


def test_entry_at_time_0_changes_nothing() -> None:
    late = kaplan_meier(TIMES, ENDED, entry=pl.Series([0] * 10))
    assert late.equals(kaplan_meier(TIMES, ENDED))


def test_nobody_left_has_no_interval() -> None:
    last = kaplan_meier(pl.Series([2, 2]), pl.Series([1, 1])).row(-1, named=True)
    assert (last["survival"], last["low"], last["high"]) == (0.0, None, None)


def test_no_subjects_give_an_empty_curve() -> None:
    curve = kaplan_meier(pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.Boolean))
    assert curve.is_empty()
    assert median(curve) is None
    assert restricted_mean(curve, 5) == 5
    assert reliable(curve).is_empty()


def test_subjects_without_a_duration_are_left_out() -> None:
    curve = kaplan_meier(pl.Series([None, 2, 3]), pl.Series([1, 1, 0]))
    assert curve.get_column("at_risk").to_list() == [2]


def test_the_curve_stops_where_fewer_than_5_are_at_risk() -> None:
    curve = kaplan_meier(pl.Series(range(1, 9)), pl.Series([1] * 8))
    assert reliable(curve).get_column("at_risk").to_list() == [8, 7, 6, 5]


def test_every_survival_is_a_plain_product() -> None:
    curve = kaplan_meier(TIMES, ENDED)
    steps = [(n - d) / n for n, d in curve.select("at_risk", "events").rows()]
    assert curve.get_column("survival").to_list() == [math.prod(steps[: i + 1]) for i in range(len(steps))]


def test_telephone_subscribers_last_as_long_as_lifelines_says() -> None:
    if not TELCO.exists():
        pytest.skip("needs the shared example data")
    telco = pl.read_csv(TELCO, columns=["tenure", "Churn"])
    curve = kaplan_meier(telco["tenure"], telco["Churn"] == "Yes")
    at_72 = curve.filter(pl.col("t") == 72).row(0, named=True)
    assert at_72["at_risk"] == 362
    assert (at_72["survival"], at_72["low"], at_72["high"]) == pytest.approx(
        (0.59279015, 0.57306289, 0.61193621), abs=1e-7
    )
    assert restricted_mean(curve, 72) == pytest.approx(54.4923871067)
