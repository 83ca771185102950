"""What customers were asked and what they answered, in order: independent of any as-of date.

An answer that is dated before its invitation is known from the invitation on, hence two days: `answered`, by
which answers follow each other, and `known`, on which there is an answer to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from holdfast.book.activity import LAST_OF_CUSTOMER
from holdfast.book.voice.scales import SCALES, every_answer, survey_waves
from holdfast.schema.tables import TABLES

QUESTIONS: Final = ("nps", "csat")
"""Kinds of survey whose answers are followed from one to the next."""

_SERIES: Final = ("customer", "respondent", "kind", "scale")
_SCALE: Final = pl.Enum(list(SCALES))
_IS_NPS: Final = pl.col("kind") == "nps"


@dataclass(frozen=True, eq=False)
class SurveyLogs:
    """Surveys of known customers. Every frame rises by `customer` UInt32; `row` UInt32 is that of `surveys`.

    `scores`: NPS answers with a score: Dates `answered`, `known`; Float64 `score`; `row`; by day of answer.
    `accounts`: valid NPS answers: `scale` (Enum), `answered`, `known`, `score`, and `replaced`, the day on
    which a later answer of the same respondent is known; by day of answer.
    `low_scores`: answers of detractors: `answered`, `known`; by day of answer.
    `series`: valid answers on liking and satisfaction: `series` UInt32, the same for one respondent's on one
    question and scale, rising by respondent, `kind` and `scale` (Enums); `answered`, `known`, `score`, `row`;
    by series and day of answer.
    `answered`: `known`, and `answered`, the latest day of answering known by then; by day known.
    `waves`: NPS waves the customer was asked in: `first`, the day of its first invitation there; by day.
    `invitations` to these surveys: `invited`, `row`.
    `asked`: NPS invitations of anybody, without order and customer: `asked`, `known`.
    Answers of one day are in the order of the export, so that the later row is the latest.
    """

    scores: pl.DataFrame
    accounts: pl.DataFrame
    low_scores: pl.DataFrame
    series: pl.DataFrame
    answered: pl.DataFrame
    waves: pl.DataFrame
    invitations: pl.DataFrame
    asked: pl.DataFrame

    def latest_of_each(self, as_of: date) -> pl.DataFrame:
        """The rows of `accounts` that were the latest of their respondent known by a day."""
        replaced = (pl.col("replaced") <= as_of).fill_null(value=False)
        return self.accounts.filter((pl.col("known") <= as_of) & ~replaced)

    def knows_who_was_asked(self, as_of: date) -> bool:
        """Whether an NPS invitation was on file that nobody had answered.

        An export of answers alone has none, and then nobody can tell who keeps silent.
        """
        unanswered = pl.col("known").is_null() | (pl.col("known") > as_of)
        return bool(self.asked.select(((pl.col("asked") <= as_of) & unanswered).any()).item())


def survey_logs(surveys: pl.DataFrame | None) -> SurveyLogs:
    """The logs of a linked surveys table; empty without one."""
    if surveys is None:
        columns = {column.name: pl.String for column in TABLES["surveys"].columns}
        dates = dict.fromkeys(("invited", "answered", "loop_closed"), pl.Date)
        surveys = pl.DataFrame(schema={**columns, **dates, "score": pl.Float64, "customer": pl.UInt32})
    known = pl.when(pl.col("answered").is_not_null()).then(pl.max_horizontal("answered", "invited"))
    rows = every_answer(surveys).with_columns(known.alias("known"))
    every = rows.filter(pl.col("customer").is_not_null())
    told = every.filter(pl.col("answered").is_not_null())
    by_answer = told.sort("customer", "answered", maintain_order=True)
    is_scored_nps = (pl.col("spelled").str.to_lowercase() == "nps") & pl.col("score").is_not_null()
    return SurveyLogs(
        scores=by_answer.filter(is_scored_nps).select("customer", "answered", "known", "score", "row"),
        accounts=_accounts(told),
        low_scores=by_answer.filter(pl.col("mark") == -1).select("customer", "answered", "known"),
        series=_series(told),
        answered=_latest(told),
        waves=_waves(every),
        invitations=_invitations(every),
        asked=rows.filter(_IS_NPS & pl.col("asked").is_not_null()).select("asked", "known"),
    )


def last_known(log: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The last row of each customer among those known by a day, in the order of the log."""
    return log.filter(pl.col("known") <= as_of).filter(LAST_OF_CUSTOMER)


def _accounts(told: pl.DataFrame) -> pl.DataFrame:
    of_one = ("customer", "respondent")
    begins = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(1)) for key in of_one)
    number = begins.cum_sum().cast(pl.Int64)
    # Respondent and day as one number: the least of those below is of the same respondent, if any is.
    place = number * 2**32 + (pl.col("known") - pl.lit(date.min)).dt.total_days()
    ahead = place.cum_min(reverse=True).shift(-1)
    replaced = pl.lit(date.min) + pl.duration(days=ahead % 2**32)
    return (
        told.filter(_IS_NPS & pl.col("mark").is_not_null())
        .sort(*of_one, "answered", "row")
        .with_columns(pl.when(ahead // 2**32 == number).then(replaced).alias("replaced"))
        .sort("customer", "answered", "row")
        .select("customer", pl.col("scale").cast(_SCALE), "answered", "known", "score", "replaced")
    )


def _series(answers: pl.DataFrame) -> pl.DataFrame:
    begins = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(1)) for key in _SERIES)
    return (
        answers.filter(pl.col("kind").is_in(QUESTIONS) & pl.col("mark").is_not_null())
        .sort(*_SERIES, "answered", maintain_order=True)
        .select(
            "customer",
            begins.cum_sum().cast(pl.UInt32).alias("series"),
            pl.col("kind").cast(pl.Enum(QUESTIONS)),
            pl.col("scale").cast(_SCALE),
            "answered",
            "known",
            "score",
            "row",
        )
    )


def _latest(answers: pl.DataFrame) -> pl.DataFrame:
    return answers.sort("customer", "known").select(
        "customer", "known", pl.col("answered").cum_max().over("customer")
    )


def _waves(every: pl.DataFrame) -> pl.DataFrame:
    # A later invitation never changes the wave of an earlier one: waves need no as-of date either.
    asked = every.filter(_IS_NPS).select("customer", "kind", "asked")
    return (
        asked.join(survey_waves(asked), on=["kind", "asked"])
        .group_by("customer", "wave")
        .agg(pl.col("asked").min().alias("first"))
        .select("customer", "first")
        .sort("customer", "first")
    )


def _invitations(every: pl.DataFrame) -> pl.DataFrame:
    invited = every.filter(_IS_NPS & pl.col("invited").is_not_null())
    return invited.sort("customer", "row").select("customer", "invited", "row")
