"""Which columns of one file feed which canonical columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.intake.config import targets
from holdfast.intake.finish.intervals import END_COLUMNS
from holdfast.intake.parse.derive import columns_of
from holdfast.intake.read.faults import LackingColumnsError
from holdfast.intake.recognise.synonyms import columns_for, plain
from holdfast.intake.wording import listing, suggestion
from holdfast.schema.receipt import Lacking
from holdfast.schema.tables import TABLES, Column

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from holdfast.intake.config import TableMapping

NUMBERED: Final = (
    "orders.order_id",
    "invoices.invoice_id",
    "subscriptions.subscription_id",
    "tickets.ticket_id",
    "opportunities.opportunity_id",
    "contacts.contact_id",
)
"""Ids that a row can do without, because nothing outside the export refers to them: rows are numbered."""


_LAST_DAY: Final = ("lastday", "lastdate", "letztertag", "dernierjour", "ultimogiorno")


@dataclass(frozen=True)
class Wiring:
    """What of one file goes where.

    `columns` maps canonical names to the file's own, `derived` to SQL. `numbered` is an id made of row
    numbers. `last_day`: the header says that ends are the last day inside. `left_out`: columns that the
    mapping calls not used; nothing looks into them, as it may into those that are `unused`.
    """

    targets: tuple[Column, ...]
    columns: Mapping[str, str]
    derived: Mapping[str, str]
    unused: tuple[str, ...]
    numbered: str | None = None
    last_day: bool = False
    name_is_id: bool = False
    left_out: tuple[str, ...] = ()


def wire(mapping: TableMapping, headers: tuple[str, ...], file: str) -> Wiring:
    """Connect a file's columns to the table.

    Raises LackingColumnsError for required columns that are missing, UsageError for those that are misspelt.
    """
    table = TABLES[mapping.table]
    known = targets(mapping.table, mapping.grain)
    if mapping.columns is None:
        columns = columns_for(mapping.table, [one for one in headers if one not in mapping.not_used])
        columns = {name: header for name, header in columns.items() if name in known}
    else:
        columns = dict(mapping.columns)
        for name, header in columns.items():
            if header not in headers and name not in mapping.derive:
                raise UsageError(
                    f"{mapping.key} columns.{name}: {file} has no column '{header}'"
                    f"{suggestion(header, headers)} (it has: {listing(headers)})"
                )
    columns = {
        name: header
        for name, header in columns.items()
        if name not in mapping.derive and header not in mapping.not_used
    }
    given = {*columns, *mapping.derive}
    missing = [name for name in table.required if name not in given]
    numbered = next((name for name in missing if f"{mapping.table}.{name}" in NUMBERED), None)
    if numbered and mapping.grain != "line":
        missing.remove(numbered)
    if "mrr" in missing and "amount" in given:
        missing.remove("mrr")
    if "amount" in missing and mapping.amount_from:
        missing.remove("amount")
    if missing:
        raise LackingColumnsError(
            f"{mapping.key}: {file} has no column for {listing(missing)}; "
            f"name it under columns (the file has: {listing(headers)})",
            Lacking(mapping.table, file, tuple(missing), headers, tuple(columns.items())),
        )
    names = [*known, *(name for name in given if name not in known)]
    used = {*columns.values(), *(name for sql in mapping.derive.values() for name in columns_of(sql))}
    stated = mapping.columns is not None and not mapping.recognised
    return Wiring(
        targets=tuple(_target(known, name) for name in names if name in given),
        columns=columns,
        derived=dict(mapping.derive),
        unused=tuple(header for header in headers if header not in {*used, *mapping.not_used}),
        numbered=numbered,
        last_day=not stated and plain(columns.get(_end_column(mapping.table), "")) in _LAST_DAY,
        name_is_id=not stated
        and mapping.table == "customers"
        and columns.get("customer_id") == columns.get("name"),
        left_out=tuple(header for header in headers if header in mapping.not_used and header not in used),
    )


def _end_column(table: str) -> str:
    return END_COLUMNS.get(table, ("", ""))[1]


def _target(known: Mapping[str, Column], name: str) -> Column:
    return known.get(name) or Column(name, "text")


def next_header(
    wiring: Wiring, table: str, column: str, headers: Sequence[str], refused: Collection[str]
) -> str | None:
    """The best header left for `column`: neither in use nor refused."""
    taken = {header for name, header in wiring.columns.items() if name != column}
    left = [header for header in headers if header not in taken and header not in refused]
    return columns_for(table, left).get(column)


def rewired(wiring: Wiring, column: str, header: str | None) -> Wiring:
    """The same wiring with `column` read from `header`, or without it."""
    columns = {name: own for name, own in wiring.columns.items() if name != column}
    freed = wiring.columns.get(column)
    unused = (*wiring.unused, *([freed] if freed else []))
    derived = {name: sql for name, sql in wiring.derived.items() if name != column}
    if header is None:
        targets = tuple(one for one in wiring.targets if one.name != column)
        return replace(wiring, targets=targets, columns=columns, derived=derived, unused=unused)
    columns[column] = header
    return replace(
        wiring, columns=columns, derived=derived, unused=tuple(one for one in unused if one != header)
    )
