"""Rules on contracts that come due: renewal, no touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.since.spells import open_since
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class RenewalNoTouchLimits:
    """F21: how far ahead a renewal or notice date counts, and how recent the last two-way contact must be."""

    within_days: int = limit("a renewal or the end of notice counts", "days ahead")
    contact_days: int = limit("closes with a two-way contact in", "days")


def _evaluate_renewal_no_touch(scope: RuleScope, limits: RenewalNoTouchLimits) -> pl.DataFrame:
    """F21: a running contract is about to be decided, and nobody has spoken with the customer lately."""
    running = scope.day.contract_terms.lazy().filter(pl.col("running")).select("customer").unique()
    numbers = (
        running.filter(pl.col("customer").is_not_null())
        .with_columns(pl.lit(value=True).alias("runs"))
        .join(_coming_by_customer(scope, limits), on="customer", how="left")
    )
    gap = scope.day.days_since("silent_from")
    coming = pl.col("contract_id").is_not_null()
    severity = (
        pl.when(pl.col("runs") & ~coming)
        .then(CLEAR)
        .when(coming & (gap > limits.contact_days))
        .then(HIGH)
        .when(coming & pl.col("last_contact").is_not_null())
        .then(CLEAR)
    )
    # Without any contact, silence counts from the first day of the log.
    silent_from = pl.coalesce("last_contact", pl.lit(scope.day.contacts_known_from, dtype=pl.Date))
    told = scope.beside_facts(numbers, "last_contact", "revenue").with_columns(
        silent_from.alias("silent_from")
    )
    return told.select(
        severity.alias("severity"),
        "silent_from",
        "contract_id",
        "renews_itself",
        pl.col("renewal").is_not_null().alias("renews"),
        (-scope.day.days_since("due")).alias("days"),
        (-scope.day.days_since("notice_by")).alias("notice"),
        pl.when(pl.col("last_contact").is_not_null()).then(gap).alias("gap"),
        "others",
        "value",
        pl.coalesce("value", "revenue").alias("money"),
    )


def _since(scope: RuleScope, limits: RenewalNoTouchLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: about to be decided, and silent for long enough."""
    decided = open_since(_spells(scope, limits, raised), scope.as_of)
    first_silent = pl.col("silent_from") + timedelta(days=limits.contact_days + 1)
    silent = raised.lazy().select("customer", first_silent.alias("first_silent"))
    return silent.join(decided, on="customer", how="left").select(
        "customer", pl.max_horizontal("since", "first_silent").alias("since")
    )


def _coming(scope: RuleScope, limits: RenewalNoTouchLimits) -> pl.DataFrame:
    """Running contracts with a renewal or the end of notice just ahead, which no other contract follows."""
    last = scope.day.ago(-limits.within_days)
    ahead = (pl.col("due") <= last) | pl.col("notice_by").is_between(scope.as_of, last).fill_null(value=False)
    undecided = pl.col("running") & pl.col("followed_on").is_null() & (pl.col("due") > scope.as_of)
    return scope.day.contract_terms.filter(undecided & ahead & pl.col("customer").is_not_null())


def _coming_by_customer(scope: RuleScope, limits: RenewalNoTouchLimits) -> pl.LazyFrame:
    """The first of them for each customer, how many `others` there are, and the `value` of all."""
    return (
        _coming(scope, limits)
        .lazy()
        .sort("customer", "due", "contract_id")
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("contract_id", "due", "notice_by", "renewal", "renews_itself").first(),
            (pl.len() - 1).alias("others"),
            pl.when(pl.col("value").count() > 0).then(pl.col("value").sum()).alias("value"),
        )
    )


def _spells(scope: RuleScope, limits: RenewalNoTouchLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """When each contract was about to be decided: before the end of notice, and before it came due."""
    terms = scope.day.contract_terms.lazy().join(raised.lazy(), on="customer", how="semi")
    ahead, one_day = timedelta(days=limits.within_days), timedelta(days=1)
    spells = [
        terms.filter(pl.col(decided).is_not_null()).select(
            "customer",
            pl.max_horizontal("start", pl.col(decided) - ahead).alias("start"),
            pl.min_horizontal(stop, "due", "followed_on", "own_end").alias("stop"),
        )
        for decided, stop in (("due", pl.col("due")), ("notice_by", pl.col("notice_by") + one_day))
    ]
    return pl.concat(spells)


def _renewal_no_touch() -> pl.Expr:
    notice, value = pl.col("notice"), pl.col("value_words")
    happens = (
        pl.when("renews_itself")
        .then(word("Renews"))
        .when("renews")
        .then(word("Up for renewal"))
        .otherwise(word("Ends"))
    )
    by_notice = (
        pl.when(notice > 0)
        .then(sentence(" (notice in {})", notice))
        .when(notice == 0)
        .then(word(" (last day for notice)"))
        .when(notice < 0)
        .then(word(" (notice period over)"))
        .otherwise(pl.lit(""))
    )
    contact = sentence("last contact {} d ago", pl.col("gap")).fill_null(
        tr("no two-way contact on file", "vocabulary")
    )
    others = pl.when(pl.col("others") > 0).then(sentence(" and {} more", pl.col("others")))
    return sentence(
        "{} in {} d{}; {}; contract {}{}{}",
        happens,
        pl.col("days"),
        by_notice,
        contact,
        pl.col("contract_id"),
        others.otherwise(pl.lit("")),
        sentence(", {}", value).fill_null(""),
    )


def _contracts_coming_due(scope: RuleScope, limits: RenewalNoTouchLimits, customer: int) -> pl.DataFrame:
    coming = _coming(scope, limits).filter(pl.col("customer") == customer).get_column("contract_id")
    return scope.day.rows_of("contracts", customer).filter(pl.col("contract_id").is_in(coming.implode()))


RENEWAL_NO_TOUCH: Final = Flag(
    "F21",
    ("high",),
    (("contracts", "interactions"),),
    "a running contract comes due or its notice ends within {within_days} days, no other contract follows "
    "it, and there was no two-way contact in the last {contact_days} days",
    "a running contract; if never contacted, contacts on file for longer than {contact_days} days. The "
    "end of a subscription is never known before it has come",
    limits=RenewalNoTouchLimits,
    numbers={
        "contract_id": pl.String(),
        "renews_itself": pl.Boolean(),
        "renews": pl.Boolean(),
        "days": pl.Int32(),
        "notice": pl.Int32(),
        "gap": pl.Int32(),
        "others": pl.UInt32(),
        "value": pl.Int64(),
        "money": pl.Int64(),
    },
    evaluate=_evaluate_renewal_no_touch,
    details=_since,
    sentence=_renewal_no_touch,
    behind=_contracts_coming_due,
)
