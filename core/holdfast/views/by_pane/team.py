"""The panes of the reps room as tables: the team by year, customers without a rep, whom to thank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.team.reps import locked_reason
from holdfast.views.by_pane.made import list_of
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.figures import metric_figures
from holdfast.views.reps.room import ORPHAN_ORDER, orphaned, team_years
from holdfast.views.results import TableView
from holdfast.views.team.thanks import thanks

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

LONGEST_FIRST: Final = "those longest without any thanks on record stand first"

_YEARS: Final = {
    "year": pl.String, "original": pl.Float64, "original_low": pl.Float64, "original_high": pl.Float64,
    "end_to_start": pl.Float64, "start": pl.Int64, "hired": pl.Int64, "left": pl.Int64, "end": pl.Int64,
    "status": pl.String, "note": pl.String,
}  # fmt: skip
_ORPHANS: Final = ("customer_id", "name", "former_rep", "orphaned_days", "revenue", "risk")
_THANKS: Final = {
    "rep_id": pl.String, "name": pl.String, "team": pl.String, "merit": pl.String, "evidence": pl.String,
    "days_since_thanks": pl.Int64,
}  # fmt: skip


def team_by_year(store: FactsStore, answer: Answer) -> TableView:
    """Who of the team stayed in each year of the data. Raises UsageError without reps."""
    _needs_reps(store)
    rows = (
        (
            one.label,
            one.original.value,
            one.original.low,
            one.original.high,
            one.headcount.value,
            one.start,
            one.hired,
            one.left,
            one.end,
            one.original.status,
            one.note or one.original.note,
        )
        for one in team_years(store, answer)
    )
    return TableView("team-years", answer.moment, list_of(rows, _YEARS))


def without_rep(store: FactsStore, answer: Answer) -> TableView:
    """Active customers without a rep, most revenue first. Raises UsageError where nobody is assigned."""
    (count,) = metric_figures(store, answer, ids=("orphans.customers",))
    if count.status == "needs":
        raise UsageError(count.note or "")
    rows = customer_rows(store, answer, ORPHAN_ORDER, only=orphaned(answer))
    return TableView("orphans", answer.moment, rows.table(_ORPHANS))


def to_thank(store: FactsStore, answer: Answer) -> TableView:
    """What each rep may be thanked for, a row for each merit. Raises UsageError without reps."""
    told = thanks(store, answer)
    if told.locked:
        raise UsageError(told.locked)
    rows = (
        (one.rep_id, one.name, one.team, deserved.merit, deserved.evidence, one.last)
        for one in told.rows
        for deserved in one.deserved
    )
    notes = (LONGEST_FIRST, *((told.note,) if told.note else ()))
    return TableView("thanks", answer.moment, list_of(rows, _THANKS), notes)


def _needs_reps(store: FactsStore) -> None:
    if locked := locked_reason(store.book):
        raise UsageError(locked)
