"""Waves and flags as one table, for the command line, exports and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.names import PROMPT
from holdfast.risk.needs import locked
from holdfast.risk.summary import first_to_call, flag_rows, summarise
from holdfast.views.reps.prompts import rep_flag_rows
from holdfast.views.results import TableView
from holdfast.views.risk.changes import flag_changes
from holdfast.views.risk.told import flags_told
from holdfast.views.risk.waves import waves_of, with_waves

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.states import FlagSummary


def flags_table(store: FactsStore, answer: Answer) -> TableView:
    """Segment waves, then every raised flag of the chosen customers and of their reps.

    In the order in which customers deserve a call, of each customer worst first; those of reps last.

    With `since` in the query, what became of those of customers and reps. Raises UsageError where it is not
    before the as-of date.
    """
    if answer.query.since is not None:
        changes = flag_changes(store, answer)
        rows = changes.rows.drop("customer")
        return TableView("flags", answer.moment, rows, (changes.sentence,), told=flags_told(rows, answer))
    of_reps = rep_flag_rows(store, answer)
    of_customers = flag_rows(
        answer.chosen, answer.facts.raised, answer.moment.currency, answer.thresholds.preset
    )
    notes = () if of_reps.is_empty() else (f"Flags of reps (R1 to R8): {PROMPT}",)
    ordered = first_to_call(pl.concat([of_customers, of_reps]), _first_to_call(store, answer))
    rows = with_waves(ordered, waves_of(store, answer))
    return TableView("flags", answer.moment, rows, notes, told=flags_told(rows, answer))


def flag_summaries(store: FactsStore, answer: Answer) -> tuple[FlagSummary, ...]:
    """Every flag over the chosen customers, as `summarise` has them."""
    return summarise(answer.chosen, locked(store.book), store.thresholds.preset)


def _first_to_call(store: FactsStore, answer: Answer) -> pl.DataFrame:
    """What the order of `summary.first_to_call` rests on, of the chosen customers."""
    chosen = answer.chosen
    return chosen.select(
        pl.col("customer_id").alias("subject"),
        "deadline",
        store.first_to_call(answer).gather(chosen.get_column("customer")).alias("first"),
    )
