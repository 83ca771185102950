"""Spells of activity: from subscriptions or levels of recurring revenue, and from purchases before those.

As book/activity.py has them: `customer`, `start`, `end` (null: open), `mrr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.extras import needed

if TYPE_CHECKING:
    from holdfast.engines.workplace import Lazy
    from holdfast.schema.settings import BookSettings

nw = needed("narwhals", "duckdb", "the steps of other engines: they")


def bought_spells(bought: Lazy, calendar: Lazy) -> Lazy:
    """Runs of purchases no further apart than the active window."""
    ends = calendar.select("day", nw.col("window_end").alias("end"))
    windows = bought.select("customer", "day", "number").join(ends, on="day", how="inner")
    before = windows.with_columns(
        nw.col("end").shift(1).over("customer", order_by="number").alias("end_before")
    )
    begins = before.with_columns(
        nw.when(nw.col("end_before").is_null() | (nw.col("day") > nw.col("end_before")))
        .then(nw.lit(1))
        .otherwise(nw.lit(0))
        .alias("begins")
    )
    runs = begins.with_columns(nw.col("begins").cum_sum().over("customer", order_by="number").alias("run"))
    return (
        runs.group_by("customer", "run")
        .agg(nw.col("day").min().alias("start"), nw.col("end").max().alias("end"))
        .select("customer", "start", "end", nw.lit(0).cast(nw.Int64).alias("mrr"))
    )


def subscription_spells(settings: BookSettings, rows: Lazy) -> Lazy:
    """`rows`: `customer`, `start`, `end`, `mrr`, `cancel_requested`, `trial_end`."""
    start, end = nw.col("start"), nw.col("end")
    if settings.churn_date == "cancel_requested":
        end = nw.min_horizontal("end", "cancel_requested")
    if not settings.include_trials:
        start = nw.max_horizontal("start", "trial_end")
    return _lasting(settings, rows.select("customer", start.alias("start"), end.alias("end"), "mrr"))


def level_spells(settings: BookSettings, rows: Lazy) -> Lazy:
    """From each level to the next. `rows`: `customer`, `day`, `mrr`, `row`: the last of one day counts."""
    last = rows.with_columns(nw.col("row").max().over("customer", "day").alias("last"))
    levels = last.filter(nw.col("row") == nw.col("last"))
    spells = levels.select(
        "customer",
        nw.col("day").alias("start"),
        nw.col("day").shift(-1).over("customer", order_by="day").alias("end"),
        "mrr",
    )
    return _lasting(settings, spells.filter(nw.col("mrr") != 0))


def before_service(bought: Lazy, service: Lazy) -> Lazy:
    """Spells from purchases until the day from which a subscription decides."""
    first = service.group_by("customer").agg(nw.col("start").min().alias("served_from"))
    return (
        bought.join(first, on="customer", how="left")
        .filter(nw.col("served_from").is_null() | (nw.col("start") < nw.col("served_from")))
        .select("customer", "start", nw.min_horizontal("end", "served_from").alias("end"), "mrr")
    )


def together(service: Lazy, bought: Lazy) -> Lazy:
    """Spells of both kinds."""
    return nw.concat([service, bought], how="vertical")


def _lasting(settings: BookSettings, spells: Lazy) -> Lazy:
    if not settings.include_trials:
        spells = spells.filter(nw.col("mrr") != 0)
    return spells.filter(nw.col("end").is_null() | (nw.col("start") < nw.col("end")))
