"""New customers and earlier ones side by side: focus, cost, depth, duration and price. Spec §9."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.revenue.cost_of_churn import assumed
from holdfast.metrics.revenue.mix import sides
from holdfast.metrics.revenue.price import NO_DISCOUNTS, discount_depth, full_price_share, priced_orders
from holdfast.money import units
from holdfast.timeline import periods_in
from holdfast.views.money.results import RevenueMonth, SideRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.figures import Unit
    from holdfast.metrics.scope import Scope

NEW_SHARE: Final = "revenue.new_share"
REPEAT_SHARE: Final = "revenue.repeat_share"
BOTH: Final = (True, False)
"""New customers first."""

NO_LINES: Final = "needs order_lines.csv for the kinds of goods in an order"
NO_CONTACTS: Final = "needs interactions.csv for contacts with customers"
NO_COST: Final = "set {} under [assumptions] in holdfast.toml"


@dataclass(frozen=True)
class _Pair:
    """A measure of both sides."""

    new: float | None
    earlier: float | None


def side_rows(scope: Scope) -> tuple[SideRow, ...]:
    """Every measure, those that lack a table with the sentence that names it; none without orders inside."""
    split = sides(scope)
    return () if split.is_empty() else (*_focus(scope, split), *_cost(scope, split), *_more(scope, split))


def _focus(scope: Scope, split: pl.DataFrame) -> Iterator[SideRow]:
    amount, counted = _summed(split, "amount"), _counted(split)
    whole = (amount.new or 0) + (amount.earlier or 0)
    share = _Pair(*((value or 0) / whole if whole else None for value in (amount.new, amount.earlier)))
    yield _row("Customers", "focus", "count", counted, "who ordered inside the period")
    yield _row("Revenue", "focus", "money", amount, "the amount of their counted orders")
    yield _row("  share of it", "focus", "ratio", share, "of all counted orders", metric=NEW_SHARE)
    contacts = _contacts(scope, split)
    lacking = None if contacts else NO_CONTACTS
    found = contacts or _Pair(None, None)
    each = _divided(found, counted)
    both = (found.new or 0) + (found.earlier or 0)
    part = _Pair(
        *(None if value is None or not both else value / both for value in (found.new, found.earlier))
    )
    yield _row("Contacts each", "focus", "per_year", each, "on file inside the period",
               lacking=lacking)  # fmt: skip
    yield _row("  share of them", "focus", "ratio", part, "of the contacts with both", lacking=lacking)


def _cost(scope: Scope, split: pl.DataFrame) -> Iterator[SideRow]:
    """What it takes to win the new and to keep the others, as far as the user has said."""
    factors, counted = assumed(scope.book), _counted(split)
    each = _Pair(factors.acquisition_cost, factors.retention_cost)
    names = ("acquisition_cost", "retention_cost")
    unsaid = [name for name, value in zip(names, (each.new, each.earlier), strict=True) if value is None]
    cost = _Pair(
        None if each.new is None else each.new * (counted.new or 0),
        None if each.earlier is None else each.earlier * (counted.earlier or 0),
    )
    yield _row(
        "Cost", "cost", "money", cost, "customers × yours of winning one, of keeping one for a year",
        lacking=NO_COST.format(" and ".join(unsaid)) if unsaid else None,
    )  # fmt: skip


def _more(scope: Scope, split: pl.DataFrame) -> Iterator[SideRow]:
    """Depth of what they buy, how long they have been there, and what they pay."""
    counted, orders, amount = _counted(split), _summed(split, "orders"), _summed(split, "amount")
    yield _row("Orders each", "depth", "per_year", _divided(orders, counted), "inside the period")
    yield _row("Revenue each", "depth", "money", _divided(amount, counted), "inside the period")
    yield _row("An order", "depth", "money", _divided(amount, orders), "comes to on average")
    kinds = _kinds(scope, split)
    yield _row(
        "Kinds each", "depth", "per_year", kinds or _Pair(None, None),
        "of goods, bought inside the period", lacking=None if kinds else NO_LINES,
    )  # fmt: skip
    yield _row(
        "Known for", "duration", "days", _known_for(scope, split), "since their first order, at the median"
    )
    priced = priced_orders(scope).join(
        split.select("customer", "is_new"), on="customer", how="left", maintain_order="left"
    )
    lacking = NO_DISCOUNTS if priced.is_empty() else None
    of = [priced.filter(pl.col("is_new") == new) for new in BOTH]
    full = _Pair(*(found[0] / found[1] if (found := full_price_share(part)) else None for part in of))
    deep = _Pair(*(found[0] / found[1] if (found := discount_depth(part)) else None for part in of))
    yield _row("At full price", "price", "ratio", full, "of the amount sold",
               lacking=lacking, metric="price.full_share")  # fmt: skip
    yield _row("  discounts", "price", "ratio", deep, "where there are any, of the price before them",
               lacking=lacking, metric="price.discount_depth")  # fmt: skip


def _row(
    measure: str,
    aspect: str,
    unit: Unit,
    pair: _Pair,
    told: str,
    *,
    lacking: str | None = None,
    metric: str | None = None,
) -> SideRow:
    return SideRow(measure, aspect, unit, pair.new, pair.earlier, told, lacking, metric)


def _counted(split: pl.DataFrame) -> _Pair:
    return _Pair(*(float((split.get_column("is_new") == new).sum()) for new in BOTH))


def _summed(split: pl.DataFrame, column: str) -> _Pair:
    sums = [int(split.filter(pl.col("is_new") == new).get_column(column).sum()) for new in BOTH]
    return _Pair(*(units(value) if column == "amount" else float(value) for value in sums))


def _divided(top: _Pair, bottom: _Pair) -> _Pair:
    pairs = ((top.new, bottom.new), (top.earlier, bottom.earlier))
    return _Pair(*(None if above is None or not below else above / below for above, below in pairs))


def _contacts(scope: Scope, split: pl.DataFrame) -> _Pair | None:
    """Contacts on file inside the period with the customers of both sides."""
    if not scope.book.has("interactions"):
        return None
    day = pl.col("at").dt.date()
    inside = scope.table("interactions").filter(
        day.is_between(scope.period.start, scope.period.end, closed="left")
    )
    counts = split.join(inside.select("customer"), on="customer")
    return _Pair(*(float((counts.get_column("is_new") == new).sum()) for new in BOTH))


def _kinds(scope: Scope, split: pl.DataFrame) -> _Pair | None:
    """Mean number of kinds of goods that a customer bought inside the period."""
    if not scope.book.has("orders", "order_lines"):
        return None
    inside = pl.col("day").is_between(scope.period.start, scope.period.end, closed="left")
    bought = (
        scope.book.order_details.kinds.lazy()
        .filter(inside)
        .group_by("customer")
        .agg(pl.col("kind").n_unique().alias("kinds"))
        .collect()
    )
    joined = split.join(bought, on="customer", how="left").with_columns(pl.col("kinds").fill_null(0))
    return _divided(_summed(joined, "kinds"), _counted(split))


def _known_for(scope: Scope, split: pl.DataFrame) -> _Pair:
    """Median days since the first order, at the close of the as-of date."""
    known = split.join(scope.facts.select("customer", "days_since_first"), on="customer")
    medians = (known.filter(pl.col("is_new") == new).get_column("days_since_first").median() for new in BOTH)
    return _Pair(*(value if isinstance(value, float) else None for value in medians))


def revenue_months(scope: Scope) -> tuple[RevenueMonth, ...]:
    """Counted orders of every month that shares a day with the period, of new and of earlier customers."""
    from_new = pl.col("first_day") >= scope.period.start
    sums = {
        (month, new): units(amount)
        for month, new, amount in scope.purchases.filter(
            pl.col("day").is_between(scope.period.start, scope.period.end, closed="left")
        )
        .group_by(pl.col("day").dt.month_start().alias("month"), from_new.alias("new"))
        .agg(pl.col("amount").sum())
        .iter_rows()
    }
    return tuple(
        RevenueMonth(
            month.start,
            sums.get((month.start, True), 0.0),
            sums.get((month.start, False), 0.0),
            complete=month.end <= scope.period.end,
        )
        for month in periods_in(scope.period, "month")
    )
