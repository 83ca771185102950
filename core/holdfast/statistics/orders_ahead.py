"""What a customer of BG/NBD orders in a later stretch of time, if it is still there.

Who is there orders at λ and leaves at the rate p·λ, with λ ~ Gamma(r + x, alpha + T) and p ~ Beta(a, b + x).
The gamma part is exact; the beta part is a sum over the middles of equal parts of Beta(a, b), weighed by
(1 − p)ˣ. It holds where the fit is at its edge, too. Derived from Fader, Hardie & Lee (2005).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.statistics.models.beta import beta_quantile

if TYPE_CHECKING:
    from holdfast.statistics.models.bgnbd import Bgnbd

_PARTS: Final = 32
_LEAST: Final = 1e-6
"""Nobody leaves less often than at every millionth order: below it differences of powers say nothing."""


@dataclass(frozen=True)
class OrdersAhead:
    """A model with `points`, the chances to leave after an order among which customers are spread."""

    model: Bgnbd
    points: tuple[float, ...]

    def weighed(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Columns `x` and `T`, and beside them `w0`, `w1` …: how likely each point is for each."""
        logs = {f"w{at}": math.log1p(-point) for at, point in enumerate(self.points)}
        raw = customers.with_columns(
            (pl.col("x").cast(pl.Float64) * log).exp().alias(name) for name, log in logs.items()
        )
        return raw.with_columns(pl.col(name) / pl.sum_horizontal(*logs) for name in logs)

    def orders(self, since: float, until: float) -> pl.Expr:
        """Float64: orders expected between two times ahead, over `weighed` customers."""
        return self._over(lambda p: (self._left(p * since) - self._left(p * until)) / p)

    def chance(self, since: float, until: float) -> pl.Expr:
        """Float64: the chance of at least one order between two times ahead."""
        stretch = until - since
        return self._over(lambda p: self._left(p * since) - self._left(p * since + stretch))

    def _over(self, of: Callable[[float], pl.Expr]) -> pl.Expr:
        return pl.sum_horizontal(pl.col(f"w{at}") * of(point) for at, point in enumerate(self.points))

    def _left(self, time: float) -> pl.Expr:
        """E[e^(−λt)]."""
        power = self.model.r + pl.col("x").cast(pl.Float64)
        return (-power * (1 + time / (self.model.alpha + pl.col("T"))).log()).exp()


def orders_ahead(model: Bgnbd) -> OrdersAhead:
    """What is expected by a fitted model. At the edge of the sensible all customers leave alike."""
    if not model.converged:
        return OrdersAhead(model, (max(_LEAST, model.a / (model.a + model.b)),))
    middles = (beta_quantile((part + 0.5) / _PARTS, model.a, model.b) for part in range(_PARTS))
    return OrdersAhead(model, tuple(min(1 - _LEAST, max(_LEAST, middle)) for middle in middles))
