"""Whom to call first: money × how much likelier than others to be lost × whether anybody can be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.loss_table import MOST_OTHERS, LossTable, loss_table_of
from holdfast.risk.watch import UNWATCHED
from holdfast.rows.numbered import filled
from holdfast.schema.assumptions import assumptions
from holdfast.words.wording import money_text

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.risk.watch import Watch

WITH_INTERVENTIONS: Final = "rates include whatever was done about the flags"
"""What stands beside every rate of the backtest: customers were saved, too."""


def priorities(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    """`loss_rate` Float64 and `priority` Int64 (money) per row of evaluated facts, row i customer i.

    Loss rate: share of customers with the same worst calibrated flag and as many others who were lost within
    the horizon (loss_table.py). Priority: revenue × (loss rate − base rate) × contactable; it can be
    negative, where customers under a flag were lost less often than others. Null for customers who are not
    active, and for all where no flag is calibrated.
    """
    table = loss_table_of(book, as_of, thresholds)
    terms = _terms(book, as_of, facts, table)
    return terms.select("loss_rate", "priority")


def _terms(book: Book, as_of: date, facts: pl.DataFrame, table: LossTable) -> pl.DataFrame:
    if not table.calibrated:
        rates = filled(None, facts.height, pl.Float64)
    else:
        rates = table.rates(table.state_of_facts(facts))
    base = pl.lit(table.base_rate, dtype=pl.Float64)
    # Credit notes that outweigh the orders leave nothing to lose.
    revenue = pl.col("revenue").clip(lower_bound=0)
    rated = pl.when(pl.col("active").fill_null(value=False)).then(rates).alias("loss_rate")
    return (
        facts.select("customer", revenue.alias("revenue"), rated)
        .hstack([contactable(book, as_of)])
        .with_columns(
            (pl.col("revenue") * (pl.col("loss_rate") - base) * pl.col("contactable"))
            .round()
            .cast(pl.Int64)
            .alias("priority")
        )
    )


def contactable(book: Book, as_of: date) -> pl.Series:
    """Float64 per customer: 1 with an active contact on file, or where the book has no contacts at all.

    Else the share `reachable_without_contact` of the assumptions, which the user may edit. Who is inactive
    without a day of leaving has gone by the last day with data; nobody knows since when.
    """
    height = book.customers.height
    if not book.has("contacts"):
        return filled(1.0, height, pl.Float64).alias("contactable")
    left = (pl.col("left_on") <= as_of).fill_null(value=False)
    undated = pl.col("left_on").is_null() & ~pl.col("active").fill_null(value=True)
    gone = left | (undated & pl.lit(as_of >= book.span[1]))
    on_file = book.tables["contacts"].filter(pl.col("customer").is_not_null() & ~gone)
    share = assumptions(book.settings.assumed).reachable_without_contact
    reached = filled(share, height, pl.Float64)
    return reached.scatter(on_file.get_column("customer").unique(), 1.0).alias("contactable")


@dataclass(frozen=True)
class PriorityTerms:
    """The priority of one customer, term by term; money in currency units.

    `worst` is its calibrated flag with the highest loss rate (None: none open, the base rate applies) and
    `others` how many other calibrated flags are open, at most 2. `flagged` and `lost` count the customers of
    the past the rate is from where the cell of the table is calibrated; else the worst flag's rate stands in.
    """

    revenue: float
    loss_rate: float
    base_rate: float
    contactable: float
    priority: float
    days: int
    worst: str | None = None
    others: int = 0
    flagged: int | None = None
    lost: int | None = None
    sentence: str = ""


NOT_ACTIVE: Final = "No priority: the customer is not active."
UNCALIBRATED: Final = "No priority: the losses of this book are too few to say what a flag means."


def priority_terms(
    book: Book,
    as_of: date,
    facts: pl.DataFrame,
    thresholds: Thresholds,
    customer: int,
    *,
    watch: Watch = UNWATCHED,
) -> PriorityTerms | str:
    """The terms of one customer's priority, with a sentence that says them; a sentence where there is none.

    `facts`: evaluated facts, row i customer i. Raises CancelledError.
    """
    table = loss_table_of(book, as_of, thresholds, watch)
    if not facts.item(customer, "active"):
        return NOT_ACTIVE
    if not table.calibrated or table.base_rate is None:
        return UNCALIBRATED
    # Every customer is priced as in the list, so that the two can never differ.
    row = _terms(book, as_of, facts, table).row(customer, named=True)
    state = table.state_of_facts(facts.slice(customer, 1)).row(0, named=True)
    worst, others = state["worst"], state["others"] or 0
    cell = None if worst is None else table.cells.row(worst * (MOST_OTHERS + 1) + others, named=True)
    own = cell is not None and cell["own"]
    flag = None if worst is None else table.worst[worst]
    terms = PriorityTerms(
        revenue=units(row["revenue"]),
        loss_rate=row["loss_rate"],
        base_rate=table.base_rate,
        contactable=row["contactable"],
        priority=units(row["priority"]),
        days=table.days,
        worst=flag,
        others=others,
        flagged=cell["flagged"] if cell is not None and own else None,
        lost=cell["lost"] if cell is not None and own else None,
    )
    revenue, priority = (money_text(row[name], book.settings.currency) for name in ("revenue", "priority"))
    product = (
        f"{revenue} × ({terms.loss_rate:.1%} − {terms.base_rate:.1%}) × {terms.contactable:g} = {priority}"
    )
    return replace(terms, sentence=f"{product}: {_reason(terms)}; {WITH_INTERVENTIONS}")


def _reason(terms: PriorityTerms) -> str:
    """Where the rates are from, and why a customer may be out of reach."""
    if terms.worst is None:
        reason = (
            f"no calibrated flag is open, and {terms.base_rate:.1%} of all were lost within {terms.days} days"
        )
    else:
        counted = "" if terms.flagged is None else f" ({terms.lost:,} of {terms.flagged:,})"
        reason = (
            f"{terms.loss_rate:.1%} of {_of_whom(terms.worst, terms)} were lost within {terms.days} days"
            f"{counted}, {terms.base_rate:.1%} of all"
        )
    if terms.contactable < 1:
        reason += f"; no active contact is on file, and {terms.contactable:g} is an assumption you can edit"
    return reason


def _of_whom(flag: str, terms: PriorityTerms) -> str:
    """Whom the rate is of."""
    name = FLAGS[flag].name
    if terms.flagged is None:
        return f"customers under {name}"
    others = ("no other flag", "one other flag", "two or more other flags")[terms.others]
    return f"customers under {name} with {others}"
