"""What a rule may look at."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import polars as pl

from holdfast.book.book import Book
from holdfast.facts.contracts import clause_shortfalls, contract_terms
from holdfast.facts.deals import deal_facts
from holdfast.facts.team.holdings import holders, rep_ids, with_rep_ids
from holdfast.facts.team.reps import rep_facts
from holdfast.rows.numbered import beside, placed
from holdfast.schema.tables import TABLES
from holdfast.timeline import ONE_DAY, Period, add_months

if TYPE_CHECKING:
    from holdfast.risk.rep_evaluation import RepEvaluation

ByDay = Literal["purchases", "sales", "tickets", "two_way", "inbound", "outbound"]
"""Frames sorted by customer and day with `next_day`: of book.Book, the others of event_logs.EventLogs."""

SHARE_TOLERANCE: Final = 1e-9
"""A value that equals its limit counts as at most the limit, although 0.6 is no exact binary number."""


class LimitsInForce(Protocol):
    """The limits of every flag: thresholds.Thresholds, which knows the flags that know this scope."""

    def of(self, flag: Any) -> Any:
        """The limits of one flag."""


@dataclass(frozen=True, eq=False)
class Scope:
    """One evaluation: the book, the day, the customers, the thresholds.

    Row i of `facts` is customer i, as of the same day. A rule reads only rows dated on or before `as_of`.
    The rules of reps find the levels of the customers' flags in `facts`; the rules that use reps find what
    those came to in `rep_flags`.
    """

    book: Book
    as_of: date
    facts: pl.DataFrame
    thresholds: LimitsInForce
    rep_flags: RepEvaluation | None = None

    def under(self, thresholds: LimitsInForce) -> Scope:
        """The same under other thresholds; the shared parts, which depend on none, go along."""
        return self._like(replace(self, thresholds=thresholds))

    def told(self, facts: pl.DataFrame, rep_flags: RepEvaluation | None = None) -> Scope:
        """The same once more of the customers and their reps is known; the shared parts go along."""
        return self._like(replace(self, facts=facts, rep_flags=rep_flags))

    def _like(self, other: Scope) -> Scope:
        given = {field.name for field in fields(self)}
        vars(other).update({name: value for name, value in vars(self).items() if name not in given})
        return other

    def visible(self, name: str) -> pl.DataFrame:
        """`Book.visible` on the day, worked out once for all rules."""
        if name not in self._visible:
            self._visible[name] = self.book.visible(name, self.as_of)
        return self._visible[name]

    @cached_property
    def _visible(self) -> dict[str, pl.DataFrame]:
        return {}

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
        """Contracts that had started by `as_of`, with what follows from their dates (facts/contracts.py)."""
        return contract_terms(self.book, self.as_of)

    @cached_property
    def clauses(self) -> pl.DataFrame:
        """`clause_shortfalls` of the attrition clauses as they stand on the day."""
        return clause_shortfalls(self.book, self.as_of, self.as_of + ONE_DAY)

    @cached_property
    def deals(self) -> pl.DataFrame:
        """`deal_facts` of the 12 months up to the day."""
        year = Period(add_months(self.as_of + ONE_DAY, -12), self.as_of + ONE_DAY)
        return deal_facts(self.book, self.as_of, year)

    @cached_property
    def knows_the_undated(self) -> bool:
        """Whether what a row says without a day is known: from the last day with data on, as it was exported.

        Before that day, a contact called inactive or an invoice half paid may not have been so yet.
        """
        return self.as_of >= self.book.span[1]

    def last_of_each(self, name: ByDay, days: int = 0) -> tuple[pl.Series, pl.Series]:
        """Who had a row in a frame of the book or of its logs at the close of so many days ago.

        Those customers, rising, and a mask over the frame: the row that was the last of each by then.
        """
        if (name, days) not in self._last_rows:
            owner = self.book if name in ("purchases", "sales") else self.book.logs
            frame: pl.DataFrame = getattr(owner, name)
            instant, following = self.ago(days), pl.col("next_day")
            is_last = (pl.col("day") <= instant) & (following.is_null() | (following > instant))
            mask = frame.select(is_last.alias("is_last")).to_series()
            self._last_rows[name, days] = frame.get_column("customer").filter(mask), mask
        return self._last_rows[name, days]

    def at_close(self, name: ByDay, values: pl.Series, days: int = 0) -> pl.Series:
        """What the last row of each customer in one of these frames says, at the close of so many days ago.

        `values`: a column of that frame or a series beside it. Row i customer i, null for whoever had no row
        by then. The frames are sorted by customer and day and carry running totals or numbers, so two such
        answers tell what happened in between.
        """
        customers, is_last = self.last_of_each(name, days)
        return placed(customers, values.filter(is_last), self.facts.height)

    @cached_property
    def _last_rows(self) -> dict[tuple[str, int], tuple[pl.Series, pl.Series]]:
        return {}

    @cached_property
    def reps(self) -> pl.DataFrame:
        """Reps active on the day, sorted by `rep_id`: row i is rep number i.

        `rep_facts` of the 12 months up to the day with `rep` UInt32 (the number), `manager_id`, and
        of the customers held: `held` UInt32 and `revenue` Int64 money.
        """
        year = Period(add_months(self.as_of + ONE_DAY, -12), self.as_of + ONE_DAY)
        reps = rep_facts(self.book, self.as_of, year).filter("active")
        if not self.book.has("reps"):
            managers = pl.DataFrame(schema={"rep_id": pl.String, "manager_id": pl.String})
        else:
            managers = self.visible("reps").select("rep_id", "manager_id")
        held = self.of_holders(pl.len().alias("held"), pl.col("revenue").sum())
        return (
            reps.join(managers, on="rep_id", how="left", maintain_order="left")
            .join(held, on="rep_id", how="left", maintain_order="left")
            .with_columns(pl.col("held", "revenue").fill_null(0))
            .with_row_index("rep")
        )

    @cached_property
    def active_revenue(self) -> pl.Series:
        """Revenue (money) of every active customer: who is large is told by it."""
        return self.facts.get_column("revenue").filter(self.facts.get_column("active"))

    @cached_property
    def owners(self) -> pl.Series:
        """Who holds each known customer on the day: the number of an employed rep, row i customer i."""
        held = holders(self.book, self.as_of, self.as_of, active_only=True)
        held = held.filter(self.facts.get_column("known").gather(held.get_column("customer")))
        return placed(held.get_column("customer"), held.get_column("holder"), self.facts.height)

    def of_holders(self, *totals: pl.Expr) -> pl.DataFrame:
        """Totals over the facts of the customers each rep holds: `rep_id` and the totals."""
        read = dict.fromkeys(name for total in totals for name in total.meta.root_names())
        owned = self.facts.select(*read).with_columns(self.owners.alias("holder"))
        summed = owned.group_by("holder").agg(totals).filter(pl.col("holder").is_not_null())
        return with_rep_ids(self.book, summed)

    def owned_by(self, rep_id: str) -> pl.Series:
        """The customers a rep holds on the day, by number."""
        own = rep_ids(self.book).filter(pl.col("rep_id") == rep_id).get_column("holder")
        return self.facts.get_column("customer").filter(
            self.owners.is_in(own.implode()).fill_null(value=False)
        )

    def said_of_owners(self, said: pl.DataFrame, customers: pl.Series | None = None) -> pl.DataFrame:
        """What a frame (at most one row per `rep_id`) says of the rep who holds each customer.

        Its other columns, row by row beside `customers`, without them beside all; null where nobody holds
        the customer or nothing is said.
        """
        ids = rep_ids(self.book)
        place = said.select("rep_id").with_row_index("row").join(ids, on="rep_id")
        row_of_rep = placed(place.get_column("holder"), place.get_column("row"), ids.height)
        owners = self.owners if customers is None else self.owners.gather(customers)
        return said.drop("rep_id")[row_of_rep.gather(owners)]

    def ago(self, days: int) -> date:
        """The day that many days before `as_of`."""
        return self.as_of - timedelta(days=days)

    def beside_facts(self, numbers: pl.DataFrame | pl.LazyFrame, *fact_columns: str) -> pl.DataFrame:
        """Facts columns with `numbers` (at most one row per `customer`) row by row beside them."""
        facts = (self.facts.get_column(name) for name in ("customer", *fact_columns))
        return pl.DataFrame([*facts, *beside(collected(numbers), self.facts.height)])

    def rows_of(self, table: str, customer: int, *, since: date | None = None) -> pl.DataFrame:
        """The visible rows of one customer in a table as the export has them, the newest first.

        `since`: only those dated on that day or later.
        """
        rows = self.visible(table).filter(pl.col("customer") == customer).drop("customer")
        dated = TABLES[table].known_on
        if dated is None:
            return rows
        day = pl.col(dated).cast(pl.Date)
        if since is not None:
            rows = rows.filter(day >= since)
        return rows.sort(dated, descending=True, nulls_last=True, maintain_order=True)

    def row_of_customer(self, customer: int) -> pl.DataFrame:
        """The customer's own row: what there is to show where a flag is about what is missing."""
        described = self.book.customers_as_known(self.as_of)
        names = [column.name for column in TABLES["customers"].columns]
        return described.filter(pl.col("customer") == customer).select(names)

    def beside_reps(self, numbers: pl.DataFrame | pl.LazyFrame, *rep_columns: str) -> pl.DataFrame:
        """Columns of `reps` with `numbers` (at most one row per `rep_id`) row by row beside them."""
        return self.reps.select("rep_id", *rep_columns).join(
            collected(numbers), on="rep_id", how="left", maintain_order="left"
        )

    def rep_id(self, rep: int) -> str:
        """The id of a rep number."""
        return str(self.reps.item(rep, "rep_id"))

    def rows_of_rep(self, table: str, rep: int, *, since: date | None = None) -> pl.DataFrame:
        """The visible rows of one rep in a table as the export has them, the newest first, as `rows_of`."""
        rows = self.visible(table).filter(pl.col("rep_id") == self.rep_id(rep))
        dated = TABLES[table].known_on
        assert dated is not None
        if since is not None:
            rows = rows.filter(pl.col(dated).cast(pl.Date) >= since)
        return rows.sort(dated, descending=True, nulls_last=True, maintain_order=True).drop(
            "customer", strict=False
        )

    def days_since(self, day: str) -> pl.Expr:
        """Days from a Date column to `as_of`, Int32."""
        return (pl.lit(self.as_of) - pl.col(day)).dt.total_days().cast(pl.Int32)


def collected(numbers: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """A frame as it is, or what a query answers."""
    return numbers if isinstance(numbers, pl.DataFrame) else numbers.collect(engine="in-memory")


def days_after(day: str, days: pl.Expr) -> pl.Expr:
    """The first day on which at least `days` days (fractions allowed) have passed since a Date column."""
    return (pl.col(day).cast(pl.Int32) + days.ceil().cast(pl.Int32)).cast(pl.Date)


def at_most(value: pl.Expr, share: float, of: pl.Expr) -> pl.Expr:
    """Whether `value` is at most that share of a positive number."""
    return value <= share * (1 + SHARE_TOLERANCE) * of
