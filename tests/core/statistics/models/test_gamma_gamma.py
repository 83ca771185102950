"""Spend per order, against the CDNOW figures of the note that introduced the model."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from holdfast.statistics.models.gamma_gamma import GammaGamma, fit

PUBLISHED = GammaGamma(6.2488, 3.7446, 15.4477)


def spends(*rows: tuple[int, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"x": pl.Int64, "mean_spend": pl.Float64}, orient="row")


def simulated(count: int, seed: int = 4) -> pl.DataFrame:
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        x, rate = dice.randint(1, 6), dice.gammavariate(PUBLISHED.q, 1 / PUBLISHED.v)
        rows.append((x, sum(dice.gammavariate(PUBLISHED.p, 1 / rate) for _ in range(x)) / x))
    return spends(*rows)


def test_a_customer_is_drawn_to_the_average_of_all() -> None:
    found = spends((2, 22.35), (1, 11.77), (0, 0.0)).select(
        PUBLISHED.expected_spend(pl.col("x"), pl.col("mean_spend"))
    )
    assert found.to_series().to_list() == pytest.approx((24.6586, 18.9115, 35.17), abs=2e-3)
    assert PUBLISHED.mean == pytest.approx(35.17, abs=5e-3)


def test_a_sample_of_the_model_gives_its_average_back() -> None:
    model = fit(simulated(4000))
    assert model.converged
    assert model.mean == pytest.approx(PUBLISHED.mean, rel=0.05)
    assert model.q == pytest.approx(PUBLISHED.q, rel=0.15)


def test_any_start_and_any_currency_end_at_the_same_fit() -> None:
    customers = simulated(800)
    best = fit(customers)
    dice = random.Random(2)
    for _ in range(20):
        again = fit(customers, [10 ** dice.uniform(-2, 2) for _ in range(3)])
        assert again.converged
        assert again.log_likelihood == pytest.approx(best.log_likelihood, abs=1e-4)
    yen = fit(customers.with_columns(pl.col("mean_spend") * 160))
    assert (yen.p, yen.q, yen.v) == pytest.approx((best.p, best.q, 160 * best.v), rel=1e-4)


def test_one_timers_and_free_orders_tell_nothing() -> None:
    customers = simulated(300)
    assert fit(pl.concat([customers, spends((0, 0.0), (2, 0.0))])) == fit(customers)
    with pytest.raises(ValueError, match="no repeat customers"):
        fit(spends((0, 0.0)))


def test_where_every_order_of_a_customer_is_the_same_its_own_mean_is_the_forecast() -> None:
    dice = random.Random(0)
    customers = spends(*((dice.randint(1, 9), 200 / dice.gammavariate(4, 0.25)) for _ in range(300)))
    model = fit(customers)
    assert model.converged
    expected = customers.select(model.expected_spend(pl.col("x"), pl.col("mean_spend"))).to_series()
    assert expected.to_list() == pytest.approx(customers.get_column("mean_spend").to_list(), rel=1e-2)


def test_cdnow_gives_the_published_parameters(shared: Path) -> None:
    table = shared / "data" / "cdnow_sample" / "cdnow_customers_summary_with_transactions.csv"
    customers = pl.read_csv(table).rename({"zbar": "mean_spend"})
    model = fit(customers)
    assert (model.p, model.q, model.v) == pytest.approx((6.2488, 3.7446, 15.4477), abs=1e-3)
    assert model.log_likelihood == pytest.approx(-4055.9232435, abs=1e-4)
    first_ten = customers.head(10).select(model.expected_spend(pl.col("x"), pl.col("mean_spend"))).to_series()
    wanted = (24.6586, 18.9115, 35.1710, 35.1710, 35.1710, 71.4629, 18.9115, 35.1710, 27.2824, 35.1710)
    assert first_ten.to_list() == pytest.approx(wanted, abs=1e-3)
