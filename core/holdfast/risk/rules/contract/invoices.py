"""Rules on money owed: late payer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER, LAST_OF_CUSTOMER, running_total
from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, WATCH, Flag, limit
from holdfast.risk.since.spells import open_since
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.wording import number_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class LatePayerLimits:
    """F23: days overdue from which it opens, and how much later than before payments come."""

    watch_days: int = limit("to watch beyond", "days overdue")
    high_days: int = limit("high beyond", "days overdue")
    critical_days: int = limit("critical beyond", "days overdue")
    recent_invoices: int = limit("compares the last", "paid invoices")
    earlier_invoices: int = limit("with at least", "paid invoices before them")
    later_by_days: int = limit("to watch when they were paid later than usual by", "days")
    payment_days: int = limit("the last payment speaks for", "days")

    RISING: ClassVar = (("watch_days", "high_days", "critical_days"),)


def _evaluate_late_payer(scope: RuleScope, limits: LatePayerLimits) -> pl.DataFrame:
    """F23: an invoice is long overdue, or payments come much later than they used to."""
    logs = scope.book.logs.invoices
    payments = logs.paid.filter(pl.col("known") <= scope.as_of)
    begun = logs.begun.filter(pl.col("issued") <= scope.as_of)
    numbers = (
        begun.lazy()
        .select("customer")
        .join(_overdue(scope, limits), on="customer", how="left")
        .join(_last_payments(scope, payments, limits), on="customer", how="left")
        .with_columns(_severity(limits).alias("severity"))
    )
    return scope.beside_facts(numbers).select(
        "severity",
        "invoice_id",
        "days",
        "others",
        pl.col("money").fill_null(0),
        "usual",
        "lately",
        "before",
        "payments",
        pl.lit(limits.recent_invoices).alias("recent"),
    )


def _unpaid(scope: RuleScope, limits: LatePayerLimits) -> pl.DataFrame:
    """Rows of `InvoiceLogs.asked` that are overdue beyond the first limit on the day, with `owed` Int64.

    The balance of an unpaid invoice is known from the last day with data on; before, its amount is owed.
    """
    not_paid = pl.col("paid").is_null() | (pl.col("paid") > scope.as_of)
    overdue = scope.day.days_since("due") > limits.watch_days
    owed = pl.coalesce("balance", "amount") if scope.day.knows_the_undated else pl.col("amount")
    asked = scope.book.logs.invoices.asked
    return asked.filter((pl.col("issued") <= scope.as_of) & not_paid & overdue).with_columns(
        owed.alias("owed")
    )


def _overdue(scope: RuleScope, limits: LatePayerLimits) -> pl.LazyFrame:
    """Unpaid invoices beyond the first limit: the oldest one, how many `others`, what is owed in all."""
    unpaid = _unpaid(scope, limits)
    ids = scope.book.tables["invoices"].get_column("invoice_id").gather(unpaid.get_column("row"))
    return (
        unpaid.lazy()
        .with_columns(ids)
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("invoice_id").first(),
            scope.day.days_since("due").first().alias("days"),
            (pl.len() - 1).alias("others"),
            pl.col("owed").sum().alias("money"),
        )
    )


def _payments(paid: pl.DataFrame, limits: LatePayerLimits) -> pl.LazyFrame:
    """Rows of `InvoiceLogs.paid`, each with the mean lateness of the last few and of those before.

    `customer`, `paid`, `payments` (how many so far), `lately`, `before` (days, null below the least number),
    `usual` (all so far), `slower`. Paid early counts as on time: it makes nobody late to be less early.
    """
    position = pl.int_range(pl.len())
    recent = limits.recent_invoices
    counted = (
        paid.lazy()
        .with_columns(
            (position - pl.when(FIRST_OF_CUSTOMER).then(position).forward_fill() + 1).alias("payments"),
            running_total("late").alias("total"),
        )
        .with_columns(pl.col("total").shift(recent).alias("total_before"))
    )
    enough = pl.col("payments") >= recent + limits.earlier_invoices
    lately = (pl.col("total") - pl.col("total_before")) / recent
    before = pl.col("total_before") / (pl.col("payments") - recent)
    return counted.select(
        "customer",
        "paid",
        "payments",
        pl.when(enough).then(lately).alias("lately"),
        pl.when(enough).then(before).alias("before"),
        (pl.col("total") / pl.col("payments")).alias("usual"),
        (enough & (lately >= before + limits.later_by_days)).alias("slower"),
    )


def _last_payments(scope: RuleScope, payments: pl.DataFrame, limits: LatePayerLimits) -> pl.LazyFrame:
    """The state after the last payment; `slower` only as long as it speaks."""
    speaks = pl.col("paid") > scope.day.ago(limits.payment_days)
    last = _payments(payments, limits).filter(LAST_OF_CUSTOMER)
    return last.with_columns((pl.col("slower") & speaks).alias("slower")).drop("paid")


def _severity(limits: LatePayerLimits) -> pl.Expr:
    days = pl.col("days")
    return (
        pl.when(days > limits.critical_days)
        .then(CRITICAL)
        .when(days > limits.high_days)
        .then(HIGH)
        .when((days > limits.watch_days) | pl.col("slower"))
        .then(WATCH)
        .otherwise(CLEAR)
    )


def _since(scope: RuleScope, limits: LatePayerLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: an invoice long overdue, or payments that had become slower, one or the other."""
    return open_since(_spells(scope, limits, raised.get_column("customer")), scope.as_of)


def _spells(scope: RuleScope, limits: LatePayerLimits, raised: pl.Series) -> pl.LazyFrame:
    """When an invoice of these customers (rising) was long overdue, and when payments had become slower."""
    logs = scope.book.logs.invoices
    asked = rows_of_customers(logs.asked, raised)
    paid = rows_of_customers(logs.paid, raised).filter(pl.col("known") <= scope.as_of)
    overdue = asked.lazy().filter(pl.col("issued") <= scope.as_of)
    overdue = overdue.select(
        "customer",
        pl.max_horizontal("issued", pl.col("due") + timedelta(days=limits.watch_days + 1)).alias("start"),
        pl.when(pl.col("paid") <= scope.as_of).then("paid").alias("stop"),
    )
    same_customer = pl.col("customer") == pl.col("customer").shift(-1)
    following = pl.when(same_customer).then(pl.col("paid").shift(-1))
    silent = pl.col("paid") + timedelta(days=limits.payment_days)
    slower = (
        _payments(paid, limits)
        .with_columns(pl.min_horizontal(following, silent).alias("stop"))
        .filter("slower")
        .select("customer", pl.col("paid").alias("start"), "stop")
    )
    return pl.concat([overdue, slower])


def _late_payer() -> pl.Expr:
    usual = (
        pl.when(pl.col("usual").round() > 0)
        .then(sentence("; usually {} d late", number_words(pl.col("usual"))))
        .when(pl.col("usual").is_not_null())
        .then(word("; usually on time"))
        .otherwise(pl.lit(""))
    )
    others = pl.when(pl.col("others") > 0).then(sentence(" and {} more", pl.col("others")))
    overdue = sentence(
        "{} {} d overdue{}, {}{}",
        pl.col("invoice_id"),
        pl.col("days"),
        others.otherwise(pl.lit("")),
        pl.col("money_words"),
        usual,
    )
    slower = sentence(
        "Last {} invoices paid {} d late on average; the {} before {}",
        pl.col("recent"),
        number_words(pl.col("lately")),
        pl.col("payments") - pl.col("recent"),
        pl.when(pl.col("before").round() > 0)
        .then(sentence("{} d", number_words(pl.col("before"))))
        .otherwise(word("on time")),
    )
    return pl.coalesce(overdue, slower)


def _invoices_behind(scope: RuleScope, limits: LatePayerLimits, customer: int) -> pl.DataFrame:
    """The overdue invoices; where none is, the last paid ones."""
    rows = _unpaid(scope, limits).filter(pl.col("customer") == customer).get_column("row")
    if rows.is_empty():
        asked = scope.book.logs.invoices.asked.filter(pl.col("customer") == customer)
        paid = asked.filter((pl.col("paid") <= scope.as_of) & (pl.col("issued") <= scope.as_of))
        last = paid.sort("paid", "due", maintain_order=True).tail(limits.recent_invoices)
        rows = last.get_column("row")
    shown = scope.book.tables["invoices"].get_column("invoice_id").gather(rows)
    return scope.day.rows_of("invoices", customer).filter(pl.col("invoice_id").is_in(shown.implode()))


LATE_PAYER: Final = Flag(
    "F23",
    ("watch", "high", "critical"),
    (("invoices",),),
    "an invoice overdue by more than {watch_days} days watch, {high_days} high, {critical_days} critical; "
    "or the last {recent_invoices|paid invoice|paid invoices} were paid on average at least "
    "{later_by_days} days later than those before them: watch",
    "an invoice with a due date; for slower payments {earlier_invoices} paid before the last "
    "{recent_invoices}, and a payment within {payment_days} days. Paid early counts as on time; what is "
    "settled without a date is left out",
    limits=LatePayerLimits,
    numbers={
        "invoice_id": pl.String(),
        "days": pl.Int32(),
        "others": pl.UInt32(),
        "money": pl.Int64(),
        "usual": pl.Float64(),
        "lately": pl.Float64(),
        "before": pl.Float64(),
        "payments": pl.Int64(),
        "recent": pl.Int32(),
    },
    evaluate=_evaluate_late_payer,
    details=_since,
    sentence=_late_payer,
    behind=_invoices_behind,
)
