"""Contracts by the day they come due, and their nights in order: independent of any as-of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.schema.dtypes import DTYPES
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

EARLY_DAYS: Final = 45
"""A successor may start so many days before the contract it follows comes due."""

GRACE_DAYS: Final = 30
"""A contract without a successor is open for so long after it came due, then it counts as not renewed."""

PER_PERIOD: Final = "per_period"
"""The mode in which every night stands alone; in any other the nights are added up first."""


@dataclass(frozen=True, eq=False)
class ContractLogs:
    """`terms`: every contract, its columns and what its dates say; sorted by `due`, then id.

    Dates `due` (renewal, else end), `own_end` (null where it renews itself), `notice_by` (the last day for
    notice), `first_successor` (the first start of another contract of the customer that takes over); Boolean
    `renews_itself`.
    `clauses`, row i clause i, sorted by id: `customer`, `contract_id`, `start`, `end`; Float64 `owed_share`
    and `margin` (of one), Booleans `each_night`, `resale_credit`; `block` units, `unit_rate` Int64 money.
    `nights` of known contracts, sorted by `clause` (UInt32) and in the order of the table: `date`, `start` of
    the contract; Float64 `contracted`, `used`, and of each night alone `below` (what is missing), `credited`,
    `chargeable` and `charged_alone`; `row` UInt32 of contract_usage.
    """

    terms: pl.DataFrame
    clauses: pl.DataFrame
    nights: pl.DataFrame


def contract_logs(tables: Mapping[str, pl.DataFrame], customers: pl.DataFrame) -> ContractLogs:
    """The logs of the linked tables; `customers` as in book.Book."""
    contracts = tables.get("contracts", _empty("contracts").with_columns(customer=pl.lit(None, pl.UInt32)))
    clauses = _clauses(contracts, customers)
    nights = _nights(clauses, tables.get("contract_usage", _empty("contract_usage")))
    return ContractLogs(_terms(contracts), clauses, nights)


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema={column.name: DTYPES[column.type] for column in TABLES[table].columns})


def _terms(contracts: pl.DataFrame) -> pl.DataFrame:
    due = pl.coalesce("renewal", "end")
    renews_itself = pl.col("auto_renew").fill_null(value=False)
    # The renewal date of a contract that renews itself ends nothing.
    own_end = pl.when(renews_itself & pl.col("end").eq_missing(pl.col("renewal"))).then(None).otherwise("end")
    terms = contracts.lazy().with_columns(
        due.alias("due"), renews_itself.alias("renews_itself"), own_end.alias("own_end")
    )
    starts = contracts.lazy().select("customer_id", pl.col("start").alias("next_start"))
    successors = (
        terms.select("contract_id", "customer_id", "start", "due")
        .join(starts, on="customer_id")
        .filter(
            (pl.col("next_start") > pl.col("start"))
            & (pl.col("next_start") >= pl.col("due") - timedelta(days=EARLY_DAYS))
            & (pl.col("next_start") <= pl.col("due") + timedelta(days=GRACE_DAYS))
        )
        .group_by("contract_id")
        .agg(pl.col("next_start").min().alias("first_successor"))
    )
    notice_by = pl.col("due") - pl.duration(days="notice_days")
    return (
        terms.join(successors, on="contract_id", how="left")
        .with_columns(notice_by.alias("notice_by"))
        .sort("due", "contract_id", nulls_last=True)
        .collect()
    )


def _clauses(contracts: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    each_night = pl.col("mode").str.strip_chars().str.to_lowercase() == PER_PERIOD
    return contracts.sort("contract_id").select(
        "customer",
        "contract_id",
        "start",
        "end",
        (1 - _share("allowance_pct").fill_null(0.0)).alias("owed_share"),
        pl.coalesce(_share("margin_pct"), _margin_of_customer(customers)).alias("margin"),
        each_night.fill_null(value=False).alias("each_night"),
        pl.col("resale_credit").fill_null(value=True),
        pl.col("units").alias("block"),
        "unit_rate",
    )


def _share(column: str) -> pl.Expr:
    """20 and 0.2 both mean 20 %."""
    value = pl.col(column)
    return pl.when(value > 1).then(value / 100).otherwise(value)


def _margin_of_customer(customers: pl.DataFrame) -> pl.Expr:
    """The customer's own margin, for contracts that state none."""
    known = customers.filter(pl.col("margin_pct").is_not_null())
    return pl.col("customer_id").replace_strict(
        known.get_column("customer_id"),
        known.select(_share("margin_pct")).to_series(),
        default=None,
        return_dtype=pl.Float64,
    )


def _nights(clauses: pl.DataFrame, usage: pl.DataFrame) -> pl.DataFrame:
    clause = clauses.select("contract_id", "start", "owed_share", "resale_credit").with_row_index("clause")
    return (
        usage.lazy()
        .with_row_index("row")
        .join(clause.lazy(), on="contract_id")
        .with_columns(pl.col("contracted", "used", "resold", "unsold").cast(pl.Float64))
        .sort("clause", "row")
        .select("clause", "date", "start", "contracted", "used", *_of_night(), "row")
        .collect()
    )


def _of_night() -> tuple[pl.Expr, ...]:
    """Shortfall of one night, what of it is charged, and how many units can be charged at all."""
    below = pl.max_horizontal(pl.col("owed_share") * pl.col("contracted") - pl.col("used"), pl.lit(0.0))
    empty = pl.max_horizontal(pl.col("contracted") - pl.col("used"), pl.lit(0.0))
    credited = pl.when("resale_credit").then(pl.col("resold").fill_null(0.0)).otherwise(0.0)
    chargeable = pl.min_horizontal(empty, "unsold")
    return (
        below.alias("below"),
        credited.alias("credited"),
        chargeable.alias("chargeable"),
        pl.min_horizontal(pl.max_horizontal(below - credited, pl.lit(0.0)), chargeable).alias(
            "charged_alone"
        ),
    )
