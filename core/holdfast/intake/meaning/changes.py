"""A history of changes of owner as assignments: who had a customer from which day to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

PREVIOUS: Final = "previous_rep_id"
"""Column of a change with the rep who had the customer until then."""

_KNOWN_REPS: Final = (("reps", "rep_id"), ("customers", "owner_rep_id"))
_KNOWN: Final = "__known"
_CUSTOMER: Final = pl.Schema({"customer_id": pl.String, "created": pl.Date, "owner_rep_id": pl.String})


def assignments_of_changes(changes: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The assignments that changes of owner (customer_id, rep_id, start, PREVIOUS) and today's owners make.

    Each change ends the assignment before it. The first rep of a customer had it since the customer was
    created, and so has the owner of one that never changed hands; without that day nothing is said of the
    time before. A change that is written twice, by name and by id, is one: the id that other tables know.
    """
    changes = _with(changes, pl.Schema({PREVIOUS: pl.String}))
    ordered = (
        changes.with_columns(pl.col("rep_id").is_in(_known_reps(tables).implode()).alias(_KNOWN))
        .sort("customer_id", "start", _KNOWN, maintain_order=True)
        .unique(["customer_id", "start"], keep="last", maintain_order=True)
    )
    created = _with(tables.get("customers", _CUSTOMER.to_frame()), _CUSTOMER).select(_CUSTOMER.names())
    created = created.filter(pl.col("created").is_not_null())
    first = (
        ordered.filter(pl.col("customer_id").is_first_distinct() & pl.col(PREVIOUS).is_not_null())
        .join(created, on="customer_id", how="inner", maintain_order="left")
        .filter(pl.col("created") < pl.col("start"))
        .select(
            "customer_id",
            pl.col(PREVIOUS).alias("rep_id"),
            pl.col("created").alias("start"),
            pl.col("start").alias("end"),
        )
    )
    unchanged = (
        created.filter(pl.col("owner_rep_id").is_not_null())
        .join(changes, on="customer_id", how="anti", maintain_order="left")
        .select("customer_id", pl.col("owner_rep_id").alias("rep_id"), pl.col("created").alias("start"))
    )
    ended = ordered.with_columns(pl.col("start").shift(-1).over("customer_id").alias("end"))
    parts = [ended.drop(_KNOWN, PREVIOUS), first, unchanged]
    return pl.concat(parts, how="diagonal_relaxed").sort("customer_id", "start", maintain_order=True)


def _known_reps(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    found = [
        tables[table][column]
        for table, column in _KNOWN_REPS
        if table in tables and column in tables[table].columns
    ]
    return pl.concat([pl.Series(dtype=pl.String), *found])


def _with(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The frame with those columns that it lacks, empty."""
    return frame.with_columns(
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns
    )
