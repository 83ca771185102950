"""A book that came out empty or thin: what is missing, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.config import CONFIG_NAME
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import CUSTOMER_SOURCES, NAMING_CUSTOMERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfast.schema.receipt import FileReceipt, UnusedFile

_AMOUNTS: Final = {"orders": "amount", "invoices": "amount", "subscriptions": "mrr", "mrr_events": "mrr"}


def thin_spots(
    tables: Mapping[str, pl.DataFrame],
    files: Sequence[FileReceipt],
    unused: Sequence[UnusedFile],
    said: Sequence[Finding],
) -> list[Finding]:
    """Problems of a book as a whole: nobody in it, nothing bought, amounts of zero, rows of nobody.

    `said`: what is known already; a file of orders that cannot be read is reason enough that there are none.
    """
    explained = any(one.severity == "problem" and one.table in CUSTOMER_SOURCES for one in said)
    return [
        *_nobody(tables),
        *([] if explained else _nothing_bought(tables, unused)),
        *_no_amounts(tables),
        *_of_nobody(tables),
        *_no_rows(files),
    ]


def _nobody(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    naming = [tables[name]["customer_id"] for name in ("customers", *NAMING_CUSTOMERS) if _has(tables, name)]
    if not any(ids.null_count() < ids.len() for ids in naming):
        yield Finding(
            "problem",
            "customers",
            "nobody in these files is a customer: add a list of customers, orders, subscriptions or deals",
        )


def _has(tables: Mapping[str, pl.DataFrame], name: str) -> bool:
    return name in tables and "customer_id" in tables[name].columns


def _nothing_bought(tables: Mapping[str, pl.DataFrame], unused: Sequence[UnusedFile]) -> Iterator[Finding]:
    if any(name in tables for name in CUSTOMER_SOURCES) or "customers" not in tables:
        return
    left = f"; not used: {listing(one.file for one in unused)}" if unused else ""
    yield Finding(
        "problem",
        "orders",
        "nobody in this book has ever bought anything: add orders, subscriptions, invoices or deals, or name "
        f"the file that has them in {CONFIG_NAME}{left}",
    )


def _no_amounts(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    for name, column in _AMOUNTS.items():
        if name in tables and tables[name].height and not (tables[name][column] != 0).any():
            yield Finding(
                "problem",
                name,
                f"every {column} of {name} is 0: name the right column under columns in {CONFIG_NAME}",
            )


def _of_nobody(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    for name in NAMING_CUSTOMERS:
        if name == "surveys" or not _has(tables, name):
            continue
        empty = tables[name]["customer_id"].null_count()
        if 2 * empty > tables[name].height:
            yield Finding(
                "problem",
                name,
                f"{count(empty, 'row')} of {tables[name].height:,} of {name} name no customer: "
                f"name the column that does under columns in {CONFIG_NAME}",
            )


def _no_rows(files: Sequence[FileReceipt]) -> Iterator[Finding]:
    for file in files:
        if file.rows_read and file.quarantined and not file.used:
            yield Finding(
                "problem",
                file.table,
                f"no row of {file.file} can be used for {file.table}: see the quarantine",
            )
