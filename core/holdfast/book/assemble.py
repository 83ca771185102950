"""From tables as read to a book: customers numbered, tables linked, purchases sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER, NEXT_DAY, Activity, build_activity, running_total
from holdfast.book.book import CUSTOMER_DIMENSIONS, Book
from holdfast.book.named import Named, named_in
from holdfast.rows.numbered import placed
from holdfast.rows.packed import sorted_by
from holdfast.schema.dtypes import DTYPES
from holdfast.schema.exports import Intake
from holdfast.schema.meanings import counts, with_meanings
from holdfast.schema.tables import (
    CUSTOMER_SOURCES,
    LISTED,
    MEANS,
    NAMING_CUSTOMERS,
    SEEN,
    STOOD_ON,
    TABLES,
    UNTIL,
    Table,
)
from holdfast.words.folding import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfast.schema.fields import Field
    from holdfast.schema.settings import BookSettings


@dataclass(frozen=True, eq=False)
class Steps:
    """What is worked out of a book's linked tables by sorting and summing them: as `Book` describes it."""

    sales: pl.DataFrame
    purchases: pl.DataFrame
    activity: Activity


TakesSteps: TypeAlias = "Callable[[BookSettings, Mapping[str, pl.DataFrame], bool], Steps]"
"""Settings, the tables with `customer` and MEANS, whether orders have no ids of their own → Steps."""


def in_memory(settings: BookSettings, tables: Mapping[str, pl.DataFrame], numbered: bool) -> Steps:
    """The steps by polars in the memory of this process: the fastest way that one machine has."""
    sales = _sales(tables.get("orders"), numbered=numbered)
    purchases = _purchases(sales, merge_same_day=settings.merge_same_day_orders)
    return Steps(sales, purchases, build_activity(settings, tables, purchases, sales))


def assemble(intake: Intake, take_steps: TakesSteps = in_memory) -> Book:
    """Number the customers, link every table to them, and sort the purchases.

    `take_steps`: by what engine the last of it is done; all of them come to the same rows.
    """
    complete = {
        name: with_meanings(name, _all_columns(TABLES[name], frame)) for name, frame in intake.tables.items()
    }
    listed = complete.get("customers")
    if listed is None:
        listed = _all_columns(TABLES["customers"], pl.DataFrame(schema={"customer_id": pl.String}))
    named = named_in(complete, listed.get_column("customer_id"), intake.listed)
    linked = {name: _linked(name, frame, named) for name, frame in complete.items() if name != "customers"}
    steps = take_steps(intake.settings, linked, "orders" in intake.numbered)
    sources = CUSTOMER_SOURCES if "customers" in complete else NAMING_CUSTOMERS
    first_seen = _first_seen(linked, steps.sales, sources)
    customers = _customers(listed, named, first_seen, intake.own.get("customers", ()))
    assumed = "assignments" not in linked and bool(customers.get_column("owner_rep_id").count())
    if assumed:
        linked["assignments"] = _assumed_assignments(customers)
    if "orders" in linked:
        linked["orders"] = linked["orders"].drop(MEANS)
    return Book(
        settings=intake.settings,
        customers=customers,
        tables=linked,
        purchases=steps.purchases,
        sales=steps.sales,
        activity=steps.activity,
        receipt=intake.receipt,
        fingerprint=intake.fingerprint,
        assumed_assignments=assumed,
        described=None if intake.described is None else _described(intake.described, customers),
        own=intake.own,
    )


def _described(described: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """How customers stood in dated lists, by number, in the types that `customers` has."""
    names = [name for name in described.columns if name in customers.columns and name != "customer_id"]
    numbered = described.join(customers.select("customer_id", "customer"), on="customer_id")
    return numbered.sort("customer", UNTIL).select(
        "customer", UNTIL, STOOD_ON, *(pl.col(name).cast(customers.schema[name]) for name in names)
    )


def _all_columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(None, dtype=DTYPES[column.type]).alias(column.name)
        for column in table.columns
        if column.name not in frame.columns
    ]
    return frame.with_columns(missing)


def _customers(
    listed: pl.DataFrame, named: Named, first_seen: pl.DataFrame, own: Sequence[Field]
) -> pl.DataFrame:
    """Everybody by number; `first_seen`: as `_first_seen` has it."""
    lacking = [name for name in (SEEN, LISTED) if name not in listed.columns]
    listed = listed.with_columns(pl.lit(None, dtype=pl.Date).alias(name) for name in lacking)
    everyone = listed.with_columns(pl.lit(value=True).alias("is_listed"))
    if named.others.len():
        others = named.others.alias("customer_id").to_frame()
        everyone = pl.concat([everyone, others], how="diagonal")
    if named.order is not None:
        everyone = everyone[named.order]
    seen = placed(first_seen["customer"], first_seen["first_seen"], everyone.height)
    # The day of its creation is told by the list: before that of a later one nobody could have read it.
    listed_from = pl.max_horizontal("created", LISTED)
    earliest = pl.min_horizontal(listed_from, SEEN, seen)
    few = [field.name for field in own if field.kind == "dimension"]
    always = pl.col("is_listed").is_not_null() & listed_from.is_null() & pl.col(SEEN).is_null()
    described = everyone.with_columns(
        pl.when(~always).then(earliest).alias("known_from"),
        pl.coalesce("name", "customer_id").alias("name"),
    )
    return (
        described.with_columns(
            folded(described.get_column("name")).alias("name_folded"),
            pl.col(*CUSTOMER_DIMENSIONS, *few).cast(pl.Categorical),
        )
        .drop("is_listed", SEEN, LISTED)
        .with_row_index("customer")
    )


def _first_seen(
    linked: Mapping[str, pl.DataFrame], sales: pl.DataFrame, sources: Sequence[str]
) -> pl.DataFrame:
    """`customer` and `first_seen`, the day on which any of these tables first names it, if one does."""
    days = [pl.DataFrame(schema={"customer": pl.UInt32, "first_seen": pl.Date})]
    for name in sources:
        day = TABLES[name].known_on
        if name not in linked or not day:
            continue
        rows = linked[name].select("customer", pl.col(day).cast(pl.Date).alias("first_seen"))
        if name == "orders" and sales.height == rows.get_column("customer").count():
            # They all count, and stand by customer and day.
            first = sales.filter(FIRST_OF_CUSTOMER)
            rows = first.select("customer", pl.col("day").alias("first_seen"))
        days.append(rows)
    first_of_all = pl.concat(days).lazy().group_by("customer").agg(pl.col("first_seen").min())
    return first_of_all.filter(pl.col("customer").is_not_null()).collect()


def _linked(name: str, frame: pl.DataFrame, named: Named) -> pl.DataFrame:
    return frame.with_columns(named.numbers_in(name).alias("customer")) if name in named.rows else frame


def _assumed_assignments(customers: pl.DataFrame) -> pl.DataFrame:
    """One open assignment per owned customer since it is known; a null start means it has always been so."""
    return customers.filter(pl.col("owner_rep_id").is_not_null()).select(
        "customer_id",
        pl.col("owner_rep_id").alias("rep_id"),
        pl.col("known_from").alias("start"),
        pl.lit(None, dtype=pl.Date).alias("end"),
        pl.lit("assumed").alias("reason"),
        "customer",
    )


def _sales(orders: pl.DataFrame | None, *, numbered: bool) -> pl.DataFrame:
    if orders is None:
        schema = {"customer": pl.UInt32, MEANS: pl.String}
        orders = _all_columns(TABLES["orders"], pl.DataFrame(schema=schema))
    by_day = sorted_by(_counted(orders).select("customer", pl.col("order_date").alias("day"), "order"))
    amounts = orders.get_column("amount").rechunk().gather(by_day.get_column("order"))
    by_day = by_day.select("customer", "day", amounts, "order")
    settled = _ties_settled(by_day, None if numbered else orders.get_column("order_id"))
    return settled.with_columns(running_total("amount").alias("running"), NEXT_DAY.alias("next_day"))


def _counted(orders: pl.DataFrame) -> pl.DataFrame:
    """The orders of known customers that count, with their row as `order`."""
    rows = orders.select("customer", "order_date", MEANS).with_row_index("order")
    if rows.get_column(MEANS).count():
        rows = rows.filter(counts("orders"))
    return rows.drop_nulls("customer")


def _ties_settled(by_day: pl.DataFrame, numbers: pl.Series | None) -> pl.DataFrame:
    """Orders of a customer on one day in the order of their numbers, whatever the order of the rows.

    Which of them was the first decides what is repeat revenue. `numbers`: the ids by `order`; without any the
    smallest order comes first. Only these rows are sorted: all of them would take far longer.
    """
    again = (pl.col("customer") == pl.col("customer").shift()) & (pl.col("day") == pl.col("day").shift())
    tied = by_day.select((again | again.shift(-1)).fill_null(value=False).arg_true()).to_series()
    rows, by = by_day[tied], [pl.col("amount")]
    if numbers is not None:
        rows = rows.with_columns(numbers.gather(rows.get_column("order")).alias("number"))
        by = [pl.col("number").str.len_chars(), pl.col("number")]
        if _are_rising(rows):
            return by_day
    settled = rows.sort("customer", "day", *by, maintain_order=True)
    return by_day.with_columns(
        by_day.get_column(name).clone().scatter(tied, settled.get_column(name))
        for name in ("amount", "order")
    )


def _are_rising(tied: pl.DataFrame) -> bool:
    """Whether orders of a customer on one day stand by their numbers, as where a file counts them on."""
    length = pl.col("number").str.len_chars()
    is_first = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift()) for key in ("customer", "day"))
    rises = (length == length.shift()) & (pl.col("number") > pl.col("number").shift())
    return bool(tied.select((is_first | rises.fill_null(value=False)).all()).item())


def _purchases(sales: pl.DataFrame, *, merge_same_day: bool) -> pl.DataFrame:
    is_bought = sales.get_column("amount") > 0
    # Where every sale is a purchase, which is mostly so, both hold the same columns and not copies of them.
    counted = sales if is_bought.all() else sales.filter(is_bought)
    if merge_same_day:
        counted = (
            counted.lazy()
            .group_by("customer", "day")
            .agg(pl.col("amount").sum(), pl.col("order").min())
            .sort("customer", "day")
            .collect()
        )
    if merge_same_day or counted is not sales:
        counted = counted.with_columns(NEXT_DAY.alias("next_day"))
    # One pass over sorted rows instead of window functions per customer: row positions give order numbers.
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    since = pl.col("day").to_physical() - pl.col("day").to_physical().shift(1)
    return (
        counted.lazy()
        .with_columns(FIRST_OF_CUSTOMER.alias("is_first"), position.alias("position"))
        .with_columns(
            pl.when("is_first").then("position").forward_fill().alias("origin"),
            pl.when("is_first").then("day").forward_fill().alias("first_day"),
            pl.when(~pl.col("is_first")).then(since).alias("gap"),
        )
        .select(
            "customer",
            "day",
            "amount",
            (pl.col("position") - pl.col("origin") + 1).alias("number"),
            "gap",
            "next_day",
            "first_day",
            "order",
        )
        .collect(engine="in-memory")
    )
