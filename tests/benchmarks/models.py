"""What fitting takes: order, spend and contract models, survival curves, and the views that ask for them."""

from __future__ import annotations

import math
import random
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl
from tests import lifelines_judge
from tests.benchmarks.books import Size, short
from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.engine import month_ends
from tests.benchmarks.table import Measurement, ratio
from tests.benchmarks.timing import median_of, seconds_of

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.statistics.models import bgnbd, gamma_gamma
from holdfast.statistics.models.bgnbd import Bgnbd
from holdfast.statistics.models.gamma_gamma import GammaGamma
from holdfast.statistics.survival import shifted_beta_geometric
from holdfast.statistics.survival.kaplan_meier import kaplan_meier
from holdfast.statistics.survival.log_rank import log_rank
from holdfast.statistics.survival.shifted_beta_geometric import ShiftedBetaGeometric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


CDNOW: Final = 2_357
"""Customers of the published sample that the order and spend models are known by."""

ORDERS: Final = Bgnbd(0.243, 4.414, 0.793, 2.426)
SPEND: Final = GammaGamma(6.25, 3.74, 15.44)
CONTRACTS: Final = ShiftedBetaGeometric(0.668, 3.806)
RENEWALS: Final = 36
Fitted = Bgnbd | GammaGamma | ShiftedBetaGeometric

_FIRST_WEEKS: Final = 12
_WEEKS: Final = 39


def measure(count: int, seed: int = 7) -> list[Measurement]:
    """Fits to so many customers drawn from the published models; run it in a process of its own."""
    customers = buyers(count, seed)
    budget = f"fit {short(count)}"
    repeat = customers.filter(pl.col("x") > 0).height
    groups = bgnbd.distinct(customers).height
    contracts = partial(shifted_beta_geometric.fit, *renewals(count))
    return [
        _fit("BG/NBD", count, partial(bgnbd.fit, customers), f"{groups:,} distinct histories", budget),
        _fit(
            "Gamma–Gamma",
            count,
            partial(gamma_gamma.fit, customers),
            f"{repeat:,} with a repeat order",
            budget,
        ),
        _fit("sBG", count, contracts, f"{RENEWALS} renewals"),
        *_survival(count, seed),
    ]


def buyers(count: int, seed: int) -> pl.DataFrame:
    """Customers drawn from ORDERS and SPEND: `x`, `t_x`, `T` in weeks of whole days, `mean_spend`.

    As in the published sample, each begins within the first 12 weeks of 39.
    """
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        age = math.ceil(7 * (_WEEKS - _FIRST_WEEKS * dice.random()))
        rate = dice.gammavariate(ORDERS.r, 1 / ORDERS.alpha) / 7
        leaves = dice.betavariate(ORDERS.a, ORDERS.b)
        orders, last = 0, 0.0
        # The smallest rates are 0 in floating point: such a customer never orders again.
        while rate and (not orders or dice.random() >= leaves):
            upcoming = last + dice.expovariate(rate)
            if upcoming > age:
                break
            orders, last = orders + 1, upcoming
        spend = dice.gammavariate(SPEND.q, 1 / SPEND.v)
        mean = dice.gammavariate(SPEND.p * orders, 1 / spend) / orders if orders else None
        rows.append((orders, math.ceil(last) / 7, age / 7, mean))
    schema = {"x": pl.Int64, "t_x": pl.Float64, "T": pl.Float64, "mean_spend": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def renewals(count: int) -> tuple[list[float], list[float]]:
    """So many subscribers who renew as CONTRACTS say: at risk in each period, and lost at its end."""
    left = [count * CONTRACTS.survival(period) for period in range(RENEWALS + 1)]
    return left[:-1], [before - after for before, after in pairwise(left)]


def spells(count: int, seed: int) -> pl.DataFrame:
    """Durations `t` in whole days, whether they `ended`, and one of four groups; half are still there."""
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        group = dice.choice("abcd")
        life, seen = dice.weibullvariate(700 + 20 * ord(group), 1.2), dice.uniform(0, 4_000)
        rows.append((float(math.ceil(min(life, seen))), life <= seen, group))
    return pl.DataFrame(rows, schema={"t": pl.Float64, "ended": pl.Boolean, "group": pl.String}, orient="row")


def _fit(name: str, count: int, work: Callable[[], Fitted], about: str, budget: str = "") -> Measurement:
    converged = work().converged
    return Measurement(
        f"fit {name}, {count:,} customers",
        median_of(work, least=3),
        budget=budget if budget in BUDGETS else "",
        beside=about if converged else f"{about}, no best fit found",
    )


def _survival(count: int, seed: int) -> Iterator[Measurement]:
    data = spells(count, seed)
    t, ended, group = data.get_columns()
    # What lifelines reads is ready before the clock starts, as ours is, and so is lifelines.
    lifelines_judge.kaplan_meier([1.0], [True])
    times, ends, groups = t.to_numpy(), ended.to_numpy(), group.to_numpy()
    pairs: tuple[tuple[str, Callable[[], object], Callable[[], object]], ...] = (
        (
            "Kaplan–Meier",
            lambda: kaplan_meier(t, ended),
            lambda: lifelines_judge.kaplan_meier(times, ends),
        ),
        (
            "log-rank of 4 groups",
            lambda: log_rank(t, ended, group),
            lambda: lifelines_judge.log_rank(times, groups, ends),
        ),
    )
    for name, ours, theirs in pairs:
        own = median_of(ours, least=3)
        rival = median_of(theirs, least=2, budget=0.5)
        yield Measurement(f"{name}, {count:,} durations", own, beside=f"lifelines {ratio(rival, own)}")


def measure_views(folder: Path, size: Size) -> list[Measurement]:
    """Each view on a date of its own that was not asked about before, and the same question again."""
    engine = Engine(open_book([folder]))
    newest = engine.moment(Query()).as_of
    views: dict[str, Callable[[Query], object]] = {
        "metrics": engine.metrics,
        "survival": engine.survival,
        "cohorts by month": engine.cohorts,
        "movements by month": engine.movements,
    }
    rows = []
    for (name, view), day in zip(views.items(), month_ends(newest), strict=False):
        query = Query(as_of=day)
        first = seconds_of(partial(view, query))
        again = median_of(partial(view, query), least=3, budget=0.5)
        rows.append(
            Measurement(f"recompute {name}, {size}", first, beside=f"again {written(again, 'seconds')}")
        )
    return rows
