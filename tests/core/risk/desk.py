"""Ask a small book which flags are open, in words."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from holdfast.book import Book
from holdfast.facts import customer_facts
from holdfast.fields import SEVERITIES
from holdfast.risk.evidence import evidence
from holdfast.risk.rules import evaluate
from holdfast.risk.thresholds import default_thresholds
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


def evaluated(book: Book, as_of: date = AS_OF) -> pl.DataFrame:
    """Facts of every customer with their flags."""
    facts = customer_facts(book, as_of, Period(add_months(as_of + ONE_DAY, -12), as_of + ONE_DAY))
    return facts.hstack(evaluate(book, as_of, facts, default_thresholds()))


def row_of(book: Book, customer: str = "c1", as_of: date = AS_OF) -> pl.DataFrame:
    return evaluated(book, as_of).filter(pl.col("customer_id") == customer)


def severity(book: Book, flag: str, customer: str = "c1", as_of: date = AS_OF) -> str | None:
    """`none`, `watch` …, or None where the flag is not evaluated."""
    level = row_of(book, customer, as_of).get_column(f"flag_{flag}").item()
    return None if level is None else SEVERITIES[level]


def since(book: Book, flag: str, customer: str = "c1") -> date | None:
    day = row_of(book, customer).get_column(f"since_{flag}").item()
    assert day is None or isinstance(day, date)
    return day


def sentence(book: Book, flag: str, customer: str = "c1") -> str | None:
    text = evidence(flag, row_of(book, customer), "EUR").item()
    assert text is None or isinstance(text, str)
    return text
