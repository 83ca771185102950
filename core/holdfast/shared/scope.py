"""A book of some of its customers: nobody else's rows are left in it, nor what is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import Activity
from holdfast.schema.tables import TABLES
from holdfast.shared.silent import receipt_of_some, settings_of_some

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.book.book import Book

_NAMING_OTHERS: Final = ("parent_id", "referred_by")
"""Columns of customers that name another one: empty where that one is not among those who stay."""

_OF_NOBODY: Final = ("fx",)
"""Tables whose rows are about neither customers nor reps."""

_ALWAYS_OF_REPS: Final = ("rep_id", "name")


def of_some(book: Book, kept: pl.Series, where: str, as_of: date) -> Book:
    """The book of the customers for whom `kept` is true, Boolean by number; `where` says who they are.

    What was worked out of the rows of one customer stays as it is. Rows about nobody are gone too. Of reps
    those stay who are named by a row that stays, by their names; with all the book knows of them only those
    who hold one of the customers on `as_of`.
    """
    numbers = _numbers(kept)
    customers = _without_others(_of_customers(book.customers, numbers))
    linked = {
        name: _of_customers(frame, numbers)
        for name, frame in book.tables.items()
        if "customer" in frame.columns
    }
    holders, named = _holders(customers, linked, as_of), _named(customers, linked)
    tables = {
        name: linked[name] if name in linked else _unlinked(name, frame, linked, holders, named)
        for name, frame in book.tables.items()
    }
    described = book.described
    if described is not None:
        described = _without_others(_of_customers(described, numbers), customers)
    orders = _rows_kept(book.tables.get("orders"), numbers)
    some = replace(
        book,
        settings=settings_of_some(book.settings, where, book.span[1]),
        customers=customers,
        tables=tables,
        purchases=_of_orders(_of_customers(book.purchases, numbers), orders),
        sales=_of_orders(_of_customers(book.sales, numbers), orders),
        activity=Activity(
            changes=_of_customers(book.activity.changes, numbers),
            months=_of_customers(book.activity.months, numbers),
            gaps=_of_customers(book.activity.gaps, numbers),
        ),
        receipt=receipt_of_some(book.receipt, where, {"customers": customers, **tables}),
        described=described,
    )
    return _with_own_columns(some)


def _numbers(kept: pl.Series) -> pl.Series:
    """The new number by the old one, UInt32; null for rows that go."""
    is_kept = kept.fill_null(value=False)
    counted = is_kept.cast(pl.UInt32).cum_sum().cast(pl.Int64) - 1
    return pl.select(pl.when(is_kept).then(counted).cast(pl.UInt32)).to_series()


def _of_customers(frame: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """The rows of customers who stay, under their new numbers."""
    renumbered = numbers.gather(frame.get_column("customer")).alias("customer")
    return frame.with_columns(renumbered).filter(pl.col("customer").is_not_null())


def _rows_kept(orders: pl.DataFrame | None, numbers: pl.Series) -> pl.Series:
    """The new row of every order by the old one; null for those that go."""
    if orders is None:
        return pl.Series([], dtype=pl.UInt32)
    return _numbers(numbers.gather(orders.get_column("customer")).is_not_null())


def _of_orders(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    return frame.with_columns(rows.gather(frame.get_column("order")).alias("order"))


def _without_others(frame: pl.DataFrame, customers: pl.DataFrame | None = None) -> pl.DataFrame:
    """Without the ids of customers who are not in the book."""
    ids = (frame if customers is None else customers).get_column("customer_id").implode()
    naming = [pl.col(name) for name in _NAMING_OTHERS if name in frame.columns]
    return frame.with_columns(pl.when(column.is_in(ids)).then(column) for column in naming)


def _unlinked(
    name: str, frame: pl.DataFrame, linked: Mapping[str, pl.DataFrame], holders: pl.Series, named: pl.Series
) -> pl.DataFrame:
    """What stays of a table that names no customer."""
    if name in _OF_NOBODY:
        return frame
    if name == "reps":
        return _of_reps(frame, holders, named)
    if "rep_id" in frame.columns:
        return frame.filter(pl.col("rep_id").is_in(holders.implode()))
    for of, rows in linked.items():
        if (key := TABLES[of].key) is not None and key in frame.columns:
            return frame.filter(pl.col(key).is_in(rows.get_column(key).implode()))
    return frame.clear()


def _of_reps(reps: pl.DataFrame, holders: pl.Series, named: pl.Series) -> pl.DataFrame:
    holds = pl.col("rep_id").is_in(holders.implode())
    manager = [pl.col("manager_id").is_in(named.implode())] if "manager_id" in reps.columns else []
    return (
        reps.filter(pl.col("rep_id").is_in(named.implode()))
        .with_columns(pl.when(is_named).then("manager_id") for is_named in manager)
        .with_columns(
            pl.when(holds).then(name).alias(name) for name in reps.columns if name not in _ALWAYS_OF_REPS
        )
    )


def _holders(customers: pl.DataFrame, linked: Mapping[str, pl.DataFrame], as_of: date) -> pl.Series:
    """The ids of reps who hold one of these customers on a day."""
    holds = [customers.get_column("owner_rep_id")]
    if "assignments" in linked:
        running = pl.col("end").is_null() | (pl.col("end") > as_of)
        holds.append(linked["assignments"].filter(running).get_column("rep_id"))
    return _ids(holds)


def _named(customers: pl.DataFrame, linked: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The ids of reps whom a row names."""
    naming = (frame.get_column("rep_id") for frame in linked.values() if "rep_id" in frame.columns)
    return _ids([customers.get_column("owner_rep_id"), *naming])


def _ids(columns: list[pl.Series]) -> pl.Series:
    return pl.concat([column.cast(pl.String).alias("id") for column in columns]).drop_nulls().unique()


def _with_own_columns(book: Book) -> Book:
    """The book without own columns that say nothing of anybody in it: their headers may speak of others."""
    frames = {"customers": book.customers, **book.tables}
    own = dict(book.own)
    for table, fields in book.own.items():
        if (frame := frames.get(table)) is None:
            continue
        gone = {field.name for field in fields if _is_empty(frame, field.name)}
        own[table] = tuple(field for field in fields if field.name not in gone)
        frames[table] = frame.drop(gone, strict=False)
    known = {word for fields in own.values() for field in fields for word in (field.name, *field.aliases)}
    customers, described = frames.pop("customers"), book.described
    if described is not None:
        described = described.drop(set(book.customers.columns) - set(customers.columns), strict=False)
    return replace(
        book,
        settings=replace(
            book.settings, own=tuple((word, told) for word, told in book.settings.own if word in known)
        ),
        customers=customers,
        tables=frames,
        described=described,
        own=own,
    )


def _is_empty(frame: pl.DataFrame, name: str) -> bool:
    return name in frame.columns and frame.get_column(name).null_count() == frame.height
