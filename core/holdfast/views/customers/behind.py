"""The customers behind what is under the cursor of a room: a cohort cell, a movement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.schema.fields import FIELDS
from holdfast.timeline import parse_period
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.rows import CUSTOMER_COLUMNS
from holdfast.views.results import FigureRows
from holdfast.views.retention.cohorts import cohort_customers
from holdfast.views.retention.movements import period_movements
from holdfast.views.selection import CohortCell, MovementBar
from holdfast.words.wording import plural

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

_MOVED: Final = {
    "start": "there at the start of",
    "new": "new in",
    "reactivation": "back in",
    "expansion": "worth more over",
    "contraction": "worth less over",
    "churn": "gone in",
    "end": "there at the end of",
}


def customers_of_cell(store: FactsStore, answer: Answer, cell: CohortCell) -> FigureRows:
    """The chosen customers of a cell of the cohort table, in the order of the list."""
    found = cohort_customers(store.book, answer.facts.as_of, answer.customers, cell)
    return _listed(store, answer, found, *_cell_words(cell))


def customers_of_movement(store: FactsStore, answer: Answer, bar: MovementBar) -> FigureRows:
    """The chosen customers of a movement, in the order of the list. Raises UsageError for its period."""
    return _listed(store, answer, _moved(store, answer, bar), *_movement_words(store, answer, bar))


def _listed(store: FactsStore, answer: Answer, found: pl.DataFrame, title: str, which: str) -> FigureRows:
    source = customer_rows(store, answer, only=found.get_column("customer"))
    sentence = f"{plural(len(source), 'customer')}: {which}"
    columns = tuple((name, FIELDS[name].title) for name in CUSTOMER_COLUMNS)
    return FigureRows(answer.moment, "", title, sentence, "customer", columns, source)


def _moved(store: FactsStore, answer: Answer, bar: MovementBar) -> pl.DataFrame:
    facts = answer.facts
    period = facts.period
    if bar.period is not None:
        fiscal = store.book.settings.fiscal_year_start
        period = parse_period(bar.period, facts.as_of, fiscal).until(facts.as_of)
    rows = period_movements(store.book, facts.as_of, period, answer.customers, bar.kind)
    return rows.filter(rows.get_column("movement") == bar.movement).select("customer").unique()


def _cell_words(cell: CohortCell) -> tuple[str, str]:
    when = f"{plural(cell.offset, cell.by)} later" if cell.offset else f"in that {cell.by}"
    later = " or after" if cell.kind == "on_or_after" else ""
    whose = f"of the cohort {cell.cohort}" if cell.cohort else f"of all cohorts whose {cell.by} then is over"
    return f"{cell.cohort or 'Cohorts'} +{cell.offset}", f"{whose}, active {when}{later}"


def _movement_words(store: FactsStore, answer: Answer, bar: MovementBar) -> tuple[str, str]:
    when = bar.period or str(answer.facts.period)
    how = ", every change counted" if bar.kind == "events" else ""
    which = f"{_MOVED[bar.movement]} {when}, on the {store.book.basis} basis{how}"
    return f"{bar.movement.capitalize()} {when}", which
