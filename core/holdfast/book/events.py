"""What contacts, tickets, surveys and invoices tell about each customer, in the order in which it happened.

Independent of any as-of date, like the mart of book/activity.py: sorted once a book, on first use. Rows are
those of known customers, without text: `row` (UInt32) leads to the row of the table that has the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER, NEXT_DAY
from holdfast.book.invoices import InvoiceLogs, invoice_logs
from holdfast.book.voice.surveys import SurveyLogs, survey_logs
from holdfast.schema.tables import OWN_LOG, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)
class EventLogs:
    """Logs of a book, from its linked tables (book/book.py).

    Each frame is sorted by `customer` UInt32 and Date `day`; `next_day` is that of the customer's next row
    there, null for the last; `number` UInt32 counts the customer's rows from 1. Empty without its table.
    """

    tables: Mapping[str, pl.DataFrame]

    @cached_property
    def two_way(self) -> pl.DataFrame:
        """Contacts in which both sides spoke."""
        return self._contacts("two-way")

    @cached_property
    def inbound(self) -> pl.DataFrame:
        """Contacts that came from the customer."""
        return self._contacts("in")

    @cached_property
    def outbound(self) -> pl.DataFrame:
        """Contacts that went to the customer."""
        return self._contacts("out")

    def _contacts(self, direction: str) -> pl.DataFrame:
        if "interactions" not in self.tables:
            return NOTHING
        log = self.tables["interactions"]
        # A direction is one of few words: each is read once.
        words = log.get_column("direction").unique().drop_nulls()
        spelled = words.filter(words.str.to_lowercase() == direction)
        return by_day(log, "at", pl.col("direction").is_in(spelled.implode()))

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """Tickets by the day on which they were opened."""
        return by_day(self.tables["tickets"], "created") if "tickets" in self.tables else NOTHING

    def days(self, log: str) -> pl.Series:
        """The days on which an event table of the export has rows, rising, whoever they are about.

        They tell how far a log reaches. What users write does not: who was not called by one of them may well
        have been called.
        """
        if log not in self._days:
            table = TABLES[log]
            known = (pl.col(name).cast(pl.Date) for name in (table.known_on, table.else_known_on) if name)
            rows = self.tables[log]
            if OWN_LOG in rows.columns and log != "surveys":
                rows = rows.filter(pl.col(OWN_LOG).is_null())
            days = rows.select(pl.coalesce(known).alias("day")).to_series()
            self._days[log] = days.drop_nulls().unique().sort()
        return self._days[log]

    @cached_property
    def _days(self) -> dict[str, pl.Series]:
        return {}

    @cached_property
    def invoices(self) -> InvoiceLogs:
        """What was asked for and paid; needs the table."""
        return invoice_logs(self.tables["invoices"])

    @cached_property
    def people(self) -> pl.DataFrame:
        """Contacts by customer and day of leaving, then id; those without such a day come last.

        `customer`; `role` Categorical; Date `left_on`; Boolean `undated` (inactive without a day); `row`.
        """
        undated = pl.col("left_on").is_null() & ~pl.col("active").fill_null(value=True)
        return (
            self.tables["contacts"]
            .lazy()
            .with_row_index("row")
            .filter(pl.col("customer").is_not_null())
            .sort("customer", "left_on", "contact_id", nulls_last=True)
            .select(
                "customer", pl.col("role").cast(pl.Categorical), "left_on", undated.alias("undated"), "row"
            )
            .collect(engine="in-memory")
        )

    @cached_property
    def surveys(self) -> SurveyLogs:
        """What customers were asked and answered."""
        return survey_logs(self.tables.get("surveys"))


def by_day(table: pl.DataFrame, dated: str, kept: pl.Expr | None = None) -> pl.DataFrame:
    """Rows of known customers by customer and time, as `EventLogs` has them."""
    wanted = pl.col("customer").is_not_null() & pl.col(dated).is_not_null()
    if kept is not None:
        wanted &= kept
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    origin = pl.when(FIRST_OF_CUSTOMER).then(position).forward_fill()
    return (
        table.lazy()
        .with_row_index("row")
        .filter(wanted)
        .select("customer", dated, "row")
        .sort("customer", dated, maintain_order=True)
        .select("customer", pl.col(dated).cast(pl.Date).alias("day"), "row")
        .with_columns(NEXT_DAY.alias("next_day"), (position - origin + 1).alias("number"))
        .collect(engine="in-memory")
    )


NOTHING: Final = pl.DataFrame(
    schema={
        "customer": pl.UInt32,
        "day": pl.Date,
        "row": pl.UInt32,
        "next_day": pl.Date,
        "number": pl.UInt32,
    }
)
