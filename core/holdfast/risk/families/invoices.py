"""Rules on money owed: late payer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.activity import FIRST_OF_CUSTOMER
from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, WATCH, Flag, limit
from holdfast.risk.spells import open_since
from holdfast.timeline import ONE_DAY
from holdfast.wording import number_words

if TYPE_CHECKING:
    from datetime import date

    from holdfast.risk.scope import Scope

_SETTLED: Final = (
    r"(?i)\b(paid|void|voided|cancell?ed|credited|refunded|written off|uncollectible|deleted|draft|"
    r"bezahlt|storniert|payée?|annulée?|pagat[ao]|annullat[ao])\b"
)
"""Words in `invoices.status` of an invoice that asks for nothing (any more)."""

_IN_PART: Final = r"(?i)\b(not|nicht|non|part\w*|teilweise)\b"
"""Words beside them that leave something to ask for."""


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


def _invoices(scope: Scope) -> pl.LazyFrame:
    """Invoices with a due date as known on the day.

    `customer`, `invoice_id`; Dates `issued`, `due`, `paid` (null: not yet); `owed` Int64 (null: paid).
    What was settled without a day is left out: nobody knows when. The balance of an unpaid invoice is known
    from the last day with data on; before, its amount is owed.
    """
    table = scope.book.tables["invoices"]
    # A status is one of few words: each is read once.
    words = table.get_column("status").unique().drop_nulls()
    closed = words.filter(words.str.contains(_SETTLED) & ~words.str.contains(_IN_PART))
    nothing_owed = pl.col("status").is_in(closed.implode()).fill_null(value=False)
    nothing_owed |= (pl.col("balance") <= 0).fill_null(value=False)
    settled = pl.col("paid_date").is_null() & nothing_owed
    asked = pl.col("customer").is_not_null() & pl.col("due_date").is_not_null() & (pl.col("amount") > 0)
    paid = pl.when(pl.col("paid_date") <= scope.as_of).then("paid_date")
    balance = pl.when(pl.col("paid_date").is_null()).then("balance")
    owed = pl.coalesce(balance, "amount") if scope.knows_the_undated else pl.col("amount")
    # Status and balance without a day of payment are never visible: here they only leave rows out, or
    # count from the last day on.
    return (
        table.lazy()
        .filter(asked & (pl.col("issue_date") <= scope.as_of) & ~settled)
        .select(
            "customer",
            "invoice_id",
            pl.col("issue_date").alias("issued"),
            pl.col("due_date").alias("due"),
            paid.alias("paid"),
            pl.when(paid.is_null()).then(owed).alias("owed"),
        )
    )


def _evaluate_late_payer(scope: Scope, limits: LatePayerLimits) -> pl.DataFrame:
    """F23: an invoice is long overdue, or payments come much later than they used to."""
    invoices = _invoices(scope).collect(engine="in-memory")
    payments = _payments(invoices, limits)
    numbers = (
        invoices.lazy()
        .select("customer")
        .unique()
        .join(_overdue(scope, invoices, limits), on="customer", how="left")
        .join(_last_payments(scope, payments, limits), on="customer", how="left")
        .with_columns(_severity(limits).alias("severity"))
        .collect(engine="in-memory")
    )
    raised = numbers.filter(pl.col("severity") > CLEAR).select("customer")
    since = open_since(_spells(scope, invoices, payments, limits, raised), scope.as_of)
    answered = numbers.lazy().join(since, on="customer", how="left")
    return scope.beside_facts(answered).select(
        "severity",
        "since",
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


def _overdue(scope: Scope, invoices: pl.DataFrame, limits: LatePayerLimits) -> pl.LazyFrame:
    """Unpaid invoices beyond the first limit: the oldest one, how many `others`, what is owed in all."""
    days = scope.days_since("due")
    return (
        invoices.lazy()
        .filter(pl.col("paid").is_null() & (days > limits.watch_days))
        .sort("customer", "due", "invoice_id")
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("invoice_id").first(),
            days.first().alias("days"),
            (pl.len() - 1).alias("others"),
            pl.col("owed").sum().alias("money"),
        )
    )


def _payments(invoices: pl.DataFrame, limits: LatePayerLimits) -> pl.DataFrame:
    """Paid invoices by customer and day, each with the mean lateness of the last few and of those before.

    `customer`, `paid`, `payments` (how many so far), `lately`, `before` (days, null below the least number),
    `usual` (all so far), `slower`. Paid early counts as on time: it makes nobody late to be less early.
    """
    late = (pl.col("paid") - pl.col("due")).dt.total_days().clip(lower_bound=0)
    paid = (
        invoices.filter(pl.col("paid").is_not_null())
        .select("customer", "paid", "due")
        .sort("customer", "paid", "due")
        .with_columns(late.alias("late"), pl.int_range(pl.len()).alias("row"))
    )
    origin = pl.when(FIRST_OF_CUSTOMER).then("row").forward_fill()
    total = pl.col("late").cum_sum()
    recent = limits.recent_invoices
    counted = paid.with_columns(
        (pl.col("row") - origin + 1).alias("payments"),
        (total - pl.when(FIRST_OF_CUSTOMER).then(total - pl.col("late")).forward_fill()).alias("total"),
    ).with_columns(pl.col("total").shift(recent).alias("total_before"))
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


def _last_payments(scope: Scope, payments: pl.DataFrame, limits: LatePayerLimits) -> pl.LazyFrame:
    """The state after the last payment; `slower` only as long as it speaks."""
    speaks = pl.col("paid") > scope.ago(limits.payment_days)
    last = payments.lazy().group_by("customer", maintain_order=True).last()
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


def _spells(
    scope: Scope,
    invoices: pl.DataFrame,
    payments: pl.DataFrame,
    limits: LatePayerLimits,
    raised: pl.DataFrame,
) -> pl.LazyFrame:
    """When each invoice was long overdue, and when payments had become slower."""
    overdue = invoices.lazy().select(
        "customer",
        pl.max_horizontal("issued", pl.col("due") + timedelta(days=limits.watch_days + 1)).alias("start"),
        pl.col("paid").alias("stop"),
    )
    same_customer = pl.col("customer") == pl.col("customer").shift(-1)
    following = pl.when(same_customer).then(pl.col("paid").shift(-1))
    silent = pl.col("paid") + timedelta(days=limits.payment_days)
    slower = (
        payments.lazy()
        .with_columns(pl.min_horizontal(following, silent).alias("stop"))
        .filter("slower")
        .select("customer", pl.col("paid").alias("start"), "stop")
    )
    return pl.concat([overdue, slower]).join(raised.lazy(), on="customer", how="semi")


def _late_payer() -> pl.Expr:
    usual = (
        pl.when(pl.col("usual").round() > 0)
        .then(pl.format("; usually {} d late", number_words(pl.col("usual"))))
        .when(pl.col("usual").is_not_null())
        .then(pl.lit("; usually on time"))
        .otherwise(pl.lit(""))
    )
    others = pl.when(pl.col("others") > 0).then(pl.format(" and {} more", pl.col("others")))
    overdue = pl.format(
        "{} {} d overdue{}, {}{}",
        pl.col("invoice_id"),
        pl.col("days"),
        others.otherwise(pl.lit("")),
        pl.col("money_words"),
        usual,
    )
    slower = pl.format(
        "Last {} invoices paid {} d late on average; the {} before {}",
        pl.col("recent"),
        number_words(pl.col("lately")),
        pl.col("payments") - pl.col("recent"),
        pl.when(pl.col("before").round() > 0)
        .then(pl.format("{} d", number_words(pl.col("before"))))
        .otherwise(pl.lit("on time")),
    )
    return pl.coalesce(overdue, slower)


def _invoices_behind(scope: Scope, limits: LatePayerLimits, customer: int) -> pl.DataFrame:
    """The overdue invoices; where none is, the last paid ones."""
    of_customer = _invoices(scope).filter(pl.col("customer") == customer).collect()
    shown = _overdue_ids(scope.as_of, of_customer, limits)
    if shown.is_empty():
        paid = of_customer.filter(pl.col("paid").is_not_null()).sort("paid", "due", "invoice_id")
        shown = paid.tail(limits.recent_invoices).get_column("invoice_id")
    return scope.rows_of("invoices", customer).filter(pl.col("invoice_id").is_in(shown.implode()))


def _overdue_ids(as_of: date, invoices: pl.DataFrame, limits: LatePayerLimits) -> pl.Series:
    last_due = as_of - timedelta(days=limits.watch_days) - ONE_DAY
    return invoices.filter(pl.col("paid").is_null() & (pl.col("due") <= last_due)).get_column("invoice_id")


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
    sentence=_late_payer(),
    behind=_invoices_behind,
)
