"""Rules on the weeks after a signature: after close, after renewal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, INFO, Flag, limit
from holdfast.risk.since.spells import open_since
from holdfast.rows.bisect import rows_of_customers
from holdfast.schema.tables import TABLES
from holdfast.words.wording import sentence, word, words_in

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

RENEWAL_WORDS: Final = r"(?i)\b(renew\w*|rinnov\w*|renouvel\w*|reconduction|verlängerung)\b"
UPSELL_WORDS: Final = r"(?i)\b(up-?\s?sell\w*|cross-?\s?sell\w*|upgrade|expansion|add-?\s?on)\b"
"""Words in `opportunities.type` of a deal with whom is a customer already."""

RENEWED: Final = "Renewed"
UPSOLD: Final = "Upsold"
_WON: Final = "Won"


@dataclass(frozen=True)
class AfterCloseLimits:
    """F32: how long after a signature somebody should have been in touch."""

    within_days: int = limit("opens for, after the signature", "days")


@dataclass(frozen=True)
class AfterRenewalLimits:
    """F33: how long after a renewal or upsell somebody should have been in touch."""

    within_days: int = limit("opens for, after the renewal", "days")


def _signed(scope: RuleScope) -> pl.LazyFrame:
    """Won deals: `customer`, `day`, `what` (Won, Renewed, Upsold), `id`, `amount`."""
    kind = pl.col("type")
    what = (
        pl.when(kind.str.contains(RENEWAL_WORDS))
        .then(pl.lit(RENEWED))
        .when(kind.str.contains(UPSELL_WORDS))
        .then(pl.lit(UPSOLD))
        .otherwise(pl.lit(_WON))
    )
    return (
        scope.day.deals.lazy()
        .filter(pl.col("won") & pl.col("closed_on").is_not_null() & pl.col("customer").is_not_null())
        .select("customer", pl.col("closed_on").alias("day"), what.alias("what"),
                pl.col("opportunity_id").alias("id"), "amount")
    )  # fmt: skip


def _renewed_contracts(scope: RuleScope) -> pl.LazyFrame:
    """Contracts that followed another one, or renewed themselves: `customer`, `day`, `what`, `id`."""
    terms = scope.day.contract_terms.lazy().filter(pl.col("customer").is_not_null())
    renewed = pl.lit(RENEWED).alias("what")
    followed = terms.select("customer", pl.col("followed_on").alias("start")).unique()
    successors = terms.join(followed, on=["customer", "start"], how="semi")
    alone = pl.col("renews_itself") & pl.col("followed_on").is_null()
    by_themselves = terms.filter(pl.col("renewed") & alone & (pl.col("due") > pl.col("start")))
    return pl.concat(
        [
            found.select("customer", pl.col(day).alias("day"), renewed, pl.col("contract_id").alias("id"))
            for found, day in ((successors, "start"), (by_themselves, "due"))
        ]
    )


def _touches(scope: RuleScope, customers: pl.Series) -> pl.LazyFrame:
    """Days on which somebody spoke with or wrote to these customers: `customer`, `touched`, by day."""
    logs = scope.book.logs
    touches = [rows_of_customers(log, customers) for log in (logs.two_way, logs.outbound)]
    return (
        pl.concat(touches)
        .lazy()
        .filter(pl.col("day") <= scope.as_of)
        .select("customer", pl.col("day").alias("touched"))
        .sort("touched")
    )


def _untouched(scope: RuleScope, signed: pl.LazyFrame, within_days: int) -> pl.DataFrame:
    """The last of these signatures by customer, and whether anybody has been in touch after that day.

    Facts rows with `severity`, `days` since, and the columns of `signed`.
    """
    signatures = signed.collect(engine="in-memory")
    latest = signatures.group_by("customer").agg(pl.col("day").max())
    recent = latest.filter(pl.col("day") >= scope.day.ago(within_days)).get_column("customer").sort()
    last = _touched(scope, signatures, recent).group_by("customer", maintain_order=True).last()
    severity = (
        pl.when((pl.col("days") > within_days) | pl.col("touched").is_not_null())
        .then(CLEAR)
        .when(_told(scope))
        .then(INFO)
    )
    numbers = latest.lazy().join(last.drop("day"), on="customer", how="left")
    return (
        scope.beside_facts(numbers, "revenue")
        .with_columns(scope.day.days_since("day").alias("days"))
        .with_columns(severity.alias("severity"))
    )


def _touched(scope: RuleScope, signatures: pl.DataFrame, customers: pl.Series) -> pl.LazyFrame:
    """The signatures of these customers (rising) by day, with the day of the first touch after it."""
    # A touch on the day itself is the signature.
    return (
        signatures.lazy()
        .filter(pl.col("customer").is_in(customers.implode()))
        .sort("day", "id")
        .join_asof(
            _touches(scope, customers),
            left_on="day",
            right_on="touched",
            by="customer",
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
    )


def _told(scope: RuleScope) -> pl.Expr:
    """Where the log of contacts begins after the signature, missing contacts prove nothing."""
    return pl.lit(scope.day.contacts_known_from, dtype=pl.Date) <= pl.col("day")


def _since(scope: RuleScope, signed: pl.LazyFrame, within_days: int, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: a signature speaks for its days, or until somebody is in touch."""
    signatures = signed.collect(engine="in-memory")
    by_day = _touched(scope, signatures, raised.get_column("customer")).filter(_told(scope))
    too_old = pl.col("day") + timedelta(days=within_days + 1)
    spells = by_day.select(
        "customer", pl.col("day").alias("start"), pl.min_horizontal(too_old, "touched").alias("stop")
    )
    return open_since(spells, scope.as_of)


def _ago() -> pl.Expr:
    days = pl.col("days")
    return pl.when(days == 0).then(word("today")).otherwise(sentence("{} d ago", days))


def _closed(scope: RuleScope) -> pl.LazyFrame:
    return _signed(scope).filter(pl.col("what") == _WON)


def _evaluate_after_close(scope: RuleScope, limits: AfterCloseLimits) -> pl.DataFrame:
    """F32: a deal was won, and nobody has been in touch since."""
    return _untouched(scope, _closed(scope), limits.within_days).select(
        "severity",
        "days",
        "amount",
        pl.col("id").alias("opportunity"),
        pl.coalesce("amount", "revenue").alias("money"),
    )


def _since_close(scope: RuleScope, limits: AfterCloseLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    return _since(scope, _closed(scope), limits.within_days, raised)


def _after_close() -> pl.Expr:
    return sentence(
        "Won {}{}; no contact since signature",
        _ago(),
        sentence(", {}", pl.col("amount_words")).fill_null(""),
    )


def _deals_behind(scope: RuleScope, limits: AfterCloseLimits, customer: int) -> pl.DataFrame:
    day = pl.col("day")
    recent = _closed(scope).filter(
        (pl.col("customer") == customer) & (day >= scope.day.ago(limits.within_days))
    )
    return _rows_named(scope, "opportunities", customer, recent)


def _rows_named(scope: RuleScope, table: str, customer: int, named: pl.LazyFrame) -> pl.DataFrame:
    ids = named.select("id").collect().to_series()
    key = TABLES[table].key or ""
    return scope.day.rows_of(table, customer).filter(pl.col(key).is_in(ids.implode()))


AFTER_CLOSE: Final = Flag(
    "F32",
    ("info",),
    (("opportunities", "interactions"),),
    "a deal was won at most {within_days} days ago, other than a renewal or upsell, and nobody has spoken "
    "with or written to the customer after that day",
    "a won deal with a closing date, and a log of contacts that reaches back to it",
    limits=AfterCloseLimits,
    numbers={
        "days": pl.Int32(),
        "amount": pl.Int64(),
        "opportunity": pl.String(),
        "money": pl.Int64(),
    },
    evaluate=_evaluate_after_close,
    details=_since_close,
    sentence=_after_close,
    behind=_deals_behind,
    states=("active", "prospect"),
)


def _renewals(scope: RuleScope) -> pl.LazyFrame:
    """Renewals and upsells from deals and from contracts, whichever are there."""
    found = []
    if scope.book.has("opportunities"):
        found.append(_signed(scope).filter(pl.col("what") != _WON).drop("amount"))
    if scope.book.has("contracts"):
        found.append(_renewed_contracts(scope))
    return pl.concat(found)


def _evaluate_after_renewal(scope: RuleScope, limits: AfterRenewalLimits) -> pl.DataFrame:
    """F33: a customer renewed or bought more, and nobody has been in touch since."""
    return _untouched(scope, _renewals(scope), limits.within_days).select("severity", "days", "what")


def _since_renewal(scope: RuleScope, limits: AfterRenewalLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    return _since(scope, _renewals(scope), limits.within_days, raised)


def _after_renewal() -> pl.Expr:
    return sentence("{} {}; no contact since", words_in(pl.col("what"), (RENEWED, UPSOLD)), _ago())


def _renewals_behind(scope: RuleScope, limits: AfterRenewalLimits, customer: int) -> pl.DataFrame:
    """The deals, and the contracts that took over or renewed themselves."""
    day = pl.col("day")
    recent = _renewals(scope).filter(
        (pl.col("customer") == customer) & (day >= scope.day.ago(limits.within_days))
    )
    rows = [
        _rows_named(scope, name, customer, recent)
        for name in ("opportunities", "contracts")
        if scope.book.has(name)
    ]
    return pl.concat([frame for frame in rows if not frame.is_empty()] or rows[:1], how="diagonal_relaxed")


AFTER_RENEWAL: Final = Flag(
    "F33",
    ("info",),
    (("opportunities", "interactions"), ("contracts", "interactions")),
    "a renewal or upsell was won, a contract followed another or one renewed itself at most {within_days} "
    "days ago, and nobody has spoken with or written to the customer after that day",
    "a renewal or upsell on file, and a log of contacts that reaches back to it",
    limits=AfterRenewalLimits,
    numbers={"days": pl.Int32(), "what": pl.String()},
    evaluate=_evaluate_after_renewal,
    details=_since_renewal,
    sentence=_after_renewal,
    behind=_renewals_behind,
)
