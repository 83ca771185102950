"""Rules on surveys nobody answers: survey silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.surveys import last_known
from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.since.unbroken import open_while_active
from holdfast.rows.bisect import rows_of_customers
from holdfast.rows.numbered import placed
from holdfast.words.wording import day_words, month_words, plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_IS_NPS: Final = pl.col("kind").str.strip_chars().str.to_lowercase() == "nps"


@dataclass(frozen=True)
class SurveySilenceLimits:
    """F15: how many waves without an answer, how far back, and how long people have to answer."""

    waves: int = limit("opens from", "waves without an answer")
    within_days: int = limit("waves count for", "days")
    days_to_answer: int = limit("a wave counts as unanswered after", "days")


def _waves(scope: RuleScope, limits: SurveySilenceLimits, customers: pl.Series | None = None) -> pl.DataFrame:
    """NPS waves each customer had time to answer: `customer`, `first` (its first invitation there), sorted.

    Adds `last_answer` Date of anyone at the customer to any survey, and Boolean `silent`: it came after that.
    `customers`: only theirs, rising.
    """
    logs = scope.book.logs.surveys
    last = last_known(logs.answered, scope.as_of)
    last_answer = placed(last.get_column("customer"), last.get_column("answered"), scope.facts.height)
    asked = logs.waves if customers is None else rows_of_customers(logs.waves, customers)
    waves = asked.filter(scope.day.days_since("first") >= limits.days_to_answer)
    return waves.with_columns(
        last_answer.gather(waves.get_column("customer")).alias("last_answer")
    ).with_columns(
        (pl.col("last_answer").is_null() | (pl.col("first") > pl.col("last_answer"))).alias("silent")
    )


def _evaluate_survey_silence(scope: RuleScope, limits: SurveySilenceLimits) -> pl.DataFrame:
    """F15: an active customer asked in several waves, and nobody there has answered since."""
    waves = _waves(scope, limits)
    counted = pl.col("silent") & _counts(scope, limits)
    seen = (
        waves.lazy()
        .group_by("customer", maintain_order=True)
        .agg(
            _counts(scope, limits).sum().alias("asked"),
            counted.sum().alias("waves"),
            pl.col("first").filter(counted).min().alias("first"),
            pl.col("first").filter(counted).max().alias("last"),
            pl.col("last_answer").first(),
        )
    )
    silent = pl.col("waves") >= limits.waves
    told = pl.lit(scope.book.logs.surveys.knows_who_was_asked(scope.as_of))
    return scope.beside_facts(seen, "active").select(
        pl.when(told & pl.col("active") & (pl.col("asked") >= limits.waves))
        .then(pl.when(silent).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        "waves",
        "first",
        "last",
        "last_answer",
    )


def _details(scope: RuleScope, limits: SurveySilenceLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    silent = _waves(scope, limits, raised.get_column("customer")).filter("silent")
    opened = open_while_active(scope, _spells(silent.lazy(), limits))
    return _contacts(scope, raised.select("customer", "first")).join(
        opened, on="customer", how="full", coalesce=True
    )


def _contacts(scope: RuleScope, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `contacts`: how many persons were invited from the `first` of those days on."""
    asked = rows_of_customers(scope.book.logs.surveys.invitations, raised.get_column("customer"))
    persons = scope.book.tables["surveys"].get_column("contact_id").gather(asked.get_column("row"))
    return (
        asked.lazy()
        .with_columns(persons)
        .join(raised.lazy(), on="customer")
        .filter(pl.col("invited").is_between(pl.col("first"), scope.as_of))
        .group_by("customer")
        .agg(pl.col("contact_id").drop_nulls().n_unique().alias("contacts"))
    )


def _counts(scope: RuleScope, limits: SurveySilenceLimits) -> pl.Expr:
    return scope.day.days_since("first") <= limits.within_days


def _spells(silent: pl.LazyFrame, limits: SurveySilenceLimits) -> pl.LazyFrame:
    """From when a wave had gone unanswered until the oldest of those it counts with is too old.

    `silent`: waves without an answer, by customer and day.
    """
    before = limits.waves - 1
    same = pl.col("customer") == pl.col("customer").shift(before)
    return (
        silent.with_columns(pl.when(same).then(pl.col("first").shift(before)).alias("oldest"))
        .filter(pl.col("oldest").is_not_null())
        .select(
            "customer",
            (pl.col("first") + pl.duration(days=limits.days_to_answer)).alias("start"),
            (pl.col("oldest") + pl.duration(days=limits.within_days + 1)).alias("stop"),
        )
    )


def _survey_silence() -> pl.Expr:
    first, last = month_words(pl.col("first")), month_words(pl.col("last"))
    asked = (
        pl.when(pl.col("waves") == 2)
        .then(sentence("Asked in {} and {}", first, last))
        .otherwise(sentence("Asked {} from {} to {}", plural_words(pl.col("waves"), "time"), first, last))
    )
    contacts = pl.when(pl.col("contacts") > 0).then(
        sentence(", {}", plural_words(pl.col("contacts"), "contact"))
    )
    before = sentence("; last answer {}", day_words(pl.col("last_answer")))
    return sentence("{}{}, no answer{}", asked, contacts.fill_null(""), before.fill_null(""))


def _unanswered(scope: RuleScope, limits: SurveySilenceLimits, customer: int) -> pl.DataFrame:
    mine = pl.col("customer") == customer
    silent = _waves(scope, limits).filter(mine & pl.col("silent") & _counts(scope, limits))
    first = silent.select(pl.col("first").min()).item()
    return scope.day.rows_of("surveys", customer, since=first).filter(_IS_NPS)


SURVEY_SILENCE: Final = Flag(
    "F15",
    ("watch",),
    (("surveys",),),
    "asked in at least {waves|wave|waves} of NPS surveys within {within_days} days, and no contact has "
    "answered any survey since; a wave is every invitation within 30 days of its first and counts "
    "{days_to_answer|day|days} after the customer was asked",
    "an active customer, asked in at least {waves|such wave|such waves}, answered or not; never by an export "
    "that lists answers alone",
    limits=SurveySilenceLimits,
    numbers={
        "waves": pl.UInt32(),
        "first": pl.Date(),
        "last": pl.Date(),
        "contacts": pl.UInt32(),
        "last_answer": pl.Date(),
    },
    evaluate=_evaluate_survey_silence,
    details=_details,
    sentence=_survey_silence,
    behind=_unanswered,
)
