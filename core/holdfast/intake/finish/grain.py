"""Order lines to orders: one order for each order_id, the lines kept beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.config import LINE_COLUMNS
from holdfast.intake.finish.draft import FILE
from holdfast.intake.recognise.synonyms import choices
from holdfast.intake.wording import count
from holdfast.rows.found import all_differ
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import MEANS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft

_SUMMED: Final = ("amount", "discount", "refunded")
_MANY: Final = 0.01
"""Share of the rows that stand beside another of the same customer and day from which on it is said."""
_SPLIT: Final = "__split"
_SPREAD: Final = "__spread"
_DIFFERING: Final = {_SPLIT: "customer_id", _SPREAD: "order_date"}
"""Marks of orders whose lines do not agree, and on what."""


def orders_of_lines(lines: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """Orders of these lines, in order of their first line; how many name two customers, and two days.

    The day is the earliest of the lines, amounts are exact sums, everything else is the first line's.
    Lines of an order nearly always stand together, so neighbours are joined first, which needs no
    hashing; only orders that stand in several places are grouped.
    """
    columns = [
        name for name in lines.columns if name == MEANS or not (name.startswith("__") or name in LINE_COLUMNS)
    ]
    orders = _join_neighbours(lines.select(columns))
    if not all_differ(orders["order_id"]):
        orders = _group(orders)
    return orders.select(columns), int(orders[_SPLIT].sum()), int(orders[_SPREAD].sum())


def _join_neighbours(lines: pl.DataFrame) -> pl.DataFrame:
    """One row for each run of lines with the same order_id."""
    same = (pl.col("order_id") == pl.col("order_id").shift()).fill_null(value=False)
    marks = lines.select(
        (~same).alias("starts"),
        *((same & (pl.col(name) != pl.col(name).shift())).alias(name) for name in _DIFFERING.values()),
    )
    starts = marks["starts"].arg_true()
    ends = starts.shift(-1, fill_value=lines.height) - 1
    joined = [pl.col(name).gather(starts) for name in lines.columns if name not in (*_SUMMED, "order_date")]
    totals = [_run_sum(name, starts, ends) for name in _SUMMED if name in lines.columns]
    differing = {mark: marks[name].cast(pl.UInt32).cum_sum() for mark, name in _DIFFERING.items()}
    return lines.select(*joined, *totals).with_columns(
        *((seen.gather(ends) > seen.gather(starts)).alias(mark) for mark, seen in differing.items()),
        _earliest(lines, marks["starts"], starts).alias("order_date"),
    )


def _run_sum(name: str, starts: pl.Series, ends: pl.Series) -> pl.Expr:
    """Exact sum of integer money over each run, as a difference of running totals."""
    value = pl.col(name).fill_null(0)
    running = value.cum_sum()
    return (running.gather(ends) - running.gather(starts) + value.gather(starts)).alias(name)


def _earliest(lines: pl.DataFrame, opens: pl.Series, starts: pl.Series) -> pl.Series:
    """The earliest day of each run; usually every line of a run has the same."""
    day = lines["order_date"]
    if (opens | (day == day.shift()).fill_null(value=False)).all():
        return day.gather(starts)
    run = opens.cast(pl.UInt32).cum_sum().alias("run")
    earliest = lines.select("order_date", run).group_by("run").agg(pl.col("order_date").min()).sort("run")
    return earliest["order_date"]


def _group(runs: pl.DataFrame) -> pl.DataFrame:
    """Runs of the same order joined, in order of their first."""
    aggregates = {name: pl.col(name).first() for name in runs.columns if name != "order_id"}
    aggregates |= {name: pl.col(name).sum() for name in _SUMMED if name in runs.columns}
    aggregates["order_date"] = pl.col("order_date").min()
    for mark, name in _DIFFERING.items():
        aggregates[mark] = pl.col(mark).any() | (pl.col(name) != pl.col(name).first()).any()
    return (
        runs.lazy()
        .with_row_index("__run")
        .group_by("order_id")
        .agg(*(expr.alias(name) for name, expr in aggregates.items()), pl.col("__run").first())
        .sort("__run")
        .collect(engine="in-memory")
    )


def lines_without_orders(drafts: Sequence[TableDraft], readings: Sequence[Reading]) -> list[Finding]:
    """What to say of files that name products and no orders, where a customer has several rows of a day.

    Each row counts as an order of its own: nobody can tell from them what was bought together.
    """
    draft = next((one for one in drafts if one.table == "orders" and one.mapping.grain != "line"), None)
    if draft is None or "customer_id" not in draft.frame.columns:
        return []
    said = []
    for index, reading in enumerate(readings):
        if reading.wiring.numbered != "order_id" or not _names_products(reading):
            continue
        rows = draft.frame.filter((pl.col(FILE) == index) & pl.col("customer_id").is_not_null())
        purchases = rows.select(pl.struct("customer_id", "order_date").n_unique()).item()
        if not _MANY * rows.height < rows.height - purchases:
            continue
        said.append(
            Finding(
                "warning",
                "orders",
                f"{reading.raw.name} names products and no orders: each of its {count(rows.height, 'row')} "
                f"counts as one; by customer and day there are {purchases:,}. If what somebody buys in a day "
                "is one order, write merge_same_day_orders = true under [book]",
            )
        )
    return said


def _names_products(reading: Reading) -> bool:
    return bool(choices("order_lines", "product", reading.raw.columns))


def kept_lines(lines: pl.DataFrame) -> pl.DataFrame | None:
    """The lines as order_lines, or None where no product is mapped."""
    if "product" not in lines.columns:
        return None
    wanted = ("order_id", "product", "category", "quantity", "amount", "discount")
    kept = lines.select(name for name in wanted if name in lines.columns)
    return kept.filter(pl.col("product").is_not_null()) if kept["product"].null_count() else kept


def amounts_from_lines(drafts: Sequence[TableDraft]) -> tuple[list[TableDraft], list[Finding]]:
    """Orders that are mapped so (`amount_from`) with the sum of their lines; those without any come to 0."""
    parts = [
        draft.frame.select("order_id", "amount")
        for draft in drafts
        if draft.table == "order_lines" and "amount" in draft.frame.columns
    ]
    empty = pl.DataFrame(schema={"order_id": pl.String, "amount": pl.Int64})
    sums = pl.concat([empty, *parts]).group_by("order_id").agg(pl.col("amount").sum())
    filled, findings = [], []
    for draft in drafts:
        if draft.mapping.amount_from is None:
            filled.append(draft)
            continue
        frame = draft.frame.join(sums, on="order_id", how="left", maintain_order="left")
        without = frame["amount"].null_count()
        if without:
            findings.append(
                Finding(
                    "problem" if 2 * without > frame.height else "warning",
                    "orders",
                    f"{count(without, 'order')} of {frame.height:,} "
                    f"{'has' if without == 1 else 'have'} no lines: counted with an amount of 0",
                )
            )
        filled.append(draft.with_frame(frame.with_columns(pl.col("amount").fill_null(0))))
    return filled, findings
