"""Whether groups last equally long, against published figures and lifelines."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from holdfast.statistics.survival.log_rank import log_rank

# Weeks in remission of 21 patients each, 6-MP and placebo: Freireich (1963), in every survival textbook.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
WEEKS = pl.Series(TREATED + PLACEBO)
RELAPSED = pl.Series([1] * 9 + [0] * 12 + [1] * 21)
ARM = pl.Series(["6-MP"] * 21 + ["placebo"] * 21)


def test_leukaemia_patients_on_6_mp_stay_in_remission_longer() -> None:
    found = log_rank(WEEKS, RELAPSED, ARM)
    assert found is not None
    # Kleinbaum & Klein (2012), Survival Analysis, chapter 2: 16.79.
    assert found.chi_square == pytest.approx(16.79, abs=0.005)
    assert found.degrees == 1
    assert found.p_value == pytest.approx(4.17e-5, rel=0.01)


def test_the_order_and_the_names_of_groups_do_not_matter() -> None:
    first = log_rank(WEEKS, RELAPSED, ARM)
    renamed = log_rank(WEEKS.reverse(), RELAPSED.reverse(), ARM.reverse().replace("6-MP", "z"))
    assert first is not None
    assert renamed is not None
    assert renamed.chi_square == pytest.approx(first.chi_square)


def test_two_halves_of_the_same_subjects_do_not_differ() -> None:
    found = log_rank(
        pl.concat([WEEKS, WEEKS]), pl.concat([RELAPSED, RELAPSED]), pl.Series(["a"] * 42 + ["b"] * 42)
    )
    assert found is not None
    assert found.chi_square == pytest.approx(0, abs=1e-12)
    assert found.p_value == pytest.approx(1)


def test_late_entry_keeps_a_subject_out_of_earlier_risk_sets() -> None:
    # At t=3 one of A and one of B at risk, B fails; at t=5 both late A join, one of three fails.
    times, ended = pl.Series([5, 6, 7, 3]), pl.Series([1, 0, 0, 1])
    arms, entry = pl.Series(["A", "A", "A", "B"]), pl.Series([None, 4, 4, None])
    found = log_rank(times, ended, arms, entry)
    assert found is not None
    assert found.chi_square == pytest.approx((1 - 0.5) ** 2 / 0.25)


def test_one_group_or_no_events_are_no_comparison() -> None:
    assert log_rank(WEEKS, RELAPSED, pl.Series(["a"] * 42)) is None
    assert log_rank(WEEKS, pl.Series([0] * 42), ARM) is None


def test_a_group_that_was_never_at_risk_is_left_out() -> None:
    times = pl.concat([WEEKS, pl.Series([0, 0])])
    with_third = log_rank(
        times, pl.concat([RELAPSED, pl.Series([0, 0])]), pl.concat([ARM, pl.Series(["new", "new"])])
    )
    assert with_third is not None
    assert with_third.degrees == 1


@pytest.mark.parametrize(
    ("column", "chi_square", "degrees"),
    [("Contract", 2352.87253826, 2), ("PhoneService", 0.430818598941, 1), ("gender", 0.525706972226, 1)],
)
def test_telephone_subscribers_differ_by_contract_as_lifelines_says(
    shared: Path, column: str, chi_square: float, degrees: int
) -> None:
    telco = pl.read_csv(
        shared / "data" / "telco" / "Telco-Customer-Churn.csv", columns=["tenure", "Churn", column]
    )
    found = log_rank(telco["tenure"], telco["Churn"] == "Yes", telco[column])
    assert found is not None
    assert found.degrees == degrees
    assert found.chi_square == pytest.approx(chi_square, rel=1e-9)
