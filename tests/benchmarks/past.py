"""What looking back over 36 month-ends takes: the first time, from disk, and from memory."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.books import Size, short
from tests.benchmarks.budgets import BUDGETS, written
from tests.benchmarks.table import Measurement, ratio
from tests.benchmarks.timing import median_of, seconds_of

from holdfast.engine import open_book
from holdfast.facts.customers import customer_facts
from holdfast.risk.chance.ranking import compare
from holdfast.risk.evaluate import evaluate
from holdfast.risk.past.backtest import Backtest, backtest
from holdfast.risk.past.disk import folder_of
from holdfast.risk.past.history import History
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.timeline import add_months, period_of

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.book.book import Book


def measure(folder: Path, size: Size) -> list[Measurement]:
    """All rows about one large book; run it in a process of its own."""
    thresholds = default_thresholds()
    book = open_book([folder])
    kept = folder_of(book, thresholds)
    if kept is not None:
        shutil.rmtree(kept, ignore_errors=True)
    customers = short(size.customers)
    a_day = seconds_of(partial(_flags_of_a_day, book))
    first = seconds_of(partial(_look, book))
    tested = _look(book)
    done = len(tested.calendar.ends)
    each = first / done
    budget = f"backtest {customers}"
    rows = [
        Measurement(
            f"backtest, {size}, {done} month-ends, first time",
            first,
            budget=budget if budget in BUDGETS else "",
            beside=f"a month-end {written(each, 'seconds')}, facts and flags of a day {ratio(a_day, each)}",
        )
    ]
    again = open_book([folder])
    look = partial(_look, again)
    rows.append(Measurement("the same from disk", seconds_of(look)))
    rows.append(Measurement("the same from memory", median_of(look, least=2)))
    compared = seconds_of(lambda: compare(History(again, thresholds), tested.calendar))
    return [*rows, Measurement("priority beside revenue, recency and a logistic model", compared)]


def _look(book: Book) -> Backtest:
    return backtest(History(book, default_thresholds()), book.span[1])


def _flags_of_a_day(book: Book) -> None:
    end = add_months(book.span[1], -1)
    facts = customer_facts(book, end, period_of(end, "month"))
    evaluate(book, end, facts, default_thresholds())
