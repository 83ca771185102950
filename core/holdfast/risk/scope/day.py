"""The book as it was known at the close of a day, looked up once for all rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from holdfast.book.activity import LAST_OF_CUSTOMER
from holdfast.book.book import Book
from holdfast.facts.contracts import clause_shortfalls, contract_terms
from holdfast.facts.deals import deal_facts
from holdfast.facts.levels import ByDay, standing_in
from holdfast.facts.states import reopenings
from holdfast.keeping import Keeper, keeps
from holdfast.rows.numbered import placed
from holdfast.rows.standing import LastRows
from holdfast.schema.tables import TABLES
from holdfast.timeline import ONE_DAY, Period, add_months


@dataclass(frozen=True, eq=False)
class Day:
    """The rows of a book dated on or before a day, and what follows from them for everybody."""

    book: Book
    as_of: date
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    def ago(self, days: int) -> date:
        """The day that many days before."""
        return self.as_of - timedelta(days=days)

    def days_since(self, day: str) -> pl.Expr:
        """Days from a Date column to this day, Int32."""
        return (pl.lit(self.as_of) - pl.col(day)).dt.total_days().cast(pl.Int32)

    @cached_property
    def year(self) -> Period:
        """The 12 months up to the day."""
        return Period(add_months(self.as_of + ONE_DAY, -12), self.as_of + ONE_DAY)

    @cached_property
    def knows_the_undated(self) -> bool:
        """Whether what a row says without a day is known: from the last day with data on, as it was exported.

        Before that day, a contact called inactive or an invoice half paid may not have been so yet.
        """
        return self.as_of >= self.book.span[1]

    @keeps(len(TABLES))
    def visible(self, name: str) -> pl.DataFrame:
        """`Book.visible` on the day."""
        return self.book.visible(name, self.as_of)

    @cached_property
    def contacts_known_from(self) -> date | None:
        """The first day with an interaction of any kind: before it, missing contacts prove nothing."""
        return self.first_day("interactions")

    def first_day(self, log: str) -> date | None:
        """The first day on which a log has a row, whoever it is about; None where none is visible yet."""
        first = self.book.logs.days(log).min()
        return first if isinstance(first, date) and first <= self.as_of else None

    def last_day(self, log: str) -> date | None:
        """The last day up to `as_of` on which a log has a row, whoever it is about."""
        days = self.book.logs.days(log)
        last = days.filter(days <= self.as_of).max()
        return last if isinstance(last, date) else None

    @cached_property
    def contract_terms(self) -> pl.DataFrame:
        """Contracts that had started by the day, with what follows from their dates (facts/contracts.py)."""
        return contract_terms(self.book, self.as_of)

    @cached_property
    def clauses(self) -> pl.DataFrame:
        """`clause_shortfalls` of the attrition clauses as they stand on the day."""
        return clause_shortfalls(self.book, self.as_of, self.as_of + ONE_DAY)

    @cached_property
    def deals(self) -> pl.DataFrame:
        """`deal_facts` of the 12 months up to the day."""
        return deal_facts(self.book, self.as_of, self.year)

    @cached_property
    def active_from(self) -> pl.Series:
        """When each customer last became active, row i customer i; null where it never was.

        Who was closed for good and bought again has been active since that purchase.
        """
        began = self.book.activity.changes.filter((pl.col("step") == 1) & (pl.col("day") <= self.as_of))
        last = began.filter(LAST_OF_CUSTOMER)
        height = self.book.customers.height
        since = placed(last.get_column("customer"), last.get_column("day"), height)
        reopened = reopenings(self.book, self.as_of)
        again = placed(reopened.get_column("customer"), reopened.get_column("day"), height)
        return pl.select(pl.max_horizontal(since, again)).to_series()

    def last_of_each(self, name: ByDay, days: int = 0) -> LastRows:
        """Who had a row in a frame of the book or of its logs at the close of so many days ago, and which."""
        return standing_in(self.book, name, self.ago(days) + ONE_DAY)

    def at_close(self, name: ByDay, values: pl.Series, days: int = 0) -> pl.Series:
        """What the last row of each customer in one of these frames says, at the close of so many days ago.

        `values`: a column of that frame or a series beside it. Row i customer i, null for whoever had no row
        by then. The frames are sorted by customer and day and carry running totals or numbers, so two such
        answers tell what happened in between.
        """
        return self.last_of_each(name, days).level(values, self.book.customers.height, none=None)

    def rows_of(self, table: str, customer: int, *, since: date | None = None) -> pl.DataFrame:
        """The visible rows of one customer in a table as the export has them, the newest first.

        `since`: only those dated on that day or later.
        """
        own = self.visible(table).filter(pl.col("customer") == customer)
        return newest_first(table, own.drop("customer"), since)

    def row_of_customer(self, customer: int) -> pl.DataFrame:
        """The customer's own row: what there is to show where a flag is about what is missing."""
        described = self.book.customers_as_known(self.as_of)
        names = [column.name for column in TABLES["customers"].columns]
        return described.filter(pl.col("customer") == customer).select(names)


def newest_first(table: str, rows: pl.DataFrame, since: date | None) -> pl.DataFrame:
    """Rows of a table by the day they are dated, those since a day; as they are where it has no day."""
    dated = TABLES[table].known_on
    if dated is None:
        return rows
    if since is not None:
        rows = rows.filter(pl.col(dated).cast(pl.Date) >= since)
    return rows.sort(dated, descending=True, nulls_last=True, maintain_order=True)
