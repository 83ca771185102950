"""The reps of a day, and whose customers they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from holdfast.facts.team.holdings import holders, rep_ids, with_rep_ids
from holdfast.facts.team.reps import rep_facts
from holdfast.risk.scope.day import Day, newest_first
from holdfast.rows.numbered import collected, placed


@dataclass(frozen=True, eq=False)
class Team:
    """The reps of a day. Row i of `facts` is customer i, as of that day."""

    day: Day
    facts: pl.DataFrame

    @cached_property
    def reps(self) -> pl.DataFrame:
        """Reps active on the day, sorted by `rep_id`: row i is rep number i.

        `rep_facts` of the 12 months up to the day with `rep` UInt32 (the number), `manager_id`, and
        of the customers held: `held` UInt32 and `revenue` Int64 money.
        """
        reps = rep_facts(self.day.book, self.day.as_of, self.day.year).filter("active")
        if not self.day.book.has("reps"):
            managers = pl.DataFrame(schema={"rep_id": pl.String, "manager_id": pl.String})
        else:
            managers = self.day.visible("reps").select("rep_id", "manager_id")
        held = self.of_holders(self.facts, pl.len().alias("held"), pl.col("revenue").sum())
        return (
            reps.join(managers, on="rep_id", how="left", maintain_order="left")
            .join(held, on="rep_id", how="left", maintain_order="left")
            .with_columns(pl.col("held", "revenue").fill_null(0))
            .with_row_index("rep")
        )

    def rep_id(self, rep: int) -> str:
        """The id of a rep number."""
        return str(self.reps.item(rep, "rep_id"))

    def beside_reps(self, numbers: pl.DataFrame | pl.LazyFrame, *rep_columns: str) -> pl.DataFrame:
        """Columns of `reps` with `numbers` (at most one row per `rep_id`) row by row beside them."""
        return self.reps.select("rep_id", *rep_columns).join(
            collected(numbers), on="rep_id", how="left", maintain_order="left"
        )

    def rows_of_rep(self, table: str, rep: int, *, since: date | None = None) -> pl.DataFrame:
        """The visible rows of one rep in a table as the export has them, the newest first.

        `since`: only those dated on that day or later.
        """
        own = self.day.visible(table).filter(pl.col("rep_id") == self.rep_id(rep))
        return newest_first(table, own.drop("customer", strict=False), since)

    @cached_property
    def owners(self) -> pl.Series:
        """Who holds each known customer on the day: the number of an employed rep, row i customer i."""
        held = holders(self.day.book, self.day.as_of, self.day.as_of, active_only=True)
        held = held.filter(self.facts.get_column("known").gather(held.get_column("customer")))
        return placed(held.get_column("customer"), held.get_column("holder"), self.facts.height)

    def of_holders(self, facts: pl.DataFrame, *totals: pl.Expr) -> pl.DataFrame:
        """Totals over facts of the customers each rep holds: `rep_id` and the totals."""
        read = dict.fromkeys(name for total in totals for name in total.meta.root_names())
        owned = facts.select(*read).with_columns(self.owners.alias("holder"))
        summed = owned.group_by("holder").agg(totals).filter(pl.col("holder").is_not_null())
        return with_rep_ids(self.day.book, summed)

    def owned_by(self, rep_id: str) -> pl.Series:
        """The customers a rep holds on the day, by number."""
        own = rep_ids(self.day.book).filter(pl.col("rep_id") == rep_id).get_column("holder")
        held = self.owners.is_in(own.implode()).fill_null(value=False)
        return self.facts.get_column("customer").filter(held)

    def said_of_owners(self, said: pl.DataFrame, customers: pl.Series | None = None) -> pl.DataFrame:
        """What a frame (at most one row per `rep_id`) says of the rep who holds each customer.

        Its other columns, row by row beside `customers`, without them beside all; null where nobody holds
        the customer or nothing is said.
        """
        ids = rep_ids(self.day.book)
        place = said.select("rep_id").with_row_index("row").join(ids, on="rep_id")
        row_of_rep = placed(place.get_column("holder"), place.get_column("row"), ids.height)
        owners = self.owners if customers is None else self.owners.gather(customers)
        return said.drop("rep_id")[row_of_rep.gather(owners)]
