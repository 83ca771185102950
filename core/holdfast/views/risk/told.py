"""A list of flags for a reader: names in place of ids, and the deadline of whom it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.names import FLAG_NAMES

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer


def flags_told(rows: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    """Rows of flags (`flag`, `subject` and others) with the name of the flag and of its customer or rep.

    A segment is its own name. `deadline` Date of the customer stands before `money`, where any has one.
    """
    about = [(flag.id, flag.name, flag.subject) for flag in FLAG_NAMES.values()]
    flags = pl.DataFrame(about, schema=["flag", "flag_name", "kind"], orient="row")
    named = (
        rows.join(flags, on="flag", how="left", maintain_order="left")
        .join(_known(answer), on=["kind", "subject"], how="left", maintain_order="left")
        .with_columns(pl.col("flag_name").alias("flag"), pl.coalesce("name", "subject").alias("subject"))
    )
    columns = list(rows.columns)
    if named.get_column("deadline").null_count() < named.height:
        columns.insert(columns.index("money"), "deadline")
    return named.select(columns)


def _known(answer: Answer) -> pl.DataFrame:
    """`kind` and `subject` (id) of customers and reps; `name`; `deadline` Date, null of reps."""
    customers = answer.chosen.select(
        pl.lit("customer").alias("kind"), pl.col("customer_id").alias("subject"), "name", "deadline"
    )
    reps = answer.facts.rep_flags.levels.select(
        pl.lit("rep").alias("kind"),
        pl.col("rep_id").alias("subject"),
        "name",
        pl.lit(None, dtype=pl.Date).alias("deadline"),
    )
    return pl.concat([customers, reps]).unique(["kind", "subject"], keep="first", maintain_order=True)
