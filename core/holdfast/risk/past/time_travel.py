"""What became of the flags between two days: opened, worsened, eased, cleared."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import SEVERITY
from holdfast.risk.flag import CLEAR
from holdfast.risk.summary import raised_rows
from holdfast.risk.thresholds.thresholds import NO_PRESET
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANGES: Final = ("opened", "worsened", "eased", "cleared")
"""In the order in which they are listed."""

CHANGE: Final = pl.Enum(CHANGES)

_CHANGED_ROWS: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "customer": pl.UInt32(),
        "flag": pl.String(),
        "subject": pl.String(),
        "change": CHANGE,
        "severity_before": SEVERITY,
        "severity": SEVERITY,
        "evidence": pl.String(),
        "first_seen": pl.Date(),
        "money": pl.Float64(),
        "play": pl.String(),
    }
)


def flag_changes(then: Mapping[str, pl.DataFrame], now: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every flag that is not as it was, by flag, then customer.

    `then` and `now`: `Evaluation.raised` of two days. Returns `customer` UInt32, `flag` String, `change`
    CHANGE, `before` and `severity` Int8. A flag that can no longer be told is not open any more:
    it counts as cleared, as one that could not be told before counts as opened.
    """
    parts = [
        _changes_of(flag_id, then.get(flag_id), now.get(flag_id))
        for flag_id in FLAGS
        if flag_id in then or flag_id in now
    ]
    return pl.concat([_NOTHING, *parts])


_NOTHING: Final = pl.DataFrame(
    schema={
        "customer": pl.UInt32,
        "flag": pl.String,
        "change": CHANGE,
        "before": pl.Int8,
        "severity": pl.Int8,
    }
)


def _changes_of(flag_id: str, then: pl.DataFrame | None, now: pl.DataFrame | None) -> pl.DataFrame:
    nobody = _NOTHING.select("customer", "severity")
    before = (nobody if then is None else then.select("customer", "severity")).rename({"severity": "before"})
    after = nobody if now is None else now.select("customer", "severity")
    was, is_now = pl.col("before"), pl.col("severity")
    change = (
        pl.when(was == CLEAR)
        .then(pl.lit("opened"))
        .when(is_now == CLEAR)
        .then(pl.lit("cleared"))
        .when(is_now > was)
        .then(pl.lit("worsened"))
        .otherwise(pl.lit("eased"))
    )
    return (
        before.join(after, on="customer", how="full", coalesce=True)
        .with_columns(was.fill_null(CLEAR), is_now.fill_null(CLEAR))
        .filter(was != is_now)
        .select("customer", pl.lit(flag_id).alias("flag"), change.cast(CHANGE).alias("change"), was, is_now)
        .sort("customer")
    )


def changed_rows(
    facts: pl.DataFrame,
    then: Mapping[str, pl.DataFrame],
    now: Mapping[str, pl.DataFrame],
    currency: str,
    preset: str = NO_PRESET,
) -> pl.DataFrame:
    """Every flag of these customers that is not as it was: opened first, then the worst and largest.

    `facts`: evaluated facts of today with `customer`, `customer_id` and `revenue` (money).
    Returns `customer` UInt32, `flag`, `subject` (customer id), `change` CHANGE, `severity_before` and
    `severity` Enum, `evidence` (of then where it is cleared), `first_seen` Date, `money` (currency units,
    Float64), `play`.
    """
    changes = flag_changes(then, now).join(facts.select("customer"), on="customer", how="semi")
    rows = [pl.DataFrame(schema=dict(_CHANGED_ROWS))]
    for flag_id in changes.get_column("flag").unique(maintain_order=True):
        of_flag = changes.filter(pl.col("flag") == flag_id)
        for raised, which in ((now, pl.col("severity") > CLEAR), (then, pl.col("severity") == CLEAR)):
            some = of_flag.filter(which).select(
                "customer",
                "change",
                _severity("before").alias("severity_before"),
                _severity("severity").alias("severity_now"),
            )
            if some.is_empty():
                continue
            seen = raised[flag_id].join(
                some.select("customer"), on="customer", how="semi", maintain_order="left"
            )
            described = raised_rows(FLAGS[flag_id], facts, seen, currency, preset).drop("severity")
            rows.append(
                described.join(some, on="customer", how="inner", maintain_order="left")
                .rename({"severity_now": "severity"})
                .select(list(_CHANGED_ROWS))
            )
    return most_urgent_first(pl.concat(rows))


def changed_lists(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Flags of two days as rows (`summary.flag_rows`) → those that are not as they were.

    Columns of `changed_rows`; `customer` null, because the subjects are others, such as reps.
    """
    was, is_now = pl.col("severity_before"), pl.col("severity")
    both = now.join(then, on=["flag", "subject"], how="full", coalesce=True, suffix="_then")
    told = both.with_columns(
        pl.lit(None, dtype=pl.UInt32).alias("customer"),
        pl.col("severity_then").fill_null(_NONE).alias("severity_before"),
        is_now.fill_null(_NONE),
        *(
            pl.coalesce(name, f"{name}_then").alias(name)
            for name in ("evidence", "first_seen", "money", "play")
        ),
    ).filter(was != is_now)
    change = (
        pl.when(was == _NONE)
        .then(pl.lit("opened"))
        .when(is_now == _NONE)
        .then(pl.lit("cleared"))
        .when(is_now > was)
        .then(pl.lit("worsened"))
        .otherwise(pl.lit("eased"))
    )
    return told.with_columns(change.cast(CHANGE).alias("change")).select(list(_CHANGED_ROWS))


_NONE: Final = pl.lit(SEVERITIES[CLEAR], dtype=SEVERITY)


def most_urgent_first(rows: pl.DataFrame) -> pl.DataFrame:
    """Changed flags, opened first, then the worst and largest."""
    return rows.sort(
        "change",
        pl.max_horizontal(pl.col("severity", "severity_before").to_physical()),
        "money",
        "subject",
        "flag",
        descending=[False, True, True, False, False],
        nulls_last=True,
    )


def _severity(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.UInt8).cat.to(SEVERITY)
