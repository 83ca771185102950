"""What the flags of a date take: all of them together, each alone, and summed up."""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final

import polars as pl
from tests.benchmarks.books import Size
from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.engine import month_ends
from tests.benchmarks.table import Measurement, ratio
from tests.benchmarks.timing import median_of, seconds_of

from holdfast.engine import open_book
from holdfast.facts.customers import customer_facts
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import evaluate
from holdfast.risk.needs import missing_tables
from holdfast.risk.scope.scope import rule_scope
from holdfast.risk.summary import summarise
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.timeline import period_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from holdfast.book.book import Book
    from holdfast.risk.flag import AnyFlag


def measure(folder: Path, size: Size, tables: str) -> list[Measurement]:
    """All rows about one book; run it in a process of its own. `tables`: in words, which it has."""
    book, thresholds = open_book([folder]), default_thresholds()
    days = month_ends(book.default_as_of)
    facts = {day: customer_facts(book, day, period_of(day, "month")) for day in days}
    first = seconds_of(lambda: evaluate(book, days[0], facts[days[0]], thresholds))
    each = [seconds_of(partial(evaluate, book, day, facts[day], thresholds)) for day in days]
    budget = f"flags {size}"
    told = [flag for flag in FLAGS.values() if not missing_tables(book, flag)]
    raised = facts[days[0]].hstack(evaluate(book, days[0], facts[days[0]], thresholds).levels)
    return [
        Measurement(
            f"all flags of a date, {size}, {tables}",
            median(each),
            budget=budget if budget in BUDGETS else "",
            beside=f"{len(told)} flags; the first date of a book {written(first, 'seconds')}",
        ),
        Measurement("the flags summed up, as after every key", median_of(lambda: summarise(raised))),
        *_alone(book, days, facts, told),
    ]


def _alone(
    book: Book, days: list[date], facts: dict[date, pl.DataFrame], flags: list[AnyFlag]
) -> Iterator[Measurement]:
    """A row per flag, the slowest first. What flags share counts for the first that asks."""
    taken: dict[str, list[float]] = {flag.id: [] for flag in flags if not flag.uses_reps}
    for day in days:
        scope = rule_scope(book, day, facts[day], default_thresholds())
        for flag_id, seconds in taken.items():
            flag = FLAGS[flag_id]
            seconds.append(seconds_of(partial(flag.evaluate, scope, scope.thresholds.of(flag))))
    middle = {flag_id: median(seconds) for flag_id, seconds in taken.items()}
    plain = {flag_id: _plain(book, days[0], way) for flag_id, way in _PLAIN.items() if flag_id in middle}
    for flag_id in sorted(middle, key=lambda flag_id: -middle[flag_id]):
        beside = f"plain polars {ratio(plain[flag_id], middle[flag_id])}" if flag_id in plain else ""
        yield Measurement(f"{flag_id} {FLAGS[flag_id].name}", middle[flag_id], beside=beside)


def _plain(book: Book, day: date, way: Callable[[Book, date], pl.DataFrame]) -> float:
    return median_of(partial(way, book, day), least=3, budget=0.2)


def _last_contacts(book: Book, day: date) -> pl.DataFrame:
    """The heart of F29: the last two-way contact of every customer."""
    two_way = pl.col("direction").str.to_lowercase() == "two-way"
    log = book.tables["interactions"].lazy().filter((pl.col("at").dt.date() <= day) & two_way)
    return log.group_by("customer").agg(pl.col("at").max()).collect()


def _last_scores(book: Book, day: date) -> pl.DataFrame:
    """The heart of F12: the last NPS score of every customer."""
    is_nps = pl.col("kind").str.to_lowercase() == "nps"
    answers = book.tables["surveys"].lazy().filter(is_nps & (pl.col("answered") <= day))
    last = pl.col("score", "comment", "loop_closed").sort_by("answered", "response_id").last()
    return answers.group_by("customer").agg(last).collect()


def _overdue_invoices(book: Book, day: date) -> pl.DataFrame:
    """The heart of F23: what every customer owes that is overdue for more than 15 days."""
    invoices = book.tables["invoices"].lazy().filter(pl.col("issue_date") <= day)
    unpaid = pl.col("paid_date").is_null() | (pl.col("paid_date") > day)
    overdue = (pl.lit(day) - pl.col("due_date")).dt.total_days() > 15
    oldest = pl.col("invoice_id").sort_by("due_date").first()
    owed = invoices.filter(unpaid & overdue).group_by("customer").agg(oldest, pl.col("amount").sum())
    return owed.collect()


_PLAIN: Final = {"F29": _last_contacts, "F12": _last_scores, "F23": _overdue_invoices}
"""Part of a flag as one would write it without anything prepared: no since, no guards, no sentence."""
