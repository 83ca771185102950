"""Whatever engine takes the steps, the rows are the same, one for one and in their order."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import cache
from typing import Final

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from tests.core.books import Row, make_table
from tests.core.random_books import Sketch, sketches
from tests.engines.conftest import need
from tests.engines.typed import SAMPLE

from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.engines import workplace
from holdfast.engines.run import steps_in, steps_on
from holdfast.engines.workplace import Workplace
from holdfast.intake import read_book
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

Open = Callable[[], AbstractContextManager[Workplace]]
QUICK: Final = {"lazy polars": workplace.lazy_polars, "duckdb": workplace.duckdb}
FIRST: Final = date(2022, 1, 1)


def same(found: Book, expected: Book) -> None:
    one, two = found.activity, expected.activity
    for name, frame, wanted in (
        ("sales", found.sales, expected.sales),
        ("purchases", found.purchases, expected.purchases),
        ("changes", one.changes, two.changes),
        ("months", one.months, two.months),
        ("gaps", one.gaps, two.gaps),
    ):
        assert frame.schema == wanted.schema, name
        assert frame.equals(wanted), name


@cache
def sample() -> Intake:
    return read_book([SAMPLE])


def large(settings: BookSettings, seed: int, *, levels: bool = False, numbered: bool = False) -> Intake:
    """Three hundred customers who buy, return, subscribe, change levels and leave, many on the same days."""
    draw = random.Random(seed)
    ids = [f"{draw.choice('aBé日')}{number:03}" for number in range(300)]

    def day() -> date:
        return FIRST + timedelta(days=draw.randrange(900))

    orders: list[Row] = [
        {
            "order_id": f"{draw.choice(('', 'A', 'é'))}{number}",
            "customer_id": draw.choice(ids),
            "order_date": FIRST + timedelta(days=int(draw.random() ** 2 * 900)),
            "amount": draw.choice((5, 12.34, 99.9999, 250, 0, -3.33)),
            "status": draw.choice(("completed", "cancelled", None)),
        }
        for number in range(3_000)
    ]
    service: list[Row] = []
    for number in range(400):
        start = day()
        row: Row = {"customer_id": draw.choice(ids), "mrr": draw.choice((0, 5, 10.5, 200))}
        if levels:
            service.append({**row, "effective_date": start})
        else:
            end = draw.choice((None, start + timedelta(days=draw.randrange(-3, 400))))
            asked = None if end is None else end - timedelta(days=draw.randrange(40))
            trial = draw.choice((None, start + timedelta(days=14)))
            service.append(
                {**row, "subscription_id": f"s{number}", "start": start, "end": end}
                | {"cancel_requested": asked, "trial_end": trial}
            )
    name = "mrr_events" if levels else "subscriptions"
    tables = {"orders": make_table("orders", orders), name: make_table(name, service)}
    marks = frozenset({"orders"}) if numbered else frozenset[str]()
    return Intake(settings, tables, Receipt(), fingerprint="large", numbered=marks)


@cache
def books() -> dict[str, Intake]:
    """Books that between them reach every setting on which the steps depend."""
    year, weeks = Duration(months=12), Duration(days=45)
    usual = BookSettings("Usual", currency="EUR", active_window=year)
    return {
        "sample": sample(),
        "window in days": large(BookSettings("A", currency="EUR", active_window=weeks), 1),
        "levels, merged days, late returns are new": large(
            BookSettings(
                "B",
                currency="EUR",
                active_window=Duration(months=1),
                merge_same_day_orders=True,
                reactivation_window=Duration(days=40),
            ),
            2,
            levels=True,
        ),
        "trials count, churn when asked, orders without ids": large(
            BookSettings(
                "C", currency="EUR", active_window=year, include_trials=True, churn_date="cancel_requested"
            ),
            3,
            numbered=True,
        ),
        "orders alone": Intake(
            usual, {"orders": large(usual, 4).tables["orders"]}, Receipt(), fingerprint="orders"
        ),
        "no orders": Intake(
            usual, {"subscriptions": large(usual, 5).tables["subscriptions"]}, Receipt(), fingerprint="none"
        ),
    }


@pytest.mark.parametrize("book", books())
@pytest.mark.parametrize("engine", QUICK)
def test_engines_on_this_machine_give_the_same_rows(engine: str, book: str) -> None:
    need("duckdb")
    intake = books()[book]
    same(assemble(intake, steps_in(QUICK[engine])), assemble(intake))


@pytest.mark.usefixtures("spark_session")
@pytest.mark.parametrize("book", ["sample", "levels, merged days, late returns are new", "no orders"])
def test_spark_gives_the_same_rows(book: str) -> None:
    intake = books()[book]
    same(assemble(intake, steps_on("spark")), assemble(intake))


@examples(max_examples=25, deadline=None)
@given(sketches())
def test_engines_give_the_same_rows_of_random_books(sketch: Sketch) -> None:
    need("duckdb")
    intake = Intake(
        sketch.settings,
        {name: make_table(name, rows) for name, rows in sketch.tables.items()},
        Receipt(),
        fingerprint="sketch",
    )
    expected = assemble(intake)
    for opened in QUICK.values():
        same(assemble(intake, steps_in(opened)), expected)


def test_the_usual_engine_needs_no_other_one() -> None:
    assert assemble(sample(), steps_on("polars")).sales.equals(assemble(sample()).sales)
    assert isinstance(assemble(sample()).sales, pl.DataFrame)
