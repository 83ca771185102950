"""The rows behind the reps room: who served, how long each stayed, and the customers of one rep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.team.holdings import attributed, holders
from holdfast.facts.worth.lifetimes import rep_tenures
from holdfast.figures import HIDDEN_BELOW
from holdfast.metrics.shares import HIDDEN_NOTE
from holdfast.query import SortKey
from holdfast.views.customers.listing import customer_rows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.reps.room import reps_ever, reps_of, years_of
from holdfast.views.results import FigureRows
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import RepCustomers, TeamOfYear, TeamTenure

TEAM_COLUMNS: Final = (
    ("name", "Rep"),
    ("team", "Team"),
    ("hire_date", "Hired"),
    ("end_date", "Gone from"),
    ("end_type", "How"),
    ("at_start", "At start"),
    ("at_end", "At end"),
)
TENURE_COLUMNS: Final = (
    ("name", "Rep"),
    ("team", "Team"),
    ("hire_date", "Hired"),
    ("end_date", "Gone from"),
    ("end_type", "How"),
    ("tenure_days", "Days of service"),
)
CUSTOMER_COLUMNS: Final = (
    ("name", "Customer"),
    ("active", "Active"),
    ("rep", "Rep now"),
    ("segment", "Segment"),
    ("revenue", "Revenue 12m"),
    ("last_order", "Last order"),
    ("risk", "Risk"),
)
REVENUE_FIRST: Final = (SortKey("revenue", descending=True), SortKey("name"))


def team_of_year(store: FactsStore, answer: Answer, asked: TeamOfYear) -> FigureRows:
    """Everybody who served in a year; nobody where the team at its start is too small to be told of.

    Raises UsageError for a year the data do not have.
    """
    year = dict(years_of(store, answer)).get(asked.year)
    if year is None:
        raise UsageError(f"the data have no year {asked.year} up to {answer.facts.as_of}")
    served = reps_of(store, answer, year).filter(pl.col("at_start") | pl.col("hired"))
    start, kept, hired, left = served.select(
        pl.col("at_start").sum(),
        (pl.col("at_start") & pl.col("at_end")).sum().alias("kept"),
        pl.col("hired").sum(),
        pl.col("departed").sum(),
    ).row(0)
    if 0 < start < HIDDEN_BELOW:
        sentence, served = f"{asked.year}: {HIDDEN_NOTE}", served.head(0)
    else:
        sentence = (
            f"{plural(served.height, 'rep')} served in {asked.year}: {start} at start, {kept} of them here "
            f"at the end; {hired} hired, {left} left"
        )
    rows = served.sort(
        "at_start", "end_date", "name", "rep_id", descending=[True, False, False, False], nulls_last=True
    )
    return _reps(answer, f"Team of {asked.year}", sentence, rows, TEAM_COLUMNS)


def team_tenure(store: FactsStore, answer: Answer, _asked: TeamTenure) -> FigureRows:
    """Everybody the tenure curve counts, the longest in service first."""
    ever = reps_ever(store, answer)
    spells = rep_tenures(store.book, ever)
    rows = ever.join(spells.select("rep_id"), on="rep_id", how="semi", maintain_order="left")
    sentence = f"{plural(rows.height, 'rep')} here while the data run, by days of service"
    if 0 < rows.height < HIDDEN_BELOW:
        sentence, rows = HIDDEN_NOTE, rows.head(0)
    rows = rows.sort("tenure_days", "name", "rep_id", descending=[True, False, False])
    return _reps(answer, "Tenure", sentence, rows, TENURE_COLUMNS)


def _reps(
    answer: Answer, title: str, sentence: str, rows: pl.DataFrame, columns: tuple[tuple[str, str], ...]
) -> FigureRows:
    shown = FrameRows(rows.select(name for name, _ in columns), rows.get_column("rep_id"))
    return FigureRows(answer.moment, "retention.reps.original", title, sentence, "rep", columns, shown)


def rep_customers(store: FactsStore, answer: Answer, asked: RepCustomers) -> FigureRows:
    """Customers of one rep among the chosen ones, most revenue first.

    `answered`: active at the start of the period, by the rule that attributes losses to reps; `held`: now.
    """
    book, facts = store.book, answer.facts
    if asked.part == "held":
        held = holders(book, facts.as_of, facts.as_of, active_only=True)
        own = held.filter(pl.col("rep_id") == asked.rep_id)
    else:
        lost = facts.customers.filter("lost").select("customer", pl.col("lost_on_period").alias("day"))
        answers = attributed(book, facts.as_of, lost, facts.period.end)
        started = facts.customers.filter(pl.col("active_start") & pl.col("known")).select("customer")
        own = answers.filter(pl.col("rep_id") == asked.rep_id).join(started, on="customer", how="semi")
    rows = answer.chosen.join(own, on="customer", how="semi", maintain_order="left")
    name = name_of_rep(answer, asked.rep_id)
    if asked.part == "held":
        sentence = f"{plural(rows.height, 'customer')} held by {name} now, active or not"
    else:
        kept = int(rows.get_column("active_end").sum())
        sentence = (
            f"{plural(rows.height, 'customer')} active at the start, for whom {name} answered 90 days before "
            f"the loss or the end: {kept} kept, {rows.height - kept} lost"
        )
    source = customer_rows(store, answer, REVENUE_FIRST, only=rows.get_column("customer"))
    return FigureRows(
        answer.moment, "retention.customers.by_rep", name, sentence, "customer", CUSTOMER_COLUMNS, source
    )


def name_of_rep(answer: Answer, rep_id: str) -> str:
    """What a rep is called; the id of one that has no name."""
    found = answer.facts.reps.filter(pl.col("rep_id") == rep_id).get_column("name")
    return str(found[0]) if len(found) else rep_id
