"""A book as it would have been exported on an earlier day, and all that the risk engine says of a day."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.schema.fields import FIELDS
from holdfast.schema.tables import CUSTOMER_SOURCES, TABLES, Table
from holdfast.views.risk.changes import compared_day
from holdfast.views.risk.room import OWN_COLUMNS

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]
AnyTables = Mapping[str, Sequence[Mapping[str, Any]]]

UNDECIDED: Final = ("stage", "is_closed", "is_won", "lost_reason", "competitor", "close_date")
"""What an export from before the end of a deal could not say."""


def day_of(value: Any) -> date | None:
    """The day of a cell, typed or as a CSV file has it; None where it is empty."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str) and value:
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None


def written_on(tables: Tables, as_of: date, *, undated: bool = False) -> dict[str, Any]:
    """The rows an export of that day would have had, with what was known of them then.

    What a row says without a day of its own (the status of a ticket that is not solved) is left empty, as
    nobody can tell since when it held; with `undated` the export says of it what the later one says.
    """
    written = {
        name: [then for row in rows if (then := _then(TABLES[name], row, as_of, undated=undated)) is not None]
        for name, rows in tables.items()
        if name != "customers"
    }
    if "customers" in tables:
        written = {"customers": customers_then(tables, as_of), **written}
    if "order_lines" in written and "orders" in written:
        # Lines have no day of their own: they are known with their order.
        known = {row["order_id"] for row in written["orders"]}
        written["order_lines"] = [row for row in written["order_lines"] if row["order_id"] in known]
    return written


def customers_then(tables: AnyTables, as_of: date) -> list[Any]:
    """The customers an export of that day would have listed.

    What they are is a snapshot: a customer is described from its first event on, also where the day it was
    created (moved to a new CRM) lies later; only that day was not known then.
    """
    listed: list[Any] = []
    for row in tables["customers"]:
        created = day_of(row.get("created"))
        if created is None or created <= as_of:
            listed.append(row)
        elif (first := first_event(tables, row["customer_id"])) is not None and first <= as_of:
            listed.append({**row, "created": "" if _is_text(row) else None})
    return listed


def first_event(tables: AnyTables, customer_id: str) -> date | None:
    """The first day on which a table shows the customer, whether the customers table lists it or not."""
    events = ((name, row) for name in CUSTOMER_SOURCES for row in tables.get(name, []))
    days = (
        day_of(row[TABLES[name].known_on or ""]) for name, row in events if row["customer_id"] == customer_id
    )
    return min((day for day in days if day is not None), default=None)


def _then(table: Table, raw: Row, as_of: date, *, undated: bool) -> Row | None:
    known = _first_day(raw, table.known_on, table.else_known_on)
    if known is not None and known > as_of:
        return None
    row = dict(raw)
    empty = "" if _is_text(raw) else None
    for column in {*table.later_known, *(name for told in table.later_known.values() for name in told)}:
        whens = [when for when, told in table.later_known.items() if column in (when, *told)]
        days = [day for when in whens if (day := day_of(raw.get(when))) is not None]
        if column in row and not (any(day <= as_of for day in days) or (undated and not days)):
            row[column] = empty
    closes = day_of(raw.get("close_date")) if table.name == "opportunities" else None
    if closes is not None and closes > as_of and raw.get("is_closed") in (True, "true"):
        row.update({column: empty for column in UNDECIDED if column in row})
    return row


def _first_day(row: Row, *columns: str | None) -> date | None:
    days = (day_of(row.get(column)) for column in columns if column is not None)
    return next((day for day in days if day is not None), None)


def _is_text(row: Mapping[str, Any]) -> bool:
    """Whether the row is as a CSV file has it: text throughout."""
    return all(isinstance(value, str) for value in row.values())


def read_files(folder: Path) -> dict[str, Any]:
    """The rows of every table of a folder of canonical CSV files, as text."""
    found: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def write_files(folder: Path, tables: Tables, like: Tables, settings: str) -> Path:
    """Write tables with the headers of `like`, and the settings, as an export of the folder would be."""
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(like[name][0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "holdfast.toml").write_text(settings, encoding="utf-8")
    return folder


def of_the_flags(engine: Engine, query: Query, flags: Iterable[str] = tuple(FLAGS)) -> dict[str, Any]:
    """All that is said of flags on a day, as plain values by what it is; customers by id, not by number."""
    assert query.as_of is not None
    since = replace(query, since=compared_day(engine.store.answer(query)))
    desk = engine.desk(query)
    listed = engine.flags(query)
    answers: dict[str, Any] = {
        "flags": listed.frame.rows(named=True),
        "notes": listed.notes,
        "changes": engine.flag_changes(query).rows.drop("customer").rows(named=True),
        "totals of changes": engine.flag_changes(query).totals,
        "flags since": engine.flags(since).frame.rows(named=True),
        "summary": desk.flags,
        "risk room": engine.risk_room(query).flags,
        "waves": desk.waves,
        "reps": engine.reps(query).frame.rows(named=True),
        "prompts": [(row.rep_id, row.prompts, row.prompt, row.flags, row.worst) for row in desk.reps.rows],
    }
    for flag_id in flags:
        under = engine.flag_customers(query, flag_id)
        columns = ("customer_id", *OWN_COLUMNS)
        answers[f"customers under {flag_id}"] = (under.about, under.rows.fetch(0, len(under.rows), columns))
    return answers


def of_the_customers(
    engine: Engine, query: Query, columns: tuple[str, ...] = tuple(FIELDS)
) -> dict[str, Any]:
    """Fields of the customers: all of them with health, marks of loyalty, loss rates and priorities."""
    listed = Query(query.as_of, query.period, query.where, columns=columns)
    return {"customers": engine.customers(listed).frame.rows(named=True)}


def of_the_past(engine: Engine, query: Query) -> dict[str, Any]:
    """What the flags came to: the backtest, its notes, the rates, and the past of every fortieth customer."""
    tested = engine.backtest(query)
    ids = engine.customers(replace(query, columns=("customer_id",))).frame.get_column("customer_id").sort()
    numbers = {name: number for number, name in enumerate(engine.book.customers.get_column("customer_id"))}
    return {
        "pasts": {name: engine.customer_past(query, numbers[name]) for name in ids.gather_every(40)},
        "backtest": tested.frame.rows(named=True),
        "notes of the backtest": tested.notes,
        "rates": engine.flag_rates(query),
    }


def same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """Both say the same; where they do not, what differs."""
    assert found.keys() == expected.keys()
    for name, then in expected.items():
        if isinstance(then, list):
            assert [row for row in found[name] if row not in then] == [], f"{name}: only in the full book"
            assert [row for row in then if row not in found[name]] == [], f"{name}: only in the cut book"
        assert found[name] == then, name
