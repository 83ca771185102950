"""From tables as read to a book: customers numbered, tables linked, purchases sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER, NEXT_DAY, Activity, build_activity, running_total
from holdfast.book.book import CUSTOMER_DIMENSIONS, Book
from holdfast.book.named import Named, named_in
from holdfast.rows.numbered import filled, placed
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
from holdfast.words.folding import fold_expr

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


TakesSteps: TypeAlias = "Callable[[BookSettings, pl.DataFrame, Mapping[str, pl.DataFrame], bool], Steps]"
"""Settings, `customers`, the tables with `customer` and MEANS, whether orders have no ids → Steps."""


def in_memory(
    settings: BookSettings,
    _customers: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    numbered: bool,
) -> Steps:
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
    customers = _customers(complete, listed, named, intake.own.get("customers", ()))
    numbers = placed(named.order, customers.get_column("customer"), customers.height)
    linked = {
        name: _linked(name, frame, named, numbers) for name, frame in complete.items() if name != "customers"
    }
    assumed = "assignments" not in linked and bool(customers.get_column("owner_rep_id").count())
    if assumed:
        linked["assignments"] = _assumed_assignments(customers)
    steps = take_steps(intake.settings, customers, linked, "orders" in intake.numbered)
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
    tables: Mapping[str, pl.DataFrame], listed: pl.DataFrame, named: Named, own: Sequence[Field]
) -> pl.DataFrame:
    lacking = [name for name in (SEEN, LISTED) if name not in listed.columns]
    listed = listed.with_columns(pl.lit(None, dtype=pl.Date).alias(name) for name in lacking)
    everyone = listed.with_columns(pl.lit(value=True).alias("is_listed"))
    if named.others.len():
        others = named.others.alias("customer_id").to_frame()
        everyone = pl.concat([everyone, others], how="diagonal")
    everyone = everyone.with_columns(_first_seen(tables, named, everyone.height))
    # The day of its creation is told by the list: before that of a later one nobody could have read it.
    listed_from = pl.max_horizontal("created", LISTED)
    earliest = pl.min_horizontal(listed_from, SEEN, "first_seen")
    few = [field.name for field in own if field.kind == "dimension"]
    always = pl.col("is_listed").is_not_null() & listed_from.is_null() & pl.col(SEEN).is_null()
    return (
        everyone[named.order]
        .with_columns(
            pl.when(~always).then(earliest).alias("known_from"),
            pl.coalesce("name", "customer_id").alias("name"),
        )
        .with_columns(
            fold_expr(pl.col("name")).alias("name_folded"),
            pl.col(*CUSTOMER_DIMENSIONS, *few).cast(pl.Categorical),
        )
        .drop("first_seen", "is_listed", SEEN, LISTED)
        .with_row_index("customer")
    )


def _first_seen(tables: Mapping[str, pl.DataFrame], named: Named, height: int) -> pl.Series:
    """`first_seen`: the day on which any table first names each of those that `named` numbers."""
    sources = CUSTOMER_SOURCES if "customers" in tables else NAMING_CUSTOMERS
    days = [
        pl.DataFrame({"customer": named.rows[name], "first_seen": tables[name][day].cast(pl.Date)})
        for name in sources
        if name in tables and (day := TABLES[name].known_on)
    ]
    if not days:
        return filled(None, height, pl.Date).alias("first_seen")
    first = pl.concat(days).lazy().group_by("customer").agg(pl.col("first_seen").min())
    known = first.filter(pl.col("customer").is_not_null()).collect()
    return placed(known["customer"], known["first_seen"], height).alias("first_seen")


def _linked(name: str, frame: pl.DataFrame, named: Named, numbers: pl.Series) -> pl.DataFrame:
    if name not in named.rows:
        return frame
    return frame.with_columns(numbers.gather(named.rows[name]).alias("customer"))


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
    by_day = sorted_by(
        orders.lazy()
        .with_row_index("order")
        .filter(counts("orders") & pl.col("customer").is_not_null())
        .select("customer", pl.col("order_date").alias("day"), "order")
        .collect()
    )
    amounts = orders.get_column("amount").gather(by_day.get_column("order"))
    by_day = by_day.select("customer", "day", amounts, "order")
    settled = _ties_settled(by_day, None if numbered else orders.get_column("order_id"))
    return settled.with_columns(running_total("amount").alias("running"), NEXT_DAY.alias("next_day"))


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
    settled = rows.sort("customer", "day", *by, maintain_order=True)
    return by_day.with_columns(
        by_day.get_column(name).clone().scatter(tied, settled.get_column(name))
        for name in ("amount", "order")
    )


def _purchases(sales: pl.DataFrame, *, merge_same_day: bool) -> pl.DataFrame:
    counted = sales.lazy().filter(pl.col("amount") > 0)
    if merge_same_day:
        counted = (
            counted.group_by("customer", "day")
            .agg(pl.col("amount").sum(), pl.col("order").min())
            .sort("customer", "day")
        )
    # One pass over sorted rows instead of window functions per customer: row positions give order numbers.
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    return (
        counted.with_columns(FIRST_OF_CUSTOMER.alias("is_first"), position.alias("position"))
        .with_columns(
            pl.when("is_first").then("position").forward_fill().alias("origin"),
            pl.when("is_first").then("day").forward_fill().alias("first_day"),
            pl.when(~pl.col("is_first"))
            .then((pl.col("day") - pl.col("day").shift(1)).dt.total_days())
            .cast(pl.Int32)
            .alias("gap"),
            NEXT_DAY.alias("next_day"),
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
        .collect()
    )
