"""Plays under way that should end: their flag has cleared, or their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.plays.catalog import plays_of
from holdfast.plays.progress import endings, runs_of
from holdfast.risk.names import FLAG_NAMES
from holdfast.rows.numbered import KEYED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import polars as pl

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.plays.progress import Ending, Run


def play_endings(store: FactsStore, answer: Answer, day: date) -> tuple[Ending, ...]:
    """What should end on the desk's day, as of the answer's date, whatever its filter; oldest start first."""
    runs = runs_of(store.book.log.until(answer.facts.as_of), plays_of(store.thresholds.preset), day)
    running = tuple(run for run in runs if run.running)
    return endings(running, {**_of_customers(answer, running), **_of_reps(answer, running)}, day)


def _of_customers(answer: Answer, runs: Iterable[Run]) -> Mapping[tuple[str, str], bool]:
    return _clear(answer.facts.customers, "customer_id", runs, KEYED)


def _of_reps(answer: Answer, runs: Iterable[Run]) -> Mapping[tuple[str, str], bool]:
    return _clear(answer.facts.rep_flags.levels, "rep_id", runs, "rep")


def _clear(
    levels: pl.DataFrame, key: str, runs: Iterable[Run], subject: str
) -> Mapping[tuple[str, str], bool]:
    """Whether flags are clear of those they could be judged of, by id and flag."""
    asked = {(run.started.subject_id, run.flag) for run in runs if run.started.subject == subject}
    asked = {
        (who, flag) for who, flag in asked if flag in FLAG_NAMES and FLAG_NAMES[flag].column in levels.columns
    }
    if not asked:
        return {}
    columns = sorted({FLAG_NAMES[flag].column for _, flag in asked})
    ids = sorted({who for who, _ in asked})
    rows = levels.filter(levels.get_column(key).is_in(ids)).select(key, *columns)
    told = {row[key]: row for row in rows.iter_rows(named=True)}
    found = {(who, flag): told.get(who, {}).get(FLAG_NAMES[flag].column) for who, flag in asked}
    return {pair: level == 0 for pair, level in found.items() if level is not None}
