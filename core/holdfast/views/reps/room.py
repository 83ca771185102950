"""The reps room: is the team kept, what do departures leave behind, and what do they cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.holdings import reps_in_scope
from holdfast.facts.team.reps import rep_facts
from holdfast.facts.worth.lifetimes import rep_tenures
from holdfast.figures import HIDDEN_BELOW
from holdfast.metrics.customers.survival import curve_of
from holdfast.metrics.evaluate import figures
from holdfast.metrics.registry import METRICS
from holdfast.metrics.reps.standardised import NEEDED
from holdfast.metrics.scope import Scope
from holdfast.metrics.shares import HIDDEN_NOTE
from holdfast.query import SortKey
from holdfast.risk import names
from holdfast.statistics.survival.kaplan_meier import median, reliable
from holdfast.timeline import ONE_DAY, Period, label, periods_in
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.figures import metric_figures
from holdfast.views.reps.pane import reps_pane
from holdfast.views.rooms import RepRecord, RepsRoomView, TeamYear, Tenure, TenureStep
from holdfast.views.team.departures import past_departures
from holdfast.views.team.thanks import thanks
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

TEAM: Final = ("retention.reps.original", "retention.reps.headcount")
"""What is told of every year."""

PROMPT: Final = f"{names.PROMPT} on a person: it takes {NEEDED} customers each to tell 10 % from 20 % churn"
"""Stands beside every table of reps."""
ORPHAN_ORDER: Final = (SortKey("revenue", descending=True), SortKey("name"))
TOO_FEW: Final = f"the curve needs {HIDDEN_BELOW} reps at risk at once"
NOBODY: Final = "no rep has a hire date"

ROOM_FIGURES: Final = (
    *TEAM,
    "retention.reps.served",
    "retention.reps.new_hires",
    "turnover.reps",
    "turnover.reps.voluntary",
    "tenure.reps",
    "enps.reps",
    "attainment.reps",
    "recognition.reps",
    "recognition.reps.days",
    "orphans.customers",
    "orphans.revenue",
    "orphans.days",
    "handover.loss",
    "handover.loss.matched",
    "departure.revenue",
    "departure.cost",
)
"""Figures of the room in the order in which they are read."""


def reps_room(store: FactsStore, answer: Answer) -> RepsRoomView:
    """Everything the reps room shows."""
    reps = reps_pane(store, answer)
    ids = [metric for metric in ROOM_FIGURES if metric in METRICS]
    return RepsRoomView(
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=ids)},
        years=() if reps.locked else tuple(team_years(store, answer)),
        tenure=tenure(store, answer),
        reps=reps,
        records=_records(answer),
        orphans=customer_rows(store, answer, ORPHAN_ORDER, only=orphaned(answer)),
        prompt=PROMPT,
        locked=reps.locked,
        departures=past_departures(store, answer),
        thanks=thanks(store, answer),
    )


def orphaned(answer: Answer) -> pl.Series:
    """The chosen customers that are active and have no rep, by number."""
    return answer.chosen.filter(pl.col("active") & pl.col("orphaned").fill_null(value=False)).get_column(
        "customer"
    )


def team_years(store: FactsStore, answer: Answer) -> Iterator[TeamYear]:
    """Retention of the team in every calendar or fiscal year of the data, up to the as-of date.

    With a filter, a year counts the reps who held any of the chosen customers inside it or hold one now.
    """
    book, as_of = store.book, answer.facts.as_of
    first = book.span[0]
    for name, year in years_of(store, answer):
        facts = reps_of(store, answer, year)
        scope = Scope(book, as_of, year, facts, every_customer=not answer.filtered)
        found = {figure.id: figure for figure in figures([METRICS[m] for m in TEAM], scope)}
        shown = found[TEAM[0]].status != "hidden"
        counts = facts.select(pl.col("at_start", "hired", "departed", "at_end").sum()).row(0)
        start, hired, left, end = counts if shown else (None,) * 4
        yield TeamYear(
            label=name,
            period=year,
            original=found[TEAM[0]],
            headcount=found[TEAM[1]],
            start=start,
            hired=hired,
            left=left,
            end=end,
            note=_partial(running=year.running, begins_late=year.start < first, store=store),
        )


def years_of(store: FactsStore, answer: Answer) -> Iterator[tuple[str, Period]]:
    """Label and period of every year of the data up to the as-of date, in order."""
    month = store.book.settings.fiscal_year_start
    for year in periods_in(_data_until(store, answer), "year", month):
        yield label(year, "year", month), year.until(answer.facts.as_of)


def _data_until(store: FactsStore, answer: Answer) -> Period:
    as_of = answer.facts.as_of
    return Period(min(store.book.span[0], as_of), as_of + ONE_DAY)


def _partial(*, running: bool, begins_late: bool, store: FactsStore) -> str | None:
    if running:
        return "the year is still running on the as-of date"
    if begins_late:
        return f"the data begin on {day_text(store.book.span[0])}: earlier leavers may be missing"
    return None


def tenure(store: FactsStore, answer: Answer) -> Tenure:
    """Tenure of the reps in scope, in days of service up to the as-of date.

    A rep who was here when the data begin is at risk from that day on: who left before is not in the data.
    """
    spells = rep_tenures(store.book, reps_ever(store, answer))
    reps, gone = spells.height, int(spells.get_column("event").sum())
    if reps < HIDDEN_BELOW:
        return Tenure((), 0, 0, 0.0, None, note=HIDDEN_NOTE if reps else NOBODY)
    whole = curve_of(spells)
    curve = reliable(whole)
    if whole.height and not curve.height:
        return Tenure((), reps, gone, 0.0, None, note=TOO_FEW)
    last = curve if curve.height < whole.height else spells
    until = float(last.get_column("t").sort()[-1])
    steps = tuple(TenureStep(*row) for row in curve.select(*_STEP_COLUMNS).iter_rows())
    return Tenure(steps, reps, gone, until, median(curve))


_STEP_COLUMNS: Final = ("t", "at_risk", "events", "survival", "low", "high")


def reps_ever(store: FactsStore, answer: Answer) -> pl.DataFrame:
    """Facts of all reps of the chosen customers since the data begin."""
    return reps_of(store, answer, _data_until(store, answer))


def reps_of(store: FactsStore, answer: Answer, period: Period) -> pl.DataFrame:
    """Rep facts of another period: the reps in scope of the chosen customers."""
    book, as_of = store.book, answer.facts.as_of
    facts = rep_facts(book, as_of, period)
    if not answer.filtered:
        return facts
    inside = reps_in_scope(book, as_of, period, answer.chosen.get_column("customer"))
    return facts.filter(pl.col("rep_id").is_in(inside.implode()))


def _records(answer: Answer) -> dict[str, RepRecord]:
    """Attainment and recognition of every rep on record."""
    reps = answer.facts.reps
    attainment = pl.when(pl.col("quota") > 0).then(pl.col("attained") / pl.col("quota"))
    rows = reps.select("rep_id", attainment.alias("attainment"), "recognitions", "unrecognised_days")
    return {
        rep_id: RepRecord(*values)
        for rep_id, *values in rows.iter_rows()
        if any(value is not None for value in values)
    }
