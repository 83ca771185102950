"""The contract model, against the published survivals it was introduced with."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from holdfast.statistics.survival.shifted_beta_geometric import ShiftedBetaGeometric, fit

# Percent of 1,000 customers still there after each renewal: Fader & Hardie (2007), table 1, years 0 to 7.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


def fitted(survivors: list[int], start: tuple[float, float] = (1.0, 1.0)) -> ShiftedBetaGeometric:
    lost = [here - there for here, there in pairwise(survivors)]
    return fit(survivors[:-1], lost, start)


@pytest.mark.parametrize(
    ("survivors", "alpha", "beta", "log_likelihood"),
    [(HIGH_END, 0.668, 3.806, -1611.16), (REGULAR, 0.704, 1.182, -1680.27)],
)
def test_the_published_survivals_give_the_published_parameters(
    survivors: list[int], alpha: float, beta: float, log_likelihood: float
) -> None:
    model = fitted(survivors)
    assert model.converged
    assert (model.alpha, model.beta) == pytest.approx((alpha, beta), abs=5e-4)
    assert model.log_likelihood == pytest.approx(log_likelihood, abs=0.005)


def test_any_start_ends_at_the_same_fit() -> None:
    best = fitted(HIGH_END)
    dice = random.Random(7)
    for _ in range(40):
        again = fitted(HIGH_END, (10 ** dice.uniform(-4, 4), 10 ** dice.uniform(-4, 4)))
        assert again.converged
        assert again.alpha == pytest.approx(best.alpha, rel=1e-5)


def test_the_high_end_lifetime_in_discounted_years() -> None:
    assert ShiftedBetaGeometric(0.668, 3.806).expected_periods(0.10) == pytest.approx(5.923, abs=5e-4)


def test_retention_rises_with_every_renewal() -> None:
    model = ShiftedBetaGeometric(0.668, 3.806)
    rates = [model.retention(period) for period in range(20)]
    assert rates == sorted(rates)
    assert model.survival(2) == pytest.approx(rates[0] * rates[1])


def test_a_horizon_counts_so_many_payments_and_the_next_renewal_must_be_made_first() -> None:
    model = ShiftedBetaGeometric(1.0, 3.0)
    assert model.expected_periods(0.0, horizon=3) == pytest.approx(1 + 3 / 4 + 3 / 4 * 4 / 5)
    assert model.expected_periods(0.1, renewed=1, horizon=1, first_now=False) == pytest.approx(4 / 5 / 1.1)
    with pytest.raises(ValueError, match="discount"):
        model.expected_periods(0.0)


def test_customers_already_there_count_from_the_age_at_which_they_were_first_seen() -> None:
    # All thousand seen from the start, or half of them only from their third year on: same hazards.
    survivors = [1000.0 * value for value in (1.0, 0.8, 0.66, 0.56, 0.49)]
    lost = [here - there for here, there in pairwise(survivors)]
    late = [0.5, 0.5, 1.0, 1.0]
    whole = fit(survivors[:-1], lost)
    part = fit(
        [n * share for n, share in zip(survivors[:-1], late, strict=True)],
        [d * share for d, share in zip(lost, late, strict=True)],
    )
    assert part.survival(4) == pytest.approx(whole.survival(4), abs=0.01)


def test_when_everyone_leaves_equally_the_retention_rate_stays_the_same() -> None:
    survivors = [1000 * 0.8**year for year in range(8)]
    lost = [here - there for here, there in pairwise(survivors)]
    model = fit(survivors[:-1], lost)
    assert model.converged
    assert [model.retention(year) for year in (0, 5, 10)] == pytest.approx([0.8] * 3, abs=1e-3)
