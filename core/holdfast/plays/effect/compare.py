"""Customers who got a play beside customers who did not, as a table: shares kept, their difference, how sure.

Pure functions of a table of cases, for any number of plays at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from holdfast.statistics.exact import summable
from holdfast.statistics.intervals.newcombe import newcombe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.statistics.sequential.prospect import Knowable

MINIMUM: Final = 20
"""No difference is told of fewer than so many on either side."""

ALIKE: Final = ("month", "segment", "severity", "third")
"""Customers are compared with those of the same values in these columns."""

Status = Literal["ok", "few", "none"]


@dataclass(frozen=True)
class Effect:
    """Shares kept of two groups, and the first minus the second with its 95 % interval (ratios).

    `n` with `kept` of those with the play, or to whom it was proposed; `others_n` with `others_share` of the
    rest. `effective`: as how many the rest count, weighted to the mix of the first, each customer as one.
    `value`, `low` and `high` are None while one side has fewer than MINIMUM (`few`) or nobody (`none`).
    `knowable`: when it can be told, which `knowing.py` finds.
    """

    n: int = 0
    kept: int = 0
    others_n: int = 0
    others_share: float | None = None
    effective: float = 0.0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    status: Status = "none"
    knowable: Knowable | None = None

    @property
    def share(self) -> float | None:
        """Share kept of the first group."""
        return self.kept / self.n if self.n else None

    @property
    def is_distinguishable(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


NO_EFFECT: Final = Effect()


def weighted(cases: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The cases that have somebody alike on the other side, with the `weight` they count by.

    `cases`: columns of `by` (one comparison each) and of ALIKE, Booleans `treated` and `kept`. Those treated
    count 1; those alike without it share the number of those treated between them. A null in ALIKE is alike
    to nobody. Source: direct standardisation to the treated (Miettinen 1972).
    """
    alike = [*by, *ALIKE]
    treated = pl.col("treated").sum().over(alike)
    others = (~pl.col("treated")).sum().over(alike)
    return (
        cases.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in ALIKE))
        .with_columns(treated.alias("_with"), others.alias("_without"))
        .filter((pl.col("_with") > 0) & (pl.col("_without") > 0))
        .with_columns(
            pl.when("treated").then(1.0).otherwise(pl.col("_with") / pl.col("_without")).alias("weight")
        )
        .drop("_with", "_without")
    )


def observed(cases: pl.DataFrame, by: Sequence[str]) -> Mapping[tuple[object, ...], Effect]:
    """The difference between customers with a play and those alike without it, by the values of `by`.

    `cases` as in `weighted`, with `customer`. Newcombe's interval, the others as so many as their weights are
    worth: (Σw)² ÷ Σw² over customers, so that whoever stands there in several weeks counts as one. It says
    nothing of what made somebody choose whom to call. Source: spec §6; Kish (1965).
    """
    rows = weighted(cases, by)
    treated = pl.col("treated")
    sides = rows.group_by(by).agg(
        treated.sum().cast(pl.Int64).alias("n"),
        (treated & pl.col("kept")).sum().cast(pl.Int64).alias("kept"),
        (~treated).sum().cast(pl.Int64).alias("others_n"),
    )
    others, exactly = summable(
        rows.filter(~treated).with_columns((pl.col("weight") * pl.col("kept")).alias("kept_weight")),
        "weight",
        "kept_weight",
    )
    customers = others.group_by([*by, "customer"]).agg(*exactly.values())
    customers, exactly = summable(
        customers.with_columns((pl.col("weight") ** 2).alias("squares")), "weight", "kept_weight", "squares"
    )
    summed = (
        sides.join(customers.group_by(by).agg(*exactly.values()), on=by)
        .with_columns(
            (pl.col("kept_weight") / pl.col("weight")).alias("others_share"),
            (pl.col("weight") ** 2 / pl.col("squares")).alias("effective"),
        )
        .sort(by)
    )
    return {tuple(row[name] for name in by): _effect(row) for row in summed.iter_rows(named=True)}


def assigned(cases: pl.DataFrame, by: Sequence[str]) -> Mapping[tuple[object, ...], Effect]:
    """The difference between customers to whom a play was to be proposed and those held out, by `by`.

    `cases`: columns of `by`, Booleans `held_out` and `kept`. By intention to treat: whoever was held out
    counts as such, whatever was done. Source: spec §6; Hollis & Campbell (1999).
    """
    rest = pl.col("held_out")
    summed = (
        cases.group_by(by)
        .agg(
            (~rest).sum().cast(pl.Int64).alias("n"),
            (~rest & pl.col("kept")).sum().cast(pl.Int64).alias("kept"),
            rest.sum().cast(pl.Int64).alias("others_n"),
            (pl.col("kept").filter(rest).mean()).alias("others_share"),
        )
        .with_columns(pl.col("others_n").cast(pl.Float64).alias("effective"))
        .sort(by)
    )
    return {tuple(row[name] for name in by): _effect(row) for row in summed.iter_rows(named=True)}


def _effect(row: Mapping[str, Any]) -> Effect:
    counted = Effect(**{name: row[name] for name in _COUNTED})
    if counted.share is None or counted.others_share is None:
        return counted
    if min(counted.n, counted.effective) < MINIMUM:
        return replace(counted, status="few")
    # Rounding must not make more kept than there are.
    others = min(max(counted.others_share, 0.0), 1.0) * counted.effective
    found = newcombe(counted.kept, counted.n, others, counted.effective)
    assert found is not None
    return replace(counted, value=found.value, low=found.low, high=found.high, status="ok")


_COUNTED: Final = ("n", "kept", "others_n", "others_share", "effective")
