"""Plays as a table: what each answers, its steps, and what it achieved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.plays.catalog import plays_of
from holdfast.plays.effect.achieved import NOT_CHANCE, Achieved, Achievements
from holdfast.plays.effect.compare import Effect
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.views.figures.prospects import knowable_key
from holdfast.views.plays.achieved import DRAWN, achieved_so_far, achieved_words, not_compared
from holdfast.views.results import TableView
from holdfast.words.numerals import MINUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.plays.play import Play, Plays

COLUMNS: Final[Mapping[str, type[pl.DataType]]] = {
    "play": pl.String,
    "title": pl.String,
    "flag": pl.String,
    "name": pl.String,
    "steps": pl.UInt32,
    "days": pl.String,
    "for": pl.String,
    "source": pl.String,
    "started": pl.UInt32,
    "running": pl.UInt32,
    "finished": pl.UInt32,
    "cleared": pl.UInt32,
    "stopped": pl.UInt32,
    "overridden": pl.UInt32,
    "with_n": pl.UInt32,
    "with_kept": pl.UInt32,
    "without_n": pl.UInt32,
    "without_kept": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "status": pl.String,
    "proposed_n": pl.UInt32,
    "proposed_kept": pl.UInt32,
    "held_out_n": pl.UInt32,
    "held_out_kept": pl.Float64,
    "effect": pl.Float64,
    "effect_low": pl.Float64,
    "effect_high": pl.Float64,
    "effect_status": pl.String,
    "knowable": pl.String,
    "needed": pl.UInt32,
    "effect_knowable": pl.String,
    "effect_needed": pl.UInt32,
}
"""One row per play and flag. `days`: of the steps; `for`: the tiers, industries and reasons it is kept to;
`with_…` and `without_…` are compared customers, `without_kept`, `held_out_kept` and the differences are
ratios; `status` ok, few, none (nobody to compare yet), or why none is compared: lost, rep, no flag;
`knowable`, `effect_knowable`: when each difference can be told (views/figures/prospects.py), and how many
with the play it takes."""

GONE: Final = "no longer there"
"""The source of a play that was started and is not there any more."""


def plays_table(
    store: FactsStore, answer: Answer, hold_out: float = 0.0, watch: Watch = UNWATCHED
) -> TableView:
    """One row per play and flag (COLUMNS): the columns of `show plays`. Raises CancelledError.

    `hold_out`: the share of newly flagged customers held out (`[plays] hold_out` of the user's settings).
    """
    plays = plays_of(store.thresholds.preset)
    found = achieved_so_far(store, answer, hold_out, watch)
    rows = [_row(play, flag, found.pairs.get((play.id, flag))) for play, flag in _declared(plays)]
    rows += [
        _gone(pair) for key, pair in found.pairs.items() if key not in {(r["play"], r["flag"]) for r in rows}
    ]
    frame = pl.DataFrame(rows, schema=dict(COLUMNS), orient="row")
    return TableView("plays", answer.moment, frame, tuple(_notes(plays, found, hold_out)), told=_told(frame))


def _declared(plays: Plays) -> Iterator[tuple[Play, str]]:
    """Every play for every flag it answers, in the order of flags."""
    return ((play, flag) for flag in FLAG_NAMES for play in plays.by_id.values() if flag in play.flags)


def _row(play: Play, flag: str, pair: Achieved | None) -> dict[str, Any]:
    return {
        "play": play.id,
        "title": play.title,
        "flag": flag,
        "name": FLAG_NAMES[flag].name,
        "steps": len(play.steps),
        "days": ", ".join(str(step.offset_days) for step in play.steps),
        "for": ", ".join((*play.tiers, *play.presets, *play.reasons)),
        "source": play.source,
        **_achieved(flag, pair),
    }


def _gone(pair: Achieved) -> dict[str, Any]:
    name = FLAG_NAMES[pair.flag].name if pair.flag in FLAG_NAMES else ""
    described = {"steps": 0, "days": "", "for": "", "source": GONE}
    return {
        "play": pair.play, "title": pair.play, "flag": pair.flag, "name": name, **described,
        **_achieved(pair.flag, pair),
    }  # fmt: skip


def _achieved(flag: str, pair: Achieved | None) -> dict[str, Any]:
    pair = pair or Achieved("", flag)
    held = pair.assigned or Effect()
    return {
        **{name: getattr(pair, name) for name in _COUNTS},
        "with_n": pair.observed.n,
        "with_kept": pair.observed.kept,
        "without_n": pair.observed.others_n,
        "without_kept": pair.observed.others_share,
        "difference": pair.observed.value,
        "low": pair.observed.low,
        "high": pair.observed.high,
        "status": not_compared(flag) or pair.observed.status,
        "proposed_n": held.n,
        "proposed_kept": held.kept,
        "held_out_n": held.others_n,
        "held_out_kept": held.others_share,
        "effect": held.value,
        "effect_low": held.low,
        "effect_high": held.high,
        "effect_status": "off" if pair.assigned is None else held.status,
        "knowable": knowable_key(pair.observed.knowable),
        "needed": pair.observed.knowable and pair.observed.knowable.needed,
        "effect_knowable": knowable_key(held.knowable),
        "effect_needed": held.knowable and held.knowable.needed,
    }


_COUNTS: Final = ("started", "running", "finished", "cleared", "stopped", "overridden")


def _notes(plays: Plays, found: Achievements, hold_out: float) -> Iterator[str]:
    yield from plays.problems
    if not found.pairs:
        yield "no play has been started yet: what plays achieve is counted from the first one on"
        return
    titles = {play.id: play.title for play in plays.by_id.values()}
    for pair in found.pairs.values():
        yield achieved_words(titles.get(pair.play, pair.play), pair)
    if any(pair.observed.status == "ok" for pair in found.pairs.values()):
        yield f"{NOT_CHANCE}."
    if not hold_out:
        yield DRAWN


def _told(frame: pl.DataFrame) -> pl.DataFrame:
    """The same for a reader: names, and shares with what they are of."""
    share = pl.col("with_kept") / pl.col("with_n")
    return frame.select(
        pl.col("play").alias("id"),
        pl.col("title"),
        pl.format("{} {}", "flag", "name").alias("flag"),
        pl.col("days").str.replace_all("-", MINUS, literal=True),
        "started",
        "finished",
        "cleared",
        pl.when(pl.col("with_n") > 0).then(share).alias("kept_with"),
        pl.col("without_kept").alias("kept_without"),
        "difference",
        "knowable",
    )
