"""BG/NBD, against the CDNOW figures of the paper and the tools that reproduce it."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.examples import some_by_day

from holdfast.statistics.models.bgnbd import Bgnbd, fit

PUBLISHED = Bgnbd(0.243, 4.414, 0.793, 2.426)


def triples(*rows: tuple[int, float, float]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"x": pl.Int64, "t_x": pl.Float64, "T": pl.Float64}, orient="row"
    )  # fmt: skip


def predicted(model: Bgnbd, customers: pl.DataFrame, weeks: float = 39.0) -> pl.DataFrame:
    alive = customers.with_columns(model.p_alive().alias("p_alive"))
    return alive.with_columns(model.expected_if_alive(customers, weeks).alias("orders") * pl.col("p_alive"))


def simulated(count: int, model: Bgnbd, seed: int = 5) -> pl.DataFrame:
    """Customers drawn from the model, observed for 20 to 60 weeks."""
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        age = dice.uniform(20, 60)
        rate, leaves = dice.gammavariate(model.r, 1 / model.alpha), dice.betavariate(model.a, model.b)
        orders, last = 0, 0.0
        while dice.random() >= leaves or not orders:
            upcoming = last + dice.expovariate(rate) if rate > 0 else math.inf
            if upcoming > age:
                break
            orders, last = orders + 1, upcoming
        rows.append((orders, round(last, 1), round(age, 1)))
    return triples(*rows)


@pytest.mark.parametrize(
    ("triple", "alive", "orders"),
    [
        ((2, 30.43, 38.86), 0.7266, 1.2260),
        ((7, 29.43, 38.86), 0.6418, 3.3371),
        ((7, 10.0, 38.86), 0.00369, None),
        ((0, 0.0, 38.86), 1.0, 0.1951),
    ],
)
def test_customers_of_the_paper(triple: tuple[int, float, float], alive: float, orders: float | None) -> None:
    found = predicted(PUBLISHED, triples(triple)).row(0, named=True)
    assert found["p_alive"] == pytest.approx(alive, abs=5e-5)
    if orders is not None:
        assert found["orders"] == pytest.approx(orders, abs=5e-4)


def test_orders_of_a_new_customer_over_time() -> None:
    weeks = (0.1429, 1.0, 3.0, 31.8571, 32.0, 78.0)
    found = [PUBLISHED.expected_if_alive(triples((0, 0.0, 0.0)), week)[0] for week in weeks]
    # The rounding of the published parameters shows in the third digit.
    assert found == pytest.approx((0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576), rel=2e-3, abs=5e-5)


@pytest.mark.thorough
@pytest.mark.parametrize("a", [0.05, 0.999999999999, 1.0, 1.000000001, 1.5, 12.0])
@pytest.mark.parametrize("until", some_by_day([39.0, 0.5, 400.0]))
def test_expected_orders_equal_the_integral_they_come_from(a: float, until: float) -> None:
    model = Bgnbd(0.6, 5.0, a, 2.5)
    for x, age in ((0, 10.0), (3, 2.0), (40, 80.0)):
        found = model.expected_if_alive(triples((x, 0.0, age)), until)[0]
        assert found == pytest.approx(integrated(model, x, age, until), rel=2e-4)


def integrated(model: Bgnbd, x: int, age: float, until: float) -> float:
    """E[(1 − (1 + p·t/(alpha+T))^−(r+x)) ÷ p] over p ~ Beta(a, b + x), by midpoints of u = p^min(a, 1)."""
    steps = 20_000
    a, b = model.a, model.b + x
    power = min(a, 1.0)
    norm = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)) / power
    total = 0.0
    for step in range(steps):
        p = ((step + 0.5) / steps) ** (1 / power)
        grown = -math.expm1(-(model.r + x) * math.log1p(p * until / (model.alpha + age)))
        ratio = grown / p if p > 1e-300 else (model.r + x) * until / (model.alpha + age)
        total += p ** (a - power) * (1 - p) ** (b - 1) * ratio
    return norm * total / steps


def test_a_sample_of_the_model_gives_its_parameters_back() -> None:
    model = fit(simulated(6000, PUBLISHED))
    assert model.converged
    assert model.r == pytest.approx(PUBLISHED.r, rel=0.15)
    assert model.alpha == pytest.approx(PUBLISHED.alpha, rel=0.25)
    assert model.a / (model.a + model.b) == pytest.approx(0.793 / 3.219, rel=0.25)


@pytest.mark.thorough
def test_any_start_ends_at_the_same_fit() -> None:
    customers = simulated(1500, PUBLISHED)
    best = fit(customers)
    dice = random.Random(3)
    for _ in range(20):
        again = fit(customers, [10 ** dice.uniform(-3, 3) for _ in range(4)])
        assert again.converged
        assert again.log_likelihood == pytest.approx(best.log_likelihood, abs=1e-4)


def test_days_or_weeks_change_only_alpha() -> None:
    weeks = simulated(1500, PUBLISHED)
    days = weeks.with_columns(pl.col("t_x", "T") * 7)
    in_weeks, in_days = fit(weeks), fit(days)
    assert in_days.r == pytest.approx(in_weeks.r, rel=1e-4)
    assert in_days.alpha == pytest.approx(7 * in_weeks.alpha, rel=1e-4)


def test_grouped_customers_fit_as_they_do_one_by_one() -> None:
    customers = simulated(500, PUBLISHED)
    doubled = fit(pl.concat([customers, customers]))
    weighted = fit(customers.with_columns(pl.lit(2).alias("n")))
    assert weighted == doubled


def test_customers_who_never_leave_have_no_fit_inside() -> None:
    dice = random.Random(1)
    rows = [(n, 50.0, 50.0 + dice.random()) for n in [dice.randint(1, 9) for _ in range(200)]]
    assert not fit(triples(*rows)).converged


def test_the_chance_of_being_alive_falls_with_silence() -> None:
    found = predicted(PUBLISHED, triples(*((4, 30.0, 30.0 + weeks) for weeks in (0, 5, 20, 80))))
    chances = found.get_column("p_alive").to_list()
    assert chances == sorted(chances, reverse=True)
    assert all(0 < chance < 1 for chance in chances)


@pytest.fixture
def cdnow(shared: Path) -> tuple[pl.DataFrame, dict[str, Any]]:
    folder = shared / "data" / "cdnow_sample"
    customers = pl.read_csv(folder / "cdnow_customers_summary.csv")
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return customers.rename({"frequency": "x", "recency": "t_x"}), expected


def test_cdnow_gives_the_published_parameters(cdnow: tuple[pl.DataFrame, dict[str, Any]]) -> None:
    model = fit(cdnow[0])
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=5e-4)
    assert model.log_likelihood == pytest.approx(-9582.42556, abs=1e-4)


def test_every_cdnow_customer_and_their_sum(cdnow: tuple[pl.DataFrame, dict[str, Any]]) -> None:
    customers, expected = cdnow
    found = predicted(fit(customers), customers)
    for number, wanted in expected["customers"].items():
        row = found.filter(pl.col("ID") == int(number)).row(0, named=True)
        assert row["p_alive"] == pytest.approx(wanted["p_alive_bg"], abs=1e-6)
        assert row["orders"] == pytest.approx(wanted["e39_bg"], abs=1e-5)
    assert found.get_column("orders").sum() == pytest.approx(1653.42328, abs=0.01)
