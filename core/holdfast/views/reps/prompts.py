"""The open flags of reps in words: as rows of the list of flags, and beside each rep of the pane."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.team.holdings import reps_in_scope
from holdfast.keeping import keeps
from holdfast.money import to_units
from holdfast.risk.catalog import REP_FLAGS
from holdfast.risk.evaluate import SEVERITY
from holdfast.risk.evidence import evidence
from holdfast.risk.summary import NO_ROWS, worst_first

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.store import FactsStore
    from holdfast.risk.rep_evaluation import RepEvaluation
    from holdfast.views.reps.results import RepsView


def rep_flag_rows(store: FactsStore, answer: Answer, then: Facts | None = None) -> pl.DataFrame:
    """Every raised flag of the reps in scope, with the columns of `summary.flag_rows`, worst first.

    `then`: the facts of another day, whose flags of the same reps are wanted.

    `subject` is the id of the rep, `money` (currency units) the revenue of the customers held. With a
    filter a rep is in scope who held any of the chosen customers in the period or holds one now.
    """
    facts = answer.facts
    rows = prompt_rows((then or facts).rep_flags, answer.moment.currency)
    if not answer.filtered:
        return rows
    chosen = answer.chosen.get_column("customer")
    inside = reps_in_scope(store.book, facts.as_of, facts.period, chosen)
    return rows.filter(pl.col("subject").is_in(inside.implode()))


def with_prompts(view: RepsView, flags: RepEvaluation, currency: str) -> RepsView:
    """The rep pane with what the open flags of each rep say, worst first."""
    said: dict[str, list[tuple[str, str]]] = {}
    rows = prompt_rows(flags, currency).select("subject", "severity", "evidence")
    for rep_id, severity, sentence in rows.iter_rows():
        said.setdefault(rep_id, []).append((severity, sentence))
    if not said:
        return view
    prompted = (
        replace(
            row,
            prompts=tuple(sentence for _, sentence in said[row.rep_id]),
            prompt=said[row.rep_id][0][0],
        )
        if row.rep_id in said
        else row
        for row in view.rows
    )
    return replace(view, rows=tuple(prompted))


# The sentences of a day are the same under every filter: they are written once, not at every key.
@keeps(1, words=True)
def prompt_rows(flags: RepEvaluation, currency: str) -> pl.DataFrame:
    """Every raised flag of every rep, with the columns of `summary.flag_rows`, worst first."""
    rows = [
        seen.select(
            pl.lit(flag_id).alias("flag"),
            pl.col("rep_id").alias("subject"),
            pl.col("severity").cast(pl.UInt8).cat.to(SEVERITY),
            evidence(REP_FLAGS[flag_id], seen, currency),
            pl.col("since").alias("first_seen"),
            to_units(pl.col("revenue")).alias("money"),
            pl.lit(REP_FLAGS[flag_id].play).alias("play"),
        )
        for flag_id, seen in flags.raised.items()
    ]
    return worst_first(pl.concat([NO_ROWS, *rows]))
