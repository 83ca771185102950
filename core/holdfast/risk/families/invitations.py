"""Rules on surveys nobody answers: survey silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.families.unbroken import open_while_active
from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.survey_facts import survey_waves
from holdfast.wording import day_words, plural_words

if TYPE_CHECKING:
    from holdfast.risk.scope import Scope


@dataclass(frozen=True)
class SurveySilenceLimits:
    """F15: how many waves without an answer, how far back, and how long people have to answer."""

    waves: int = limit("opens from", "waves without an answer")
    within_days: int = limit("waves count for", "days")
    days_to_answer: int = limit("a wave counts as unanswered after", "days")


def _waves(scope: Scope, limits: SurveySilenceLimits) -> pl.LazyFrame:
    """NPS waves each customer had time to answer: `customer`, `wave`, `first` (its first invitation there).

    Adds `last_answer` Date of anyone at the customer to any survey, and Boolean `silent`: it came after that.
    """
    surveys = scope.surveys.lazy()
    answers = surveys.group_by("customer").agg(pl.col("answered").max().alias("last_answer"))
    asked = surveys.filter(pl.col("kind") == "nps").with_columns(
        pl.coalesce("invited", "answered").alias("asked")
    )
    waves = survey_waves(asked.select("kind", "asked").collect(engine="in-memory")).lazy()
    return (
        asked.join(waves, on=["kind", "asked"])
        .group_by("customer", "wave")
        .agg(pl.col("asked").min().alias("first"))
        .filter(scope.days_since("first") >= limits.days_to_answer)
        .join(answers, on="customer", how="left")
        .with_columns(
            (pl.col("last_answer").is_null() | (pl.col("first") > pl.col("last_answer"))).alias("silent")
        )
    )


def _evaluate_survey_silence(scope: Scope, limits: SurveySilenceLimits) -> pl.DataFrame:
    """F15: an active customer asked in several waves, and nobody there has answered since."""
    waves = _waves(scope, limits).collect(engine="in-memory").lazy()
    counted = pl.col("silent") & _counts(scope, limits)
    totals = waves.group_by("customer").agg(
        _counts(scope, limits).sum().alias("asked"),
        counted.sum().alias("waves"),
        pl.col("first").filter(counted).min().alias("first"),
        pl.col("first").filter(counted).max().alias("last"),
        pl.col("last_answer").first(),
    )
    seen = totals.collect(engine="in-memory").lazy()
    raised = seen.filter(pl.col("waves") >= limits.waves)
    contacts = (
        scope.surveys.lazy()
        .join(raised.select("customer", "first"), on="customer")
        .filter((pl.col("kind") == "nps") & (pl.col("invited") >= pl.col("first")))
        .group_by("customer")
        .agg(pl.col("contact_id").drop_nulls().n_unique().alias("contacts"))
    )
    opened = open_while_active(scope, _spells(waves.filter("silent"), raised, limits))
    numbers = seen.join(contacts, on="customer", how="left").join(opened, on="customer", how="left")
    silent = pl.col("waves") >= limits.waves
    return scope.beside_facts(numbers, "active").select(
        pl.when(pl.col("active") & (pl.col("asked") >= limits.waves))
        .then(pl.when(silent).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        "since",
        "waves",
        "first",
        "last",
        "contacts",
        "last_answer",
    )


def _counts(scope: Scope, limits: SurveySilenceLimits) -> pl.Expr:
    return scope.days_since("first") <= limits.within_days


def _spells(silent: pl.LazyFrame, raised: pl.LazyFrame, limits: SurveySilenceLimits) -> pl.LazyFrame:
    """From when a wave had gone unanswered until the oldest of those it counts with is too old."""
    before = limits.waves - 1
    same = pl.col("customer") == pl.col("customer").shift(before)
    return (
        silent.join(raised.select("customer"), on="customer", how="semi")
        .sort("customer", "first")
        .with_columns(pl.when(same).then(pl.col("first").shift(before)).alias("oldest"))
        .filter(pl.col("oldest").is_not_null())
        .select(
            "customer",
            (pl.col("first") + pl.duration(days=limits.days_to_answer)).alias("start"),
            (pl.col("oldest") + pl.duration(days=limits.within_days + 1)).alias("stop"),
        )
    )


def _survey_silence() -> pl.Expr:
    first, last = pl.col("first").dt.strftime("%b %Y"), pl.col("last").dt.strftime("%b %Y")
    asked = (
        pl.when(pl.col("waves") == 2)
        .then(pl.format("Asked in {} and {}", first, last))
        .otherwise(pl.format("Asked {} from {} to {}", plural_words(pl.col("waves"), "time"), first, last))
    )
    contacts = pl.when(pl.col("contacts") > 0).then(
        pl.format(", {}", plural_words(pl.col("contacts"), "contact"))
    )
    before = pl.format("; last answer {}", day_words(pl.col("last_answer")))
    return pl.format("{}{}, no answer{}", asked, contacts.fill_null(""), before.fill_null(""))


def _unanswered(scope: Scope, limits: SurveySilenceLimits, customer: int) -> pl.DataFrame:
    mine = pl.col("customer") == customer
    silent = _waves(scope, limits).filter(mine & pl.col("silent") & _counts(scope, limits))
    first = silent.select(pl.col("first").min()).collect(engine="in-memory").item()
    is_nps = pl.col("kind").str.strip_chars().str.to_lowercase() == "nps"
    return scope.rows_of("surveys", customer, since=first).filter(is_nps)


SURVEY_SILENCE: Final = Flag(
    "F15",
    ("watch",),
    (("surveys",),),
    "asked in at least 2 waves of NPS surveys within 730 days, and no contact has answered any survey since; "
    "a wave is every invitation within 30 days of its first and counts 14 days after the customer was asked",
    "an active customer, asked in at least 2 such waves, answered or not",
    limits=SurveySilenceLimits,
    numbers={
        "waves": pl.UInt32(),
        "first": pl.Date(),
        "last": pl.Date(),
        "contacts": pl.UInt32(),
        "last_answer": pl.Date(),
    },
    evaluate=_evaluate_survey_silence,
    sentence=_survey_silence(),
    behind=_unanswered,
)
