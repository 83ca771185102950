"""The report of a period: headlines, movements, flags, losses, team and plays, each as its room has it."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters import is_exactly
from holdfast.timeline import ONE_DAY
from holdfast.views.desk import usual_headlines
from holdfast.views.figures.figures import metric_figures
from holdfast.views.losses.room import losses_room
from holdfast.views.plays.table import plays_table
from holdfast.views.report.results import KEPT, KeptCustomer, PeriodReport
from holdfast.views.reps.room import reps_room
from holdfast.views.retention.results import RetentionOptions
from holdfast.views.retention.room import retention_room
from holdfast.views.risk.changes import flag_changes
from holdfast.views.tables import losses_by_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.report.results import Whose
    from holdfast.views.risk.changes import FlagChanges

TEAM_FIGURES: Final = (
    "retention.reps.original",
    "retention.reps.headcount",
    "retention.reps.new_hires",
    "turnover.reps",
    "tenure.reps",
    "enps.reps",
    "orphans.customers",
    "orphans.revenue",
    "handover.loss",
)
"""Headlines of a report about the team."""


def period_report(
    store: FactsStore, answer: Answer, asked: str = "book", hold_out: float = 0.0
) -> PeriodReport:
    """The period of a query for `book`, `team`, or a rep by id or whole name.

    `hold_out` as in `plays_table`. Raises UsageError where nobody or several are called so.
    """
    whose: Whose = "book" if asked == "book" else "team" if asked == "team" else "rep"
    about, rep_id = ("The book", None) if whose == "book" else ("The team", None)
    if whose == "rep":
        rep_id, about = _rep(answer, asked)
        where = " ".join(part for part in (_bracketed(answer.query.where), is_exactly("rep", about)) if part)
        answer = store.answer(replace(answer.query, where=where))
    room = retention_room(store, answer, RetentionOptions(by="quarter"))
    changes, note = _changes(store, answer)
    team = reps_room(store, answer)
    return PeriodReport(
        whose=whose,
        about=about,
        moment=answer.moment,
        figures=tuple(
            figure
            for figure in metric_figures(
                store, answer, ids=TEAM_FIGURES if whose == "team" else usual_headlines(store.book)
            )
            if figure.status != "needs"
        ),
        movements=room.movements,
        cohorts=room.cohorts,
        survival=room.survival,
        changes=changes,
        changes_note=note,
        kept=tuple(_kept(store, answer)),
        losses=losses_room(store, answer),
        lost=losses_by_date(store, answer).frame,
        team=team,
        rep=next((row for row in team.reps.rows if row.rep_id == rep_id), None),
        plays=plays_table(store, answer, hold_out),
    )


def _bracketed(where: str) -> str:
    return f"({where})" if where.strip() else ""


def _rep(answer: Answer, asked: str) -> tuple[str, str]:
    """Id and name of the rep that is meant. Raises UsageError."""
    listed = answer.facts.reps.select("rep_id", "name")
    holding = answer.facts.customers.get_column("rep").cast(pl.String).drop_nulls().unique().sort()
    # Where no table lists reps, customers name them all the same.
    unlisted = holding.filter(~holding.is_in(listed.get_column("name").implode()))
    reps = pl.concat([listed, pl.DataFrame({"rep_id": unlisted, "name": unlisted})])
    found = reps.filter(pl.col("rep_id") == asked).rows() or reps.filter(pl.col("name") == asked).rows()
    if not found:
        known = ["book", "team", *reps.get_column("rep_id"), *reps.get_column("name")]
        near = get_close_matches(asked[:60], known, n=1)
        hint = f": did you mean '{near[0]}'?" if near else ": write book, team, or the id or name of a rep"
        raise UsageError(f"there is no rep '{asked[:60]}'{hint}")
    if len(found) > 1:
        raise UsageError(f"several reps are called '{asked[:60]}': name one by its id")
    rep_id, name = found[0]
    if reps.filter(pl.col("name") == name).height > 1:
        raise UsageError(f"several reps are called '{name[:60]}': their customers cannot be told apart by it")
    return rep_id, name


def _changes(store: FactsStore, answer: Answer) -> tuple[FlagChanges | None, str]:
    """What became of flags between the day before the period and its last day, or why nobody can tell."""
    period = answer.facts.period
    last, before = min(answer.facts.as_of, period.last_day), period.start - ONE_DAY
    if before < store.book.span[0]:
        return None, "the data do not reach back to the day before the period"
    return flag_changes(store, store.answer(replace(answer.query, as_of=last, since=before))), ""


def _kept(store: FactsStore, answer: Answer) -> Iterator[KeptCustomer]:
    """Outcomes of the period that kept a chosen customer, the oldest first."""
    period, log = answer.facts.period, store.book.log
    names = dict(answer.chosen.select("customer_id", "name").iter_rows())
    for entry in log.until(answer.facts.as_of):
        outcome = entry.fields.get("outcome")
        if entry.kind != "outcome" or outcome not in KEPT or entry.subject_id not in names:
            continue
        day = log.counts_from(entry)
        if entry.subject == "customer" and period.start <= day < period.end:
            amount = entry.fields.get("amount")
            money = float(amount) if isinstance(amount, int | float) else None
            yield KeptCustomer(
                day, entry.subject_id, names[entry.subject_id], str(outcome), money, entry.writer, entry.text
            )
