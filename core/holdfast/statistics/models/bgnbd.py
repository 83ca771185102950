"""BG/NBD: how many orders are to come from customers who may have left without saying so.

Customers order at random at their own rate and, after any order, may silently leave. Fader, Hardie & Lee
(2005), "Counting your customers" the easy way. Time is in any one unit; only `alpha` depends on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.statistics.models.newton import Curvature, Maximum, maximise

if TYPE_CHECKING:
    from collections.abc import Iterable

TRIPLE: Final = ("x", "t_x", "T")
"""Repeat orders, age at the last order, age now (`x` integer, times Float64 from the first order)."""

_PARAMETERS: Final = 4
_TERMS_AT_ONCE: Final = 16
_MOST_TERMS: Final = 20_000
"""Only customers far younger than `alpha` need more, and to them the rest makes no visible difference."""
_UNSEEN: Final = 1e-18
"""What is so much smaller than a sum, and shrinks from here on, changes none of its digits."""
_MOST_DROPOUT: Final = 50.0
"""Above this `a` customers hardly differ in how they leave, and the data cannot tell `a` from `b`."""


@dataclass(frozen=True)
class Bgnbd:
    """Order rates ~ Gamma(r, alpha), chances to leave after an order ~ Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = math.nan
    converged: bool = True

    @property
    def is_told(self) -> bool:
        """Whether the parameters are numbers that sums can be made of, at the edge of the sensible or not."""
        return all(0 < value < 1e6 for value in (self.r, self.alpha, self.a, self.b))

    def p_alive(self) -> pl.Expr:
        """Float64 over columns `x`, `t_x`, `T`: the chance that the customer has not left.

        1 by construction where x is 0, which says nothing about that customer.
        """
        x, t_x, age = _triple()
        odds = (
            self.a / (self.b + x - 1) * ((self.r + x) * ((self.alpha + age) / (self.alpha + t_x)).log()).exp()
        )
        return pl.when(x > 0).then(1 / (1 + odds)).otherwise(1.0)

    def expected_if_alive(self, customers: pl.DataFrame, until: float) -> pl.Series:
        """Expected orders within `until` from now if the customer is still there, by row: columns `x`, `T`.

        Equation (10) of the source without its denominator, which is 1 ÷ P(alive); for x and T of 0 it is
        equation (9), of a customer just won. The hypergeometric
        function is turned by Euler's rule so that its terms do not grow with x, and the factor a − 1 is
        divided out, so that a = 1 is no exception.
        """
        x, age = customers.get_column("x").cast(pl.Float64), customers.get_column("T")
        z = until / (self.alpha + age + until)
        left = (1 - z).log()
        c = self.a + self.b + x - 1
        power = self.a - 1
        grown = (left * power).exp()
        head = -left if abs(power) < 1e-9 else (1 - grown) / power
        return c * (head - grown * self._series(c, z))

    def _series(self, c: pl.Series, z: pl.Series) -> pl.Series:
        """Σ (a)ₙ₋₁ (a+b−1−r)ₙ zⁿ ÷ ((c)ₙ n!) from n = 1, to full precision."""
        q = self.a + self.b - 1 - self.r
        term = q / c * z
        total, found = term, term.clone()
        rows = pl.int_range(z.len(), dtype=pl.UInt32, eager=True)
        first = 1
        while first < _MOST_TERMS and (term.abs() > 1e-15 * total.abs()).any():
            # Looking whether the rest matters costs as much as a few more terms.
            for step in range(first, first + _TERMS_AT_ONCE):
                term = term * (z * ((self.a + step - 1) * (q + step) / (step + 1))) / (c + step)
                total = total + term
            first += _TERMS_AT_ONCE
            # The young need hundreds of terms, all others a few dozen: these are not carried along.
            moved = term.abs() > _UNSEEN * total.abs()
            if 2 * (moved.sum() or 0) < moved.len():
                found = found.scatter(rows.filter(~moved), total.filter(~moved))
                rows, c, z, term, total = (part.filter(moved) for part in (rows, c, z, term, total))
        return found.scatter(rows, total)


def fit(customers: pl.DataFrame, start: Sequence[float] | None = None) -> Bgnbd:
    """The maximum-likelihood fit to columns `x`, `t_x`, `T`, one row per customer, and `n` where grouped.

    Works on distinct rows. `converged` is false where the likelihood has no maximum inside sensible
    parameters. Raises ValueError without customers.
    """
    if customers.is_empty():
        raise ValueError("there are no customers to fit")
    grouped = distinct(customers)
    begin = start or _sensible_start(grouped)
    top = _climb(grouped, begin)
    r, alpha, a, b = top.at
    return Bgnbd(r, alpha, a, b, top.value, top.converged and a < _MOST_DROPOUT)


def distinct(customers: pl.DataFrame) -> pl.DataFrame:
    """Distinct `x`, `t_x`, `T` with the number `n` of customers in each."""
    weight = pl.col("n").sum() if "n" in customers.columns else pl.len()
    return customers.group_by(TRIPLE).agg(weight.cast(pl.Float64).alias("n")).sort(TRIPLE).rechunk()


def _triple() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    return pl.col("x").cast(pl.Float64), pl.col("t_x"), pl.col("T")


def _sensible_start(grouped: pl.DataFrame) -> tuple[float, ...]:
    orders, age = grouped.select((pl.col("x") * pl.col("n")).sum(), (pl.col("T") * pl.col("n")).sum()).row(0)
    return (0.5, 0.5 * age / max(orders, 1), 1.0, 2.0) if age else (0.5, 1.0, 1.0, 2.0)


def _climb(grouped: pl.DataFrame, start: Sequence[float]) -> Maximum:
    beyond = _customers_beyond(grouped)
    everyone = float(grouped.get_column("n").sum())
    # Bought once: one group per age, where leaving has no part in the likelihood.
    once, again = (grouped.filter(part).rechunk() for part in (pl.col("x") == 0, pl.col("x") > 0))

    def likelihood(parameters: Sequence[float]) -> Curvature:
        r, alpha, a, b = parameters
        sums = _sum_terms(
            _orders_part(beyond, everyone, parameters),
            _row(once.lazy().select(_once_sums(r, alpha))),
            _row(again.lazy().with_columns(_dropout_terms(r, alpha, a, b)).select(_again_sums(r, a))),
        )  # fmt: skip
        gradient = [sums[f"g{i}"] for i in range(_PARAMETERS)]
        hessian = [[sums[f"h{min(i, j)}{max(i, j)}"] for j in range(_PARAMETERS)] for i in range(_PARAMETERS)]
        return Curvature(sums["value"], gradient, hessian)

    return maximise(likelihood, start)


def _row(sums: pl.LazyFrame) -> dict[str, Any]:
    """The one row of a query; the in-memory engine adds up in the same order on any number of threads."""
    return sums.collect(engine="in-memory").row(0, named=True)


def _sum_terms(*parts: Mapping[str, Any]) -> dict[str, float]:
    total: dict[str, float] = dict.fromkeys(_names(), 0.0)
    for part in parts:
        for name, value in part.items():
            total[name] += value or 0.0
    return total


def _names() -> Iterable[str]:
    yield "value"
    for i in range(_PARAMETERS):
        yield f"g{i}"
        yield from (f"h{i}{j}" for j in range(i, _PARAMETERS))


def _customers_beyond(grouped: pl.DataFrame) -> pl.DataFrame:
    """`k` from 0, and how many customers made more than k repeat orders.

    With it ratios of gamma functions at whole steps are sums of logarithms: log Γ(r + x) − log Γ(r) is the
    sum of log(r + k) over k below x.
    """
    most = int(grouped.get_column("x").max() or 0)  # type: ignore[arg-type]  # an integer column
    by_orders = grouped.lazy().group_by("x").agg(pl.col("n").sum())
    return (
        pl.LazyFrame({"k": pl.int_range(0, most, eager=True)})
        .join(by_orders.select((pl.col("x") - 1).alias("k").cast(pl.Int64), "n"), on="k", how="left")
        .sort("k")
        .select(pl.col("k").cast(pl.Float64), pl.col("n").fill_null(0.0).cum_sum(reverse=True).alias("n"))
        .collect()
        .rechunk()
    )


def _orders_part(beyond: pl.DataFrame, everyone: float, parameters: Sequence[float]) -> Mapping[str, float]:
    """What the number of orders alone contributes: ln A1 + ln A2 of the source."""
    r, alpha, a, b = parameters
    k, n = pl.col("k"), pl.col("n")
    in_r, in_b, in_both = n / (r + k), n / (b + k), n / (a + b + k)
    sums = _row(beyond.lazy().select(
        (n * ((r + k).log() + (b + k).log() - (a + b + k).log())).sum().alias("value"),
        in_r.sum().alias("r"),
        in_b.sum().alias("b"),
        in_both.sum().alias("both"),
        (in_r / (r + k)).sum().alias("rr"),
        (in_b / (b + k)).sum().alias("bb"),
        (in_both / (a + b + k)).sum().alias("both2"),
    ))  # fmt: skip
    return {
        "value": sums["value"] + everyone * r * math.log(alpha),
        "g0": sums["r"] + everyone * math.log(alpha),
        "g1": everyone * r / alpha,
        "g2": -sums["both"],
        "g3": sums["b"] - sums["both"],
        "h00": -sums["rr"],
        "h01": everyone / alpha,
        "h11": -everyone * r / alpha**2,
        "h22": sums["both2"],
        "h23": sums["both2"],
        "h33": sums["both2"] - sums["bb"],
    }


def _once_sums(r: float, alpha: float) -> list[pl.Expr]:
    n, late = pl.col("n"), alpha + pl.col("T")
    return [
        (-r * n * late.log()).sum().alias("value"),
        (-n * late.log()).sum().alias("g0"),
        (-r * n / late).sum().alias("g1"),
        (-n / late).sum().alias("h01"),
        (r * n / late**2).sum().alias("h11"),
    ]


def _dropout_terms(r: float, alpha: float, a: float, b: float) -> list[pl.Expr]:
    """Per distinct triple with a repeat order: the two ways it came about, still there or left.

    `w` is the chance of having left, `d0`, `d1`, `c` (÷ −1) the differences between the slopes of the
    logarithms of the two terms (A3 and A4 of the source) by r, alpha and b.
    """
    x, t_x, age = _triple()
    here, left = (
        -(r + x) * (alpha + age).log(),
        math.log(a) - (b + x - 1).log() - (r + x) * (alpha + t_x).log(),
    )
    here_slope, left_slope = 1 / (alpha + age), 1 / (alpha + t_x)
    return [
        (pl.max_horizontal(here, left) + (-(here - left).abs()).exp().log1p()).alias("log_sum"),
        (1 / (1 + (here - left).exp())).alias("w"),
        (alpha + age).log().alias("log_age"),
        here_slope.alias("i_age"),
        left_slope.alias("i_last"),
        ((alpha + age).log() - (alpha + t_x).log()).alias("d0"),
        ((r + x) * (here_slope - left_slope)).alias("d1"),
        (1 / (b + x - 1)).alias("c"),
    ]


def _again_sums(r: float, a: float) -> list[pl.Expr]:
    n, w, d0, d1, c = (pl.col(name) for name in ("n", "w", "d0", "d1", "c"))
    age, last = pl.col("i_age"), pl.col("i_last")
    e = r + pl.col("x").cast(pl.Float64)
    nw = n * w
    spread = nw * (1 - w)
    terms = {
        "value": n * pl.col("log_sum"),
        "g0": n * (w * d0 - pl.col("log_age")),
        "g1": n * (w * d1 - e * age),
        "g2": nw / a,
        "g3": -nw * c,
        "h00": spread * d0**2,
        "h01": spread * d0 * d1 - n * (age + w * (last - age)),
        "h02": spread * d0 / a,
        "h03": -spread * d0 * c,
        "h11": spread * d1**2 + n * e * (age**2 + w * (last**2 - age**2)),
        "h12": spread * d1 / a,
        "h13": -spread * d1 * c,
        "h22": (spread - nw) / a**2,
        "h23": -spread * c / a,
        "h33": (spread + nw) * c**2,
    }
    return [term.sum().alias(name) for name, term in terms.items()]
