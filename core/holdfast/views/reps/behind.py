"""The rows that raised an open flag of a rep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.risk.catalog import REP_FLAGS
from holdfast.views.reps.rows import name_of_rep
from holdfast.views.results import FigureRows
from holdfast.views.risk.behind import behind
from holdfast.views.selection import FlagOfRep

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


def rows_behind_prompt(store: FactsStore, answer: Answer, asked: FlagOfRep) -> FigureRows:
    """The rows behind one open flag of one rep; its sentence above them. Raises UsageError if not evaluated.

    Columns are those of the export's tables that say anything here, money in currency units.
    """
    flag = REP_FLAGS.get(asked.flag)
    seen = answer.facts.rep_flags.raised.get(asked.flag)
    if flag is None or seen is None:
        raise UsageError(f"the flag {asked.flag} is not evaluated here")
    title = f"{flag.name}: {name_of_rep(answer, asked.rep_id)}"
    return behind(store, answer, flag, title, seen.filter(pl.col("rep_id") == asked.rep_id))
