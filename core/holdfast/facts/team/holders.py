"""Who holds each customer on a day, and who held the orphaned ones last; row i customer i."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.team.holdings import holders, orphans, rep_ids
from holdfast.facts.team.reps import rep_dimensions
from holdfast.rows.numbered import beside, filled, placed

if TYPE_CHECKING:
    from holdfast.book.book import Book


def holder_facts(book: Book, as_of: date) -> pl.DataFrame | None:
    """What assignments tell of each customer; None for a book without them.

    Text `rep_id` of the holder; Categorical `rep`, `team`, `manager` (names where the reps table has them)
    and `former_rep`, who held an orphaned customer last. With the reps table also Boolean `orphaned`, Date
    `orphaned_since` and text `last_rep_id` (holdings.orphans): an orphaned customer has no holder.
    """
    if not book.has("assignments"):
        return None
    height = book.customers.height
    described = _described_reps(book, as_of)
    held = holders(book, as_of, as_of)
    holder = placed(held.get_column("customer"), held.get_column("holder"), height)
    if not book.has("reps"):
        nobody = filled(None, height, pl.Categorical).alias("former_rep")
        return described[holder].with_columns(nobody)
    left = beside(orphans(book, as_of), height)
    orphaned = left.get_column("orphaned").fill_null(value=False)
    now = pl.DataFrame({"holder": holder, "orphaned": orphaned}).select(
        pl.when(~pl.col("orphaned")).then("holder")
    )
    last = described.get_column("rep").gather(left.get_column("last_holder")).alias("former_rep")
    last_id = described.get_column("rep_id").gather(left.get_column("last_holder")).alias("last_rep_id")
    return pl.DataFrame([*described[now.to_series()], *left.drop("last_holder"), last, last_id])


def _described_reps(book: Book, as_of: date) -> pl.DataFrame:
    """`rep_id`, `rep`, `team`, `manager` of every rep that ever held a customer, by number."""
    known = rep_dimensions(book, as_of).unique("rep_id", keep="last", maintain_order=True)
    listed = known.drop("region").collect(engine="in-memory")
    named = rep_ids(book).join(listed, on="rep_id", how="left", maintain_order="left")
    named = named.with_columns(pl.coalesce("rep", "rep_id").alias("rep"))
    return named.select("rep_id", pl.col("rep", "team", "manager").cast(pl.Categorical))
