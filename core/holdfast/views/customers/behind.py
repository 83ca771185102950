"""The customers behind what is under the cursor of a room: a cohort cell, a movement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units
from holdfast.schema.fields import FIELDS
from holdfast.statistics.exact import exact_sum
from holdfast.timeline import parse_period
from holdfast.views.customers.beside import customers_beside
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.made import AMOUNT
from holdfast.views.figures.rows import CUSTOMER_COLUMNS
from holdfast.views.results import FigureRows, RowsTotal
from holdfast.views.retention.cohorts import cohort_customers
from holdfast.views.retention.movements import period_movements
from holdfast.views.selection import CohortCell, MovementBar
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

_LEVELS: Final = ("start", "end")

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
    """The chosen customers of a movement, those that moved most first, with start, end and `amount`.

    Raises UsageError for its period.
    """
    moved = _moved(store, answer, bar)
    names = [name for name in _LEVELS if name in moved.columns]
    source = customers_beside(store, answer, moved, [*names, AMOUNT], most_first=AMOUNT)
    title, which = _movement_words(store, answer, bar)
    sentence = f"{plural(len(source), 'customer')}: {which}"
    amount = (AMOUNT, "Change" if names else "Amount")
    name, *others = ((name, FIELDS[name].title) for name in CUSTOMER_COLUMNS)
    columns = (name, *((level, level.capitalize()) for level in names), amount, *others)
    total = RowsTotal(exact_sum(moved.get_column(AMOUNT)), "money", "Total")
    return FigureRows(answer.moment, "", title, sentence, "customer", columns, source, total=total)


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
    basis = answer.query.basis
    rows = period_movements(store.book, facts.as_of, period, answer.customers, bar.kind, basis=basis)
    money = rows.group_by("customer").agg(
        to_units(pl.col("amount").filter(pl.col("movement") == movement).sum()).alias(movement)
        for movement in dict.fromkeys((*_LEVELS, bar.movement))
    )
    inside = rows.filter(pl.col("movement") == bar.movement).select("customer").unique()
    moved = money.join(inside, on="customer", how="semi").sort("customer")
    if bar.movement in _LEVELS:
        return moved.select("customer", pl.col(bar.movement).alias(AMOUNT))
    return moved.select("customer", *_LEVELS, pl.col(bar.movement).alias(AMOUNT))


def _cell_words(cell: CohortCell) -> tuple[str, str]:
    when = f"{plural(cell.offset, cell.by)} later" if cell.offset else f"in that {cell.by}"
    later = " or after" if cell.kind == "on_or_after" else ""
    whose = f"of the cohort {cell.cohort}" if cell.cohort else f"of all cohorts whose {cell.by} then is over"
    return f"{cell.cohort or 'Cohorts'} +{cell.offset}", f"{whose}, active {when}{later}"


def _movement_words(store: FactsStore, answer: Answer, bar: MovementBar) -> tuple[str, str]:
    when = bar.period or str(answer.facts.period)
    how = ", every change counted" if bar.kind == "events" else ""
    which = f"{_MOVED[bar.movement]} {when}, on the {answer.query.basis or store.book.basis} basis{how}"
    return f"{bar.movement.capitalize()} {when}", which
