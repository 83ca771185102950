"""A file cut at a day shows what the whole file shows of that day, whatever is mapped from it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from tests.examples import some_by_day

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.schema.fields import FIELDS

AS_OF: Final = date(2024, 9, 17)
"""Inside a month; a third of the customers come later."""

BOOK: Final = '[book]\nname = "Lines"\ncurrency = "EUR"\nactive_window = "2m"\n'
LINES: Final = """[tables.orders]
files = ["sales.csv"]
grain = "line"
columns = { order_id = "Invoice", customer_id = "Client", order_date = "Day", product = "Item" }
derive = { amount = "Qty * Price" }
where = "Qty > 0"
"""
ROWS: Final = """[tables.orders]
files = ["sales.csv"]
columns = { customer_id = "Client", order_date = "Day" }
derive = { amount = "Qty * Price" }
"""
CUSTOMERS: Final = """[tables.customers]
files = ["sales.csv"]
columns = { customer_id = "Client", country = "Country", segment = "Kind" }
one_per_key = "last"
"""
LISTED: Final = CUSTOMERS.replace("sales.csv", "clients.csv")

MAPPINGS: Final = {
    "order lines": BOOK + LINES,
    "order lines, and customers from the same file": BOOK + CUSTOMERS + LINES,
    "orders, and customers from the same file": BOOK + ROWS + CUSTOMERS,
    "order lines, and customers from a list without dates": BOOK + LINES + LISTED,
}
HEADER: Final = ("Invoice", "Client", "Day", "Item", "Qty", "Price", "Country", "Kind")


def sales(seed: int = 4) -> list[tuple[Any, ...]]:
    """Lines of orders over two years; some clients begin late, some with a return, some only return."""
    dice = Random(seed)
    lines: list[tuple[Any, ...]] = []
    for client in range(45):
        day = date(2023, 1, 2) + timedelta(days=dice.randrange(680))
        country, kind = dice.choice(("FR", "IT")), dice.choice(("shop", "office"))
        for order in range(dice.randrange(1, 9)):
            returned = client % 9 == 0 or (client % 9 == 1 and order == 0)
            for item in range(dice.randrange(1, 4)):
                quantity = -2 if returned else dice.randrange(1, 9)
                row = (
                    f"{client:02}-{order}",
                    f"c{client:02}",
                    day,
                    f"item {item}",
                    quantity,
                    dice.randrange(5, 90),
                )
                lines.append((*row, country, kind))
            day += timedelta(days=dice.randrange(1, 80))
    return sorted(lines, key=lambda line: line[2])


def opened(folder: Path, lines: list[tuple[Any, ...]], mapping: str | None) -> Engine:
    folder.mkdir()
    write(folder / "sales.csv", HEADER, lines)
    if mapping is not None:
        (folder / "holdfast.toml").write_text(mapping)
        if "clients.csv" in mapping:
            everybody = {line[1]: line for line in sales()}
            write(folder / "clients.csv", HEADER, list(everybody.values()))
    return Engine(open_book([folder], use_cache=False))


def write(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.mark.thorough
@pytest.mark.parametrize("mapping", some_by_day(MAPPINGS.values()), ids=MAPPINGS)
def test_lines_dated_later_change_no_answer(tmp_path: Path, mapping: str) -> None:
    lines = sales()
    full = opened(tmp_path / "full", lines, mapping)
    cut = opened(tmp_path / "cut", [line for line in lines if line[2] <= AS_OF], mapping)
    query = Query(AS_OF, "2024Q3", where="-segment:shop or country:FR")
    expected, found = answers(cut, query), answers(full, query)
    assert [name for name in expected if found[name] != expected[name]] == []


WITHOUT_PAST: Final = tuple(name for name in FIELDS if name not in ("loss_rate", "priority"))
"""All but what rests on years of flags, which takes seconds for every book."""


def answers(engine: Engine, query: Query) -> dict[str, Any]:
    """What the views of the command line show, as plain values."""
    figures = {
        f"metrics by {by}": engine.metrics(replace(query, by=by)) for by in (None, "segment", "country")
    }
    tables = (
        engine.customers(replace(query, columns=WITHOUT_PAST)),
        engine.flags(query),
        engine.reps(query),
        *(engine.cohorts(query, kind=kind) for kind in ("exact", "on_or_after")),
        *(engine.movements(query, by=by) for by in ("month", "quarter", "year")),
        *(engine.survival(query, of) for of in ("customers", "second")),
        engine.losses(query),
    )
    shown = {f"{place} {table.view}": table.frame.rows() for place, table in enumerate(tables)}
    return {**figures, **shown, "moment": engine.moment(query), "summary": engine.desk(query).flags}


@pytest.mark.nightly  # another book for what order lines show by day
def test_orders_alone(tmp_path: Path) -> None:
    lines = [(line[1], line[2], line[4] * line[5]) for line in sales()]
    engines = []
    for name, rows in (("full", lines), ("cut", [line for line in lines if line[1] <= AS_OF])):
        folder = tmp_path / name
        folder.mkdir()
        write(folder / "sales.csv", ("Customer", "Date", "Total"), rows)
        (folder / "holdfast.toml").write_text(BOOK)
        engines.append(Engine(open_book([folder], use_cache=False)))
    full, cut = (answers(engine, Query(AS_OF)) for engine in engines)
    assert [name for name in cut if full[name] != cut[name]] == []


def test_a_customer_drawn_from_a_file_of_orders_is_there_from_its_first_line_on(tmp_path: Path) -> None:
    """Also one whose only lines are returns, which are no orders of this book."""
    mapping = MAPPINGS["order lines, and customers from the same file"]
    row = ("i1", "returns", date(2024, 5, 5), "item", -1, 10, "FR", "shop")
    later = ("i2", "buys", date(2024, 5, 7), "item", 1, 10, "FR", "shop")
    engine = opened(tmp_path / "book", [row, later], mapping)
    seen = [engine.moment(Query(date(2024, 5, day))).total for day in (4, 5, 6, 7)]
    assert seen == [0, 1, 1, 2]


def test_a_list_of_customers_without_dates_is_always_there(tmp_path: Path) -> None:
    engine = opened(
        tmp_path / "book", sales(), MAPPINGS["order lines, and customers from a list without dates"]
    )
    assert engine.moment(Query(date(2023, 1, 3))).total == 45


def test_a_rep_drawn_from_a_file_of_orders_is_there_from_its_first_line_on(tmp_path: Path) -> None:
    reps = '[tables.reps]\nfiles = ["sales.csv"]\ncolumns = { rep_id = "Country" }\none_per_key = "first"\n'
    rows = [
        ("i1", "c1", date(2024, 5, 5), "item", 1, 10, "Petra", "shop"),
        ("i2", "c1", date(2024, 5, 7), "item", 1, 10, "Luc", "shop"),
    ]
    engine = opened(tmp_path / "book", rows, BOOK + LINES + reps)
    seen = [engine.reps(Query(date(2024, 5, day))).frame["rep_id"].to_list() for day in (6, 7)]
    assert seen == [["Petra"], ["Luc", "Petra"]]
