"""Orders whose export has no amount: what they come to stands in their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.wording import count
from holdfast.schema.receipt import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.draft import Draft


def amounts_from_lines(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Finding]]:
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
