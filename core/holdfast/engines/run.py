"""The steps in order on an engine of choice, and what comes of them in the types that a book has."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import MOVEMENT_DTYPE, Activity
from holdfast.book.assemble import Steps, in_memory
from holdfast.engines import workplace
from holdfast.engines.days import calendar
from holdfast.schema.dtypes import DTYPES
from holdfast.schema.meanings import counts
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from holdfast.book.assemble import TakesSteps
    from holdfast.engines.workplace import EngineName, Lazy, Workplace
    from holdfast.schema.settings import BookSettings

    Open = Callable[[], AbstractContextManager[Workplace]]

_DAYS: Final = ("day", "next_day", "first_day", "counted_from")


def steps_on(engine: EngineName) -> TakesSteps:
    """How `assemble` takes its steps on an engine. What it lacks is said when the steps are taken."""
    opened: dict[EngineName, Open] = {"duckdb": workplace.duckdb, "spark": workplace.spark}
    return steps_in(opened[engine]) if engine in opened else in_memory


def steps_in(opened: Open) -> TakesSteps:
    """The same in any workplace; raises MissingExtraError when the steps are taken."""

    def take(settings: BookSettings, tables: Mapping[str, pl.DataFrame], numbered: bool) -> Steps:
        with opened() as place:
            return _taken(place, settings, tables, numbered=numbered)

    return take


def _taken(
    place: Workplace, settings: BookSettings, tables: Mapping[str, pl.DataFrame], *, numbered: bool
) -> Steps:
    steps = import_module("holdfast.engines.orders")
    days = place.put("days", calendar(settings, tables))
    orders = place.put("orders", _orders(tables.get("orders")))
    sold = place.keep("sales", steps.sales(orders, numbered=numbered))
    merge = settings.merge_same_day_orders
    bought = place.keep("purchases", steps.purchases(sold, merge_same_day=merge))
    place.keep("months", steps.months(bought, sold, days))
    place.keep("gaps", steps.gaps(bought))
    spells = import_module("holdfast.engines.spells")
    all_spells = spells.bought_spells(bought, days)
    if (service := _service(place, settings, tables)) is not None:
        kept = place.keep("service", service)
        all_spells = spells.together(kept, spells.before_service(all_spells, kept))
    _keep_changes(place, all_spells, days, limited_return=settings.reactivation_window is not None)
    return Steps(
        _frame(place, "sales", ("customer", "place")).drop("place"),
        _frame(place, "purchases", ("customer", "number")),
        Activity(
            changes=_frame(place, "changes", ("customer", "day")),
            months=_frame(place, "months", ("customer", "month")),
            gaps=_frame(place, "gaps", ("customer", "gap", "day")),
        ),
    )


def _keep_changes(place: Workplace, spells: Lazy, days: Lazy, *, limited_return: bool) -> None:
    steps = import_module("holdfast.engines.changes")
    daily = place.keep("daily", steps.net_of_days(spells))
    place.keep("changes", steps.changes(daily, days, limited_return=limited_return))


def _service(place: Workplace, settings: BookSettings, tables: Mapping[str, pl.DataFrame]) -> Lazy | None:
    """Spells of recurring revenue, by levels where there are any; None for a book without."""
    spells = import_module("holdfast.engines.spells")
    if "mrr_events" in tables:
        rows = _numbers(tables["mrr_events"].with_row_index("row"), "effective_date")
        levels = rows.select(
            "customer", pl.col("effective_date").alias("day"), "mrr", pl.col("row").cast(pl.Int64)
        )
        return spells.level_spells(settings, place.put("levels", levels))
    if "subscriptions" in tables:
        names = ("start", "end", "cancel_requested", "trial_end")
        rows = _numbers(tables["subscriptions"], *names).select("customer", "mrr", *names)
        return spells.subscription_spells(settings, place.put("subscriptions", rows))
    return None


def _orders(orders: pl.DataFrame | None) -> pl.DataFrame:
    if orders is None:
        columns = {column.name: DTYPES[column.type] for column in TABLES["orders"].columns}
        orders = pl.DataFrame(schema={"customer": pl.UInt32(), **columns})
        counted = pl.lit(value=True)
    else:
        counted = counts("orders")
    return _numbers(orders.with_row_index("order"), "order_date").select(
        pl.col("order").cast(pl.Int64),
        "customer",
        pl.col("order_date").alias("day"),
        "amount",
        pl.col("order_id").alias("number"),
        counted.alias("counts"),
    )


def _numbers(rows: pl.DataFrame, *days: str) -> pl.DataFrame:
    """Rows of customers, with days as their number since 1970, of which every engine thinks the same."""
    known = rows.filter(pl.col("customer").is_not_null())
    return known.with_columns(pl.col(days).cast(pl.Int32), pl.col("customer").cast(pl.Int64))


def _frame(place: Workplace, name: str, order: tuple[str, ...]) -> pl.DataFrame:
    """What was kept, in its order and in the types of a book."""
    rows = place.collected(name).sort(order)
    schema = _SCHEMAS[name]
    return rows.select(
        pl.col(column).cast(pl.Int32).cast(pl.Date) if column in _DAYS else pl.col(column).cast(dtype)
        for column, dtype in schema.items()
    )


_SCHEMAS: Final[dict[str, dict[str, pl.DataType]]] = {
    "sales": {
        "customer": pl.UInt32(),
        "day": pl.Date(),
        "amount": pl.Int64(),
        "order": pl.UInt32(),
        "running": pl.Int64(),
        "next_day": pl.Date(),
        "place": pl.Int64(),
    },
    "purchases": {
        "customer": pl.UInt32(),
        "day": pl.Date(),
        "amount": pl.Int64(),
        "number": pl.UInt32(),
        "gap": pl.Int32(),
        "next_day": pl.Date(),
        "first_day": pl.Date(),
        "order": pl.UInt32(),
    },
    "changes": {
        "customer": pl.UInt32(),
        "day": pl.Date(),
        "delta": pl.Int64(),
        "step": pl.Int8(),
        "counted_from": pl.Date(),
        "kind": MOVEMENT_DTYPE,
        "level": pl.Int64(),
        "is_active": pl.Boolean(),
        "is_first": pl.Boolean(),
        "next_day": pl.Date(),
    },
    "months": {"customer": pl.UInt32(), "month": pl.Int32(), "orders": pl.UInt32(), "revenue": pl.Int64()},
    "gaps": {"customer": pl.UInt32(), "gap": pl.Int32(), "day": pl.Date()},
}
