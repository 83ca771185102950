"""What could not be read: rows that lack what they need, and single cells of rows that count without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.finish.draft import FILE, PENDING_SCHEMA, ROW
from holdfast.intake.parse.cells import NOT_READABLE
from holdfast.intake.parse.plan import BAD, Plan, unreadable

if TYPE_CHECKING:
    from holdfast.schema.tables import Column


def may_be_unreadable(rows: pl.DataFrame, index: int, column: Column) -> bool:
    """Whether any cell of target number `index` is unreadable, or, of a required one, at least empty."""
    if column.required:
        return rows[column.name].null_count() > 0
    return bool(rows[unreadable(index)].any())


def further_lines(
    rows: pl.DataFrame, good: pl.DataFrame, own: pl.DataFrame, plan: Plan, key: str
) -> pl.DataFrame:
    """Rows marked BAD that are but lines of a good row above, which has the amount: theirs is empty.

    They have its key, or none and nothing else than it. `own`: the same rows as they stand in the file.
    """
    required = [column for column in plan.wiring.targets if column.required]
    amounts = [column for column in required if column.type == "money"]
    others = [column.name for column in required if column.type != "money" and column.name != key]
    if key not in good.columns or not amounts:
        return rows.clear()

    def is_empty(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.String).fill_null("") == ""

    filled = [plan.parsed(column).filled.fill_null(value=False) for column in amounts]
    empty = own.filter(~pl.any_horizontal(filled)).select(ROW)
    lines = rows.filter(BAD).join(empty, on=ROW, how="semi", maintain_order="left")
    above = good.select(ROW, *(pl.col(name).alias(f"above_{name}") for name in (key, *others))).sort(ROW)
    beside = lines.sort(ROW).join_asof(above, on=ROW, strategy="backward")
    empty_key, named = is_empty(key), pl.col(key).is_in(good[key].implode())
    same = [(pl.col(name) == pl.col(f"above_{name}")).fill_null(value=False) for name in others]
    nothing_else = [is_empty(name) | equal for name, equal in zip(others, same, strict=True)]
    alike = pl.any_horizontal(same) & pl.all_horizontal(nothing_else)
    return beside.filter(pl.when(empty_key).then(alike).otherwise(named)).select(rows.columns)


def rows_lacking(rows: pl.DataFrame, own: pl.DataFrame, plan: Plan, file: int) -> pl.DataFrame:
    """PENDING_SCHEMA of the rows marked BAD, each with the first required column that is at fault.

    `own`: the same rows as they stand in the file.
    """
    rest = rows.filter(BAD).select(ROW).join(own, on=ROW, how="left", maintain_order="left")
    parts = [PENDING_SCHEMA.to_frame()]
    for column in plan.wiring.targets:
        if not column.required or rest.is_empty():
            continue
        parsed = plan.parsed(column)
        empty = parsed.value.is_null()
        if column.type == "text":
            empty |= parsed.value == ""
        reason = (
            pl.when(parsed.unreadable)
            .then(pl.lit(NOT_READABLE[column.type]))
            .otherwise(pl.lit(f"{column.name} is empty"))
        )
        parts.append(_described(rest.filter(empty), plan, column, file, reason))
        rest = rest.filter(~empty)
    return pl.concat(parts).sort(ROW)


def cells_unreadable(rows: pl.DataFrame, own: pl.DataFrame, plan: Plan, file: int) -> pl.DataFrame:
    """PENDING_SCHEMA of the unreadable optional cells in rows that are not BAD.

    `own`: the same rows as they stand in the file.
    """
    parts = [PENDING_SCHEMA.to_frame()]
    for index, column in enumerate(plan.wiring.targets):
        if unreadable(index) not in rows.columns:
            continue
        wrong = rows.filter(~pl.col(BAD) & pl.col(unreadable(index))).select(ROW)
        found = wrong.join(own, on=ROW, how="left", maintain_order="left")
        parts.append(_described(found, plan, column, file, pl.lit(NOT_READABLE[column.type])))
    return pl.concat(parts).sort(ROW, maintain_order=True)


def _described(found: pl.DataFrame, plan: Plan, column: Column, file: int, reason: pl.Expr) -> pl.DataFrame:
    return found.select(
        pl.lit(file, dtype=pl.UInt32).alias(FILE),
        ROW,
        pl.lit(plan.header(column)).alias("column"),
        plan.shown(column).alias("text"),
        reason.alias("reason"),
    )
