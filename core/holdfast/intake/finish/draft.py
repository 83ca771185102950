"""Rows of one table on their way into the book: typed, still knowing their file and row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from holdfast.intake.config import TableMapping

FILE: Final = "__file"
"""Column with the number of the file a row came from."""

ROW: Final = "__row"
"""Column with the number of the row inside its file, from 0."""

_LEFT_OUT: Final = "__left_out"

PENDING_SCHEMA: Final = pl.Schema(
    {FILE: pl.UInt32, ROW: pl.UInt32, "column": pl.String, "text": pl.String, "reason": pl.String}
)
"""Quarantined rows before their line numbers are looked up."""


@dataclass(frozen=True, eq=False)
class TableDraft:
    """Rows read through one mapping.

    `pending` are the rows quarantined so far; `left_out` those dropped on purpose (FILE, ROW).
    """

    table: str
    mapping: TableMapping
    frame: pl.DataFrame
    pending: tuple[pl.DataFrame, ...] = ()
    left_out: tuple[pl.DataFrame, ...] = ()

    def quarantine(self, condition: pl.Expr, column: str, reason: pl.Expr | str) -> TableDraft:
        """Move the rows that meet `condition` to quarantine, with the text of `column` and the reason."""
        wrong = condition.fill_null(value=False)
        rejected = self.frame.filter(wrong)
        if rejected.is_empty():
            return self
        text = pl.col(column).cast(pl.String) if column in self.frame.columns else pl.lit("")
        pending = rejected.select(
            FILE,
            ROW,
            pl.lit(column).alias("column"),
            text.fill_null("").alias("text"),
            (pl.lit(reason) if isinstance(reason, str) else reason).alias("reason"),
        )
        return replace(self, frame=self.frame.filter(~wrong), pending=(*self.pending, pending))

    def leave_out(self, condition: pl.Expr) -> TableDraft:
        """Drop the rows that meet `condition`, on purpose."""
        dropped = self.frame.filter(condition)
        if dropped.is_empty():
            return self
        return replace(
            self, frame=self.frame.filter(~condition), left_out=(*self.left_out, dropped.select(FILE, ROW))
        )

    def leave_out_rows(self, rows: pl.DataFrame) -> TableDraft:
        """Drop these rows (FILE, ROW), on purpose."""
        if rows.is_empty():
            return self
        marks = rows.select(FILE, ROW, pl.lit(value=True).alias(_LEFT_OUT))
        marked = self.with_frame(self.frame.join(marks, on=[FILE, ROW], how="left", maintain_order="left"))
        kept = marked.leave_out(pl.col(_LEFT_OUT).fill_null(value=False))
        return kept.with_frame(kept.frame.drop(_LEFT_OUT))

    def with_frame(self, frame: pl.DataFrame) -> TableDraft:
        """The same draft with other rows or columns."""
        return replace(self, frame=frame)


def merge(drafts: list[TableDraft]) -> TableDraft:
    """Drafts of one table as one; columns that only some have are null in the others.

    With order lines among them all count as lines: an order on one row is an order of one line.
    """
    if len(drafts) == 1:
        return drafts[0]
    by_line = next((draft for draft in drafts if draft.mapping.grain == "line"), drafts[0])
    return replace(
        drafts[0],
        mapping=by_line.mapping,
        frame=pl.concat([draft.frame for draft in drafts], how="diagonal_relaxed"),
        pending=tuple(part for draft in drafts for part in draft.pending),
        left_out=tuple(part for draft in drafts for part in draft.left_out),
    )
