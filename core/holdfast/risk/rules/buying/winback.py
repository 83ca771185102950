"""Rules on customers who have left: win back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.facts.lost.records import recoverable, revenue_before
from holdfast.facts.states import speaks
from holdfast.risk.flag import CLEAR, OPPORTUNITY, Flag, limit
from holdfast.risk.rules.buying.orders import sold_to_customer
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import day_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class WinBackLimits:
    """F31: how long ago the loss may lie, and how large the customer must have been."""

    from_days: int = limit("opens when a loss is", "days old")
    to_days: int = limit("and closes after", "days")
    top_share: float = limit("worth as much as this share of customers, the largest", share=True)

    RISING: ClassVar = (("from_days", "to_days"),)


def _evaluate_win_back(scope: RuleScope, limits: WinBackLimits) -> pl.DataFrame:
    """F31: a larger customer lost some weeks ago, for a reason that leaves a way back.

    `since` follows the loss and its reasons; how large other customers were meanwhile is not looked at.
    """
    lost = _lost(scope, limits)
    told = lost.lazy().join(_reopened(scope, lost), on="customer", how="left")
    values = pl.concat([scope.active_revenue, lost.get_column("money")])
    least = values.quantile(1 - limits.top_share, "linear") or 0.0
    worth_it = (pl.col("money") >= least) & (pl.col("money") > 0)
    opened = pl.col("ceased_on") + pl.duration(days=limits.from_days)
    judged = told.select(
        "customer",
        worth_it.alias("is_open"),
        pl.max_horizontal(opened, "changed").alias("since"),
        "money",
    )
    return scope.beside_facts(judged, "lost_on", "reason").select(
        pl.when("is_open").then(OPPORTUNITY).otherwise(CLEAR).alias("severity"),
        "since",
        "lost_on",
        scope.day.days_since("lost_on").alias("days"),
        "money",
        pl.col("reason").cast(pl.String),
    )


def _lost(scope: RuleScope, limits: WinBackLimits) -> pl.DataFrame:
    """Customers lost within the window: `customer`, `ceased_on`, `was_served`, `money`, sorted by customer.

    `was_served`: with recurring revenue. `money` is what the 12 months up to the loss brought, as
    `losses.revenue_before`: 12 × the recurring revenue, or the sales where that is more.
    """
    day, following = pl.col("day"), pl.col("next_day")
    is_last = (day <= scope.as_of) & (following.is_null() | (following > scope.as_of))
    in_window = day.is_between(scope.day.ago(limits.to_days), scope.day.ago(limits.from_days))
    ended = scope.book.activity.changes.filter(in_window & is_last & (pl.col("step") == -1))
    is_lost = scope.those(("lost",)).gather(ended.get_column("customer"))
    served = pl.col("level") - pl.col("delta") > 0
    lost = ended.filter(is_lost).select("customer", day.alias("date"), served.alias("was_served"))
    value = revenue_before(scope.book, lost).rename({"revenue_before": "money"})
    return (
        lost.join(value, on=["customer", "date"], how="left")
        .select("customer", pl.col("date").alias("ceased_on"), "was_served", "money")
        .sort("customer")
    )


def _records(scope: RuleScope, lost: pl.DataFrame) -> pl.DataFrame:
    """The records that speak of these losses, the last of each day, by customer and date."""
    last_orders = scope.facts.get_column("last_order").gather(lost.get_column("customer"))
    return (
        scope.day.visible("losses")
        .join(lost.with_columns(last_orders), on="customer", maintain_order="left")
        .filter(speaks(pl.col("date")))
        .with_row_index("row")
        .sort("customer", "date", "row")
        .unique(["customer", "date"], keep="last", maintain_order=True)
    )


def _reopened(scope: RuleScope, lost: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `changed`: the day of the last record that left a way back after one that did not."""
    if not scope.book.has("losses"):
        return pl.LazyFrame(schema={"customer": pl.UInt32, "changed": pl.Date})
    is_final = ~recoverable(pl.col("reason_code")).fill_null(value=True)
    was_final = is_final.shift(1) & (pl.col("customer") == pl.col("customer").shift(1))
    changed = _records(scope, lost).lazy().filter(was_final & ~is_final)
    return changed.group_by("customer").agg(pl.col("date").max().alias("changed"))


def _win_back() -> pl.Expr:
    reason = sentence("reason {}", pl.col("reason_words")).fill_null(tr("no reason on file", "vocabulary"))
    return sentence(
        "Worth {} a year until lost on {}, {} d ago; {}",
        pl.col("money_words"),
        day_words(pl.col("lost_on")),
        pl.col("days"),
        reason,
    )


def _loss_of(scope: RuleScope, limits: WinBackLimits, customer: int) -> pl.DataFrame:
    """Records of the loss, then the subscriptions or the orders that ended with it, newest first."""
    lost = _lost(scope, limits).filter(pl.col("customer") == customer)
    if lost.is_empty():
        return scope.day.rows_of("losses", customer).clear() if scope.book.has("losses") else pl.DataFrame()
    found = []
    if scope.book.has("losses"):
        days = _records(scope, lost).get_column("date")
        rows = scope.day.rows_of("losses", customer)
        found.append(rows.filter(pl.col("date").is_in(days.implode())))
    if lost.item(0, "was_served"):
        name = "subscriptions" if scope.book.has("subscriptions") else "mrr_events"
        found.append(scope.day.rows_of(name, customer))
    elif scope.book.has("orders"):
        found.append(sold_to_customer(scope, customer))
    return pl.concat(found, how="diagonal_relaxed")


WIN_BACK: Final = Flag(
    "F31",
    ("opportunity",),
    (("orders",), ("subscriptions",), ("mrr_events",)),
    "lost {from_days} to {to_days} days ago, value of the 12 months up to the loss in the top {top_share} of "
    "active and lost customers, and the recorded reason leaves a way back or nobody knows it",
    "a lost customer; one lost for a final reason is closed. Of several records of the loss the last one "
    "speaks",
    limits=WinBackLimits,
    numbers={
        "lost_on": pl.Date(),
        "days": pl.Int32(),
        "money": pl.Int64(),
        "reason": pl.String(),
    },
    quoted=("reason",),
    evaluate=_evaluate_win_back,
    sentence=_win_back,
    behind=_loss_of,
    states=("lost",),
)
