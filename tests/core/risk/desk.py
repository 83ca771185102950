"""Ask a small book which flags are open, in words."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from holdfast.book.book import Book
from holdfast.facts.customers import customer_facts
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate, evaluate_some
from holdfast.risk.evidence import evidence
from holdfast.risk.scope.scope import RuleScope, rule_scope
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.schema.fields import SEVERITIES
from holdfast.timeline import ONE_DAY, Period, add_months

AS_OF = date(2025, 6, 30)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def orders_of(customer: str, *days_ago: int, amount: float = 100.0) -> list[dict[str, object]]:
    return [{"customer_id": customer, "order_date": ago(days), "amount": amount} for days in days_ago]


def numbered(*groups: list[dict[str, object]]) -> list[dict[str, object]]:
    """Orders of several customers in one list, each with its own id in the order written."""
    rows = [row for group in groups for row in group]
    return [{"order_id": f"o{number:05}", **row} for number, row in enumerate(rows)]


def stopping(customers: int = 20) -> list[dict[str, object]]:
    """Orders of customers who bought every 30 days for a year, and stopped one after the other."""
    return numbered(*(orders_of(f"c{n:02}", *range(280 * n // customers, 420, 30)) for n in range(customers)))


# A story asks one book several things: its answers are kept until others have come.
kept = lru_cache(maxsize=8)


@kept
def scope_of(book: Book, as_of: date = AS_OF) -> RuleScope:
    """The customers of a book with their facts, by the default thresholds."""
    facts = customer_facts(book, as_of, Period(add_months(as_of + ONE_DAY, -12), as_of + ONE_DAY))
    return rule_scope(book, as_of, facts, default_thresholds())


@kept
def evaluation(book: Book, as_of: date = AS_OF) -> Evaluation:
    """Every flag of a book."""
    scope = scope_of(book, as_of)
    return evaluate(book, as_of, scope.facts, scope.thresholds)


@kept
def evaluation_of(book: Book, flag: str, as_of: date = AS_OF) -> Evaluation:
    """One flag of a book, with all others only where it looks at them."""
    if FLAGS[flag].uses_reps:
        return evaluation(book, as_of)
    return evaluate_some(scope_of(book, as_of), [FLAGS[flag]])


def evaluated(book: Book, as_of: date = AS_OF) -> pl.DataFrame:
    """Facts of every customer with the levels of their flags."""
    return scope_of(book, as_of).facts.hstack(evaluation(book, as_of).levels)


def number_of(book: Book, customer: str = "c1") -> int:
    """The row number of a customer."""
    return book.customers.get_column("customer_id").to_list().index(customer)


def raised(book: Book, flag: str, customer: str = "c1", as_of: date = AS_OF) -> pl.DataFrame:
    """What an open flag saw: one row, or none."""
    seen = evaluation_of(book, flag, as_of).raised.get(flag)
    if seen is None:
        return pl.DataFrame()
    return seen.filter(pl.col("customer") == number_of(book, customer))


def severity(book: Book, flag: str, customer: str = "c1", as_of: date = AS_OF) -> str | None:
    """`none`, `watch` …, or None where the flag is not evaluated."""
    levels = evaluation_of(book, flag, as_of).levels
    level = levels.get_column(f"flag_{flag}")[number_of(book, customer)]
    return None if level is None else SEVERITIES[level]


def since(book: Book, flag: str, customer: str = "c1") -> date | None:
    seen = raised(book, flag, customer)
    day = None if seen.is_empty() else seen.item(0, "since")
    assert day is None or isinstance(day, date)
    return day


def sentence(book: Book, flag: str, customer: str = "c1") -> str | None:
    seen = raised(book, flag, customer)
    text = None if seen.is_empty() else evidence(FLAGS[flag], seen, "EUR").item()
    assert text is None or isinstance(text, str)
    return text


def behind(book: Book, flag: str, customer: str = "c1", as_of: date = AS_OF) -> pl.DataFrame:
    """The rows of a customer that raised a flag."""
    scope, declared = scope_of(book, as_of), FLAGS[flag]
    return declared.behind(scope, scope.thresholds.of(declared), number_of(book, customer))
