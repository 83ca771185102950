"""The desk's question to pandas, on order lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from tests.benchmarks.rivals.asked import Answered, Asked, Days, Rival
from tests.benchmarks.rivals.by_polars import polars_tables

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


def pandas_rival(folder: Path, days: Days) -> Rival:
    """On order lines, text of few values as categories; loaded by polars: alone, pandas reads no Parquet."""
    customers, orders = map(_frame, polars_tables(folder, days))
    customers["rep"] = customers["rep"].astype("category")
    customers["region"] = customers["region"].astype("category")
    orders["day"] = pd.to_datetime(orders["day"])

    def ask(asked: Asked) -> Answered:
        facts = _facts(_chosen(customers, asked), orders, days)
        was, is_now = facts["previous"] > 0, facts["period"] > 0
        smaller = facts[["period", "previous"]].min(axis="columns").sum()
        headlines = (smaller, facts["period"][was].sum(), (facts["orders"] >= 2).sum())
        first = facts.sort_values(["period", "customer_id"], ascending=[False, True]).head(40)
        late = (pd.Timestamp(days.as_of) - facts["last"]).dt.days / facts["cadence"]
        overdue = facts[(facts["orders"] >= 2) & (late >= 1.5)]
        severity = (late.loc[overdue.index] // 1).clip(upper=3)
        flags = overdue.groupby(severity)["period"].agg(["size", "sum"])
        reps = (
            facts.assign(held=was, kept=was & is_now)
            .groupby("rep", observed=True)
            .agg(
                customers=("period", "size"),
                period=("period", "sum"),
                held=("held", "sum"),
                kept=("kept", "sum"),
            )
        )
        assert all(len(pane) is not None for pane in (headlines, first, flags, reps))
        return Answered(
            int(was.sum()), int((was & is_now).sum()), int(is_now.sum()), int(facts["period"].sum())
        )

    return ask


def _frame(frame: pl.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: frame.get_column(name).to_numpy() for name in frame.columns})


def _chosen(customers: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    if not asked.field:
        return customers
    column = customers[asked.field]
    if asked.field == "name":
        return customers[column.str.lower().str.contains(asked.value, regex=False)]
    return customers[column == asked.value]


def _facts(chosen: pd.DataFrame, orders: pd.DataFrame, days: Days) -> pd.DataFrame:
    lines = orders.merge(chosen[["customer_id", "rep"]], on="customer_id").sort_values(
        ["customer_id", "day"], kind="stable"
    )
    same = lines["customer_id"] == lines["customer_id"].shift()
    in_period = lines["day"] >= pd.Timestamp(days.start)
    before = (lines["day"] >= pd.Timestamp(days.before)) & ~in_period
    lines = lines.assign(
        gap=(lines["day"] - lines["day"].shift()).dt.days.where(same),
        period=lines["amount"].where(in_period, 0),
        previous=lines["amount"].where(before, 0),
    )
    return (
        lines.groupby("customer_id", sort=False)
        .agg(
            rep=("rep", "first"),
            last=("day", "max"),
            orders=("day", "size"),
            cadence=("gap", "median"),
            period=("period", "sum"),
            previous=("previous", "sum"),
        )
        .reset_index()
    )
