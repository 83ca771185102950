"""From counts to rates: with intervals, drawn to that of all where few, and beyond the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.past.pooled import pooled
from holdfast.risk.past.tally import COUNTED
from holdfast.statistics.exact import summable
from holdfast.statistics.intervals.wilson import wilson_exprs
from holdfast.statistics.models.shrinkage import prior_strength, shrunken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.schema.pool.counts import PoolBook

MINIMUM_FLAGGED: Final = 20
MINIMUM_LOSSES: Final = 10
"""A flag with fewer customers flagged, or fewer of them lost, is uncalibrated."""


def is_calibrated(flagged: pl.Expr, lost: pl.Expr) -> pl.Expr:
    """Whether so many customers were flagged, and so many of them lost, that the rate may be used."""
    return (flagged >= MINIMUM_FLAGGED) & (lost >= MINIMUM_LOSSES)


def rated(
    months: Sequence[pl.DataFrame], titles: Mapping[str, str], *, drawn: bool, pool: Sequence[PoolBook] = ()
) -> pl.DataFrame:
    """`Backtest.rates` without recall and lead time.

    `months`: `tally.counts_by_band` of each month-end, the marks being `titles` in their order and then
    everybody. `drawn`: whether rates of few are drawn to the rate of all, and to what the books of a `pool`
    say (pooled.py); then `pool_books` UInt32 and `pool_customers` Float64 tell of how many books and for how
    many customers that is, `rate_alone` Float64 what the rate would be without.

    `beyond_clock`: lost ÷ the losses expected if the flagged had been lost as often as all customers of the
    same recency band (clock.py), as in indirect standardisation; 1 where the clock alone says as much. Where
    the clock lets nobody be lost within the horizon, the same of customers who placed no order. `no_order`:
    the share of flagged customers (active by orders) without any order within the horizon. Source: spec §9.
    """
    everybody = len(titles)
    by_band = _by_band(months)
    total = _totalled(by_band, everybody + 1)
    clock = _expected(by_band, everybody)
    flagged, lost, asked = pl.col("flagged"), pl.col("lost"), pl.col("asked")
    whole = total.row(everybody, named=True)
    base = whole["lost"] / whole["flagged"] if whole["flagged"] else None
    silence = whole["silent"] / whole["asked"] if whole["asked"] else None
    possible = pl.col("in_time") > 0
    low, high = wilson_exprs(lost, flagged)
    rate = pl.when(possible).then(lost / flagged)
    no_order = pl.when(asked > 0).then(pl.col("silent") / asked)
    found = total.hstack(clock).head(everybody)
    rates = found.select(
        pl.Series("flag", list(titles), dtype=pl.String),
        pl.Series("name", list(titles.values()), dtype=pl.String),
        pl.col("flagged", "lost", "in_time").cast(pl.UInt32),
        rate.alias("rate"),
        pl.when(possible).then(low).alias("low"),
        pl.when(possible).then(high).alias("high"),
        pl.lit(base, dtype=pl.Float64).alias("base_rate"),
        pl.when(possible)
        .then(_ratio(lost, pl.col("lost_by_clock")))
        .otherwise(_ratio(pl.col("silent"), pl.col("silent_by_clock")))
        .alias("beyond_clock"),
        no_order.alias("no_order"),
        (no_order / silence if silence else pl.lit(None, dtype=pl.Float64)).alias("no_order_lift"),
        is_calibrated(flagged, lost).alias("calibrated"),
        pl.lit(len(months), dtype=pl.UInt32).alias("months"),
    )
    return _with_lift(_drawn(rates, base, pool) if drawn else _undrawn(rates), base)


def _by_band(months: Sequence[pl.DataFrame]) -> pl.DataFrame:
    nothing = pl.DataFrame(schema={"mark": pl.UInt32, "band": pl.UInt32, **dict.fromkeys(COUNTED, pl.Int64)})
    return pl.concat([nothing, *months]).group_by("mark", "band").agg(pl.col(COUNTED).sum())


def _totalled(by_band: pl.DataFrame, marks: int) -> pl.DataFrame:
    every = pl.DataFrame({"mark": pl.int_range(marks, dtype=pl.UInt32, eager=True)})
    summed = by_band.group_by("mark").agg(pl.col(COUNTED).sum())
    return every.join(summed, on="mark", how="left", maintain_order="left").fill_null(0)


def _expected(by_band: pl.DataFrame, everybody: int) -> pl.DataFrame:
    """`lost_by_clock`, `silent_by_clock` of each mark: what the rates of its bands would have come to."""
    of_all = by_band.filter(pl.col("mark") == everybody).select(
        "band",
        (pl.col("lost") / pl.col("flagged")).alias("lost_share"),
        pl.when(pl.col("asked") > 0)
        .then(pl.col("silent") / pl.col("asked"))
        .fill_null(0.0)
        .alias("silent_share"),
    )
    cells = (
        by_band.join(of_all, on="band", how="left")
        .with_columns(
            (pl.col("flagged") * pl.col("lost_share").fill_null(0.0)).alias("lost_by_clock"),
            (pl.col("asked") * pl.col("silent_share").fill_null(0.0)).alias("silent_by_clock"),
        )
        .sort("mark", "band")
    )
    cells, total = summable(cells, "lost_by_clock", "silent_by_clock")
    summed = cells.group_by("mark").agg(total.values())
    every = pl.DataFrame({"mark": pl.int_range(everybody + 1, dtype=pl.UInt32, eager=True)})
    return every.join(summed, on="mark", how="left", maintain_order="left").fill_null(0.0).drop("mark")


def _ratio(of: pl.Expr, expected: pl.Expr) -> pl.Expr:
    return pl.when(expected > 0).then(of / expected)


def _undrawn(rates: pl.DataFrame) -> pl.DataFrame:
    return rates.with_columns(pl.lit(value=False).alias("shrunken"))


def _drawn(rates: pl.DataFrame, base: float | None, pool: Sequence[PoolBook]) -> pl.DataFrame:
    """Rates of flags that are not calibrated, drawn to that of all; how strongly, all flags together say.

    Where there is a pool, they are drawn to what it says as well.
    """
    judged = (pl.col("flagged") > 0) & (pl.col("in_time") > 0)
    few = rates.select(judged & ~pl.col("calibrated")).to_series()
    if base is None or not 0 < base < 1 or not few.any():
        return _undrawn(rates)
    single = rates.filter(judged & pl.col("flag").str.starts_with("F"))
    counted = list(single.select("lost", "flagged").iter_rows())
    strength = prior_strength(counted, base)
    elsewhere = pooled(pool, dict(zip(single.get_column("flag"), counted, strict=True)), base, strength)
    places = few.arg_true()
    seldom = rates[places].select("flag", "lost", "flagged")
    found = [
        elsewhere.drawn(flag, (lost, flagged), base, strength) for flag, lost, flagged in seldom.iter_rows()
    ]
    columns = {
        "rate": [one.rate for one in found],
        "low": [one.low for one in found],
        "high": [one.high for one in found],
    }
    told = rates.with_columns(
        *(rates.get_column(name).scatter(places, pl.Series(values)) for name, values in columns.items()),
        few.alias("shrunken"),
    )
    if not pool:
        return told
    books = {flag: elsewhere.books(flag) for flag in seldom.get_column("flag")}
    alone = [shrunken(lost, flagged, base, strength).rate for _, lost, flagged in seldom.iter_rows()]
    flag = pl.col("flag")
    return told.with_columns(
        flag.replace_strict(books, default=0, return_dtype=pl.UInt32).alias("pool_books"),
        flag.replace_strict(
            {one: elsewhere.customers(one) for one in books}, default=0.0, return_dtype=pl.Float64
        ).alias("pool_customers"),
        rates.get_column("rate").scatter(places, pl.Series(alone)).alias("rate_alone"),
    )


def _with_lift(rates: pl.DataFrame, base: float | None) -> pl.DataFrame:
    lift = pl.col("rate") / base if base else pl.lit(None, dtype=pl.Float64)
    return rates.with_columns(lift.alias("lift"))
