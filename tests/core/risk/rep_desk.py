"""Ask a small book which flags of reps are open, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from tests.core.risk.desk import AS_OF, evaluation, scope_of

from holdfast.book.book import Book
from holdfast.risk.catalog import REP_FLAGS
from holdfast.risk.evidence import evidence
from holdfast.schema.fields import SEVERITIES


def rep_severity(book: Book, flag: str, rep: str = "ana", as_of: date = AS_OF) -> str | None:
    """`none`, `info`, `watch` …, or None where the flag is not evaluated."""
    levels = evaluation(book, as_of).reps.levels
    level = levels.filter(pl.col("rep_id") == rep).item(0, f"flag_{flag}")
    return None if level is None else SEVERITIES[level]


def rep_raised(book: Book, flag: str, rep: str = "ana", as_of: date = AS_OF) -> pl.DataFrame:
    """What an open flag saw of one rep: one row, or none."""
    seen = evaluation(book, as_of).reps.raised.get(flag)
    return pl.DataFrame() if seen is None else seen.filter(pl.col("rep_id") == rep)


def rep_since(book: Book, flag: str, rep: str = "ana") -> date | None:
    seen = rep_raised(book, flag, rep)
    day = None if seen.is_empty() else seen.item(0, "since")
    assert day is None or isinstance(day, date)
    return day


def rep_sentence(book: Book, flag: str, rep: str = "ana") -> str | None:
    seen = rep_raised(book, flag, rep)
    text = None if seen.is_empty() else evidence(REP_FLAGS[flag], seen, "EUR").item()
    assert text is None or isinstance(text, str)
    return text


def rep_behind(book: Book, flag: str, rep: str = "ana") -> pl.DataFrame:
    """The rows of a rep that raised a flag."""
    scope, declared = scope_of(book), REP_FLAGS[flag]
    scope = replace(scope, facts=scope.facts.hstack(evaluation(book).levels.select("risk")))
    number = scope.team.reps.get_column("rep_id").to_list().index(rep)
    return declared.behind(scope, scope.thresholds.of(declared), number)
