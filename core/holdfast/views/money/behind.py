"""The rows behind what the room of money shows: customers of a side, orders of a month, losses of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.metrics.revenue.mix import sides
from holdfast.money import to_units
from holdfast.schema.fields import FIELDS
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.listing import customer_rows
from holdfast.views.figures.rows import CUSTOMER_COLUMNS
from holdfast.views.figures.scopes import scope_of
from holdfast.views.money.years import YEARLY, facts_of_year, years_of
from holdfast.views.results import FigureRows
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import LossesOfYear, RevenueOfMonth, SideOfRevenue

_ORDER_COLUMNS: Final = (("order_id", "Order"), ("name", "Customer"), ("day", "Day"), ("amount", "Amount"))


def customers_of_side(store: FactsStore, answer: Answer, asked: SideOfRevenue) -> FigureRows:
    """Customers with an order inside the period, new in it or from before."""
    split = sides(scope_of(store.book, answer, answer.facts))
    which = "new in the period" if asked.new else "from before the period"
    found = split.filter(pl.col("is_new") == asked.new).get_column("customer")
    metric = "revenue.new_share" if asked.new else "revenue.repeat_share"
    return _customers(
        store,
        answer,
        found,
        metric=metric,
        title="New customers" if asked.new else "Earlier customers",
        told=f"with an order in the period, {which}",
    )


def orders_of_month(store: FactsStore, answer: Answer, asked: RevenueOfMonth) -> FigureRows:
    """Counted orders of one month inside the period, of customers new in it or from before."""
    scope = scope_of(store.book, answer, answer.facts)
    inside = pl.col("day").is_between(scope.period.start, scope.period.end, closed="left")
    rows = scope.purchases.filter(
        inside
        & (pl.col("day").dt.month_start() == asked.month)
        & ((pl.col("first_day") >= scope.period.start) == asked.new)
    ).sort("day", "customer", "number")
    ids = store.book.tables["orders"].get_column("order_id").gather(rows.get_column("order"))
    named = rows.with_columns(ids.alias("order_id"), to_units(pl.col("amount")).alias("amount")).join(
        answer.facts.customers.select("customer", "name"), on="customer", how="left", maintain_order="left"
    )
    who = "new customers" if asked.new else "earlier customers"
    shown = LinkedRows(named.select("customer", *(name for name, _ in _ORDER_COLUMNS)))
    sentence = f"{plural(rows.height, 'order')} of {who} in this month"
    metric = "revenue.new_share" if asked.new else "revenue.repeat_share"
    title = f"{asked.month:%Y-%m}: {who}"
    return FigureRows(answer.moment, metric, title, sentence, "order", _ORDER_COLUMNS, shown)


def losses_of_year(store: FactsStore, answer: Answer, asked: LossesOfYear) -> FigureRows:
    """Customers lost in one year of the data. Raises UsageError where the data have no such year."""
    years = dict(years_of(store, answer))
    if asked.year not in years:
        raise UsageError(f"the data have no year '{asked.year}'")
    facts = facts_of_year(store, years[asked.year])
    found = answer.chosen_of(facts).filter("lost").get_column("customer")
    lost = f"lost in {asked.year}"
    return _customers(store, answer, found, metric=YEARLY, title=lost.capitalize(), told=lost)


def _customers(
    store: FactsStore, answer: Answer, found: pl.Series, *, metric: str, title: str, told: str
) -> FigureRows:
    rows = customer_rows(store, answer, only=found)
    columns = tuple((name, FIELDS[name].title) for name in CUSTOMER_COLUMNS)
    sentence = f"{plural(len(rows), 'customer')} {told}"
    return FigureRows(answer.moment, metric, title, sentence, "customer", columns, rows)
