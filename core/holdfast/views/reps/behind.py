"""What stands behind the mark of a rep's prompts: its open flags, and the rows that raised each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.risk.catalog import REP_FLAGS
from holdfast.risk.names import PROMPT
from holdfast.views.customers.rows import FrameRows
from holdfast.views.reps.prompts import prompt_rows
from holdfast.views.reps.rows import name_of_rep
from holdfast.views.results import FigureRows
from holdfast.views.risk.behind import behind
from holdfast.views.selection import FlagOfRep
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import PromptsOfRep

PROMPT_COLUMNS: Final = (
    ("name", "Prompt"),
    ("risk", "Severity"),
    ("since", "Open since"),
    ("why", "What was seen"),
    ("play", "What to do"),
)


class PromptRows(FrameRows):
    """The open flags of one rep; each opens its rows."""

    def __init__(self, frame: pl.DataFrame, opens: Sequence[FlagOfRep]) -> None:
        super().__init__(frame)
        self._opens = opens

    def selection_at(self, index: int) -> FlagOfRep:
        """What a row opens."""
        return self._opens[index]


def prompts_of_rep(_store: FactsStore, answer: Answer, asked: PromptsOfRep) -> FigureRows:
    """A row per open flag of a rep, worst first: `PROMPT_COLUMNS`, `since` Date, all others text."""
    opened = prompt_rows(answer.facts.rep_flags, answer.moment.currency)
    opened = opened.filter(pl.col("subject") == asked.rep_id)
    names = {flag.id: flag.name for flag in REP_FLAGS.values()}
    shown = opened.select(
        pl.col("flag").replace_strict(names, return_dtype=pl.String).alias("name"),
        pl.col("severity").cast(pl.String).alias("risk"),
        pl.col("first_seen").alias("since"),
        pl.col("evidence").alias("why"),
        "play",
    )
    name = name_of_rep(answer, asked.rep_id)
    said = f"{PROMPT}; enter opens its rows" if opened.height else "nothing to talk about on this day"
    sentence = f"{plural(opened.height, 'prompt')} about {name}: {said}."
    rows = PromptRows(shown, [FlagOfRep(flag, asked.rep_id) for flag in opened.get_column("flag")])
    return FigureRows(answer.moment, "", f"Prompts: {name}", sentence, "prompt", PROMPT_COLUMNS, rows)


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
