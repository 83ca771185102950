"""The rows behind what a play achieved: its starts, or the customers that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.plays.catalog import plays_of
from holdfast.plays.words import title_shown
from holdfast.risk.evaluate import SEVERITY
from holdfast.risk.past.backtest import HORIZON
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.plays.achieved import achieved_so_far
from holdfast.views.results import FigureRows
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.plays.effect.achieved import Achievements
    from holdfast.views.selection import PlayPart

_THIRDS: Final = {1: "smallest third", 2: "middle third", 3: "largest third"}

_COLUMNS: Final = {
    "started": (
        ("name", "For"),
        ("flag", "Flag"),
        ("on", "Started"),
        ("until", "Ended"),
        ("why", "Why it ended"),
        ("done", "Steps done"),
        ("steps", "Steps"),
        ("cleared", "Flag cleared"),
        ("kept", f"Kept {HORIZON.days} d"),
        ("override", "Held out"),
    ),
    "compared": (
        ("name", "Customer"),
        ("month", "Month"),
        ("treated", "With the play"),
        ("segment", "Segment"),
        ("severity", "Severity"),
        ("third", "Revenue"),
        ("kept", f"Kept {HORIZON.days} d"),
        ("weight", "Counts as"),
    ),
    "held out": (
        ("name", "Customer"),
        ("on", "Newly flagged by"),
        ("held_out", "Held out"),
        ("kept", f"Kept {HORIZON.days} d"),
    ),
}
_WORDS: Final = {
    "started": ("start", "and what became of the customer"),
    "compared": ("customer", "compared, with the play or alike without it"),
    "held out": ("customer", "newly flagged, held out or not, whatever was done"),
}


def play_rows(store: FactsStore, answer: Answer, asked: PlayPart) -> FigureRows:
    """The rows of a part, each of a customer. Raises UsageError for a play that is not there."""
    plays = plays_of(store.thresholds.preset)
    found = achieved_so_far(store, answer, asked.hold_out)
    play, started = plays.get(asked.play), {key[0] for key in found.pairs}
    if play is None and asked.play not in started:
        hint = did_you_mean(asked.play, plays.by_id) or f": the plays are {', '.join(plays.by_id)}"
        raise UsageError(f"there is no play '{asked.play}'{hint}")
    rows = _rows(found, asked)
    names = answer.facts.customers.select(
        "customer", pl.coalesce("name", pl.col("customer_id")).cast(pl.String).alias("name")
    )
    shown = rows.join(names, on="customer", how="left", maintain_order="left")
    if "rep_id" in shown.columns:
        reps = answer.facts.reps.select("rep_id", pl.col("name").cast(pl.String).alias("rep"))
        shown = shown.join(reps, on="rep_id", how="left", maintain_order="left").with_columns(
            pl.coalesce("name", "rep", "rep_id").alias("name")
        )
    title = title_shown(play.title) if play is not None else asked.play
    what, said = _WORDS[asked.part]
    return FigureRows(
        answer.moment,
        f"play.{asked.play}",
        title,
        f"{plural(rows.height, what)}, {said}",
        "customer",
        _COLUMNS[asked.part],
        LinkedRows(shown.select("customer", *(name for name, _ in _COLUMNS[asked.part]))),
        {"weight": "number"},
    )


def _rows(found: Achievements, asked: PlayPart) -> pl.DataFrame:
    of_flag = pl.lit(value=True) if asked.flag is None else pl.col("flag") == asked.flag
    of_play = of_flag & (pl.col("play") == asked.play)
    if asked.part == "started":
        return found.starts.filter(of_play).sort("on", "customer")
    if asked.part == "compared":
        cases = found.cases.filter(of_play).sort(
            "month", "treated", "customer", descending=[False, True, False]
        )
        return cases.with_columns(
            pl.col("severity").cast(pl.UInt8).cat.to(SEVERITY).cast(pl.String),
            pl.col("third").replace_strict(_THIRDS, return_dtype=pl.String),
        )
    flags = found.starts.filter(pl.col("play") == asked.play).select("flag").unique()
    return found.newly.filter(of_flag).join(flags, on="flag", how="semi").sort("on", "customer", "flag")
