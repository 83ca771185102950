"""What dated lists say of customers, as dated attributes: segment, tier, status and whatever else they have.

A list says how a customer was described from its day on, until the next list. Asked as of a day, the last
list until then answers; before the first list, that one is all there is, and is taken for granted. A list
without a column says nothing of it. Who is in a later list only was unknown before that list's day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.schema.tables import LISTED, STOOD_ON, UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft

DAY: Final = "__day"
"""Working column of rows of customers: the day on which the list stood like this."""

_TODAYS: Final = frozenset(
    {FILE, ROW, "customer_id", "name", "owner_rep_id", "currency", "parent_id", "referred_by"}
)
"""Columns that hold for all days: who somebody is, keys, and owners, whose changes are assignments."""

_NUMBER: Final = "__number"


@dataclass(frozen=True, eq=False)
class Described:
    """Customers in dated lists, one row for each in each list, sorted by customer and day.

    `rows`: FILE, ROW, `customer_id`, DAY and the attributes `names` as they held from that day on.
    `lacking`: the attributes that some list has no column for.
    """

    rows: pl.DataFrame
    names: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def first_day(self) -> date:
        """The day of the first list."""
        day: date = self.rows.get_column(DAY).min()  # type: ignore[assignment]
        return day

    def changed(self, name: str) -> int:
        """How many customers changed an attribute between two lists, from one value to another."""
        before = pl.col(name).shift().over("customer_id")
        again = ~pl.col("customer_id").is_first_distinct()
        return self.rows.filter(again & (pl.col(name) != before))["customer_id"].n_unique()

    def history(self) -> pl.DataFrame:
        """How customers were described before each change.

        FILE and ROW of their newest row, UNTIL Date, the day of the list that says otherwise, STOOD_ON Date,
        that of the last list before it, and the attributes, null like it where the customer was in none.
        """
        is_first = pl.col("customer_id").is_first_distinct()
        nothing = pl.lit(value=False)
        other = pl.any_horizontal(
            nothing, *(pl.col(name).ne_missing(pl.col(name).shift()) for name in self.names)
        )
        return (
            self.rows.select(
                pl.col(FILE, ROW).last().over("customer_id"),
                pl.col(DAY).alias(UNTIL),
                pl.when(~is_first).then(pl.col(DAY).shift()).alias(STOOD_ON),
                *(pl.when(~is_first).then(pl.col(name).shift()).alias(name) for name in self.names),
                ((is_first & (pl.col(DAY) > self.first_day)) | (~is_first & other)).alias("__kept"),
            )
            .filter("__kept")
            .drop("__kept")
        )

    def newest(self) -> pl.DataFrame:
        """The newest row of each customer: FILE, ROW, LISTED as in `schema.tables`, and the attributes."""
        listed = pl.col(DAY).first().over("customer_id")
        return (
            self.rows.select(
                FILE,
                ROW,
                pl.when(listed > self.first_day).then(listed).alias(LISTED),
                *self.names,
                pl.col("customer_id").is_last_distinct().alias("__kept"),
            )
            .filter("__kept")
            .drop("__kept")
        )


def described_in(
    lists: Sequence[TableDraft], readings: Sequence[Reading], sighted: pl.DataFrame
) -> Described:
    """What the lists tell of their customers; `sighted`: FILE, ROW, `customer_id`, DAY, each once a list."""
    names = tuple(
        dict.fromkeys(
            name
            for draft in lists
            for name in draft.frame.columns
            if name not in _TODAYS and not name.startswith("__")
        )
    )
    cells = pl.concat(
        [draft.frame.select(FILE, ROW, *(set(names) & set(draft.frame.columns))) for draft in lists],
        how="diagonal_relaxed",
    )
    rows = (
        sighted.select(FILE, ROW, "customer_id", DAY)
        .join(cells, on=[FILE, ROW], how="left", maintain_order="left")
        .sort("customer_id", DAY, maintain_order=True)
    )
    files = rows[FILE].unique().to_list()
    telling = {name: [file for file in files if name in _columns(readings[file])] for name in names}
    lacking = tuple(name for name in names if len(telling[name]) < len(files))
    return Described(_carried(rows, {name: telling[name] for name in lacking}), names, lacking)


def _columns(reading: Reading) -> set[str]:
    return {*reading.wiring.columns, *reading.wiring.derived}


def _carried(rows: pl.DataFrame, telling: Mapping[str, Sequence[int]]) -> pl.DataFrame:
    """Where a list lacks a column, the list before tells it; before the first that has it, that one does."""
    for name, files in telling.items():
        told = pl.col(FILE).is_in(files)
        first = pl.col(DAY).filter(told).min()
        number = pl.col(_NUMBER)
        before = pl.when(told & (pl.col(DAY) == first)).then(number).backward_fill().over("customer_id")
        place = pl.when(told).then(number).forward_fill().over("customer_id")
        rows = (
            rows.with_row_index(_NUMBER)
            .with_columns(pl.coalesce(place, pl.when(pl.col(DAY) < first).then(before)).alias(_NUMBER))
            .with_columns(pl.col(name).gather(pl.col(_NUMBER)))
            .drop(_NUMBER)
        )
    return rows


def with_newest(draft: TableDraft, described: Described) -> TableDraft:
    """A list whose newest rows have LISTED, and what older lists told where it has no column."""
    filled = draft.frame.join(
        described.newest().select(FILE, ROW, LISTED, *described.lacking),
        on=[FILE, ROW],
        how="left",
        maintain_order="left",
        suffix="__told",
    )
    both = [name for name in described.lacking if f"{name}__told" in filled.columns]
    return draft.with_frame(
        filled.with_columns(pl.coalesce(name, f"{name}__told").alias(name) for name in both).drop(
            f"{name}__told" for name in both
        )
    )


def by_customer(history: pl.DataFrame | None, drafts: Iterable[TableDraft]) -> pl.DataFrame | None:
    """`history` of `Described` under the ids that customers ended up with; None where nothing changed."""
    listed = next((draft.frame for draft in drafts if draft.table == "customers"), None)
    if history is None or listed is None:
        return None
    known = history.join(
        listed.select(FILE, ROW, "customer_id"), on=[FILE, ROW], how="inner", maintain_order="left"
    )
    return None if known.is_empty() else known.drop(FILE, ROW).sort("customer_id", UNTIL)
