"""The order of rows in the files, and the pieces in which polars holds them, change no figure."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import polars as pl
import pytest
from tests.core.books import Row, make_book, make_table
from tests.core.figures_of import FiguresOf
from tests.core.risk.risky_world import AS_OF, RiskyWorld, thresholds
from tests.examples import some_by_day

from holdfast.book.assemble import assemble
from holdfast.engine import Engine, open_book
from holdfast.export.results import metrics_document, table_document, to_json
from holdfast.query import Query
from holdfast.schema.exports import Intake
from holdfast.schema.fields import FIELDS
from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings

SEED = 3
DIGITS = (0.1, 0.2, 0.3, 0.7, 1 / 3)
"""What no binary number holds: added up in another order, sums of these differ in their last digit."""


def rows_of_a_world(seed: int) -> dict[str, list[Row]]:
    """A book with every table, uneven use and several orders of a customer on one day."""
    world, dice = RiskyWorld(seed), Random(seed)
    tables: dict[str, list[Row]] = {name: list(rows) for name, rows in world.tables.items()}
    tables["usage"] = [
        {**row, "value": row["value"] + dice.choice(DIGITS) * dice.random()} for row in tables["usage"]
    ]
    tables["contracts"] = [{**row, "allowance_pct": dice.choice(DIGITS)} for row in tables["contracts"]]
    tables["orders"] += [
        {**row, "order_id": f"again-{row['order_id']}", "amount": row["amount"] + dice.randrange(1, 90)}
        for row in tables["orders"]
        if dice.random() < 0.3
    ]
    return tables


def engine_of(tables: Mapping[str, list[Row]], pieces: int = 1) -> Engine:
    made = {name: in_pieces(make_table(name, rows), pieces) for name, rows in tables.items()}
    settings = BookSettings(name="Rows", currency="EUR")
    return Engine(assemble(Intake(settings, made, Receipt(), fingerprint="rows")), thresholds())


def in_pieces(frame: pl.DataFrame, pieces: int) -> pl.DataFrame:
    size = max(1, -(-frame.height // pieces))
    parts = [frame.slice(start, size) for start in range(0, frame.height, size)]
    return pl.concat(parts, rechunk=False) if parts else frame


def answers(engine: Engine) -> dict[str, str]:
    """What `show metrics`, `customers`, `reps` and `departures` and `plan` print, as JSON."""
    query = Query(AS_OF)
    moment = engine.moment(query)
    found = {
        f"metrics by {by}": to_json(metrics_document(moment, engine.metrics(replace(query, by=by)), bool(by)))
        for by in (None, "segment", "rep")
    }
    everything = replace(query, columns=tuple(FIELDS))
    found["customers"] = to_json(table_document(engine.customers(everything)))
    found["reps"] = to_json(table_document(engine.reps(query)))
    found["departures"] = to_json(table_document(engine.departures(query)))
    found["fire drill"] = to_json(table_document(engine.fire_drill(query)))
    for drill in engine.fire_drills(query).drills[:2]:
        found[f"plan of {drill.rep_id}"] = to_json(table_document(engine.plan(query, drill.rep_id)))
    found["thanks"] = str(engine.thanks(query).rows)
    return found


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    return rows_of_a_world(SEED)


@pytest.fixture(scope="module")
def as_written(tables: dict[str, list[Row]]) -> dict[str, str]:
    return answers(engine_of(tables))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(range(3), at=1))
def test_shuffled_rows_give_the_same_bytes(
    tables: dict[str, list[Row]], as_written: dict[str, str], seed: int
) -> None:
    dice = Random(seed)
    shuffled = {name: dice.sample(rows, len(rows)) for name, rows in tables.items()}
    assert answers(engine_of(shuffled, pieces=1 + 3 * seed)) == as_written


TIED = ("2025-01-01", "2025-01-01", "2025-03-01")


def repeat_revenue(rows: list[Row]) -> float | None:
    return FiguresOf(Engine(make_book(orders=rows)), Query(AS_OF))["repeat.revenue_share"].numerator


def test_of_orders_on_one_day_the_lower_number_came_first() -> None:
    rows: list[Row] = [
        {"order_id": number, "customer_id": "c", "order_date": day, "amount": amount}
        for number, day, amount in zip(("A10", "A9", "A11"), TIED, (100, 7, 20), strict=True)
    ]
    assert repeat_revenue(rows) == repeat_revenue(rows[::-1]) == 120


def test_orders_without_a_number_on_one_day_count_from_the_smallest(tmp_path: Path) -> None:
    lines = [("c", day, amount) for day, amount in zip(TIED, (100, 7, 20), strict=True)]
    found = []
    for number, order in enumerate((lines, lines[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with (folder / "orders.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("Customer", "Date", "Total"), *order])
        engine = Engine(open_book([folder], use_cache=False))
        found.append(FiguresOf(engine, Query(AS_OF))["repeat.revenue_share"].numerator)
    assert found == [120, 120]
